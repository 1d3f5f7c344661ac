import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { NO_PIN } from '../../iso7816/reference-data.ts';
import {
  BLANK,
  type CardState,
  decodeState,
  encodeState,
  MAX_VOTES,
  phases,
  terminated,
  type VoteId,
} from './card-state.ts';
import { MEMORY_CAPACITY, MemoryError } from './non-volatile-memory.ts';

const filled = (length: number, value = 7): Uint8Array => new Uint8Array(length).fill(value);
const voteId = (n: number): VoteId => {
  const electionId = filled(16, 0);
  const manifestHash = filled(32, 0);
  electionId.set([n >> 8, n & 0xff]);
  manifestHash.set([n >> 8, n & 0xff]);
  return { electionId, manifestHash };
};
const voted = (n: number, choices = filled(3)) => ({
  ...voteId(n),
  style: 'style-a',
  begun: 1_790_000_000,
  choices,
  r: filled(32),
  rho: filled(48),
  blinded: undefined,
});
const sealed = (n: number, onions: number, size = 5) => ({
  ...voteId(n),
  begun: n,
  package: filled(size),
  onions: Array.from({ length: onions }, () => filled(size)),
});
const PERSONALISED: CardState = {
  ...BLANK,
  lifeCycle: 'personalised',
  secretKey: filled(32),
  voterId: 'voter-1',
  commissionerKey: filled(33),
  channelKey: filled(32),
  certificate: { role: 'card', serial: 'card-1', publicKey: filled(33), signature: filled(64) },
  pin: { ...NO_PIN, pin: filled(8), puk: filled(8) },
};
const IN_USE: CardState = {
  ...PERSONALISED,
  pin: { ...PERSONALISED.pin, triesLeft: 1, pukTriesLeft: 2 },
  voted: [{ ...voted(1), blinded: filled(48) }, voted(2)],
  sealed: [sealed(3, 0), sealed(4, 1), sealed(5, 2)],
  done: [voteId(6)],
  piv: {
    keys: [{ name: 0x9a, value: filled(32) }],
    objects: [{ name: 0x5fc105, value: filled(20) }],
    pin: { ...NO_PIN, pin: filled(8) },
  },
};
const TERMINATED = terminated(IN_USE);
const isCorrupted = (error: unknown): boolean =>
  error instanceof MemoryError && error.code === 'memory/corrupted';

describe('the state in memory', () => {
  for (const [name, state] of Object.entries({ BLANK, PERSONALISED, IN_USE, TERMINATED }))
    test(`${name} comes back as it was`, () => assert.deepEqual(decodeState(encodeState(state)), state));

  test('the fullest card fits', () => {
    const done = Array.from({ length: MAX_VOTES - 8 }, (_, i) => voteId(100 + i));
    const big = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => ({
      ...voteId(n),
      begun: n,
      package: filled(4096),
      onions: [filled(16_384), filled(16_384)],
    }));
    const image = encodeState({ ...PERSONALISED, sealed: big, done });
    assert.ok(image.length <= MEMORY_CAPACITY);
    assert.equal(decodeState(image).sealed.length, 8);
  });

  test('phases follow from what is stored', () => {
    const names = phases(IN_USE).map(({ phase }) => phase);
    assert.deepEqual(names, ['voted', 'voted', 'sealed', 'sent', 'sent-twice', 'done']);
    for (const vote of phases(IN_USE))
      assert.deepEqual(
        Object.keys(vote),
        ['electionId', 'manifestHash', 'phase', 'begun'],
        'nothing secret stands beside them',
      );
  });

  test('a vote that is done has no time any more', () => {
    assert.deepEqual(
      phases(IN_USE).map(({ begun }) => begun),
      [1_790_000_000, 1_790_000_000, 3, 4, 5, 0],
    );
  });

  test('termination keeps the IDs of all votes and nothing else', () => {
    const done = [1, 2, 3, 4, 5, 6].map(voteId);
    assert.deepEqual(TERMINATED, { ...BLANK, lifeCycle: 'terminated', done });
  });

  test('a state that no card can be in is refused', () => {
    const impossible: readonly CardState[] = [
      { ...PERSONALISED, pin: { ...PERSONALISED.pin, pin: undefined } },
      { ...PERSONALISED, pin: { ...PERSONALISED.pin, puk: undefined } },
      { ...PERSONALISED, secretKey: undefined },
      { ...PERSONALISED, voterId: undefined },
      { ...PERSONALISED, commissionerKey: undefined },
      { ...PERSONALISED, channelKey: undefined },
      { ...PERSONALISED, certificate: undefined },
      { ...BLANK, voted: [voted(1)] },
      { ...BLANK, sealed: [sealed(1, 1)] },
      { ...TERMINATED, secretKey: filled(32) },
      { ...TERMINATED, voted: [voted(7)] },
      { ...TERMINATED, sealed: [sealed(7, 1)] },
      { ...BLANK, done: [voteId(1)] },
      { ...PERSONALISED, voted: [voted(1)], done: [voteId(1)] },
      { ...PERSONALISED, done: [voteId(1), { ...voteId(1), manifestHash: filled(32) }] },
      {
        ...PERSONALISED,
        voted: [1, 2, 3, 4, 5].map((n) => voted(n)),
        sealed: [6, 7, 8, 9].map((n) => sealed(n, 0)),
      },
    ];
    for (const state of impossible) assert.throws(() => decodeState(encodeState(state)), isCorrupted);
  });

  test('bytes that are no state are refused, whatever they are', () => {
    fc.assert(fc.property(fc.uint8Array(), (image) => assert.throws(() => decodeState(image), isCorrupted)));
    const image = encodeState(IN_USE);
    for (let length = 0; length < image.length; length++)
      assert.throws(() => decodeState(image.subarray(0, length)), isCorrupted);
  });
});
