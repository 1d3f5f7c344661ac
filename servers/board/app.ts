/** A board replica's HTTP interface: builds the application, never listens. */
import type { FastifyInstance } from 'fastify';
import { BoardMachine, type Posts } from '../../protocol/board/board-machine.ts';
import { MAX_REQUEST } from '../../protocol/board/forms.ts';
import type { CheckedGenesis } from '../../protocol/board/genesis.ts';
import { bytes, decode, encode, list } from '../../protocol/primitives/cbor.ts';
import type { BoardStatus } from '../shared/board-watch.ts';
import type { Clock } from '../shared/clock.ts';
import { buildApp, cborBody, type Health, sendCbor } from '../shared/http-server.ts';
import type { Logger } from '../shared/logger.ts';
import type { Metrics } from '../shared/metrics.ts';
import { rangeOf, rangeSchema } from '../shared/range.ts';
import { BoardReplica } from './board-replica.ts';
import { addBoardMetrics, statusOf } from './board-status.ts';
import type { BoardStore } from './board-store.ts';
import { Budget } from './budget.ts';
import { Clients, signAnswer } from './clients.ts';
import { MAX_BODY, MAX_LIST_LENGTH, messageList } from './message-list.ts';
import { Peers } from './peers.ts';
import { addReadRoutes, Readers } from './read-routes.ts';

export interface BoardContext {
  readonly genesis: CheckedGenesis;
  readonly index: number;
  readonly store: BoardStore;
  readonly posts: () => Posts;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** T0s that a client waits at most. */
const PATIENCE = 4;
/** DECISIONs in one answer. */
const MAX_DECISIONS = 256;
export const decisionList = list(bytes(1, MAX_LIST_LENGTH), MAX_DECISIONS);

export function boardApp(
  context: BoardContext,
  metrics: Metrics,
): { app: FastifyInstance; replica: BoardReplica<BoardMachine> } {
  const { genesis, index, store, posts, clock, logger } = context;
  const { t0, replicas } = genesis.genesis;
  const id = replicas[index]?.id ?? '';
  const clients = new Clients();
  const budget = new Budget(clock);
  const readers = new Readers();
  const peers = new Peers(replicas.map(({ url }) => url));
  const replica: BoardReplica<BoardMachine> = new BoardReplica({
    genesis,
    index,
    store,
    newMachine: () => new BoardMachine(posts()),
    clock,
    logger,
    send: peers.send,
    onOutcome: (outcome) => {
      clients.answer(replica, outcome);
      if (outcome.rows.some(({ kind }) => kind === 'decided')) readers.wake();
    },
  });
  const health = (): Health => healthOf(store, replica.state.isRolledBack);
  addBoardMetrics(metrics, replica);
  const app = buildApp({ role: 'board', id, logger, metrics, health });

  app.post('/messages', { bodyLimit: MAX_BODY }, async (request, reply) => {
    const messages = decode(messageList, cborBody(request, MAX_BODY), MAX_BODY);
    for (const message of messages) replica.receive(message);
    return reply.code(204).send();
  });

  const forRequests = { bodyLimit: MAX_REQUEST + 256, config: { public: true } };
  app.post('/requests', forRequests, async (request, reply) => {
    const opened = replica.open(cborBody(request, MAX_REQUEST + 256));
    const known =
      opened.seq === 0
        ? { position: undefined, result: replica.machine.read(opened) }
        : replica.machine.answerTo(opened);
    if (known !== undefined) {
      await replica.committed();
      return sendCbor(reply, signAnswer(replica, opened.hash, known.position, known.result));
    }
    budget.spend(opened.client, opened.bytes.length);
    const answer = clients.wait(opened.hash, PATIENCE * t0);
    replica.take(opened);
    return sendCbor(reply, await answer);
  });

  addReadRoutes(app, { replica, store, clock, readers });
  const open = { config: { public: true } };
  app.get('/status', open, async (): Promise<BoardStatus> => statusOf(replica, genesis.genesis));
  app.get('/decisions', { ...open, ...rangeSchema }, async (request, reply) => {
    const { from, limit } = rangeOf(request);
    return sendCbor(reply, encode(decisionList, store.decisions(from, Math.min(limit, MAX_DECISIONS))));
  });
  return { app, replica };
}

function healthOf({ store }: BoardStore, isRolledBack: boolean): Health {
  const code = store.fault();
  if (code !== undefined) return { status: 'failing', code, message: 'the board cannot store' };
  if (!isRolledBack) return { status: 'ok' };
  const message = 'an old store was put back: this replica signs nothing more until "revs board rekey"';
  return { status: 'failing', code: 'board/rolled-back', message };
}
