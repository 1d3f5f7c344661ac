/** For tests of this folder: a voter who types a given row of keys, and ballots with long names. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Ballot } from '../../ballots/ballot.ts';
import { anyBallot, anyVote } from '../../ballots/test-support.ts';
import type { Vote } from '../../ballots/vote-rules.ts';
import type { Key } from '../display/keys.ts';
import { toScreen } from '../display/lcd.ts';
import type { DialogueIo } from './dialogue-io.ts';

class OutOfKeys extends Error {}

/** Types the keys one by one, and remembers every screen, trimmed. */
class Typist implements DialogueIo {
  readonly shown: string[][] = [];
  readonly keys: Key[];

  constructor(keys: readonly Key[]) {
    this.keys = [...keys];
  }

  show(lines: readonly string[]): void {
    this.shown.push(toScreen(lines).map((line) => line.trimEnd()));
  }

  async nextKey(): Promise<Key> {
    const key = this.keys.shift();
    if (key === undefined) throw new OutOfKeys();
    return key;
  }
}

export interface Driven<T> {
  readonly result: T;
  readonly shown: readonly (readonly string[])[];
}

/** Runs a dialogue to its end with exactly these keys. */
export async function drive<T>(
  dialogue: (io: DialogueIo) => Promise<T>,
  keys: readonly Key[],
): Promise<Driven<T>> {
  const typist = new Typist(keys);
  const result = await dialogue(typist);
  assert.deepEqual(typist.keys, [], 'keys that the dialogue did not take');
  return { result, shown: typist.shown };
}

/** The screen of a dialogue that waits for more keys than these. */
export async function screenAfter(
  dialogue: (io: DialogueIo) => Promise<unknown>,
  keys: readonly Key[],
): Promise<readonly string[]> {
  const typist = new Typist(keys);
  await assert.rejects(dialogue(typist), OutOfKeys);
  return typist.shown.at(-1) ?? [];
}

const WORD = fc.string({ unit: fc.constantFrom(...'aWé i'), minLength: 1, maxLength: 16 });

/** Like `anyBallot`, with names of up to 20 columns, spaces and accents. */
export const anyNamedBallot: fc.Arbitrary<Ballot> = fc
  .tuple(anyBallot, fc.array(WORD, { minLength: 1, maxLength: 12 }))
  .map(([ballot, words]) => ({
    ...ballot,
    contests: ballot.contests.map((contest) => ({
      ...contest,
      options: contest.options.map((option, index) => {
        const word = words[index % words.length] ?? '';
        const name = `${option.id}-${word}`.replace(/ +/g, ' ').trim();
        return { ...option, short: { en: name }, long: { en: name } };
      }),
    })),
  }));

export const anyBallotAndVote: fc.Arbitrary<{ readonly ballot: Ballot; readonly vote: Vote }> =
  anyNamedBallot.chain((ballot) => anyVote(ballot).map((vote) => ({ ballot, vote })));
