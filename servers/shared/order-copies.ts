/**
 * Passes an order to close that is in force on to the election's other servers, with the part of the board's log that proves it:
 * one that does not reach the board must not be the only one that votes on (board contract, section 6). Until claims have ended.
 */
import type { Times } from '../../protocol/0-setup/close-early.ts';
import type { Election } from '../../protocol/0-setup/election.ts';
import type { ElectionLog } from '../../protocol/board/election-log.ts';
import type { Clock } from './clock.ts';
import type { Documents } from './documents.ts';
import { postCbor, RemoteError } from './http-client.ts';
import type { Logger } from './logger.ts';
import type { PastLogs } from './past-logs.ts';

/** Document: the copy that is passed on. */
export const ORDER_COPY = 'order-copy';
/** ms between two rounds at most; `lead`/12 if that is less. */
const LONGEST_PAUSE = 5_000;
/** ms for one server. */
const PATIENCE = 5_000;
/** What a server answers that has the order. */
const HAS_IT = 'board/once';

interface Member {
  readonly id: string;
  readonly url: string;
}

/** The open election. */
interface Host {
  readonly context: { readonly id: string; readonly clock: Clock; readonly logger: Logger };
  readonly electionId: string;
  readonly election: Election;
  readonly times: Times;
  readonly documents: Documents;
}

interface Board {
  readonly log: ElectionLog;
  readonly past: PastLogs;
}

export class OrderCopies {
  readonly #host: Host;
  /** Servers that have it. */
  readonly #served = new Set<string>();
  /** Of the next round, in ms: the board is to tell them first. Infinite during one. */
  #at: number | undefined;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Called again and again by who has the order. Never fails. */
  act(board: Board): void {
    const { context, times } = this.#host;
    const now = context.clock();
    this.#at ??= now + pauseOf(board);
    const lacking = this.#lacking();
    if (now < this.#at || now >= times.claimsEnd || lacking.length === 0) return;
    this.#at = Number.POSITIVE_INFINITY;
    void this.#pass(board, lacking)
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        context.logger.warn({ election: this.#host.electionId, reason }, 'cannot pass on the order to close');
      })
      .finally(() => {
        this.#at = context.clock() + pauseOf(board);
      });
  }

  #lacking(): Member[] {
    const { context, election } = this.#host;
    const own = new Set([context.id, ...this.#served]);
    return election.manifest.servers.filter(({ id }) => !own.has(id));
  }

  async #pass(board: Board, lacking: readonly Member[]): Promise<void> {
    const copy = this.#host.documents.get(ORDER_COPY) ?? (await this.#made(board));
    if (copy !== undefined) await Promise.all(lacking.map((server) => this.#send(server, copy)));
  }

  /** Ticks of the topic are about orders alone: once one is in force, the last tick is what put it in force. */
  async #made({ log, past }: Board): Promise<Uint8Array | undefined> {
    const tick = log.entries('run').findLast(({ request }) => request.length === 0);
    if (tick === undefined) return undefined;
    const copy = await past.copy(log.topic('run'), tick.c);
    return this.#host.documents.once(ORDER_COPY, () => copy);
  }

  async #send({ id, url }: Member, copy: Uint8Array): Promise<void> {
    try {
      await postCbor(`${url}/elections/${this.#host.electionId}/order`, copy, { timeoutMs: PATIENCE });
      this.#served.add(id);
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error;
      if (error.code === HAS_IT) this.#served.add(id);
    }
  }
}

const pauseOf = ({ log }: Board): number => Math.min(log.times.lead / 12, LONGEST_PAUSE);
