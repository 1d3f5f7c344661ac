/** The audit log. */
import { type Static, Type } from 'typebox';
import type { PostedAuditHead } from '../../../protocol/board/audit-heads.ts';
import { strict } from '../fields.ts';

/** Longest code of an error in the audit log: other servers' codes come here too. */
export const MAX_CODE = 64;
const hash = Type.String({ pattern: '^[0-9a-f]{64}$' });
/** A line of `GET /officer/audit.jsonl`. */
export const auditLineSchema = Type.Object(
  {
    index: Type.Integer({ minimum: 0 }),
    /** Milliseconds since the epoch, UTC. */
    time: Type.Integer({ minimum: 0 }),
    officer: Type.String({ maxLength: 64 }),
    /** `area/what`, such as election/open. */
    action: Type.String({ maxLength: 64 }),
    detail: Type.Record(Type.String(), Type.Union([Type.String(), Type.Integer()])),
    /** `begun`, `done`, or the code of the error. */
    outcome: Type.String({ maxLength: MAX_CODE }),
    /** SHA-256 of the entry before, in hexadecimal. */
    previous: hash,
    /** SHA-256 of the canonical JSON (RFC 8785) of all other members, in hexadecimal. */
    hash,
  },
  strict,
);
export type AuditLine = Readonly<Static<typeof auditLineSchema>>;
export type AuditEntry = Omit<AuditLine, 'previous'>;

export interface AuditHead {
  /** Number of entries. */
  readonly total: number;
  /** Hash of the newest one. */
  readonly head: string;
}

export interface AuditPage extends AuditHead {
  readonly entries: readonly AuditEntry[];
  /** The newest head that the board has of it, and one that it has and the log has not: the log was cut or rewritten. */
  readonly onBoard: {
    readonly newest: PostedAuditHead | null;
    readonly contradicting: PostedAuditHead | null;
  };
}
