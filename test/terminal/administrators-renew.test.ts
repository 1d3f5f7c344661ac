/**
 * The terminal where Administrators renew their shares and keys (trustees contract, sections 1 and 3): it believes the chain that the
 * PC shows as far as it proves itself, puts answers of one period together, and names liars once it has that period's commitments.
 */
import assert from 'node:assert/strict';
import { afterAll, beforeEach, test } from 'vitest';
import { openCommitments } from '../../protocol/2-vote-signing/period-commitments.ts';
import { type Keys, linkByHand } from '../../protocol/ceremony/election-periods-test-support.ts';
import {
  chainCodec,
  type Ended,
  LINKS_AT_ONCE,
  linksCodec,
  styleCommitmentsCodec,
} from '../../protocol/messages/period-chain.ts';
import type { PrepareRequest } from '../../protocol/messages/prepare-request.ts';
import {
  MAX_SIGN_REQUEST_LENGTH,
  partialCodec,
  signRequestCodec,
} from '../../protocol/messages/sign-request.ts';
import { nobleBls } from '../../protocol/primitives/bls-noble.ts';
import { decode, encode } from '../../protocol/primitives/cbor.ts';
import { given, newKey, random } from '../../protocol/test-support.ts';
import { linksShownCodec, partialResultCodec } from '../../tcb-emulator/finlet/pc-messages.ts';
import { AdministratorPeriods, RENEWAL } from '../support/administrator-periods.ts';
import { STYLE, TerminalRig } from '../support/terminal-rig.ts';

const rig = await TerminalRig.make({ administratorRenewal: RENEWAL });
const { plan, server } = rig.fixture;
const periods = new AdministratorPeriods(rig.fixture);
const [ONE = '', TWO = '', THREE = '', FOUR = ''] = periods.ids;
/** Has no share in period 2. */
const LEFT_OUT = FOUR;
periods.renew();
periods.renew([ONE, TWO, THREE]);
periods.renew();
const [toFirst, toSecond, toThird] = periods.links as [Ended, Ended, Ended];
const invalid = { code: 'period/invalid' };

let request: PrepareRequest;
beforeEach(async () => {
  await rig.newCard();
  request = await begin(rig);
});
afterAll(() => rig.terminal.remove());

/** A voter has filled in: what the requests say of the vote. */
async function begin(of: TerminalRig): Promise<PrepareRequest> {
  await of.begin(of.data());
  await of.voterVotes(of.ballot.contests.map(() => [[0]]));
  const [first] = (await of.settled()).requests;
  return of.open(given(first).administrator, given(first).sealed);
}

const show = async (...links: readonly Ended[]): Promise<number> =>
  decode(linksShownCodec, await rig.terminal.call('voting/periods', encode(linksCodec, links)), 16);
const bring = async (commitments: Uint8Array) =>
  decode(partialResultCodec, await rig.terminal.call('voting/commitments', commitments), 10_000);
const echo = (period: number, id: string) => rig.giveEcho(id, periods.echo(period, id, request));
const partial = (period: number, id: string) => rig.givePartial(id, periods.partial(period, id, request));
/** A false one. */
const lie = (period: number, id: string) => {
  const signature = nobleBls.hashToG1(random(32));
  return rig.givePartial(id, encode(partialCodec, { period, signature }));
};
const UNKNOWN = { ready: 'no', verdict: 'unknown-period', faultySigners: [], lacks: undefined };
const TAKEN = { ...UNKNOWN, verdict: 'taken' };
const periodOf = (signRequest: Uint8Array): number =>
  decode(signRequestCodec, signRequest, MAX_SIGN_REQUEST_LENGTH).period;

test('a vote over two renewals: what names an unknown period is kept once the chain is shown, and not before', async () => {
  const none = new Uint8Array();
  for (const id of [ONE, TWO, THREE])
    assert.deepEqual(await echo(1, id), { verdict: 'unknown-period', signRequest: none });
  assert.equal(await show(toFirst), 1);
  for (const id of [ONE, TWO])
    assert.deepEqual(await echo(1, id), { verdict: 'accepted', signRequest: none });
  const { verdict, signRequest } = await echo(1, THREE);
  assert.equal(verdict, 'accepted');
  const { echoes, period } = decode(signRequestCodec, signRequest, MAX_SIGN_REQUEST_LENGTH);
  assert.deepEqual([echoes.length, period], [plan.signingThreshold, 1]);
  for (const id of [ONE, TWO, THREE]) assert.deepEqual(await partial(2, id), UNKNOWN);
  assert.equal(await show(toSecond), 2);
  for (const id of [ONE, TWO]) assert.deepEqual(await partial(2, id), TAKEN);
  assert.deepEqual(await partial(2, THREE), { ...TAKEN, ready: 'yes' });
  assert.equal((await rig.settled()).phase, 'submit');
  await assert.rejects(show(), { code: 'finlet/wrong-step' });
});

