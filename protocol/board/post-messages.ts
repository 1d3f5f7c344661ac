/**
 * Statements that are made for the board alone (board contract, section 4); all others that are posted are those of the protocol.
 * Times in seconds, as in the manifest.
 */
import { timesFields } from '../messages/manifest.ts';
import { bytes, id, list, oneOf, struct, text, uint, type ValueOf } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import type { StatementType } from '../primitives/statement-form.ts';

const MAX_LENGTH = 1024;

const statement = <T>(
  label: StatementType<T>['label'],
  content: StatementType<T>['content'],
): StatementType<T> => ({ label, content, maxLength: MAX_LENGTH });

/** directory: a server, by its operator; context: the board. */
export const serverStatement = statement(
  LABELS.boardServer,
  struct({
    role: oneOf('administrator', 'trustee', 'anonymizer', 'counter', 'distributor'),
    id,
    identityKey: bytes(33),
    system: text(64),
    url: text(256, /^https?:\/\/[!-~]+$/),
  }),
);

const manifestContent = struct({
  /** Of the manifest's payload. */
  hash: bytes(32),
  ...timesFields,
  voters: uint(100_000_000),
});
/** setup: which manifest the Commissioner proposes; context: the plan hash. */
export const manifestStatement = statement(LABELS.boardManifest, manifestContent);
export type ProposedManifest = ValueOf<typeof manifestContent>;

/** setup: a countersignature (of the JWS) on the manifest with this hash; context: the plan hash. */
export const countersignatureStatement = statement(
  LABELS.boardCountersignature,
  struct({ hash: bytes(32), signature: bytes(64) }),
);

/** marks: context: the manifest hash. */
export const markStatement = statement(LABELS.boardMark, struct({ mark: bytes(32) }));

/** audit: the head of a party's own log; context: the plan hash. */
export const auditHeadStatement = statement(LABELS.boardAuditHead, struct({ size: uint(), hash: bytes(32) }));

/** Hashes in a proof of consistency between lists of less than 2^32 leaves. */
const MAX_PROOF = 64;
/** heads: a Counter's signed head, and that it adds to the one that was posted before. */
export const counterHeadForm = struct({ head: bytes(1, MAX_LENGTH), proof: list(bytes(32), MAX_PROOF) });
export type CounterHead = ValueOf<typeof counterHeadForm>;
export const MAX_COUNTER_HEAD = 4096;
