/** The address of one election on the voter's page: `?election=ID`, for links, QR codes and a reload. */
const NAME = 'election';

/** The ID that an address names: 16 bytes in hexadecimal; undefined if it names none. */
export function electionIn(href: string): string | undefined {
  const named = URL.parse(href)?.searchParams.get(NAME)?.toLowerCase() ?? '';
  return /^[0-9a-f]{32}$/.test(named) ? named : undefined;
}

/** The address with another election, or with none. Errors: TypeError for what is no address. */
export function addressOf(href: string, election: string | undefined): string {
  const url = new URL(href);
  if (election === undefined) url.searchParams.delete(NAME);
  else url.searchParams.set(NAME, election);
  return url.href;
}

/** Where its record is verified, on the voter's page that is at `page`. Errors: TypeError for what is no address. */
export const verifyAddressOf = (page: string, election: string): string =>
  addressOf(new URL('verify.html', page.endsWith('/') ? page : `${page}/`).href, election);