test('in period 0 the keys that generation certified sign, and need no chain; identity keys do not', async () => {
  const { key } = server(ONE);
  const byIdentity = await rig.giveEcho(ONE, periods.echo(0, ONE, request, key));
  assert.equal(byIdentity.verdict, 'false-answer');
  for (const id of [ONE, TWO, THREE]) assert.equal((await echo(0, id)).verdict, 'accepted');
  for (const id of [ONE, TWO]) assert.deepEqual(await partial(0, id), TAKEN);
  assert.equal((await partial(0, THREE)).ready, 'yes');
});

test('a chain that does not prove itself leaves the chain as it was', async () => {
  const [zero, first, second] = periods.keys as [Keys, Keys, Keys];
  const keys: Keys = new Map(periods.ids.map((id) => [id, newKey()]));
  const few = (of: Keys): Keys => new Map([...of].slice(0, plan.signingThreshold - 1));
  const identities: Keys = new Map(periods.ids.map((id) => [id, server(id).key]));
  const after = (period: number, certifiers: Keys) =>
    linkByHand(periods.role, given(periods.chains[period]), keys, certifiers);
  for (const links of [
    [after(0, few(zero))],
    [after(0, identities)],
    [after(0, first)],
    [toSecond],
    [toSecond, toFirst],
    [toFirst, toFirst],
    [toFirst, after(1, zero)],
    [toFirst, after(1, few(first))],
  ]) {
    await assert.rejects(show(...links), invalid);
    assert.equal(await show(), 0);
  }
  assert.equal(await show(toFirst, toSecond), 2);
  const fork = after(1, first);
  for (const links of [[fork], [after(2, first)], [toThird, fork], [toFirst, toSecond, toThird]])
    await assert.rejects(show(...links), invalid);
  assert.equal(await show(), 2);
  for (const [id, key] of keys)
    assert.equal((await rig.giveEcho(id, periods.echo(2, id, request, key))).verdict, 'false-answer');
  assert.equal((await rig.giveEcho(ONE, periods.echo(2, ONE, request, second.get(ONE)))).verdict, 'accepted');
  const many = encode(
    chainCodec,
    Array.from({ length: LINKS_AT_ONCE + 1 }, () => toThird),
  );
  await assert.rejects(rig.terminal.call('voting/periods', many), { code: /^cbor/ });
});

test('commitments in links are not read, as they would fill the memory', async () => {
  const commitments = [[random(96)], [random(96)]];
  assert.equal(await show({ ...toFirst, commitments }), 1);
});

test('a key counts in its own period, for its own Administrator, and who has none then gives false answers', async () => {
  await show(toFirst, toSecond);
  const [zero, first, second] = periods.keys as [Keys, Keys, Keys];
  for (const [period, id, key] of [
    [1, ONE, zero.get(ONE)],
    [2, ONE, first.get(ONE)],
    [1, ONE, second.get(ONE)],
    [2, ONE, second.get(TWO)],
    [2, LEFT_OUT, first.get(LEFT_OUT)],
    [2, 'nobody', second.get(ONE)],
  ] as const) {
    const answer = periods.echo(period, id, request, given(key));
    assert.equal((await rig.giveEcho(id, answer)).verdict, 'false-answer', `${id} in ${period}`);
  }
  for (const id of [LEFT_OUT, 'nobody'])
    assert.deepEqual(await lie(2, id), { ...TAKEN, faultySigners: [id] });
  await show(toThird);
  assert.equal((await echo(3, LEFT_OUT)).verdict, 'accepted', 'it has one again');
});

