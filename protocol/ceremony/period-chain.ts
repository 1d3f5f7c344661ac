/**
 * The chain of periods (trustees contract, sections 1, 2 and 6): from the manifest's, each record is certified by q members of the
 * one before. Forging a branch takes q old period keys. The fold, the verifier, keepers and the terminal check links here.
 */
import { attempt } from '../../common/attempt.ts';
import { fail, ProtocolError } from '../errors.ts';
import type { Ended } from '../messages/period-chain.ts';
import { EMPTY, equalBytes, toHex } from '../primitives/bytes.ts';
import type { Commitments } from '../primitives/key-generation.ts';
import { sha256 } from '../primitives/sha256.ts';
import { abandonedHash, commitmentsHash, decodePeriod, isVoid, type PeriodRecord } from './period-record.ts';
import type { Period } from './refresh-log.ts';
import type { RefreshContent } from './refresh-messages.ts';
import { readPost } from './refresh-posts.ts';
import { type RefreshRole, refreshHash } from './refresh-role.ts';

/** Where the chain stands. */
export interface Head {
  readonly period: Period;
  /** SHA-256 of the last record, or of what was abandoned. */
  readonly previous: Uint8Array;
  /** Keys of all periods so far, and identity keys, in hex. */
  readonly used: ReadonlySet<string>;
}

/** X, if it can follow: of this election and role, of the next period, naming what is before. Undefined otherwise. */
function readRecord(
  { manifestHash, role, participants, keys }: RefreshRole,
  { period, previous }: Head,
  input: Uint8Array,
): PeriodRecord | undefined {
  const record = attempt(ProtocolError, () => decodePeriod(input));
  if (record === undefined || record.role !== role || record.period !== period.number + 1) return undefined;
  if (!equalBytes(record.manifestHash, manifestHash) || !equalBytes(record.previous, previous))
    return undefined;
  const { members } = record;
  const isAscending = members.every(({ index }, i) => index > (members[i - 1]?.index ?? 0));
  const areTheirs = members.every(({ index }) => index <= participants.length);
  const areDistinct = new Set(members.map(({ periodKey }) => toHex(periodKey))).size === members.length;
  const named = isVoid(record) ? [] : keys;
  const areNamed =
    record.keys.length === named.length && named.every(({ name }, i) => record.keys[i]?.name === name);
  return isAscending && areTheirs && areDistinct && areNamed ? record : undefined;
}

/** Members, each once, who have said that of c under these keys. What is no such statement counts for nobody. */
function signersOf<T extends 'outcome' | 'abandon'>(
  role: RefreshRole,
  type: T,
  c: Uint8Array,
  keyOf: (member: number) => Uint8Array | undefined,
  statements: readonly Uint8Array[],
  says: (content: RefreshContent<T>) => boolean,
): ReadonlySet<number> {
  const signers = new Set<number>();
  for (const statement of statements) {
    const post = readPost(role, type, statement);
    const key = post === undefined ? undefined : keyOf(post.signer);
    if (post === undefined || key === undefined || !equalBytes(post.context, c)) continue;
    if (says(post.content) && post.isBy(key)) signers.add(post.signer);
  }
  return signers;
}

/** Whether q members have signed that outcome of c, whoever has gathered it and whoever of them has rejoined since. */
export const isCertified = (
  role: RefreshRole,
  c: Uint8Array,
  { keys }: Period,
  hash: Uint8Array,
  statements: readonly Uint8Array[],
): boolean =>
  signersOf(
    role,
    'outcome',
    c,
    (member) => keys.get(member),
    statements,
    (content) => equalBytes(content.hash, hash),
  ).size >= role.quorum;

/** Whether q members have promised, by their identity keys, never to switch for c. */
const isAbandoned = (
  role: RefreshRole,
  c: Uint8Array,
  { keys }: Period,
  statements: readonly Uint8Array[],
): boolean => {
  const identityOf = (member: number) =>
    keys.has(member) ? role.participants[member]?.identityKey : undefined;
  return signersOf(role, 'abandon', c, identityOf, statements, () => true).size >= role.quorum;
};

/** The period that a record begins, which is not void. */
export const periodOf = (
  { period, members }: PeriodRecord,
  hash: Uint8Array,
  commitments: readonly Commitments[],
): Period => ({
  number: period,
  hash,
  keys: new Map(members.map(({ index, periodKey }) => [index - 1, periodKey])),
  commitments,
});

/**
 * Where the chain stands after one more link. Commitments may be left out, as in the terminal's chain; given, they must be those
 * of the record, and of the same public keys as before. Errors: period/invalid.
 */
export function followLink(role: RefreshRole, head: Head, link: Ended): Head {
  const { period, previous } = head;
  const refuse = (why: string): never => fail('period/invalid', why);
  if (!equalBytes(link.c, refreshHash(role, previous)))
    refuse('a ceremony that does not follow the one before');
  if (link.record === undefined) {
    if (!isAbandoned(role, link.c, period, link.statements))
      refuse('a ceremony that no quorum has abandoned');
    return { ...head, previous: abandonedHash(link.c) };
  }
  const record =
    readRecord(role, head, link.record) ?? refuse('a record that does not follow the one before');
  const hash = sha256(link.record);
  if (!isCertified(role, link.c, period, hash, link.statements)) refuse('a record that no quorum has signed');
  if (isVoid(record)) return { ...head, previous: hash };
  const given = link.commitments;
  if (given.length > 0 && !areCommitments(record, period.commitments, given))
    refuse('commitments of other keys');
  const stated = record.members.map(({ periodKey }) => toHex(periodKey));
  if (stated.some((key) => head.used.has(key))) refuse('a key that was used before');
  return { period: periodOf(record, hash, given), previous: hash, used: new Set([...head.used, ...stated]) };
}

const areCommitments = (
  { keys }: PeriodRecord,
  before: readonly Commitments[],
  given: readonly Commitments[],
): boolean =>
  given.length === keys.length &&
  given.every((one, i) => {
    const [publicKey] = one;
    const [same] = before[i] ?? [];
    if (publicKey === undefined || same === undefined || !equalBytes(publicKey, same)) return false;
    return equalBytes(commitmentsHash(one), keys[i]?.commitments ?? EMPTY);
  });
