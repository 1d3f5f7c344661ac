/**
 * Administrators merge what they hold of voters beside a hostile one, which does not answer, answers what cannot be read, shows what
 * nobody signed or names what it never shows; and beside one that starts anew meanwhile. In each period an honest one was captured
 * before and has lost its rows. Over HTTP, in process (trustees contract, section 3).
 */
import assert from 'node:assert/strict';
import { afterAll, beforeAll, test, vi } from 'vitest';
import {
  type MergeRequest,
  mergeHeadStatement,
  mergeListCodec,
  mergeRequestStatement,
  type Row,
  rowName,
  rowPageCodec,
} from '../../protocol/messages/merge.ts';
import { prepareBody, prepareRequestCodec } from '../../protocol/messages/prepare-request.ts';
import { ROLL_PART, type RollEntry, rollPartCodec } from '../../protocol/messages/roll.ts';
import { signRequestCodec } from '../../protocol/messages/sign-request.ts';
import { EMPTY } from '../../protocol/primitives/bytes.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import { type SigningKey, signingKey } from '../../protocol/primitives/p256-signature.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import { peekStatement } from '../../protocol/primitives/statement-form.ts';
import { given, newKey, random } from '../../protocol/test-support.ts';
import type { FreezingRig } from '../support/freezing-rig.ts';
import { ADMINISTRATORS, RenewingRig } from '../support/renewing-rig.ts';

/** Step 5 of the merge, in ms. */
const WAIT = 10_000;
const HONEST = [0, 1, 2];
const HOSTILE = 3;
const HOSTILE_ID = given(ADMINISTRATORS[HOSTILE]);
const VOTERS = Array.from({ length: 20 }, (_, i) => `voter-${i + 10}`);
/** Who vote in one test only. */
const [NOBODY = '', COLLUDING = ''] = VOTERS.slice(-2);

let rig: RenewingRig;
let f: FreezingRig;
let period = 0;
/** How many have voted, in the order of {@link VOTERS}. */
let voted = 0;

beforeAll(async () => {
  rig = await RenewingRig.open(VOTERS, 18);
  f = rig.f;
  await f.rig.pass();
  await vote();
});
afterAll(() => rig.close());

async function vote(): Promise<void> {
  await f.cast(given(VOTERS[voted]), random(4));
  voted += 1;
}

/** An honest Administrator was captured: its rows are deleted, and it starts anew. All come to the next period. */
async function nextPeriod(): Promise<void> {
  period += 1;
  const captured = period % HONEST.length;
  rig.at(captured).store.db.exec('DELETE FROM votes');
  await f.rig.restart(given(ADMINISTRATORS[captured]));
  await rig.come(period);
}

const areMerging = (of: readonly number[]): boolean => of.every((i) => !rig.isMerged(i, period));

async function assertNobodyVotesTwice(): Promise<void> {
  for (const i of HONEST) assert.deepEqual(rig.at(i).turnout(), { prepared: voted, signed: voted });
  for (const voter of VOTERS.slice(0, voted)) assert.equal(await rig.secondVote(voter, HONEST), 0, voter);
}

/** Of somebody who is not on the roll. */
const entryOf = (voter: string): RollEntry => ({
  ...{ salt: random(32), voter, publicKey: newKey().publicKey, style: 'all' },
});

const hostileKey = (): SigningKey => signingKey(given(rig.shareOf(HOSTILE, period)).periodKey);

/** What the hostile one answers to others that merge. */
function answers(answer: (request: MergeRequest) => Uint8Array): void {
  const spy = vi.spyOn(rig.at(HOSTILE), 'answerMerge');
  spy.mockImplementation((input) => answer(peekStatement(mergeRequestStatement.content, input).content));
}

