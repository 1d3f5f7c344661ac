/** What the officer's API has to refuse: calls that are malformed or come too early, and jobs that fail. */
import { readFileSync } from 'node:fs';
import type { OfficerAccess } from '../../../deployment/deployment.ts';
import type { Thresholds } from '../../../servers/commissioner/api/servers.ts';
import { type RealElection, SAMPLE, STYLE } from '../../faults/support/real-election.ts';
import type { Call } from './refusals.ts';

type NamedCall = readonly [what: string, call: Call];

const NO_ELECTION = '0'.repeat(32);
const times = { opens: 1, closes: 2, intakeEnds: 3, claimsEnd: 4 };
const wanted = { title: 'x', ...times, ballots: [{ style: 'a', xml: '<x/>' }] };

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** @param body text is sent as it is, all else as JSON */
export const officerPost = ({ url, token }: OfficerAccess, path: string, body: unknown): Call => ({
  method: 'POST',
  url: `${url}/officer/${path}`,
  type: 'application/json',
  body: typeof body === 'string' ? body : JSON.stringify(body),
  headers: bearer(token),
});

/** Calls that are answered with a refusal, whatever the service holds. */
export function refusedOfficerCalls({ access, summary }: RealElection): readonly NamedCall[] {
  return [
    ...withoutRights(access, summary.election),
    ...voters(access),
    ...cards(access, summary.manifestHash),
    ...rolls(access),
    ...elections(access),
    ...records(access, summary.election),
  ];
}

function withoutRights(access: OfficerAccess, election: string): NamedCall[] {
  const post = officerPost(access, 'voters', []);
  return [
    ['no token', { ...post, headers: {} }],
    ['a wrong token', { ...post, headers: bearer('x') }],
    ['a roll without a token', { ...roll(access, 'voter,style\nnew,c\n'), headers: {} }],
    ...['servers', 'health', `elections/${election}/turnout`, `elections/${election}/contradictions`].map(
      (path): NamedCall => [
        `${path} without a token`,
        { method: 'GET', url: `${access.url}/officer/${path}` },
      ],
    ),
  ];
}

function voters(access: OfficerAccess): NamedCall[] {
  const oneBad = [
    { voter: 'new', style: 'c' },
    { voter: 'b', style: '' },
  ];
  const bodies: readonly (readonly [string, unknown])[] = [
    ['no JSON', '['],
    ['an object', {}],
    ['an ID with a slash', [{ voter: 'a/b', style: 'c' }]],
    ['an ID that is a number', [{ voter: 1, style: 'c' }]],
    ['an ID that is too long', [{ voter: 'x'.repeat(65), style: 'c' }]],
    ['one bad row of two', oneBad],
    ['a field too many', [{ voter: 'a', style: 'c', admin: true }]],
    ['the prototype', '[{"voter":"a","style":"c","__proto__":{"x":1}}]'],
    ['nested', `${'['.repeat(50_000)}${']'.repeat(50_000)}`],
    ['too many', `[${'0,'.repeat(200_001)}0]`],
  ];
  return bodies.map(([what, body]) => [what, officerPost(access, 'voters', body)]);
}

/** @param publicKey of nobody on the roll */
function cards(access: OfficerAccess, publicKey: string): NamedCall[] {
  const bodies: readonly (readonly [string, unknown])[] = [
    ['a key that is no point', [{ voter: 'voter-001', publicKey: `05${'11'.repeat(32)}` }]],
    ['a key that is not hex', [{ voter: 'voter-001', publicKey: 'x' }]],
    ['a card of nobody', [{ voter: 'nobody', publicKey }]],
  ];
  return bodies.map(([what, body]) => [what, officerPost(access, 'cards', body)]);
}

const roll = ({ url, token }: OfficerAccess, body: Uint8Array | string): Call => ({
  method: 'POST',
  url: `${url}/officer/roll`,
  type: 'text/csv',
  body,
  headers: bearer(token),
});

function rolls(access: OfficerAccess): NamedCall[] {
  const bodies: readonly (readonly [string, Uint8Array | string])[] = [
    ['a roll with one bad row of two', 'voter,style\nnew,c\nb d,c\n'],
    ['a roll of bytes', Uint8Array.of(0xff, 0xfe, 0)],
    ['a roll of one quote', `voter,style\n"${'x'.repeat(1_000_000)}`],
    ['a roll of columns', `voter,style${',x'.repeat(1_000_000)}\n`],
    ['a roll of rows', `voter,style\n${'x\n'.repeat(1_000_000)}`],
    ['a roll that is too long', ' '.repeat(33 * 1024 * 1024)],
  ];
  return [
    ['a roll as JSON', { ...roll(access, '[]'), type: 'application/json' }],
    ...bodies.map(([what, body]): NamedCall => [what, roll(access, body)]),
  ];
}

function elections(access: OfficerAccess): NamedCall[] {
  const requests: readonly (readonly [string, unknown])[] = [
    ['no title', { ...wanted, title: '' }],
    ['a time that is text', { ...wanted, opens: 'now' }],
    ['no ballots', { ...wanted, ballots: [] }],
    ['65 ballots', { ...wanted, ballots: Array(65).fill(wanted.ballots[0]) }],
    ['no servers', { ...wanted, servers: [] }],
    ['a server twice', { ...wanted, servers: ['counter-1', 'counter-1'] }],
    ['some thresholds', { ...wanted, thresholds: { signingThreshold: 3 } }],
  ];
  return [
    ['an election that is not', officerPost(access, `elections/${NO_ELECTION}/nothing`, {})],
    ...requests.map(([what, body]): NamedCall => [what, officerPost(access, 'elections', body)]),
  ];
}

function records({ url, token }: OfficerAccess, election: string): NamedCall[] {
  const headers = bearer(token);
  const forAll = (path: string): Call => ({ method: 'GET', url: `${url}/elections/${path}` });
  const own = (path: string): Call => ({ method: 'GET', url: `${url}/officer/elections/${path}`, headers });
  return [
    ['the record of one that is not', forAll('x/record/record.jws')],
    ['a file outside of the record', forAll(`${election}/record/..%2fstore.db`)],
    ['a hidden file', forAll(`${election}/record/.ssh`)],
    ['a record that is not published', forAll(`${election}/record.tar`)],
    ['a file of a record that is not published', forAll(`${election}/record/record.jws`)],
    ['results before the tally', own(`${election}/results`)],
    ['the record before the tally', own(`${election}/record.tar`)],
    ['the turnout of one that is not', own(`${NO_ELECTION}/turnout`)],
  ];
}

/** Jobs of an open election, each with the code that it fails with. */
export function failingJobs(
  election: string,
  thresholds: Thresholds,
): readonly (readonly [path: string, body: unknown, code: RegExp])[] {
  const real = { ...wanted, ballots: [{ style: STYLE, xml: readFileSync(SAMPLE, 'utf8') }] };
  return [
    ['elections', wanted, /^ballot\//],
    ['elections', { ...wanted, servers: ['counter-1', 'nobody'] }, /^service\/bad-request$/],
    ['elections', { ...real, thresholds: { ...thresholds, signingThreshold: 1 } }, /^plan\/invalid$/],
    [`elections/${NO_ELECTION}/open`, {}, /^service\/not-found$/],
    [`elections/${election}/tally`, {}, /^time\/too-early$/],
    [`elections/${election}/publish`, {}, /^election\/not-tallied$/],
  ];
}
