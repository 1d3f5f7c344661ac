/** What Administrators serve of the chain of their periods is what terminals take. */
import assert from 'node:assert/strict';
import Fastify from 'fastify';
import { afterAll, test } from 'vitest';
import { openCommitments } from '../../protocol/2-vote-signing/period-commitments.ts';
import { periodsOf } from '../../protocol/ceremony/election-periods.ts';
import {
  type Ended,
  LINKS_AT_ONCE,
  linksCodec,
  styleCommitmentsCodec,
} from '../../protocol/messages/period-chain.ts';
import { decode } from '../../protocol/primitives/cbor.ts';
import { given, makeElection, random } from '../../protocol/test-support.ts';
import { addPeriodRoutes } from '../../servers/administrator/period-routes.ts';
import { AdministratorPeriods, RENEWAL } from '../support/administrator-periods.ts';

const fixture = await makeElection({ administratorRenewal: RENEWAL });
const { election, plan } = fixture;
const periods = new AdministratorPeriods(fixture);
for (let i = 0; i < LINKS_AT_ONCE + 2; i++) periods.renew();
const made = periods.links.map((link, i): Ended => {
  const of = (style: string) => decode(styleCommitmentsCodec, periods.commitments(i + 1, style), 10_000);
  return { ...link, commitments: plan.styles.map((style) => of(style).commitments) };
});
const abandoned: Ended = { c: random(32), record: undefined, statements: [], commitments: [] };

let ended: readonly Ended[] | undefined;
const app = Fastify();
const renewal = () => ended && { log: { ended } };
addPeriodRoutes(app, { of: () => ({ log: { plan: { plan }, renewal } }) as never });
afterAll(() => app.close());

const get = async (path: string) => {
  const { statusCode, rawPayload } = await app.inject(`/elections/x/periods${path}`);
  return { statusCode, body: new Uint8Array(rawPayload) };
};
const links = async (query: string) => decode(linksCodec, (await get(query)).body, 1_000_000);

test('the chain comes in parts, without commitments, from whichever link on', async () => {
  ended = made;
  const [first, second] = [await links(''), await links(`?from=${LINKS_AT_ONCE}`)];
  assert.deepEqual([first.length, second.length], [LINKS_AT_ONCE, 2]);
  assert.ok([...first, ...second].every(({ commitments }) => commitments.length === 0));
  assert.equal(periodsOf(periods.role, election, [...first, ...second]).length, LINKS_AT_ONCE + 3);
  assert.deepEqual(await links('?from=999999999'), []);
  for (const query of ['?from=-1', '?from=x', '?from=1.5', '?from=1234567890'])
    assert.equal((await get(query)).statusCode, 400, query);
  ended = undefined;
  assert.deepEqual(await links(''), []);
});

test("a period's commitments are of its own record and of one style, whatever was abandoned before", async () => {
  ended = [given(made[0]), abandoned, ...made.slice(1)];
  const known = periodsOf(periods.role, election, periods.links);
  for (const style of plan.styles)
    for (const period of [1, 2]) {
      const opened = openCommitments(election, style, known, (await get(`/${period}/${style}`)).body);
      assert.equal(opened.period, period);
    }
  for (const path of ['/0/north', '/99/north', '/1/west'])
    assert.equal((await get(path)).statusCode, 404, path);
  assert.equal((await get('/x/north')).statusCode, 400);
});
