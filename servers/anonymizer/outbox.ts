/** What an Anonymizer has released and not yet delivered, sent in batches until each destination has taken it. */
import {
  deliveryStatement,
  MAX_BATCH,
  receiptStatement,
  relayStatement,
} from '../../protocol/messages/relay.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { shuffled } from '../../protocol/primitives/random.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { openStatement, signStatement } from '../../protocol/primitives/statement.ts';
import type { HostedElection } from '../shared/hosted-election.ts';
import type { postCbor } from '../shared/http-client.ts';

export interface Item {
  readonly item: Uint8Array;
  readonly destination: string;
  readonly body: Uint8Array;
}

/** How a message reaches another server. Rejects unless the server has taken it. */
export type Post = typeof postCbor;

/** Milliseconds for a delivery, and between tries to a destination that failed. */
const SEND_TIMEOUT = 10_000;
const RETRY_AFTER = 500;

export class Outbox {
  readonly #host: HostedElection;
  readonly #deliver: Post;
  readonly #waiting = new Map<string, Map<string, Item>>();
  readonly #sending = new Set<string>();
  readonly #notBefore = new Map<string, number>();
  #stopped = false;

  constructor(host: HostedElection, deliver: Post) {
    this.#host = host;
    this.#deliver = deliver;
    const rows = host.store.prepare('SELECT item, destination, body FROM outbox').all();
    this.add(
      rows.map(({ item, destination, body }) => ({
        item: new Uint8Array(item as Uint8Array),
        destination: String(destination),
        body: new Uint8Array(body as Uint8Array),
      })),
    );
  }

  /** Within a `store.write`: makes the item durable; {@link add} it once that is done. */
  insert(destination: string, body: Uint8Array): Item {
    const item = this.#host.context.random(16);
    this.#host.store.prepare('INSERT INTO outbox VALUES (?, ?, ?)').run(item, destination, body);
    return { item, destination, body };
  }

  add(items: readonly Item[]): void {
    for (const entry of items) {
      const queue = this.#waiting.get(entry.destination) ?? new Map<string, Item>();
      queue.set(toHex(entry.item), entry);
      this.#waiting.set(entry.destination, queue);
    }
  }

  /** Starts a batch to every destination that has something waiting and none under way. */
  send(): void {
    const now = this.#host.context.clock();
    for (const [destination, queue] of this.#waiting) {
      const resting = (this.#notBefore.get(destination) ?? 0) > now;
      if (queue.size === 0 || this.#sending.has(destination) || resting || this.#stopped) continue;
      this.#sending.add(destination);
      void this.#sendBatch(destination, queue);
    }
  }

  /** Sends nothing any more, and has nothing any more, in memory either. */
  stop(): void {
    this.#stopped = true;
    this.#waiting.clear();
  }

  async #sendBatch(destination: string, queue: Map<string, Item>): Promise<void> {
    const { random, clock, logger } = this.#host.context;
    const batch = shuffled(random, [...queue.entries()].slice(0, MAX_BATCH));
    try {
      await this.#post(
        destination,
        batch.map(([, { body }]) => body),
      );
      await this.#host.store.write(() => {
        const remove = this.#host.store.prepare('DELETE FROM outbox WHERE item = ?');
        for (const [, { item }] of batch) remove.run(item);
      });
      for (const [name] of batch) queue.delete(name);
    } catch (error) {
      this.#notBefore.set(destination, clock() + RETRY_AFTER);
      logger.warn({ undelivered: destination, reason: error instanceof Error ? error.message : 'unknown' });
    }
    this.#sending.delete(destination);
    this.send();
  }

  async #post(destination: string, bodies: readonly Uint8Array[]): Promise<void> {
    const { election, electionId, context } = this.#host;
    const { id, identity } = context;
    const options = { timeoutMs: SEND_TIMEOUT };
    const counter = election.member('counters', destination);
    const server = counter ?? election.member('anonymizers', destination);
    const base = `${server?.url}/elections/${electionId}`;
    if (counter === undefined) {
      const content = { to: destination, onions: bodies };
      const relay = signStatement(relayStatement, election.manifestHash, content, id, identity);
      await this.#deliver(`${base}/relay`, relay, options);
      return;
    }
    const content = { to: destination, packages: bodies };
    const delivery = signStatement(deliveryStatement, election.manifestHash, content, id, identity);
    const receipt = await this.#deliver(`${base}/packages`, delivery, options);
    const keyOf = (signer: string) => (signer === destination ? counter.identityKey : undefined);
    const { content: receipted } = openStatement(receiptStatement, election.manifestHash, receipt, keyOf);
    const leaves = new Set(receipted.leaves.map(toHex));
    if (!bodies.every((body) => leaves.has(toHex(sha256(body)))))
      throw new Error('the receipt does not name every package');
  }
}
