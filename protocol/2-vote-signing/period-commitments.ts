/**
 * Protocol step 2.6, the Finlet, where Administrators renew their shares: it has followed the chain of their periods without
 * commitments, and lacks them only to find out whose partial signature is wrong. They prove themselves: X names their hash.
 */
import type { Election } from '../0-setup/election.ts';
import { commitmentsHash, decodePeriod } from '../ceremony/period-record.ts';
import type { Period } from '../ceremony/refresh-log.ts';
import { ensure, fail } from '../errors.ts';
import { issuanceKey } from '../messages/key-names.ts';
import { MAX_STYLE_COMMITMENTS, styleCommitmentsCodec } from '../messages/period-chain.ts';
import { EMPTY, equalBytes } from '../primitives/bytes.ts';
import { decode } from '../primitives/cbor.ts';
import { type Commitments, publicKeyOf } from '../primitives/key-generation.ts';
import { sha256 } from '../primitives/sha256.ts';

/** `periods`: of the chain. Errors: period/invalid; those of the forms. */
export function openCommitments(
  election: Election,
  style: string,
  periods: readonly Period[],
  input: Uint8Array,
): { readonly period: number; readonly commitments: Commitments } {
  const { record, commitments } = decode(styleCommitmentsCodec, input, MAX_STYLE_COMMITMENTS);
  const hash = sha256(record);
  const known = periods.find((period) => equalBytes(period.hash, hash));
  if (known === undefined) return fail('period/invalid', 'commitments of no period of the chain');
  const named = decodePeriod(record).keys.find(({ name }) => name === issuanceKey(style));
  const isNamed = equalBytes(commitmentsHash(commitments), named?.commitments ?? EMPTY);
  ensure(isNamed, 'period/invalid', 'commitments that the record does not name');
  const isSameKey = equalBytes(publicKeyOf(commitments), election.groupKey(style));
  ensure(isSameKey, 'period/invalid', "commitments of another key than the style's");
  return { period: known.number, commitments };
}
