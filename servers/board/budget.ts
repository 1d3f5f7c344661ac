/** How much each client may ask a replica to order in a minute (board contract, section 9): one must not crowd out the others. */
import { ProtocolError } from '../../protocol/errors.ts';
import type { Clock } from '../shared/clock.ts';

/** Bytes of requests. */
export const BYTES_A_MINUTE = 4 * 2 ** 20;
const MINUTE = 60_000;

export class Budget {
  readonly #clock: Clock;
  #minute = 0;
  /** Bytes in this minute, by client: strangers with ever new keys, each of which costs a signature, are forgotten after it. */
  readonly #spent = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Errors: board/quota. */
  spend(client: string, bytes: number): void {
    const minute = Math.floor(this.#clock() / MINUTE);
    if (minute !== this.#minute) this.#spent.clear();
    this.#minute = minute;
    const spent = (this.#spent.get(client) ?? 0) + bytes;
    if (spent > BYTES_A_MINUTE)
      throw new ProtocolError('board/quota', 'this client has posted as much as it may in a minute');
    this.#spent.set(client, spent);
  }
}
