/**
 * An Administrator's marks in one election (board contract, section 4, Mark). All are kept: whatever it has posted must be among
 * them. If one on the board is not, the store was put back, by whomever: for the rest of that election nothing more is echoed,
 * signed for or counted here, as somebody may have been echoed already, and would be again. From the opening on nothing waits for
 * the board but a start, for a while.
 */
import type { ElectionLog } from '../../protocol/board/election-log.ts';
import { markDue, marksOf } from '../../protocol/board/marks.ts';
import { markStatement } from '../../protocol/board/post-messages.ts';
import { equalBytes, toHex } from '../../protocol/primitives/bytes.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import type { HostedElection, OnBoard } from '../shared/hosted-election.ts';
import { ServiceError } from '../shared/service-error.ts';

export const MARKS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS marks (
    number INTEGER PRIMARY KEY, due INTEGER NOT NULL UNIQUE, mark BLOB NOT NULL UNIQUE
  ) STRICT;`;

/** Document: the mark that showed it. Who has been put back once stays so, whatever its next start can read. */
const PUT_BACK = 'put-back';
/** ms that a start waits for a board of which the server knows nothing yet, not even its `phase`. */
const UNTOLD = 30_000;
const MARK_LENGTH = 32;

export class OwnMarks {
  readonly #host: HostedElection;
  /** ms. */
  readonly #started: number;
  /** Entries of the log that have been read. */
  #read = 0;
  /** The last of its own that the log has. */
  #posted: Uint8Array | undefined;
  /** What the log has, and the store had not. */
  #lacking: Uint8Array | undefined;

  constructor(host: HostedElection) {
    this.#host = host;
    this.#started = host.context.clock();
    const lacking = host.documents.get(PUT_BACK);
    if (lacking !== undefined) this.#raise(lacking);
  }

  get isPutBack(): boolean {
    return this.#lacking !== undefined;
  }

  /**
   * Before anything is echoed or signed, in an open election; `board` is undefined before it has been read at all.
   * Errors: store/put-back for the rest of the election; service/busy while a start has not read the board, for `phase` at most.
   */
  requireSound(board: OnBoard | undefined): void {
    if (board !== undefined) this.#look(board.log);
    const isForgetful = 'an old store was put back at this server: it signs nothing more in this election';
    if (this.isPutBack) throw new ServiceError('store/put-back', 503, isForgetful);
    const until = this.#started + (board?.log.times.phase ?? UNTOLD);
    if (board?.isCurrent() !== true && this.#host.context.clock() < until)
      throw new ServiceError('service/busy', 503, 'this server has not read the board since it started');
  }

  /** Stores the mark that is due, then posts it; called again and again in an open election. Errors: those of the store. */
  async act(board: OnBoard): Promise<void> {
    this.#look(board.log);
    if (this.#lacking !== undefined) return this.#keepAlarm(this.#lacking);
    const { context, election, times } = this.#host;
    const { opens, claimsEnd } = election.manifest;
    const terms = { opens: 1000 * opens, claimsEnd: 1000 * claimsEnd };
    const due = markDue(terms, times.claimsEnd, context.clock());
    // What is posted before the board has been read would hide nothing, but the contract looks first.
    if (due === undefined || !board.isCurrent()) return;
    const mark = await this.#drawn(due);
    if (this.#posted !== undefined && equalBytes(mark, this.#posted)) return;
    board.poster.say('marks', 'mark', toHex(mark), () => this.#sign(mark));
  }

  /** Reads what the log has more than before. */
  #look(log: ElectionLog): void {
    const entries = log.entries('marks');
    if (entries.length === this.#read) return;
    const { context, election, store } = this.#host;
    const held = store.prepare('SELECT 1 FROM marks WHERE mark = ?');
    for (const mark of marksOf(context.id, entries.slice(this.#read), election)) {
      this.#posted = mark;
      if (held.get(mark) === undefined) this.#raise(mark);
    }
    this.#read = entries.length;
  }

  #raise(mark: Uint8Array): void {
    if (this.isPutBack) return;
    this.#lacking = mark;
    const { context, electionId: election } = this.#host;
    const reason = 'an old store was put back: nothing more is echoed or signed in this election';
    context.logger.error({ election, code: 'store/put-back', mark: toHex(mark) }, reason);
  }

  async #keepAlarm(lacking: Uint8Array): Promise<void> {
    const { documents } = this.#host;
    if (documents.get(PUT_BACK) === undefined) await documents.once(PUT_BACK, () => lacking);
  }

  /** The newest mark, once one has been drawn for that time. */
  async #drawn(due: number): Promise<Uint8Array> {
    const { store, context } = this.#host;
    if (store.prepare('SELECT 1 FROM marks WHERE due = ?').get(due) === undefined) {
      const mark = context.random(MARK_LENGTH);
      await store.write(() => store.prepare('INSERT INTO marks (due, mark) VALUES (?, ?)').run(due, mark));
    }
    const newest = store.prepare('SELECT mark FROM marks ORDER BY number DESC LIMIT 1').get();
    return new Uint8Array(newest?.mark as Uint8Array);
  }

  #sign(mark: Uint8Array): Uint8Array {
    const { context, election } = this.#host;
    return signStatement(markStatement, election.manifestHash, { mark }, context.id, context.identity);
  }
}
