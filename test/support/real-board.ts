/** Four replicas of a board as servers on loopback, of which any may be made to lie or to be silent towards clients. */
import { join } from 'node:path';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { pino } from 'pino';
import { freePorts } from '../../deployment/processes.ts';
import type { BoardMachine, Posts } from '../../protocol/board/board-machine.ts';
import { TestBoard } from '../../protocol/board/board-test-support.ts';
import { signRekey, signRequest } from '../../protocol/board/requests.ts';
import type { SigningKey } from '../../protocol/primitives/p256-signature.ts';
import { signerOf } from '../../protocol/primitives/signer.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import type { StatementType } from '../../protocol/primitives/statement-form.ts';
import { boardApp } from '../../servers/board/app.ts';
import type { BoardReplica } from '../../servers/board/board-replica.ts';
import { BoardStore } from '../../servers/board/board-store.ts';
import { BoardClient } from '../../servers/shared/board-client/board-client.ts';
import { systemClock } from '../../servers/shared/clock.ts';
import { postCbor } from '../../servers/shared/http-client.ts';
import { Metrics } from '../../servers/shared/metrics.ts';

/** Everybody may post to every space. */
export const OPEN_SPACES: Posts = {
  whyNot: (topic) => (topic.kind === 'space' ? undefined : 'board/unknown-topic'),
  post: () => 'board/refused',
  ticksDue: () => [],
  noteTick: () => undefined,
};
const SILENT = pino({ level: 'silent' });
/** ms. */
const TICK = 50;

/** What a client gets instead of this answer of a route; 'silence' for none. */
export type Lie = (path: string, answer: Uint8Array, request: FastifyRequest) => Uint8Array | 'silence';

export const silent: Lie = () => 'silence';
export const rubbish: Lie = () => Uint8Array.of(0xff, 1, 2);
export const huge: Lie = () => new Uint8Array(6 * 2 ** 20);

export class RealBoard {
  readonly board: TestBoard;
  readonly #folder: string;
  readonly apps: FastifyInstance[] = [];
  readonly replicas: BoardReplica<BoardMachine>[] = [];
  readonly stores: BoardStore[] = [];
  /** By replica. */
  readonly lies = new Map<number, Lie>();
  readonly #clients: BoardClient[] = [];
  #files = 0;
  #timer: NodeJS.Timeout | undefined;

  private constructor(folder: string, board: TestBoard) {
    this.#folder = folder;
    this.board = board;
  }

  static async open(
    folder: string,
    changes: ConstructorParameters<typeof TestBoard>[3] = {},
  ): Promise<RealBoard> {
    const ports = await freePorts(4);
    const real = new RealBoard(folder, new TestBoard(4, 1, 0, changes, ports));
    for (const index of ports.keys()) await real.start(index, 0);
    real.#timer = setInterval(() => {
      for (const replica of real.replicas) replica.tick();
    }, TICK);
    return real;
  }

  /** With an empty store, and the keys of this epoch. */
  async start(index: number, epoch: number): Promise<void> {
    const store = new BoardStore(join(this.#folder, `${index}.${epoch}.db`), index);
    await store.begin(epoch, this.board.secretList(index, epoch));
    const context = {
      genesis: this.board.opened,
      index,
      store,
      posts: () => OPEN_SPACES,
      clock: systemClock,
    };
    const { app, replica } = boardApp({ ...context, logger: SILENT }, new Metrics());
    app.addHook('onSend', async (request, reply, payload) => {
      const lie = this.lies.get(index);
      const path = request.routeOptions.url ?? '';
      if (lie === undefined || path === '/messages') return payload;
      const told = lie(path, new Uint8Array(payload as Buffer), request);
      if (told === 'silence') await new Promise(() => undefined);
      reply.code(200);
      reply.header('content-length', told.length);
      return Buffer.from(told as Uint8Array);
    });
    this.stores[index] = store;
    this.apps[index] = app;
    this.replicas[index] = replica;
    await app.listen({ host: '127.0.0.1', port: Number(new URL(this.url(index)).port) });
  }

  async kill(index: number): Promise<void> {
    this.apps[index]?.server.closeAllConnections();
    await this.apps[index]?.close();
    await this.stores[index]?.close();
  }

  /** The replica's store is lost: it begins anew with the keys of `epoch`, and its KEY is posted. */
  async rekey(index: number, epoch: number): Promise<void> {
    await this.kill(index);
    await this.start(index, epoch);
    const keys = this.board.keyList(index, epoch).map(({ publicKey }) => publicKey);
    const operator = this.board.operators[index] as SigningKey;
    const terms = { epoch, keys, from: 0, to: Number.MAX_SAFE_INTEGER };
    const op = signRekey(this.board.opened.board, `board-${index}`, terms, operator);
    const content = { topic: `keys/board-${index}`, seq: epoch, op };
    const request = signRequest(this.board.opened.board, content, this.board.newKey());
    await Promise.all(this.apps.map((_, i) => postCbor(`${this.url(i)}/requests`, request)));
  }

  newClientPath = (): string => join(this.#folder, `client-${++this.#files}.db`);

  /** Stopped at the end, at the latest. */
  newClient(key: SigningKey = this.board.newKey(), path = this.newClientPath()): BoardClient {
    const options = {
      genesis: this.board.opened,
      key: signerOf(key),
      path,
      clock: systemClock,
      logger: SILENT,
    };
    const client = new BoardClient(options);
    this.#clients.push(client);
    return client;
  }

  /** By the key of this replica at that place of its list of epoch 0. */
  sign<T>(index: number, type: StatementType<T>, content: T, place = 0): Uint8Array {
    const key = this.board.keyList(index, 0)[place] as SigningKey;
    return signStatement(type, this.board.opened.board, content, `board-${index}`, key);
  }

  url = (index: number): string => this.board.genesis.replicas[index]?.url ?? '';

  async close(): Promise<void> {
    for (const client of this.#clients) await client.stop();
    clearInterval(this.#timer);
    for (const index of this.apps.keys()) await this.kill(index);
  }
}
