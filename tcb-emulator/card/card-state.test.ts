import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  BLANK,
  type CardState,
  decodeState,
  encodeState,
  MAX_VOTES,
  phases,
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
  choices,
  r: filled(32),
  rho: filled(48),
  blinded: undefined,
});
const sealed = (n: number, onions: number, size = 5) => ({
  ...voteId(n),
  package: filled(size),
  onions: Array.from({ length: onions }, () => filled(size)),
});
const PERSONALISED: CardState = {
  ...BLANK,
  lifeCycle: 'personalised',
  secretKey: filled(32),
  voterId: 'voter-1',
  commissionerKey: filled(33),
  pin: filled(8),
};
const IN_USE: CardState = {
  ...PERSONALISED,
  triesLeft: 1,
  voted: [{ ...voted(1), blinded: filled(48) }, voted(2)],
  sealed: [sealed(3, 0), sealed(4, 1), sealed(5, 2)],
  done: [voteId(6)],
};
const isCorrupted = (error: unknown): boolean =>
  error instanceof MemoryError && error.code === 'memory/corrupted';

describe('the state in memory', () => {
  for (const [name, state] of Object.entries({ BLANK, PERSONALISED, IN_USE }))
    test(`${name} comes back as it was`, () => assert.deepEqual(decodeState(encodeState(state)), state));

  test('the fullest card fits', () => {
    const done = Array.from({ length: MAX_VOTES - 8 }, (_, i) => voteId(100 + i));
    const big = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => ({
      ...voteId(n),
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
        ['electionId', 'manifestHash', 'phase'],
        'nothing secret stands beside them',
      );
  });

  test('a state that no card can be in is refused', () => {
    const impossible: readonly CardState[] = [
      { ...PERSONALISED, pin: undefined },
      { ...PERSONALISED, secretKey: undefined },
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
