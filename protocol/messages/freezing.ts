/** The statements that freeze the bulletin board, and the Trustees' disclosure (protocol steps 4.2 and 4.3). */
import { bytes, list, struct, text, uint, type ValueOf } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import type { StatementType } from '../primitives/statement-form.ts';
import { MAX_SERVERS } from './plan.ts';

const freezeRequestContent = struct({
  /** Where the Commissioner's service serves the lists that it holds. */
  url: text(256, /^https?:\/\/[!-~]+$/),
});
/** Trustees freeze when the Commissioner asks them to, and for nobody else. */
export const freezeRequest: StatementType<ValueOf<typeof freezeRequestContent>> = {
  label: LABELS.freezeRequest,
  content: freezeRequestContent,
  maxLength: 512,
};

/** SHA-256 of a document, 32 bytes; empty where there is none. */
const hashOrNone = bytes(0, 32);
const freezeContent = struct({
  /** Counters' signed tree heads whose full lists the Trustee holds. */
  heads: list(bytes(1, 1024), MAX_SERVERS),
  /** The closing order that binds at the Trustee. */
  closingOrder: hashOrNone,
  /** The ledger statement of each Administrator, in the plan's order; empty if it gave none in time. */
  ledgers: list(hashOrNone, MAX_SERVERS),
  /** The erasure statement of each Anonymizer, likewise. */
  erasures: list(hashOrNone, MAX_SERVERS),
});
export type FreezeContent = ValueOf<typeof freezeContent>;
export const freezeStatement: StatementType<FreezeContent> = {
  label: LABELS.freezeStatement,
  content: freezeContent,
  maxLength: 20_000,
};

const proposalContent = struct({
  /** n - k Trustees' freeze statements. */
  statements: list(bytes(1, 20_512), MAX_SERVERS, 1),
});
export const freezeProposal: StatementType<ValueOf<typeof proposalContent>> = {
  label: LABELS.freezeProposal,
  content: proposalContent,
  maxLength: 340_000,
};

const finalContent = struct({
  /** SHA-256 of the signed proposal. */
  proposal: bytes(32),
  size: uint(100_000_000),
  /** RFC 9162 root over the sorted union of the leaves. */
  root: bytes(32),
});
export type FinalRoot = ValueOf<typeof finalContent>;
export const finalRootStatement: StatementType<FinalRoot> = {
  label: LABELS.finalRoot,
  content: finalContent,
  maxLength: 512,
};

/** A set of statements of one kind, as it travels. */
export const statementSetCodec = list(bytes(1, 20_512), MAX_SERVERS);
export const MAX_STATEMENT_SET_LENGTH = 340_000;

/** The ledgers or erasures that a proposal names, as the record holds them: of each server as many as Trustees differ on. */
export const namedStatementsCodec = list(bytes(1, 8448), MAX_SERVERS * MAX_SERVERS);
export const MAX_NAMED_STATEMENTS_LENGTH = 2_200_000;

const disclosureContent = struct({ share: bytes(32) });
export const disclosureStatement: StatementType<ValueOf<typeof disclosureContent>> = {
  label: LABELS.disclosure,
  content: disclosureContent,
  maxLength: 512,
};