test('answers of different periods do not go together; what comes late replaces nothing newer', async () => {
  await show(toFirst, toSecond);
  for (const [period, id] of [
    [0, ONE],
    [0, TWO],
    [1, THREE],
    [1, FOUR],
  ] as const)
    assert.equal((await echo(period, id)).signRequest.length, 0);
  assert.equal(periodOf((await echo(1, ONE)).signRequest), 1);
  assert.equal(periodOf((await echo(0, ONE)).signRequest), 1, 'its newer one stays');
  for (const [period, id] of [
    [0, ONE],
    [0, TWO],
    [1, THREE],
    [1, FOUR],
    [0, FOUR],
  ] as const)
    assert.deepEqual(await partial(period, id), TAKEN);
  assert.equal((await partial(1, TWO)).ready, 'yes');
});

test('once enough have echoed in a later period, the Sign request is of that one', async () => {
  await show(toFirst);
  for (const id of [ONE, TWO, THREE, FOUR]) await echo(0, id);
  assert.equal(periodOf((await echo(1, ONE)).signRequest), 0, 'three are still of period 0');
  assert.equal((await echo(1, TWO)).signRequest.length, 0);
  assert.equal(periodOf((await echo(1, THREE)).signRequest), 1);
});

test('who lies in a later period is named by its commitments, and the others are enough', async () => {
  await show(toFirst);
  const lacks = { period: 1, style: STYLE };
  for (const id of [ONE, TWO]) assert.deepEqual(await partial(1, id), TAKEN);
  assert.deepEqual(await lie(1, THREE), { ...TAKEN, lacks });
  assert.deepEqual(await partial(1, FOUR), { ...TAKEN, lacks });
  const right = periods.commitments(1, STYLE);
  const { record } = decode(styleCommitmentsCodec, right, 10_000);
  const { commitments } = decode(styleCommitmentsCodec, periods.commitments(2, STYLE), 10_000);
  const ofZero = given(rig.fixture.election.style(STYLE)).commitments;
  for (const wrong of [
    periods.commitments(1, 'south'),
    periods.commitments(2, STYLE),
    encode(styleCommitmentsCodec, { record, commitments }),
    encode(styleCommitmentsCodec, { record, commitments: ofZero }),
  ])
    await assert.rejects(bring(wrong), invalid);
  await assert.rejects(bring(random(300)), { code: /^cbor/ });
  assert.deepEqual(await bring(right), { ...TAKEN, ready: 'yes', faultySigners: [THREE] });
});

test('commitments are of one style: others of the same record are of theirs', () => {
  const { periods: known } = given(periods.chains[1]);
  const { election } = rig.fixture;
  const opened = openCommitments(election, 'south', known, periods.commitments(1, 'south'));
  assert.deepEqual([opened.period, opened.commitments[0]], [1, election.groupKey('south')]);
  assert.throws(() => openCommitments(election, 'south', known, periods.commitments(1, STYLE)), invalid);
});

test('commitments may come first: liars are then named at once, each of them, and may tell the truth later', async () => {
  await show(toFirst);
  await bring(periods.commitments(1, STYLE));
  assert.deepEqual(await lie(1, ONE), TAKEN);
  assert.deepEqual(await lie(1, TWO), TAKEN);
  assert.deepEqual(await partial(1, THREE), { ...TAKEN, faultySigners: [ONE, TWO] });
  assert.deepEqual(await partial(1, FOUR), TAKEN);
  assert.equal((await partial(1, TWO)).ready, 'yes');
});

test("commitments of another key than the style's are refused, though a record names them", async () => {
  const deceiving = await TerminalRig.make({ administratorRenewal: RENEWAL });
  const theirs = new AdministratorPeriods(deceiving.fixture);
  theirs.renew(theirs.ids, theirs.deal(7n));
  await begin(deceiving);
  await deceiving.terminal.call('voting/periods', encode(linksCodec, theirs.links));
  const given = deceiving.terminal.call('voting/commitments', theirs.commitments(1, STYLE));
  await assert.rejects(given, invalid);
  deceiving.terminal.remove();
});

test('where nothing is renewed no chain is taken, and a later period is a false answer', async () => {
  const other = await TerminalRig.make();
  await begin(other);
  const wrongStep = { code: 'finlet/wrong-step' };
  await assert.rejects(other.terminal.call('voting/periods', encode(linksCodec, [])), wrongStep);
  await assert.rejects(other.terminal.call('voting/commitments', periods.commitments(1, STYLE)), wrongStep);
  const { verdict } = await other.giveEcho(ONE, periods.echo(1, ONE, request));
  assert.equal(verdict, 'false-answer');
  other.terminal.remove();
});
