/** Signed Merkle tree heads of Counters, and heads of Administrators' ledgers (protocol steps 3.4 and 4). */
import { bytes, id, list, struct, uint, type ValueOf } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { peekStatement, type StatementType } from '../primitives/statement-form.ts';
import { MAX_STYLES } from './plan.ts';
import { period } from './sign-request.ts';

const headContent = struct({ size: uint(100_000_000), root: bytes(32) });
/** RFC 9162 head over the leaves SHA-256(package), in the Counter's order of arrival. */
export type TreeHead = ValueOf<typeof headContent>;

export const treeHeadStatement: StatementType<TreeHead> = {
  label: LABELS.treeHead,
  content: headContent,
  maxLength: 512,
};
/** The one head that a Counter signs at the close: second onions are decided by it. */
export const closeHeadStatement: StatementType<TreeHead> = {
  label: LABELS.closeHead,
  content: headContent,
  maxLength: 512,
};

/** Leaves that a signed head speaks of, its signature unseen: for the PC, which only carries them. */
export const readHeadSize = (head: Uint8Array): number => peekStatement(headContent, head).content.size;

const ledgerContent = struct({
  /** Of the key that signs it. */
  period,
  /** Voters of each style for whom the Administrator has given its partial signature. */
  counts: list(struct({ style: id, signed: uint(100_000_000) }), MAX_STYLES, 1),
  /** Root over the digests d of those voters' blinded votes, sorted. */
  root: bytes(32),
});
export type LedgerHead = ValueOf<typeof ledgerContent>;
export const ledgerStatement: StatementType<LedgerHead> = {
  label: LABELS.ledgerHead,
  content: ledgerContent,
  maxLength: 8192,
};
