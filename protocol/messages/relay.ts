/** What Anonymizers say: to the terminal, to one another, to Counters; and a Counter's receipt (steps 3.2 to 3.4). */
import { bytes, id, list, struct, type ValueOf } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import type { StatementType } from '../primitives/statement-form.ts';

/** Messages in one relay or delivery. */
export const MAX_BATCH = 64;
const MAX_BATCH_LENGTH = MAX_BATCH * 14_000;

const challengeContent = struct({ challenge: bytes(32) });
/** An Anonymizer's answer to the terminal's fresh challenge: it is up now. */
export const challengeStatement: StatementType<ValueOf<typeof challengeContent>> = {
  label: LABELS.anonymizerChallenge,
  content: challengeContent,
  maxLength: 512,
};

const relayContent = struct({ to: id, onions: list(bytes(1, 12_288), MAX_BATCH, 1) });
export const relayStatement: StatementType<ValueOf<typeof relayContent>> = {
  label: LABELS.relay,
  content: relayContent,
  maxLength: MAX_BATCH_LENGTH,
};

const deliveryContent = struct({ to: id, packages: list(bytes(1, 8192), MAX_BATCH, 1) });
export const deliveryStatement: StatementType<ValueOf<typeof deliveryContent>> = {
  label: LABELS.delivery,
  content: deliveryContent,
  maxLength: MAX_BATCH_LENGTH,
};
export const MAX_RELAY_LENGTH = MAX_BATCH_LENGTH + 256;

const receiptContent = struct({ leaves: list(bytes(32), MAX_BATCH, 1) });
/** A Counter holds these packages. It bears no time. */
export const receiptStatement: StatementType<ValueOf<typeof receiptContent>> = {
  label: LABELS.receipt,
  content: receiptContent,
  maxLength: MAX_BATCH * 40 + 512,
};

/** An Anonymizer has erased its key for this election. */
export const erasureStatement: StatementType<object> = {
  label: LABELS.erasure,
  content: struct({}),
  maxLength: 256,
};
