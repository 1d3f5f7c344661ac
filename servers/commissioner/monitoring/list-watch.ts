/**
 * Counters' lists, watched (board contract, section 7): heads on the board, heads that Counters serve, and in the end the lists
 * themselves must go together. Whoever contradicts itself is an alert, with both signed heads as evidence; it stops nothing.
 */
import { setImmediate } from 'node:timers/promises';
import {
  type Contradiction,
  CounterHeads,
  headsIn,
  type SeenHead,
} from '../../../protocol/board/counter-heads.ts';
import type { Entry } from '../../../protocol/board/entries.ts';
import { toHex } from '../../../protocol/primitives/bytes.ts';
import type { BulletinBoard } from '../../shared/bulletin-board.ts';
import type { HostContext, HostedElection } from '../../shared/hosted-election.ts';
import { reasonOf } from '../../shared/startup-error.ts';
import type { ListContradiction, SignedHead } from '../api/elections.ts';

/** Heads that were served and had grown: less than the packages that made them grow, or as many as were asked for. */
export const LIST_WATCH_SCHEMA = `
  CREATE TABLE IF NOT EXISTS served_heads (
    counter TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL, statement BLOB NOT NULL,
    PRIMARY KEY (counter, size, root)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS contradictions (
    counter TEXT NOT NULL, reason TEXT NOT NULL, evidence TEXT NOT NULL, PRIMARY KEY (counter, reason)
  ) STRICT, WITHOUT ROWID;`;

const TOPICS = ['heads', 'run', 'freeze'] as const;
/** Leaves read at once, between which other work has its turn. */
const PAGE = 4096;
const LEAF = 32;

export interface WatchedHost extends HostedElection<HostContext> {
  readonly bulletinBoard: BulletinBoard;
}

export class ListWatch {
  readonly #host: WatchedHost;
  readonly #heads = new Map<string, CounterHeads>();
  /** Entries of each topic that have been looked at. */
  readonly #read = new Map<string, number>();
  /** By Counter: how many heads its list has been compared with. */
  readonly #compared = new Map<string, number>();
  readonly #alerts = new Map<string, ListContradiction>();
  /** Statements of SQL, each with its values, for what is not on disk yet. */
  #unkept: (readonly [sql: string, ...values: (string | number | Uint8Array)[]])[] = [];
  #comparing: Promise<void> | undefined;
  #isClosed = false;

  constructor(host: WatchedHost) {
    this.#host = host;
    for (const row of host.store.prepare('SELECT * FROM served_heads').all()) {
      const { counter, size, root, statement } = row;
      const bytes = (value: unknown): Uint8Array => new Uint8Array(value as Uint8Array);
      const head = { size: Number(size), root: bytes(root), statement: bytes(statement) };
      this.#of(String(counter)).note({ kind: 'served', ...head });
    }
    for (const { evidence } of host.store.prepare('SELECT evidence FROM contradictions').all())
      this.#keepInMind(JSON.parse(String(evidence)) as ListContradiction);
  }

  #of(counter: string): CounterHeads {
    const heads = this.#heads.get(counter) ?? new CounterHeads();
    this.#heads.set(counter, heads);
    return heads;
  }

  /** The largest that is known of a Counter: whatever it is asked for afterwards has as many leaves. */
  largest(counter: string): SeenHead | undefined {
    return this.#of(counter).largest;
  }

  /** A head that the Counter has served, its signature verified; `before`: the largest when it was asked for. */
  noteServed(counter: string, head: Omit<SeenHead, 'kind'>, before: SeenHead | undefined): void {
    const heads = this.#of(counter);
    const { size, root, statement } = head;
    if (!heads.has(head))
      this.#unkept.push([
        'INSERT OR IGNORE INTO served_heads VALUES (?, ?, ?, ?)',
        counter,
        size,
        root,
        statement,
      ]);
    heads.note({ ...head, kind: 'served' }, before);
    this.#alert();
  }

  /** What the board has brought, and the lists that are here; called again and again. */
  look(): void {
    const { election, log } = this.#host;
    for (const topic of TOPICS) {
      const entries: readonly Entry[] = log.entries(topic);
      const fresh = entries.slice(this.#read.get(topic) ?? 0);
      for (const { counter, head } of headsIn(fresh, election)) this.#of(counter).note(head);
      this.#read.set(topic, entries.length);
    }
    this.#comparing ??= this.#compareLists()
      .catch((error: unknown) => this.#host.context.logger.error({ lists: reasonOf(error) }))
      .finally(() => {
        this.#comparing = undefined;
      });
    this.#alert();
  }

  /** Puts on disk what has been found: at once, or when it is called again. Errors: those of the store. */
  async keep(): Promise<void> {
    const rows = this.#unkept;
    if (rows.length === 0) return;
    const { store } = this.#host;
    await store.write(() => {
      for (const [sql, ...values] of rows) store.prepare(sql).run(...values);
    });
    this.#unkept = this.#unkept.slice(rows.length);
  }

  /** Each list that is held with all heads of its Counter, again if there are more. */
  async #compareLists(): Promise<void> {
    for (const [counter, heads] of this.#heads) {
      const { finalHead, count } = heads;
      if (this.#isClosed) return;
      if (finalHead === undefined || this.#compared.get(counter) === count) continue;
      const head = { counter, size: finalHead.size, root: finalHead.root };
      const { bulletinBoard } = this.#host;
      if (!bulletinBoard.holds(head)) continue;
      const check = heads.checkList(finalHead);
      for (let from = 0; from < head.size && !this.#isClosed; await setImmediate()) {
        const leaves = bulletinBoard.listLeaves(head, from, PAGE);
        for (let at = 0; at < leaves.length; at += LEAF) check(leaves.slice(at, at + LEAF));
        from += leaves.length / LEAF;
      }
      this.#compared.set(counter, count);
    }
  }

  /** Once for each reason. */
  #alert(): void {
    const { context, electionId: election } = this.#host;
    for (const [counter, { contradictions }] of this.#heads)
      for (const found of contradictions) {
        const { reason } = found;
        if (this.#alerts.has(`${counter} ${reason}`)) continue;
        const alert = evidenceOf(counter, found, context.clock());
        this.#keepInMind(alert);
        const evidence = JSON.stringify(alert);
        this.#unkept.push([
          'INSERT OR IGNORE INTO contradictions VALUES (?, ?, ?)',
          counter,
          reason,
          evidence,
        ]);
        const { earlier, later } = alert;
        const told = { earlier: `${earlier.kind} ${earlier.size}`, later: `${later.kind} ${later.size}` };
        context.logger.error({ election, counter, reason, ...told }, 'a Counter contradicts its own heads');
      }
  }

  #keepInMind(alert: ListContradiction): void {
    this.#alerts.set(`${alert.counter} ${alert.reason}`, alert);
  }

  /** With the evidence. */
  get contradictions(): readonly ListContradiction[] {
    return [...this.#alerts.values()];
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#comparing;
  }
}

const signedHead = ({ kind, size, root, statement }: SeenHead): SignedHead => ({
  kind,
  size,
  root: toHex(root),
  statement: toHex(statement),
});

const evidenceOf = (
  counter: string,
  { reason, earlier, later }: Contradiction,
  found: number,
): ListContradiction => ({ counter, reason, found, earlier: signedHead(earlier), later: signedHead(later) });
