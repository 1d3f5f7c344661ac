/**
 * Trustees contract, section 3: the merge of what Administrators hold of voters, before the first echo of a new period. An
 * intruder who took one server after another may have deleted a voter's row at each; whoever echoed that voter again as if for
 * the first time would help to a second vote (trustees.md, The merge).
 * Input: own rows, and those that others show. Output: for each voter one row, or two that contradict each other.
 * Deterministic: the same rows come to the same, in whatever order. Nothing throws on what others say.
 */
import { attempt } from '../../common/attempt.ts';
import { ProtocolError } from '../errors.ts';
import { MAX_ROWS_OF_VOTER, type Row, rowName } from '../messages/merge.ts';
import type { Plan } from '../messages/plan.ts';
import type { PrepareRequest } from '../messages/prepare-request.ts';
import { compareBytes, EMPTY, equalBytes, toHex } from '../primitives/bytes.ts';
import type { RowChecks } from './check-row.ts';
import { type HeldRow, isSigned } from './held-row.ts';
import { decodePrepare } from './prepare.ts';

export interface MergedVotes {
  /** By voter: the M that is echoed from now on. */
  readonly kept: ReadonlyMap<string, HeldRow>;
  /** By voter: two rows of different M. There is neither echo nor partial signature, and both requests are the answer. */
  readonly conflicts: ReadonlyMap<string, readonly HeldRow[]>;
}

interface Named {
  readonly name: string;
  readonly row: HeldRow;
}

/**
 * Row by row, so that the caller can do something else in between. Whoever keeps it from period to period has checked and named
 * each row once only.
 */
export class VoteMerge {
  readonly #checks: RowChecks;
  /** By voter: no more than {@link MAX_ROWS_OF_VOTER}, the strongest first. */
  readonly #held = new Map<string, readonly Named[]>();
  /** Of all valid rows that came, also of those that others were stronger than: they need not come again. */
  readonly #names = new Set<string>();

  constructor(checks: RowChecks) {
    this.#checks = checks;
  }

  /** Step 3. An own row, or one that somebody showed: kept if it is valid. */
  take({ request: encoded, signRequest }: Row): void {
    // 1. It has the form of a row.
    const request = attempt(ProtocolError, () => decodePrepare(encoded));
    if (request === undefined) return;
    // 2. What came under that name is not checked again.
    const isClaimed = signRequest.length > 0;
    if (this.#names.has(nameOf(request, isClaimed))) return;
    // 3. The voter asked for this M: in the request that is held, or in this one.
    const held = this.#held.get(request.voter)?.find(({ row }) => isSameVote(row, request))?.row;
    if (held === undefined && !this.#checks.isVoters(request)) return;
    // 4. t echoes of one period mark it signed. A row that does not show them counts without.
    const kept = held?.request ?? request;
    const isShown = isClaimed && this.#checks.isShown(kept, signRequest);
    this.hold({ request: kept, signRequest: isShown ? signRequest : EMPTY });
  }

  /** A row that this process has itself checked, in this period or before, and has kept from intruders since. */
  hold(row: HeldRow): void {
    const { request } = row;
    const name = nameOf(request, isSigned(row));
    // A row that shows echoes is as good as the same without.
    this.#names.add(name).add(nameOf(request, false));
    const others = this.#held.get(request.voter) ?? [];
    const same = others.find((other) => isSameVote(other.row, request));
    if (same !== undefined && !isSigned(row)) return;
    const rows = [...others.filter((other) => other !== same), { name, row }].sort(strongestFirst);
    this.#held.set(request.voter, rows.slice(0, MAX_ROWS_OF_VOTER));
  }

  /** Step 2. Which of the names that another one has shown have brought no valid row yet. */
  lacking(names: readonly string[]): readonly string[] {
    return names.filter((name) => !this.#names.has(name));
  }

  /**
   * What others are shown: what is held, sorted by name. It is taken once the own rows are in, so that an intruder's junk is not
   * shown, and it stays whatever is merged later: who has seen the list must find all of it.
   */
  shown(): ReadonlyMap<string, HeldRow> {
    const rows = [...this.#held.values()].flat();
    rows.sort((a, b) => (a.name < b.name ? -1 : 1));
    return new Map(rows.map(({ name, row }) => [name, row]));
  }

  /** Step 4. */
  result(): MergedVotes {
    const votes = [...this.#held].map(
      ([voter, rows]) => [voter, settle(rows.map(({ row }) => row))] as const,
    );
    return {
      kept: new Map(votes.flatMap(([voter, [row, other]]) => (row && !other ? [[voter, row]] : []))),
      conflicts: new Map(votes.filter(([, rows]) => rows.length > 1)),
    };
  }
}

/**
 * Step 4, later: a Sign request came for one of two rows. Once it shows t echoes that row stays, and what is returned must be on
 * disk before anything is answered. Two rows that both show t echoes stay two: more Administrators were hostile than b.
 */
export function showEchoes(
  checks: RowChecks,
  rows: readonly HeldRow[],
  signRequest: Uint8Array,
): readonly HeldRow[] {
  const shown = rows.map((row) => {
    const isNew = !isSigned(row) && checks.isShown(row.request, signRequest);
    return isNew ? { ...row, signRequest } : row;
  });
  return settle(shown);
}

/** ms. */
const MERGE_WAIT = 10_000;

/**
 * Step 5: whether the merge may end, `waited` ms after the others were asked. Has answered whose signed list came, and of whose
 * names none is lacking.
 */
export function mayGoOn(
  { administrators, signingThreshold }: Pick<Plan, 'administrators' | 'signingThreshold'>,
  self: string,
  answered: ReadonlySet<string>,
  waited: number,
): boolean {
  const count = administrators.filter(({ id }) => id === self || answered.has(id)).length;
  return count === administrators.length || (waited >= MERGE_WAIT && count >= signingThreshold);
}

/** A row that shows t echoes stays, and one that shows none gives way to it. */
function settle(rows: readonly HeldRow[]): readonly HeldRow[] {
  const signed = rows.filter(isSigned);
  return signed.length > 0 ? signed : rows;
}

/** Of one voter, who has one style. */
const isSameVote = (row: HeldRow, request: PrepareRequest): boolean =>
  equalBytes(row.request.blinded, request.blinded);

const strongestFirst = ({ row: a }: Named, { row: b }: Named): number =>
  Number(isSigned(b)) - Number(isSigned(a)) || compareBytes(a.request.blinded, b.request.blinded);

const nameOf = (request: PrepareRequest, signed: boolean): string => toHex(rowName(request, signed));
