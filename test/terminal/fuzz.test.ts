/**
 * A hostile PC that sends the terminal whatever it likes (protocol section 5.7): every answer is a code, the card is as it
 * was, and no secret comes out. REVS_FUZZ_COMMANDS says how many calls (20,000 unless told).
 */

import assert from 'node:assert/strict';
import { test } from 'vitest';
import { encode } from '../../protocol/primitives/cbor.ts';
import { uniform } from '../../protocol/primitives/random.ts';
import { seededRandom } from '../../protocol/seeded-random-test-support.ts';
import { random } from '../../protocol/test-support.ts';
import { decodeState } from '../../tcb-emulator/card/memory/card-state.ts';
import {
  answerCodec,
  challengeAnswersCodec,
  electoralDataCodec,
  headCodec,
} from '../../tcb-emulator/finlet/pc-messages.ts';
import { PIN, PUK, SIGNING_PIN, TerminalRig } from '../support/terminal-rig.ts';

const CALLS = Number(process.env.REVS_FUZZ_COMMANDS ?? 20_000);
const NAMES = [
  'voting',
  'voting/echo',
  'voting/partial',
  'voting/periods',
  'voting/commitments',
  'voting/onion',
  'voting/sent',
  'challenge',
  'checking',
  'checking/head',
  'checking/leaves',
  'checking/end',
  'checking/onions',
  'checking/complete',
  'no-such-call',
  '__proto__',
];
const KNOWN_CODE = /^[a-z-]+\/[a-z-]+$/;

const rig = await TerminalRig.make();
const draw = seededRandom('fuzz of the PC interface');
const oneOf = <T>(items: readonly T[]): T => {
  const item = items[uniform(draw, items.length)];
  assert.ok(item !== undefined);
  return item;
};

/** Bodies that would be taken at some step. */
const VALID = [
  encode(electoralDataCodec, rig.data()),
  encode(answerCodec, { administrator: 'administrator-1', answer: random(68) }),
  encode(challengeAnswersCodec, await rig.anonymizersAnswer(random(32))),
  encode(headCodec, { kind: 'close', head: random(200) }),
  random(64),
];

function mutant(): Uint8Array {
  const valid = oneOf(VALID).slice();
  const at = uniform(draw, valid.length);
  const kind = uniform(draw, 6);
  if (kind === 0) return valid.slice(0, at);
  if (kind === 1) return draw(uniform(draw, 300));
  if (kind === 2) return new Uint8Array([...valid.slice(0, 60), ...draw(40)]);
  if (kind < 5) valid[at] = (valid[at] ?? 0) ^ (1 + uniform(draw, 255));
  return valid;
}

/** The code of the refusal, or 'taken'. */
async function outcome(name: string, body: Uint8Array, seen: Uint8Array[]): Promise<string> {
  try {
    seen.push(await rig.terminal.call(name, body));
    return 'taken';
  } catch (error) {
    assert.ok(error instanceof Error && 'code' in error, String(error));
    return String(error.code);
  }
}

test(`${CALLS} calls of a hostile PC: a code each, no change of the card, no secret`, async () => {
  const image = rig.memory.state;
  assert.ok(image !== undefined);
  const { secretKey, channelKey } = decodeState(image);
  const secrets = [secretKey, channelKey].map((key) => Buffer.from(key ?? assert.fail()));
  const texts = [PIN, PUK, SIGNING_PIN].map((digits) => Buffer.from(digits));
  const codes = new Map<string, number>();
  for (let i = 0; i < CALLS; i++) {
    const seen: Uint8Array[] = [];
    const code = await outcome(oneOf(NAMES), mutant(), seen);
    codes.set(code, (codes.get(code) ?? 0) + 1);
    const status = rig.terminal.status();
    seen.push(Buffer.from(JSON.stringify(status.code)), ...status.requests.map(({ sealed }) => sealed));
    const all = Buffer.concat(seen);
    for (const secret of [...secrets, ...texts]) assert.equal(all.includes(secret), false);
    if (i % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(rig.memory.state, image, 'the card has not changed');
  for (const code of codes.keys()) if (code !== 'taken') assert.match(code, KNOWN_CODE);
  assert.ok(codes.size >= 5, `the fuzz reaches several refusals: ${[...codes.keys()].join(' ')}`);
  assert.equal(codes.has('terminal/internal'), false);
});

test('after all that a voter votes as if nothing had been', async () => {
  await rig.begin(rig.data());
  await rig.voterVotes(rig.ballot.contests.map(() => [[0]]));
  assert.equal((await rig.settled()).phase, 'sign');
});
