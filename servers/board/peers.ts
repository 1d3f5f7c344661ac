/**
 * Messages to other replicas: lists by POST, one at a time to each, without answer. What cannot be delivered is lost, as the
 * rules say everything again; so a peer that is down or slow costs the memory of one full list.
 */
import { ignore } from '../../common/attempt.ts';
import type { WireMessage } from '../../protocol/board/codec.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import { postCbor, RemoteError } from '../shared/http-client.ts';
import { MAX_LIST, MAX_LIST_LENGTH, messageList } from './message-list.ts';

/** Messages that wait for one peer. */
const MAX_WAITING = 4 * MAX_LIST;
/** ms. */
const TIMEOUT = 5_000;

class Peer {
  readonly #url: string;
  readonly #waiting: WireMessage[] = [];
  #isSending = false;

  constructor(url: string) {
    this.#url = url;
  }

  send(message: WireMessage): void {
    if (this.#waiting.length >= MAX_WAITING) this.#waiting.shift();
    this.#waiting.push(message);
    if (this.#isSending) return;
    this.#isSending = true;
    setImmediate(() => void this.#sendAll());
  }

  async #sendAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const list = encode(messageList, this.#next());
      await postCbor(`${this.#url}/messages`, list, { timeoutMs: TIMEOUT }).catch(ignore(RemoteError));
    }
    this.#isSending = false;
  }

  /** As many as a list holds; at least one. */
  #next(): WireMessage[] {
    let [count, length] = [0, 0];
    for (const { bytes } of this.#waiting.slice(0, MAX_LIST)) {
      length += bytes.length + 64;
      if (length > MAX_LIST_LENGTH && count > 0) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }
}

export class Peers {
  readonly #peers: readonly Peer[];

  /** `urls`: of all replicas, by index. */
  constructor(urls: readonly string[]) {
    this.#peers = urls.map((url) => new Peer(url));
  }

  send = (to: number, message: WireMessage): void => this.#peers[to]?.send(message);
}
