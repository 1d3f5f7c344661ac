/**
 * What members post while shares are renewed (trustees contract, section 2): statements bound to c, but for REJOIN, which is bound
 * to the manifest. Participants go by their index in the plan's order, sets of them are masks, shared keys stand in X's order.
 */

import { MAX_PERIOD } from '../messages/period-chain.ts';
import { MAX_SERVERS, MAX_STYLES } from '../messages/plan.ts';
import { bytes, id, list, struct, text, uint, type ValueOf } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { complaintContent, MAX_SEAL, okContent, shares, statement } from './generate-messages.ts';

const periodKey = bytes(33);
/** The new key's signature: {@link possessionBody}. */
const possession = bytes(64);

const stateContent = struct({
  /** One for each dealer, in the plan's order; the own place is empty. */
  kemKeys: list(bytes(0, 1216), MAX_SERVERS, 1),
  periodKey,
  possession,
});
export type RefreshState = ValueOf<typeof stateContent>;

const dealContent = struct({
  /** By key: G_1 to G_{tau-1}, which commit to what is added to the dealer's share. */
  keys: list(list(bytes(33, 96), MAX_SERVERS, 1), MAX_STYLES, 1),
  /** In the plan's order; empty for the dealer itself and for who is not of R. */
  seals: list(bytes(0, MAX_SEAL), MAX_SERVERS, 1),
});
export type RefreshDeal = ValueOf<typeof dealContent>;

/** H(X). */
const outcomeContent = struct({ hash: bytes(32) });
/** By the identity key: from now to the next X that is not void, `key` is the member's only one in ceremonies. */
const rejoinContent = struct({ period: uint(), key: periodKey, possession });
const abandonContent = struct({});
const tickContent = struct({ phase: uint(3, 1) });
const MAX_OUTCOME = 256;
/** A certificate, from wherever it was gathered. */
const periodContent = struct({
  record: bytes(1, MAX_PERIOD),
  outcomes: list(bytes(1, 2 * MAX_OUTCOME), MAX_SERVERS, 1),
});

/** By type in the topic; bounds in bytes. */
export const REFRESH_STATEMENTS = {
  state: statement(LABELS.refreshState, stateContent, 24 * 1024),
  deal: statement(LABELS.refreshDeal, dealContent, 192 * 1024),
  complaint: statement(LABELS.refreshComplaint, complaintContent, 256),
  ok: statement(LABELS.refreshOk, okContent, 256),
  outcome: statement(LABELS.refreshOutcome, outcomeContent, MAX_OUTCOME),
  rejoin: statement(LABELS.refreshRejoin, rejoinContent, 512),
  abandon: statement(LABELS.refreshAbandon, abandonContent, 256),
  tick: statement(LABELS.refreshTick, tickContent, 256),
  period: statement(LABELS.refreshPeriod, periodContent, 2 * MAX_PERIOD),
};
export type RefreshType = keyof typeof REFRESH_STATEMENTS;
export type RefreshContent<T extends RefreshType> = ValueOf<(typeof REFRESH_STATEMENTS)[T]['content']>;

/** Plaintext of a seal: the dealer's polynomials at the receiver's index, by key. */
export const refreshSharesForm = struct({ label: text(64), dealer: id, shares });
export const MAX_REFRESH_SHARES = 256 + 34 * MAX_STYLES;
