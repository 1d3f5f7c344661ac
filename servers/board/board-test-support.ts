/** For tests of the board: four replicas with real stores and keys, joined by a network and a clock that are the test's. */
import { join } from 'node:path';
import { pino } from 'pino';
import { OnceMachine, T0, type TestBoard } from '../../protocol/board/board-test-support.ts';
import type { WireMessage } from '../../protocol/board/codec.ts';
import { signRequest } from '../../protocol/board/requests.ts';
import type { SigningKey } from '../../protocol/primitives/p256-signature.ts';
import { BoardReplica } from './board-replica.ts';
import { BoardStore } from './board-store.ts';

export class Network {
  readonly #folder: string;
  readonly #board: TestBoard;
  readonly #client: SigningKey;
  readonly #name: string;
  now = 0;
  readonly down = new Set<number>();
  readonly replicas: BoardReplica[] = [];
  readonly stores: BoardStore[] = [];
  readonly machines: OnceMachine[] = [];
  sent: { readonly from: number; readonly to: number; readonly wire: WireMessage }[] = [];
  #seq = 0;

  private constructor(folder: string, board: TestBoard, name: string) {
    this.#folder = folder;
    this.#board = board;
    this.#client = board.newKey();
    this.#name = name;
  }

  static async open(folder: string, board: TestBoard, name: string): Promise<Network> {
    const network = new Network(folder, board, name);
    for (let i = 0; i < 4; i++) await network.start(i, 0);
    return network;
  }

  path = (index: number): string => join(this.#folder, `${this.#name}-${index}.db`);

  /** Opens the store, an empty one with the keys of `epoch`. */
  async start(index: number, epoch?: number): Promise<void> {
    const store = new BoardStore(this.path(index), index);
    if (epoch !== undefined && store.epoch === undefined)
      await store.begin(epoch, this.#board.secretList(index, epoch));
    this.stores[index] = store;
    this.replicas[index] = new BoardReplica({
      genesis: this.#board.opened,
      index,
      store,
      newMachine: () => (this.machines[index] = new OnceMachine()),
      clock: () => this.now,
      logger: pino({ level: 'silent' }),
      send: (to, wire) => this.sent.push({ from: index, to, wire }),
    });
  }

  async kill(index: number): Promise<void> {
    await this.stores[index]?.close();
  }

  async restart(index: number): Promise<void> {
    await this.kill(index);
    await this.start(index);
  }

  post(topic = 'space/test', op: Uint8Array = new Uint8Array(1), seq = ++this.#seq): void {
    const bytes = signRequest(this.#board.opened.board, { topic, seq, op }, this.#client);
    for (const [i, replica] of this.replicas.entries())
      if (!this.down.has(i)) replica.receive({ kind: 'request', bytes });
  }

  /** Everything that is under way arrives, and what follows from it. `dying`: a replica that is killed after each message. */
  async settle(dying?: number): Promise<void> {
    for (;;) {
      for (const replica of this.replicas) await replica.settled();
      const due = this.sent.splice(0);
      if (due.length === 0) return;
      for (const { from, to, wire } of due)
        if (!this.down.has(to) && !this.down.has(from)) await this.#give(to, wire, to === dying);
    }
  }

  async #give(to: number, wire: WireMessage, isLast: boolean): Promise<void> {
    this.replicas[to]?.receive(wire);
    if (!isLast) return;
    await this.replicas[to]?.settled();
    await this.restart(to);
  }

  /** Time passes, in steps of T0 / 2, for whoever is up. */
  async pass(ms: number): Promise<void> {
    for (const end = this.now + ms; this.now < end; ) {
      this.now += T0 / 2;
      for (const [i, replica] of this.replicas.entries()) if (!this.down.has(i)) replica.tick();
      await this.settle();
    }
  }

  async close(): Promise<void> {
    for (const store of this.stores) await store.close();
  }
}
