/** The chain of the audit log, and whether an exported log has it: by the command line, and in the console's own browser. */
import { Value } from 'typebox/value';
import type { PostedAuditHead } from '../../../protocol/board/audit-heads.ts';
import { toHex, utf8 } from '../../../protocol/primitives/bytes.ts';
import { sha256 } from '../../../protocol/primitives/sha256.ts';
import { type AuditHead, type AuditLine, auditLineSchema } from '../api/audit.ts';

/** The hash before the first entry, in hexadecimal. */
export const NO_PREVIOUS = '0'.repeat(64);

export type AuditFault =
  | 'audit/not-an-entry'
  | 'audit/not-canonical'
  | 'audit/other-index'
  | 'audit/other-previous'
  | 'audit/changed'
  | 'audit/remade'
  | 'audit/behind-the-board'
  | 'audit/no-anchor';

interface Fault {
  readonly code: AuditFault;
  /** In English. */
  readonly reason: string;
  /** The head that the log contradicts, or does not reach. */
  readonly posted?: PostedAuditHead;
}

export type AuditVerdict = AuditHead | ({ readonly badLine: number } & Fault);

/** The lines of an exported file, without line feeds; the last line has one too. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

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
    if ('code' in checked) return { badLine: total + 1, ...checked };
    head = checked.hash;
    total++;
    isAnchored ||= head === anchor;
    const other = posted.find((one) => one.total === total && one.head !== head);
    if (other !== undefined) return { badLine: total, ...contradicts(other) };
  }
  const longer = posted.find((one) => one.total > total);
  if (longer !== undefined) return { badLine: total + 1, ...endsBefore(longer) };
  if (isAnchored) return { total, head };
  const reason = 'no entry has the hash of the anchor: entries are missing or were remade';
  return { badLine: total + 1, code: 'audit/no-anchor', reason };
}

const contradicts = (posted: PostedAuditHead): Fault => ({
  code: 'audit/remade',
  reason: `${onBoard(posted)} with another hash: it, or one before it, was remade`,
  posted,
});

const endsBefore = (posted: PostedAuditHead): Fault => ({
  code: 'audit/behind-the-board',
  reason: `${onBoard(posted)}: entries are missing, or were not exported yet`,
  posted,
});

const onBoard = ({ total, time }: PostedAuditHead): string =>
  `the board has a head of ${total} entries, posted at ${new Date(time).toISOString()}`;

/** The entry, or what is wrong with it. */
function checkLine(line: string, index: number, previous: string): AuditLine | Fault {
  const parsed = parse(line);
  if (!Value.Check(auditLineSchema, parsed))
    return { code: 'audit/not-an-entry', reason: 'not an entry of an audit log' };
  const { hash: claimed, ...unhashed } = parsed;
  if (canonical(parsed) !== line) return { code: 'audit/not-canonical', reason: 'not in canonical form' };
  if (parsed.index !== index) {
    const reason = `the index is ${parsed.index} instead of ${index}: entries are missing`;
    return { code: 'audit/other-index', reason };
  }
  if (parsed.previous !== previous)
    return { code: 'audit/other-previous', reason: 'the hash of the entry before is another one' };
  if (hashOf(unhashed) !== claimed)
    return { code: 'audit/changed', reason: 'the entry was changed: its hash is another one' };
  return parsed;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

export const hashOf = (unhashed: Omit<AuditLine, 'hash'>): string => toHex(sha256(utf8(canonical(unhashed))));

/** JSON as RFC 8785 has it, for the texts and integers that an entry consists of: members in order of their names. */
export function canonical(value: object): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    typeof member === 'object' && member !== null
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
