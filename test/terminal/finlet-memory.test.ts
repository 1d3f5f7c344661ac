/** What the Finlet keeps in the terminal's memory, and that it keeps it no longer than it must (protocol steps 2.2 to 3.2). */
import assert from 'node:assert/strict';
import { afterAll, beforeEach, describe, test, vi } from 'vitest';
import { encode } from '../../protocol/primitives/cbor.ts';
import { given, random } from '../../protocol/test-support.ts';
import { CardClient } from '../../tcb-emulator/card/voting/card-client.ts';
import { keysForPin } from '../../tcb-emulator/dialogue/prompts.ts';
import type { FinletRuntime, FinletSession } from '../../tcb-emulator/finlet/finlet-runtime.ts';
import {
  answerCodec,
  challengeAnswersCodec,
  finalRootsCodec,
  headCodec,
  setbackCodec,
} from '../../tcb-emulator/finlet/pc-messages.ts';
import { finlet } from '../../tcb-emulator/finlet/voting-finlet.ts';
import { CardError } from '../../tcb-emulator/iso7816/card-error.ts';
import { PIN, PUK, TerminalRig } from '../support/terminal-rig.ts';

const rig = await TerminalRig.make();
const { election, plan } = rig.fixture;
const VOTE = rig.ballot.contests.map(() => [[0]]);
const card = CardClient.prototype;
const { readVote, beginVote, signRequest } = card;
const isErased = (secret: Uint8Array): boolean => secret.every((byte) => byte === 0);
const failing = async (): Promise<never> => {
  throw new CardError('card/memory', 'the memory failed');
};

beforeEach(async () => {
  rig.hashed = undefined;
  await rig.newCard();
});
afterAll(() => rig.terminal.remove());

/** The very bytes of votes that the Finlet is given by the card, and gives to it. */
function watchVotes() {
  const seen = { given: [] as Uint8Array[], choices: [] as Uint8Array[], rho: [] as Uint8Array[] };
  vi.spyOn(card, 'beginVote').mockImplementation(function (this: CardClient, vote) {
    seen.given.push(vote.choices);
    return beginVote.call(this, vote);
  } satisfies typeof beginVote);
  vi.spyOn(card, 'readVote').mockImplementation(async function (this: CardClient, manifestHash) {
    const vote = await readVote.call(this, manifestHash);
    seen.choices.push(vote.choices, vote.r);
    seen.rho.push(vote.rho);
    return vote;
  } satisfies typeof readVote);
  return { ...seen, held: () => [...seen.choices, rig.hashed ?? assert.fail('no vote was blinded')] };
}

async function vote(): Promise<void> {
  await rig.begin(rig.data());
  await rig.voterVotes(VOTE);
}

describe('the vote is erased', () => {
  test('as soon as its package is in the card; what is not needed for that, before', async () => {
    const { held, given, rho } = watchVotes();
    await vote();
    const { phase, requests } = await rig.settled();
    assert.equal(phase, 'sign');
    assert.equal(held().length, 3);
    assert.ok(!held().some(isErased), 'it is needed for the package');
    assert.ok(given.length === 1 && given.every(isErased), 'what the card was given');
    assert.ok(rho.length === 1 && rho.every(isErased), 'the blinding factor');
    await rig.collect(requests);
    assert.equal((await rig.settled()).phase, 'submit');
    assert.ok(held().every(isErased));
  });

  test('when the card refuses to begin it', async () => {
    let choices: Uint8Array | undefined;
    vi.spyOn(card, 'beginVote').mockImplementation(async (begun: { choices: Uint8Array }) => {
      choices = begun.choices;
      assert.ok(!isErased(choices));
      return failing();
    });
    await vote();
    assert.equal((await rig.settled()).code, 'card/memory');
    assert.ok(choices !== undefined && isErased(choices));
  });

  test('when the card fails while the requests are made', async () => {
    const { held } = watchVotes();
    vi.spyOn(card, 'signRequest').mockImplementation(failing);
    await vote();
    assert.equal((await rig.settled()).code, 'card/memory');
    assert.ok(held().every(isErased));
  });

  test('when the card was removed before the last request was sealed: the session that starts then holds nothing', async () => {
    const { held } = watchVotes();
    const started = Promise.withResolvers<void>();
    let signed = 0;
    vi.spyOn(card, 'signRequest').mockImplementation(async function (this: CardClient, request) {
      const signature = await signRequest.call(this, request);
      if (++signed === plan.administrators.length) {
        rig.terminal.remove();
        rig.terminal.whenChanged(new AbortController().signal).then(started.resolve);
      }
      return signature;
    } satisfies typeof signRequest);
    await vote();
    await started.promise;
    assert.ok(held().every(isErased));
  });

  test('when it is of another style than the voter has, and nothing is asked of anybody', async () => {
    const { electionId } = plan;
    const { manifestHash } = election;
    const begun = { electionId, manifestHash, style: 'south', begun: 0, choices: rig.choices(VOTE) };
    await (await rig.cardOf()).beginVote(begun);
    await rig.terminal.insert('card');
    const { held } = watchVotes();
    await rig.begin(rig.data());
    await rig.panel.type(['1', 'ok', ...keysForPin(PIN)]);
    assert.equal((await rig.settled()).code, 'finlet/other-manifest');
    assert.ok(held().every(isErased));
  });
});

