/**
 * Protocol step 4.4: anyone can tally. Each package is decrypted and checked, in this order: form, manifest hash, style,
 * signature, the ballot's rules; then packages with equal m are counted once. Context: paper section 2, step 4.
 * Input: the frozen bulletin board as a stream. Output: accepted votes go to the sink, refused packages with one reason each.
 * Memory is one batch, whatever the number of packages. Errors: tally/fraud.
 */
import { attempt } from '../../common/attempt.ts';
import type { Election } from '../0-setup/election.ts';
import { ensure, ProtocolError } from '../errors.ts';
import { type PackageContent, packageContentCodec } from '../messages/submission-package.ts';
import { encodeVote } from '../messages/vote.ts';
import type { MclBls } from '../primitives/bls-mcl.ts';
import { equalBytes, unpad } from '../primitives/bytes.ts';
import { decode } from '../primitives/cbor.ts';
import type { SealedVoteOpener } from '../primitives/open-sealed-vote.ts';
import type { RandomSource } from '../primitives/random.ts';
import { sha256 } from '../primitives/sha256.ts';
import { verifyBatch } from './verify-in-batches.ts';

export const REFUSALS = [
  'package/does-not-open',
  'package/wrong-form',
  'package/other-election',
  'package/unknown-style',
  'package/bad-signature',
  'package/against-ballot-rules',
  'package/repeated-vote',
] as const;
export type RefusalReason = (typeof REFUSALS)[number];

/** Packages whose signatures are verified together. */
export const BATCH = 512;

export interface Tallying {
  readonly election: Election;
  readonly open: SealedVoteOpener;
  readonly bls: MclBls;
  readonly random: RandomSource;
  /** Whether `choices` obey the ballot of that style: `ballots` knows. */
  readonly obeysBallot: (style: string, choices: Uint8Array) => boolean;
  readonly sink: TallySink;
}

/** Where the tally goes; keeps what it is given on disk. */
export interface TallySink {
  /** False if a vote with this SHA-256 of m is there already. */
  accept(style: string, voteHash: Uint8Array, choices: Uint8Array): boolean;
  /** `leaf`: SHA-256 of the package. */
  refuse(leaf: Uint8Array, reason: RefusalReason): void;
}

interface Opened {
  readonly sealed: Uint8Array;
  readonly content: PackageContent;
  readonly message: Uint8Array;
}

export async function tallyVotes(
  tallying: Tallying,
  packages: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  onProgress: (done: number) => void = () => undefined,
): Promise<void> {
  let batch: Opened[] = [];
  let done = 0;
  for await (const sealed of packages) {
    const opened = openPackage(tallying, sealed);
    if (typeof opened === 'string') tallying.sink.refuse(sha256(sealed), opened);
    else batch.push(opened);
    done += 1;
    if (batch.length === BATCH) {
      countBatch(tallying, batch);
      batch = [];
      onProgress(done);
    }
  }
  countBatch(tallying, batch);
  onProgress(done);
}

function openPackage({ election, open }: Tallying, sealed: Uint8Array): Opened | RefusalReason {
  // 1. Decrypt.
  const plain = attempt(ProtocolError, () => open(sealed));
  if (plain === undefined) return 'package/does-not-open';
  // 2. Form.
  const content = attempt(ProtocolError, () =>
    decode(packageContentCodec, unpad(plain), plain.length, 'package'),
  );
  if (content === undefined) return 'package/wrong-form';
  // 3. Manifest hash.
  if (!equalBytes(content.manifestHash, election.manifestHash)) return 'package/other-election';
  // 4. Style.
  if (election.style(content.style) === undefined) return 'package/unknown-style';
  return { sealed, content, message: encodeVote(content) };
}

function countBatch(tallying: Tallying, batch: readonly Opened[]): void {
  const byStyle = Map.groupBy(batch, ({ content }) => content.style);
  for (const [style, opened] of byStyle) {
    // 5. Signature, under the style's group key.
    const groupKey = tallying.election.groupKey(style);
    const signed = opened.map(({ message, content }) => ({ message, signature: content.signature }));
    const valid = verifyBatch(tallying.bls, groupKey, signed, tallying.random);
    for (const [i, entry] of opened.entries()) {
      const refusal = valid[i] ? countOne(tallying, entry) : 'package/bad-signature';
      if (refusal !== undefined) tallying.sink.refuse(sha256(entry.sealed), refusal);
    }
  }
}

function countOne({ obeysBallot, sink }: Tallying, { content, message }: Opened): RefusalReason | undefined {
  // 6. The ballot's rules.
  if (!obeysBallot(content.style, content.choices)) return 'package/against-ballot-rules';
  // 7. Equal m counts once.
  return sink.accept(content.style, sha256(message), content.choices) ? undefined : 'package/repeated-vote';
}

/**
 * Proof of fraud: more votes of a style than voters, or more than the Administrators' ledgers allow. An Administrator
 * without a ledger is taken to have signed for every voter, so that one that is down is not taken for a fraud; none can
 * have signed for more.
 * `ledgers`: for each Administrator in the plan's order the counts by style of its ledger, if it gave one.
 * Errors: tally/fraud, which fails the tally.
 */
export function checkAgainstLedgers(
  { manifest, plan }: Election,
  votes: ReadonlyMap<string, number>,
  ledgers: readonly (ReadonlyMap<string, number> | undefined)[],
): void {
  const honest = plan.signingThreshold - plan.hostileAdministrators;
  for (const { style, voters } of manifest.styles) {
    const counted = votes.get(style) ?? 0;
    const signed = ledgers
      .map((given) => (given === undefined ? voters : Math.min(voters, given.get(style) ?? 0)))
      .reduce((sum, count) => sum + count, 0);
    ensure(counted <= voters, 'tally/fraud', `style ${style} has ${counted} votes and ${voters} voters`);
    ensure(
      honest * counted <= signed,
      'tally/fraud',
      `style ${style} has ${counted} votes, and the Administrators signed only ${signed} times`,
    );
  }
}
