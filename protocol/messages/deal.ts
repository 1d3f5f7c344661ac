/** What a dealer publishes for one key, and what a participant says once it has accepted all deals for it. */
import { bytes, id, list, struct, text, type ValueOf } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import type { StatementType } from '../primitives/statement-form.ts';
import { MAX_SERVERS } from './plan.ts';

/** Name of the key that the Trustees share; the others are named for their style. */
export const ELECTION_KEY = 'election';
/** A style's issuance key: "style:" and the style's ID, so that no style can be taken for the election key. */
export const issuanceKey = (style: string): string => `style:${style}`;
const keyName = text(80, /^(election|style:[A-Za-z0-9._-]{1,64})$/);

const dealContent = struct({
  key: keyName,
  /** To the dealer's polynomial, constant term first. */
  commitments: list(bytes(33, 96), MAX_SERVERS, 1),
  /** Schnorr proof of possession of the first one's secret. */
  proof: bytes(65, 128),
  /** Shares sealed to each participant's HPKE key. */
  shares: list(struct({ receiver: id, sealed: bytes(1136, 1400) }), MAX_SERVERS, 1),
});
export type Deal = ValueOf<typeof dealContent>;
export const dealStatement: StatementType<Deal> = {
  label: LABELS.deal,
  content: dealContent,
  maxLength: 32_768,
};

/** Plaintext of a sealed share. */
export const dealtShareCodec = struct({ label: text(64), dealer: id, key: keyName, share: bytes(32) });

const acceptanceContent = struct({ key: keyName, transcript: bytes(32) });
export type DealAcceptance = ValueOf<typeof acceptanceContent>;
export const acceptanceStatement: StatementType<DealAcceptance> = {
  label: LABELS.dealAcceptance,
  content: acceptanceContent,
  maxLength: 512,
};

/** All deals for one key, in the plan's order of the dealers: what every participant must have seen alike. */
export const transcriptCodec = struct({
  label: text(64),
  planHash: bytes(32),
  deals: list(bytes(1, 40_000), MAX_SERVERS, 1),
});