test('a session that has ended holds nothing that a call could go on with', async () => {
  const other = await rig.otherTerminal(rig.identity);
  let session: FinletSession | undefined;
  const start = (runtime: FinletRuntime): FinletSession => {
    session = finlet.start(runtime);
    return session;
  };
  other.terminal.install({ name: 'voting', version: 2, size: 1, finlet: { ...finlet, start } });
  await other.begin(other.data());
  await other.voterVotes(VOTE);
  assert.equal((await other.settled()).phase, 'sign');
  other.terminal.remove();
  const { phase, requests } = given(session).status();
  assert.deepEqual([phase, requests], ['voter', []]);
});

describe('a call of another step is refused, and changes nothing', () => {
  const NONE = new Uint8Array();
  const answer = encode(answerCodec, { administrator: 'administrator-1', answer: NONE });
  const CALLS = new Map<string, Uint8Array>([
    ['voting/echo', answer],
    ['voting/partial', answer],
    ['voting/onion', encode(challengeAnswersCodec, [])],
    ['voting/sent', NONE],
    ['voting/setback', encode(setbackCodec, { reason: 'store/full' })],
    ['checking/head', encode(headCodec, { kind: 'close', head: random(68) })],
    ['checking/leaves', random(64)],
    ['checking/end', NONE],
    ['checking/onions', encode(challengeAnswersCodec, [])],
    ['checking/complete', encode(finalRootsCodec, [])],
  ]);
  const refuses = async (isTaken: (name: string) => boolean): Promise<void> => {
    const before = rig.memory.state;
    for (const [name, body] of CALLS) {
      if (isTaken(name)) continue;
      await assert.rejects(rig.terminal.call(name, body), { code: 'finlet/wrong-step' }, name);
    }
    assert.deepEqual(rig.memory.state, before);
  };

  test('before the voter has confirmed', async () => {
    await rig.begin(rig.data());
    await refuses(() => false);
  });

  test('while the vote is signed, and once it is', async () => {
    await vote();
    const { requests } = await rig.settled();
    await refuses((name) => ['voting/echo', 'voting/partial', 'voting/setback'].includes(name));
    await rig.collect(requests);
    await refuses((name) => ['voting/onion', 'voting/sent', 'voting/setback'].includes(name));
  });

  test('while the lists are checked', async () => {
    await vote();
    await rig.collect((await rig.settled()).requests);
    assert.equal((await rig.beginCheck()).phase, 'check');
    const taken = ['checking/head', 'checking/onions', 'checking/complete'];
    await refuses((name) => taken.includes(name));
  });
});

test('a challenge counts once, whether or not it gave an onion', async () => {
  await vote();
  await rig.collect((await rig.settled()).requests);
  const { body } = await rig.call('POST', '/finlet/challenge', new Uint8Array());
  await assert.rejects(rig.onion([]), /anonymizers\/too-few/);
  await assert.rejects(rig.onion(await rig.anonymizersAnswer(body)), /anonymizers\/too-few/);
});

test('a card that fails while its PIN is replaced is not said to be blocked', async () => {
  vi.spyOn(card, 'resetPin').mockImplementation(failing);
  await rig.begin(rig.data());
  await rig.fillIn(VOTE);
  for (const _ of [1, 2]) await rig.panel.type([...keysForPin('0000'), 'ok']);
  await rig.panel.type(keysForPin('0000'));
  await rig.panel.waitForText('Do you have the PUK');
  await rig.panel.type(['ok', ...keysForPin(PUK), ...keysForPin(PIN), ...keysForPin(PIN)]);
  assert.equal((await rig.settled()).code, 'card/memory');
});

test('a card that does not take the PIN that it was just given is blocked for all that the voter can do', async () => {
  vi.spyOn(card, 'pinStatus').mockImplementation(async () => ({ ok: false, triesLeft: 0 }));
  vi.spyOn(card, 'resetPin').mockImplementation(async () => ({ ok: true }));
  vi.spyOn(card, 'verifyPin').mockImplementation(async () => ({ ok: false, triesLeft: 0 }));
  await rig.begin(rig.data());
  await rig.fillIn(VOTE);
  await rig.panel.type(['ok', ...keysForPin(PUK), ...keysForPin(PIN), ...keysForPin(PIN), 'ok']);
  assert.equal((await rig.settled()).code, 'finlet/pin-blocked');
});