/** A list that it signs; `signer`: in whose name. */
function listOf(names: readonly Uint8Array[], signer = HOSTILE_ID): Uint8Array {
  const sorted = new Uint8Array(Buffer.concat([...names].sort(Buffer.compare)));
  const content = { period, count: names.length, hash: sha256(sorted) };
  const { manifestHash } = f.election.election;
  const head = signStatement(mergeHeadStatement, manifestHash, content, signer, hostileKey());
  return encode(mergeListCodec, { head, names: sorted });
}

/** It lists these rows, and shows them. */
const shows = (rows: readonly (Row & { readonly name: Uint8Array })[]): void =>
  answers(({ names }) =>
    names.length === 0
      ? listOf(rows.map(({ name }) => name))
      : encode(
          rowPageCodec,
          rows.map(({ request, signRequest }) => ({ request, signRequest })),
        ),
  );

/** A row of that voter and M. */
function rowBy(key: SigningKey, voter: string, blinded: Uint8Array): Row & { readonly name: Uint8Array } {
  const { manifestHash } = f.election.election;
  const body = { manifestHash, administrator: HOSTILE_ID, voter, style: 'all', blinded };
  const request = encode(prepareRequestCodec, { ...body, signature: key.sign(prepareBody(body)) });
  return { request, signRequest: EMPTY, name: rowName(body, false) };
}

/** What that server has on its disk. */
const rollOf = (index: number): unknown[] =>
  rig.at(index).store.db.prepare('SELECT * FROM roll ORDER BY voter').all();

const servesMerge = (answer: Uint8Array | 'never') => (): void => {
  f.rig.serve = (id, path) => (id === HOSTILE_ID && path.includes('/merge') ? answer : undefined);
};
const ROW = new Uint8Array(32).fill(7);

test.each<[string, () => void]>([
  ['it does not answer', servesMerge('never')],
  ['it answers what is too long', servesMerge(new Uint8Array(100_000))],
  ['it answers what cannot be read', servesMerge(Uint8Array.of(0xff))],
  ["its list is in another one's name", () => answers(() => listOf([], ADMINISTRATORS[0]))],
  [
    'it names rows that it never shows',
    () => answers(({ names }) => (names.length === 0 ? listOf([ROW]) : encode(rowPageCodec, []))),
  ],
  ['its page cannot be read', () => answers(({ names }) => (names.length === 0 ? listOf([ROW]) : ROW))],
  [
    'it shows rows that no voter signed',
    () => shows([rowBy(newKey(), NOBODY, rig.newM()), rowBy(newKey(), 'nobody', rig.newM())]),
  ],
  [
    'it shows an M that is no element of the group',
    () => shows([rowBy(given(f.rig.voters.get(NOBODY)), NOBODY, new Uint8Array(48).fill(0xc0, 0, 1))]),
  ],
])('%s: the others go on when they have waited, with all rows', async (_what, lies) => {
  lies();
  await nextPeriod();
  await rig.look(80);
  assert.ok(areMerging(HONEST));
  f.rig.board.now += WAIT;
  await rig.merged(HONEST, period);
  f.rig.serve = () => undefined;
  await assertNobodyVotesTwice();
  await vote();
});

test('who starts anew in the middle of a merge waits as long again', async () => {
  servesMerge('never')();
  await nextPeriod();
  await rig.look(30);
  f.rig.board.now += WAIT / 2;
  await f.rig.restart(given(ADMINISTRATORS[0]));
  await rig.look(30);
  f.rig.board.now += WAIT / 2;
  await rig.merged([1, 2], period);
  await rig.look(30);
  assert.ok(areMerging([0]));
  f.rig.board.now += WAIT / 2;
  await rig.merged([0], period);
  f.rig.serve = () => undefined;
  await assertNobodyVotesTwice();
});

