/**
 * What holders post in a key ceremony (board contract, section 5): statements bound to x, the hash of plan, role and attempt.
 * Participants go by their index in the plan's order, sets of them are masks, keys stand in the order of styles.
 */

import { MAX_SERVERS, MAX_STYLES } from '../messages/plan.ts';
import { bytes, id, list, oneOf, struct, text, uint, type ValueOf } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { hash } from '../primitives/hash-form.ts';
import type { StatementType } from '../primitives/statement-form.ts';

const participant = uint(MAX_SERVERS - 1);
export const mask = uint(2 ** MAX_SERVERS - 1);
/** To a polynomial's coefficients, constant term first. */
const commitments = list(bytes(33, 96), MAX_SERVERS, 1);
const proof = bytes(65, 128);
export const shares = list(bytes(32), MAX_STYLES, 1);
/** Bytes that sealing and the plaintext's other fields add to the shares. */
export const MAX_SEAL = 1400 + 34 * MAX_STYLES;

const stateContent = struct({
  /** One for each dealer, in the plan's order. */
  kemKeys: list(bytes(1216), MAX_SERVERS, 1),
  dealHash: bytes(32),
  /** Where keys are renewed: with which the holder signs in period 0, and that key's signature; else empty. */
  periodKey: bytes(0, 33),
  possession: bytes(0, 64),
});
export type CeremonyState = ValueOf<typeof stateContent>;

const dealContent = struct({
  keys: list(struct({ commitments, proof }), MAX_STYLES, 1),
  /** For each receiver in S, in the plan's order. */
  seals: list(bytes(1136, MAX_SEAL), MAX_SERVERS, 1),
});
export type CeremonyDeal = ValueOf<typeof dealContent>;

export const complaintContent = struct({ dealer: participant, seed: bytes(32) });
export const okContent = struct({ dealers: mask });
/** H(X). */
const outcomeContent = struct({ hash });
const repairContent = struct({ dealer: participant, shares });

export const statement = <T>(
  label: StatementType<T>['label'],
  content: StatementType<T>['content'],
  maxLength: number,
) => ({
  label,
  content,
  maxLength,
});

/** By type in the topic; bounds in bytes. */
export const CEREMONY_STATEMENTS = {
  state: statement(LABELS.ceremonyState, stateContent, 24 * 1024),
  deal: statement(LABELS.ceremonyDeal, dealContent, 192 * 1024),
  complaint: statement(LABELS.ceremonyComplaint, complaintContent, 256),
  ok: statement(LABELS.ceremonyOk, okContent, 256),
  outcome: statement(LABELS.ceremonyOutcome, outcomeContent, 256),
  repair: statement(LABELS.ceremonyRepair, repairContent, 4096),
};

// What is hashed, derived from and sealed.

const ceremonyRole = oneOf('administrator', 'trustee');

/** x is its SHA-256. */
export const attemptForm = struct({
  label: text(64),
  planHash: bytes(32),
  role: ceremonyRole,
  attempt: uint(MAX_SERVERS, 1),
});

export const dealHashForm = struct({
  label: text(64),
  x: bytes(32),
  dealer: id,
  commitments: list(commitments, MAX_STYLES, 1),
  proofs: list(proof, MAX_STYLES, 1),
});

/** Plaintext of a seal. */
export const dealtSharesForm = struct({ label: text(64), x: bytes(32), dealer: id, shares });
export const MAX_DEALT_SHARES = 256 + 34 * MAX_STYLES;

/** X. */
export const resultForm = struct({
  label: text(64),
  x: bytes(32),
  holders: mask,
  dealers: mask,
  /** Joint ones, of all dealers, by key. */
  commitments: list(commitments, MAX_STYLES, 1),
});
