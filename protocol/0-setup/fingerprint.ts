/** Protocol section 3.3: 32 base32 characters (RFC 4648) of the manifest hash, for voters to compare. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

export function fingerprint(manifestHash: Uint8Array): string {
  let bits = '';
  for (const byte of manifestHash.subarray(0, 20)) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five, 2)]).join('');
}