test.each<[string, () => Uint8Array]>([
  ['none', () => encode(rollPartCodec, [])],
  ['what is no roll', () => ROW],
  [
    'one that has no end',
    () =>
      encode(
        rollPartCodec,
        Array.from({ length: ROLL_PART }, (_, i) => entryOf(`x-${i}`)),
      ),
  ],
  [
    'one with another voter',
    () =>
      encode(
        rollPartCodec,
        VOTERS.map((_, i) => entryOf(`x-${i + 10}`)),
      ),
  ],
])(
  'an intruder has changed the roll of an honest one, and it shows %s: the right one is fetched',
  async (_what, lie) => {
    const before = rollOf(1);
    const blinded = rig.newM();
    const [victim = ''] = VOTERS.slice(voted);
    // Nobody else has heard of it.
    assert.equal((await rig.prepare(victim, blinded, [0])).echoes.length, 1);
    const { db } = rig.at(0).store;
    db.prepare('UPDATE roll SET public_key = ? WHERE voter = ?').run(newKey().publicKey, victim);
    db.exec(
      `DELETE FROM roll WHERE voter = '${VOTERS[0]}'; UPDATE roll SET voter = 'x' WHERE voter = '${NOBODY}'`,
    );
    await f.rig.restart(given(ADMINISTRATORS[0]));
    vi.spyOn(rig.at(HOSTILE), 'answerRoll').mockImplementation(lie);
    period += 1;
    await rig.come(period);
    await rig.merged(HONEST, period);
    assert.deepEqual(rollOf(0), before);
    assert.equal(await rig.secondVote(victim, HONEST), 0, 'what it alone held is known to all');
    assert.equal((await rig.prepare(victim, blinded, HONEST)).echoes.length, HONEST.length);
    const { digest, period: echoed, echoes } = await rig.prepare(victim, blinded, HONEST);
    const { manifestHash } = f.election.election;
    const request = encode(signRequestCodec, { manifestHash, digest, period: echoed, echoes });
    for (const i of HONEST) await rig.at(i).sign(request);
    voted += 1;
    await assertNobodyVotesTwice();
  },
);

test('while nobody shows the right roll one with a changed roll does not echo, and says so', async () => {
  for (const i of [1, 2, HOSTILE])
    vi.spyOn(rig.at(i), 'answerRoll').mockReturnValue(encode(rollPartCodec, []));
  rig.at(0).store.db.exec(`DELETE FROM roll WHERE voter = '${VOTERS[0]}'`);
  await f.rig.restart(given(ADMINISTRATORS[0]));
  await f.until(() => rig.at(0).alarm === 'alert/renewal-failed', 'the alarm');
  assert.ok(areMerging([0]));
  vi.restoreAllMocks();
  await rig.merged([0], period);
  await f.until(() => rig.at(0).alarm === undefined, 'no alarm');
  await assertNobodyVotesTwice();
});

test('it shows a second M, by a voter who is its accomplice: neither is echoed until t echoes of one are shown', async () => {
  const [first, second] = [rig.newM(), rig.newM()];
  const key = given(f.rig.voters.get(COLLUDING));
  const { digest, period: echoed, echoes } = await rig.prepare(COLLUDING, first, HONEST);
  assert.equal(echoes.length, HONEST.length);
  // Also of one who has voted: t echoes of that vote have been shown, and it stays.
  const voter = given(VOTERS[0]);
  shows([rowBy(key, COLLUDING, second), rowBy(given(f.rig.voters.get(voter)), voter, rig.newM())]);
  await nextPeriod();
  await rig.merged(HONEST, period);
  for (const blinded of [first, second, rig.newM()])
    assert.equal((await rig.prepare(COLLUDING, blinded, HONEST)).echoes.length, 0);
  const { manifestHash } = f.election.election;
  const request = encode(signRequestCodec, { manifestHash, digest, period: echoed, echoes });
  for (const i of HONEST) await rig.at(i).sign(request);
  assert.equal((await rig.prepare(COLLUDING, first, HONEST)).echoes.length, HONEST.length);
  assert.equal((await rig.prepare(COLLUDING, second, HONEST)).echoes.length, 0);
  voted += 1;
  for (const i of HONEST) assert.deepEqual(rig.at(i).turnout(), { prepared: voted, signed: voted });
  assert.equal(await rig.secondVote(voter, HONEST), 0);
});
