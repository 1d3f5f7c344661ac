/**
 * The board is down for longer than the Trustees have for a renewal (trustees contract, section 4, S): the period goes on and is
 * said to be unsafe, votes are signed meanwhile, and once the board is back the shares are renewed. At every step of a renewal.
 */
import assert from 'node:assert/strict';
import { afterAll, beforeAll, test } from 'vitest';
import type { RefreshLog } from '../../protocol/ceremony/refresh-log.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { utf8 } from '../../protocol/primitives/bytes.ts';
import { given, random } from '../../protocol/test-support.ts';
import { verifyFolder } from '../../record/verify-folder.ts';
import { tally } from '../../servers/commissioner/record/tally.ts';
import { FreezingRig } from '../support/freezing-rig.ts';
import { ids, OPENS } from '../support/setup-rig.ts';

/** Seconds; the board's ticks have one. */
const PERIOD = 120;
const CLOSES = OPENS + 20 * PERIOD;
const TRUSTEES = ids('trustee');
const EVERYBODY = (['administrator', 'trustee', 'anonymizer', 'counter', 'distributor'] as const).flatMap(
  ids,
);
const VOTERS = ['ana', 'ben', 'eva', 'ida'];

let f: FreezingRig;
const packages: Uint8Array[] = [];
beforeAll(async () => {
  const times = { closes: CLOSES, intakeEnds: CLOSES + 10, claimsEnd: CLOSES + 20 };
  f = await FreezingRig.open(VOTERS, { renewEvery: PERIOD, ...times });
  await f.rig.pass();
});
afterAll(() => f.rig.close());

const log = (): RefreshLog => given(f.election.log.renewal('trustee')?.log);
const periods = () => TRUSTEES.map((_, i) => f.trustee(i + 1).holding()?.period.number);
const alerts = () => TRUSTEES.map((_, i) => f.trustee(i + 1).renewal?.alerts ?? []);
const all = <T>(what: T): T[] => TRUSTEES.map(() => what);

/** Each step, with what does not reach the board any more when it comes to it. */
const STEPS = [
  ['state', 'state'],
  ['deal', 'deal'],
  ['complaint', 'ok'],
  ['outcome', 'outcome'],
] as const;

for (const [i, [step, lost]] of STEPS.entries())
  test(`in its step "${step}": the period goes on with an alarm, votes are signed, and it is made up for`, async () => {
    const { period, opens } = log();
    const { number } = period;
    const { deadline } = given(f.election.election.plan.trusteeRenewal);
    f.rig.board.now = Math.max(f.rig.board.now, opens);
    f.rig.lie = (_id, topic, tuple) => {
      if (!topic.endsWith('/refresh-trustee') || tuple[0] !== lost) return tuple;
      throw new ProtocolError('board/no-quorum', 'down');
    };
    await f.rig.pass();
    await f.rig.passUntil(() => log().ceremony.step === step);
    assert.deepEqual(periods(), all(number));
    for (const id of EVERYBODY) f.rig.cut.add(id);
    // Clocks go on, and the board says nothing.
    f.rig.board.now = opens + deadline + 1000;
    for (let look = 0; look < 5; look++) await f.rig.look();
    assert.deepEqual(alerts(), all(['alert/renewal-late']));
    assert.deepEqual(periods(), all(number));
    packages.push(await f.cast(given(VOTERS[i]), utf8(`vote ${i}`)));
    f.rig.cut.clear();
    f.rig.lie = (_id, _topic, tuple) => tuple;
    await f.rig.passUntil(() => periods().every((one) => one === number + 1));
    await f.rig.pass();
    assert.deepEqual(alerts(), all([]));
  });

test('the votes that were signed meanwhile are counted, and the record verifies', async () => {
  for (const counter of [1, 2, 3]) await f.deliver(counter, packages);
  f.endClaims();
  await f.untilDisclosed();
  const results = await tally(f.election, () => undefined);
  assert.equal(results.packages, VOTERS.length);
  const { commissionerKey } = f.election.context;
  const verified = await verifyFolder(f.election.recordFolder, commissionerKey, random, () => undefined);
  assert.deepEqual(verified.results, results);
});
