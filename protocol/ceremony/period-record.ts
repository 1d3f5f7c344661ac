/**
 * X, the record of a period: who holds shares from now on, under which keys, of which polynomials (trustees contract, section 2,
 * step 4). Records form a chain from the manifest; q members of the one before certify each.
 */
import { ensure } from '../errors.ts';
import { MAX_PERIOD } from '../messages/period-chain.ts';
import { MAX_SERVERS, MAX_STYLES } from '../messages/plan.ts';
import { bytes, decode, encode, list, struct, text, uint, type ValueOf } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import type { Commitments } from '../primitives/key-generation.ts';
import { sha256 } from '../primitives/sha256.ts';
import { mask } from './generate-messages.ts';
import { holderRole } from './refresh-role.ts';

const periodForm = struct({
  label: text(64),
  manifestHash: bytes(32),
  role: holderRole,
  /** p + 1, also of a void one. */
  period: uint(undefined, 1),
  /** The slot begun last when the ceremony opened, from 0. */
  slot: uint(),
  /** SHA-256 of the record before, also of a void one, or that of an abandoned ceremony. */
  previous: bytes(32),
  /** R, by ascending index, which counts from 1; none in a void one. */
  members: list(
    struct({
      index: uint(MAX_SERVERS, 1),
      /** SHA-256 of the whole STATE. */
      state: bytes(32),
      periodKey: bytes(33),
    }),
    MAX_SERVERS,
  ),
  /** D. */
  dealers: mask,
  /** In the plan's order; none in a void one. */
  keys: list(
    struct({
      name: text(80),
      /** {@link commitmentsHash}. */
      commitments: bytes(32),
    }),
    MAX_STYLES,
  ),
});
export type PeriodRecord = ValueOf<typeof periodForm>;

export const encodePeriod = (record: Omit<PeriodRecord, 'label'>): Uint8Array =>
  encode(periodForm, { label: LABELS.period, ...record });

/** Errors: those of {@link decode}, statement/wrong-context. */
export function decodePeriod(input: Uint8Array): PeriodRecord {
  const record = decode(periodForm, input, MAX_PERIOD, 'period');
  ensure(record.label === LABELS.period, 'statement/wrong-context', 'not the record of a period');
  return record;
}

/** Whether nothing changes with it. */
export const isVoid = ({ members }: PeriodRecord): boolean => members.length === 0;

const commitmentsForm = list(bytes(33, 96), MAX_SERVERS, 1);

/** SHA-256 of the commitments to a shared key's polynomial, constant term first. */
export const commitmentsHash = (commitments: Commitments): Uint8Array =>
  sha256(encode(commitmentsForm, commitments));

const abandonedForm = struct({ label: text(64), ceremony: bytes(32) });

/** What the ceremony after an abandoned one names as `previous`. */
export const abandonedHash = (c: Uint8Array): Uint8Array =>
  sha256(encode(abandonedForm, { label: LABELS.refreshAbandoned, ceremony: c }));
