/**
 * The roll, from the other Administrators, for one whose own an intruder has changed (trustees contract, section 3, merge, step 1).
 * Nobody is believed: what is fetched makes the root in the manifest, or is not taken.
 */
import { attempt } from '../../common/attempt.ts';
import { checkRoll } from '../../protocol/0-setup/check-roll.ts';
import type { Election, Member } from '../../protocol/0-setup/election.ts';
import { ensure, fail, ProtocolError } from '../../protocol/errors.ts';
import {
  MAX_ROLL_PART_LENGTH,
  ROLL_PART,
  type RollEntry,
  rollPartCodec,
} from '../../protocol/messages/roll.ts';
import { decode } from '../../protocol/primitives/cbor.ts';

/** The part of the roll that comes after that voter ID, as the Administrator answers. */
type Ask = (administrator: Member, after: string, signal: AbortSignal) => Promise<Uint8Array>;

/** Whether it is the one of the manifest. */
export const isRoll = (election: Election, roll: Iterable<RollEntry>): boolean =>
  attempt(ProtocolError, () => {
    checkRoll(election, roll);
    return true;
  }) ?? false;

/** All are asked at once, each once: the first right one is taken. Errors: roll/invalid if there is none. */
export async function fetchRoll(
  election: Election,
  others: readonly Member[],
  signal: AbortSignal,
  ask: Ask,
): Promise<readonly RollEntry[]> {
  const found = new AbortController();
  const until = AbortSignal.any([found.signal, signal]);
  try {
    return await Promise.any(others.map((other) => rollOf(election, (after) => ask(other, after, until))));
  } catch {
    signal.throwIfAborted();
    return fail('roll/invalid', 'no other Administrator shows the roll of the manifest');
  } finally {
    found.abort();
  }
}

/** Errors: roll/invalid; those of `ask` and of {@link decode}. */
async function rollOf(
  election: Election,
  ask: (after: string) => Promise<Uint8Array>,
): Promise<readonly RollEntry[]> {
  const roll: RollEntry[] = [];
  for (let part = ROLL_PART; part === ROLL_PART; ) {
    const answer = await ask(roll.at(-1)?.voter ?? '');
    const entries = decode(rollPartCodec, answer, MAX_ROLL_PART_LENGTH, 'part of the roll');
    roll.push(...entries);
    // Whoever shows more than there are would show parts for ever.
    ensure(roll.length <= election.voters, 'roll/invalid', 'the roll is too long');
    part = entries.length;
  }
  checkRoll(election, roll);
  return roll;
}
