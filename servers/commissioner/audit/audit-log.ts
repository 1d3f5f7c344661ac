/**
 * What officers did, in `audit.db`: entries are appended, never changed, and each has the hash of the one before, so that
 * whoever changes or removes one must change all that follow. The hash of the newest goes into the service's log as well:
 * kept on another machine, it is an anchor that not even the owner of the file can get around.
 */
import { join } from 'node:path';
import { Value } from 'typebox/value';
import type { PostedAuditHead } from '../../../protocol/board/audit-heads.ts';
import { toHex, utf8 } from '../../../protocol/primitives/bytes.ts';
import { sha256 } from '../../../protocol/primitives/sha256.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Logger } from '../../shared/logger.ts';
import { Store } from '../../shared/store.ts';
import type { StoreFault } from '../../shared/store-fault.ts';
import { type AuditHead, type AuditLine, auditLineSchema, MAX_CODE } from '../api.ts';

/** SQLite replaces a row (INSERT OR REPLACE) without any DELETE trigger: hence the first one. */
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS entries (number INTEGER PRIMARY KEY, line TEXT NOT NULL) STRICT;
  CREATE TRIGGER IF NOT EXISTS append_only BEFORE INSERT ON entries
    WHEN NEW.number IS NOT (SELECT coalesce(max(number) + 1, 0) FROM entries)
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
  CREATE TRIGGER IF NOT EXISTS no_update BEFORE UPDATE ON entries
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
  CREATE TRIGGER IF NOT EXISTS no_delete BEFORE DELETE ON entries
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;`;

/** The hash before the first entry, in hexadecimal. */
const NO_PREVIOUS = '0'.repeat(64);
/** Longest text in a detail, in UTF-16 units. */
const MAX_TEXT = 200;
/** Entries that are read at once for the export. */
const PART = 500;

export type AuditDetail = Readonly<Record<string, string | number>>;
/** What happened, before it has its place in the chain. */
export type AuditEvent = Pick<AuditLine, 'officer' | 'action' | 'outcome'> & {
  readonly detail: AuditDetail;
};

export class AuditLog {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #logger: Logger;

  constructor(folder: string, clock: Clock, logger: Logger) {
    this.#store = new Store(join(folder, 'audit.db'), SCHEMA);
    this.#clock = clock;
    // An anchor is always written, whatever level the operator has chosen for the rest.
    this.#logger = logger.child({}, { level: 'info' });
  }

  /** Resolves once the entry is on disk. Errors: those of {@link Store.write}. */
  async append({ officer, action, detail, outcome }: AuditEvent): Promise<void> {
    const texts = Object.entries(detail).map(([name, value]) => [
      name,
      typeof value === 'number' ? value : bounded(value, MAX_TEXT),
    ]);
    const event = { officer, action, detail: Object.fromEntries(texts), outcome: bounded(outcome, MAX_CODE) };
    const { total, head } = await this.#store.write(() => {
      const { total: index, head: previous } = this.head();
      const unhashed = { ...event, index, time: this.#clock(), previous };
      const line = canonical({ ...unhashed, hash: hashOf(unhashed) });
      this.#store.prepare('INSERT INTO entries VALUES (?, ?)').run(index, line);
      return this.head();
    });
    this.#logger.info({ audit: total - 1, hash: head });
  }

  head(): AuditHead {
    const row = this.#store.prepare('SELECT number, line FROM entries ORDER BY number DESC LIMIT 1').get();
    if (row === undefined) return { total: 0, head: NO_PREVIOUS };
    return { total: Number(row.number) + 1, head: (JSON.parse(String(row.line)) as AuditLine).hash };
  }

  /** Whether it began with so many entries, of which the newest had that hash: the chain says the rest. */
  has({ total, head }: AuditHead): boolean {
    return this.entries(total - 1, 1)[0]?.hash === head;
  }

  /** At most `limit` entries from index `from` on. */
  entries(from: number, limit: number): AuditLine[] {
    return this.#lines(from, limit).map((line) => JSON.parse(line) as AuditLine);
  }

  /** `audit.jsonl` as it is now: the lines, each with its line feed, in parts. */
  *export(): Generator<string> {
    const { total } = this.head();
    for (let from = 0; from < total; from += PART)
      yield this.#lines(from, Math.min(PART, total - from))
        .map((line) => `${line}\n`)
        .join('');
  }

  /** See {@link Store.fault}. */
  fault(): StoreFault | undefined {
    return this.#store.fault();
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  #lines(from: number, limit: number): string[] {
    const rows = this.#store
      .prepare('SELECT line FROM entries WHERE number >= ? ORDER BY number LIMIT ?')
      .all(from, limit);
    return rows.map(({ line }) => String(line));
  }
}

export type AuditVerdict = AuditHead | { readonly badLine: number; readonly reason: string };

/**
 * Checks an exported log, without line feeds: the chain, or the first bad line, counted from 1. That its end is missing, or that
 * all of it was remade, shows only in comparison with an `anchor`, a hash that the service's log has, or with heads that were
 * `posted` on the board.
 */
export function verifyAudit(
  lines: Iterable<string>,
  anchor?: string,
  posted: readonly PostedAuditHead[] = [],
): AuditVerdict {
  let total = 0;
  let head = NO_PREVIOUS;
  let isAnchored = anchor === undefined;
  for (const line of lines) {
    const checked = checkLine(line, total, head);
    if (typeof checked === 'string') return { badLine: total + 1, reason: checked };
    head = checked.hash;
    total++;
    isAnchored ||= head === anchor;
    const other = posted.find((one) => one.total === total && one.head !== head);
    if (other !== undefined)
      return {
        badLine: total,
        reason: `${onBoard(other)} with another hash: it, or one before it, was remade`,
      };
  }
  const longer = posted.find((one) => one.total > total);
  if (longer !== undefined)
    return {
      badLine: total + 1,
      reason: `${onBoard(longer)}: entries are missing, or were not exported yet`,
    };
  if (isAnchored) return { total, head };
  return {
    badLine: total + 1,
    reason: 'no entry has the hash of the anchor: entries are missing or were remade',
  };
}

const onBoard = ({ total, time }: PostedAuditHead): string =>
  `the board has a head of ${total} entries, posted at ${new Date(time).toISOString()}`;

/** The entry, or what is wrong with it. */
function checkLine(line: string, index: number, previous: string): AuditLine | string {
  const parsed = parse(line);
  if (!Value.Check(auditLineSchema, parsed)) return 'not an entry of an audit log';
  const { hash: claimed, ...unhashed } = parsed;
  if (canonical(parsed) !== line) return 'not in canonical form';
  if (parsed.index !== index) return `the index is ${parsed.index} instead of ${index}: entries are missing`;
  if (parsed.previous !== previous) return 'the hash of the entry before is another one';
  if (hashOf(unhashed) !== claimed) return 'the entry was changed: its hash is another one';
  return parsed;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

const bounded = (text: string, max: number): string => text.slice(0, max).toWellFormed();

const hashOf = (unhashed: Omit<AuditLine, 'hash'>): string => toHex(sha256(utf8(canonical(unhashed))));

/** JSON as RFC 8785 has it, for the texts and integers that an entry consists of: members in order of their names. */
function canonical(value: object): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    typeof member === 'object' && member !== null
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
