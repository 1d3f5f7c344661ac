/**
 * A vote as the byte string `choices` of the protocol (step 2.3), and back.
 *
 * Every vote has exactly one encoding; every other byte string is refused. For each contest, in ballot order:
 * - choose-one, choose-up-to, yes-no: uint16 number of options, then their indexes (uint8), strictly ascending;
 * - rank without equal ranks: uint16 number of options, then their indexes, best first;
 * - rank with equal ranks: uint16 number of ranks, then for each rank, best first, its number of options less one
 *   (uint8) and their indexes, strictly ascending.
 * Integers are big-endian. A blank is the number 0. The ballot itself is bound by the manifest hash and the style
 * that stand beside `choices` in the signed message.
 */

import { at } from './at.ts';
import type { Ballot, Contest } from './ballot.ts';
import { VoteError } from './errors.ts';
import { type ContestVote, checkContestVote, checkVote, type Vote } from './vote-rules.ts';

/** @throws VoteError the first problem, if the ballot does not allow this vote */
export function encodeVote(ballot: Ballot, vote: Vote): Uint8Array {
  const [problem] = checkVote(ballot, vote);
  if (problem !== undefined) throw new VoteError(problem.code, `contest ${problem.contest}`, problem.message);
  const bytes = ballot.contests.flatMap((contest, index) => encodeContest(contest, at(vote, index)));
  return Uint8Array.from(bytes);
}

/** @throws VoteError if the bytes are not the encoding of a vote that the ballot allows */
export function decodeVote(ballot: Ballot, bytes: Uint8Array): Vote {
  const reader: Reader = { bytes, position: 0 };
  const vote = ballot.contests.map((contest) => decodeContest(contest, reader));
  if (reader.position !== bytes.length) {
    throw new VoteError('vote/trailing-bytes', 'vote', `${bytes.length - reader.position} bytes too many`);
  }
  return vote;
}

/** Bytes of the longest vote that the ballot allows. */
export function maxVoteLength(ballot: Pick<Ballot, 'contests'>): number {
  return ballot.contests.reduce((sum, contest) => sum + 2 + contest.max * (contest.equalRanks ? 2 : 1), 0);
}

function encodeContest(contest: Contest, vote: ContestVote): readonly number[] {
  const groups = vote.map((group) => group.toSorted((a, b) => a - b));
  if (contest.equalRanks)
    return [...uint16(groups.length), ...groups.flatMap((group) => [group.length - 1, ...group])];
  const chosen = groups.flat();
  return [...uint16(chosen.length), ...chosen];
}

function uint16(number: number): readonly [high: number, low: number] {
  return [number >> 8, number & 0xff];
}

interface Reader {
  readonly bytes: Uint8Array;
  position: number;
}

function decodeContest(contest: Contest, reader: Reader): ContestVote {
  const where = `contest ${contest.id}`;
  const number = (readByte(reader, where) << 8) | readByte(reader, where);
  // Before anything is read for it, so that a false number costs nothing.
  if (number > contest.max) throw new VoteError('vote/too-many', where, `${number}, at most ${contest.max}`);
  const vote = decodeGroups(contest, reader, number, where);
  const [problem] = checkContestVote(contest, vote);
  if (problem !== undefined) throw new VoteError(problem.code, where, problem.message);
  return vote;
}

function decodeGroups(contest: Contest, reader: Reader, number: number, where: string): ContestVote {
  if (number === 0) return [];
  if (contest.kind !== 'rank') return [readAscending(reader, number, where)];
  if (!contest.equalRanks) return Array.from({ length: number }, () => [readByte(reader, where)]);
  return Array.from({ length: number }, () => readAscending(reader, readByte(reader, where) + 1, where));
}

function readAscending(reader: Reader, number: number, where: string): readonly number[] {
  const indexes: number[] = [];
  for (let i = 0; i < number; i += 1) {
    const index = readByte(reader, where);
    if (index <= (indexes.at(-1) ?? -1)) {
      throw new VoteError('vote/not-canonical', where, 'options are not in ascending order');
    }
    indexes.push(index);
  }
  return indexes;
}

function readByte(reader: Reader, where: string): number {
  const byte = reader.bytes[reader.position];
  if (byte === undefined) throw new VoteError('vote/truncated', where, 'the vote ends too early');
  reader.position += 1;
  return byte;
}
