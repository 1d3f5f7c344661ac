/**
 * What a replica tells readers (board contract, section 3, Reader): HEADs, topics, entries with proofs, DECISIONs of KEYs. All of
 * it is public, and only what is on disk: memory may be ahead, so that every answer waits for the commit that holds it.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  entryList,
  headStatement,
  keyDecisionList,
  MAX_ENTRIES,
  MAX_KEYS,
  proofCodec,
  sequenceCodec,
  topicList,
} from '../../protocol/board/answers.ts';
import type { BoardMachine } from '../../protocol/board/board-machine.ts';
import { shortenDecision } from '../../protocol/board/follow-keys.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import type { Clock } from '../shared/clock.ts';
import { rateLimiter, sendCbor } from '../shared/http-server.ts';
import { ServiceError } from '../shared/service-error.ts';
import type { BoardReplica } from './board-replica.ts';
import type { BoardStore } from './board-store.ts';

/** ms that a reader waits at most for the next HEAD, and readers that may wait at once. */
const LONGEST_WAIT = 2_000;
const MAX_WAITING = 1_024;
/** ms for which readers are told the same HEAD of an instance: its clock counts in minutes, and each costs a signature. */
const SAME_HEAD = 1_000;
/** Of one address in a second: each costs proofs, or a signature. */
const RATE = 500;

type Names = 'c' | 'after' | 'from' | 'to' | 'size';
const NUMBER = { type: 'string', pattern: '^[0-9]{1,15}$' };
const TEXTS = {
  topic: { type: 'string', pattern: '^[A-Za-z0-9._/-]{1,96}$' },
  client: { type: 'string', pattern: '^[0-9a-f]{66}$' },
};

/** Readers that wait for the next HEAD. */
export class Readers {
  readonly #waiting = new Set<() => void>();

  /** Resolves with the next batch, or after a while. */
  next(): Promise<void> {
    if (this.#waiting.size >= MAX_WAITING)
      throw new ServiceError('service/busy', 503, 'too many wait for the next head');
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(end);
        resolve();
      };
      const timer = setTimeout(end, LONGEST_WAIT);
      this.#waiting.add(end);
    });
  }

  wake(): void {
    for (const end of [...this.#waiting]) end();
  }
}

interface ReadContext {
  readonly replica: BoardReplica<BoardMachine>;
  readonly store: BoardStore;
  readonly clock: Clock;
  /** To be woken whenever a batch is on disk. */
  readonly readers: Readers;
}

export function addReadRoutes(app: FastifyInstance, { replica, store, clock, readers }: ReadContext): void {
  const limit = rateLimiter(app, { max: RATE, timeWindow: 1_000 });
  const get = (
    path: string,
    names: { readonly required?: readonly string[]; readonly optional?: readonly string[] },
    answer: (request: FastifyRequest) => Promise<Uint8Array> | Uint8Array,
  ): void => {
    const { required = [], optional = [] } = names;
    const properties = Object.fromEntries(
      [...required, ...optional].map((name) => [name, name in TEXTS ? TEXTS[name as 'topic'] : NUMBER]),
    );
    const querystring = { type: 'object', additionalProperties: false, required, properties };
    const options = { schema: { querystring }, config: { public: true }, onRequest: limit };
    app.get(path, options, async (request, reply) => {
      const found = await answer(request);
      await replica.committed();
      return sendCbor(reply, found);
    });
  };

  let last: { readonly c: number; readonly at: number; readonly head: Uint8Array } | undefined;
  get('/head', { optional: ['c', 'after'] }, async (request) => {
    const { after } = request.query as { after?: string };
    if (after !== undefined && replica.state.c <= Number(after)) await readers.next();
    const { roots } = before(request);
    const now = clock();
    if (last?.c === roots.c && now >= last.at && now < last.at + SAME_HEAD) return last.head;
    const head = replica.sign(headStatement, { ...roots, now });
    if (head === undefined) throw new ServiceError('service/busy', 503, 'this replica has no key in force');
    last = { c: roots.c, at: now, head };
    return head;
  });
  get('/topics', { required: ['c'] }, (request) => {
    const { machine, roots } = before(request);
    return encode(topicList, machine.log.topics(roots.size));
  });
  get('/consistency', { required: ['from', 'to'] }, (request) => {
    const [from, to] = [numberOf(request, 'from'), sizeOf(request, 'to')];
    if (from > to) throw notFound();
    return encode(proofCodec, replica.machine.log.tree.consistency(from, to));
  });
  get('/entries', { required: ['topic', 'from', 'size'] }, async (request) => {
    const size = sizeOf(request, 'size');
    const { topic } = request.query as { topic: string };
    const { log } = replica.machine;
    const found = log.positions(topic, numberOf(request, 'from'), size, MAX_ENTRIES);
    await replica.committed();
    const leaves = store.leaves(found);
    return encode(
      entryList,
      leaves.map((leaf, i) => ({ leaf, proof: log.tree.inclusion(found[i] ?? 0, size) })),
    );
  });
  get('/sequence', { required: ['client', 'topic'] }, (request) => {
    const { client, topic } = request.query as { client: string; topic: string };
    return encode(sequenceCodec, replica.machine.lastSequence(client, topic));
  });
  get('/keys', { required: ['from'] }, async (request) => {
    const from = numberOf(request, 'from');
    const instances = replica.machine.keyInstances.slice(from, from + MAX_KEYS);
    await replica.committed();
    return encode(
      keyDecisionList,
      instances.flatMap((c) => store.decisions(c, 1).map(shortenDecision)),
    );
  });

  /** The log before the instance that the request names, else before the open one. */
  function before(request: FastifyRequest) {
    const { machine, state } = replica;
    const { c } = request.query as { c?: string };
    const roots = machine.headBefore(c === undefined ? state.c : Number(c));
    if (roots === undefined) throw notFound();
    return { machine, roots };
  }

  function sizeOf(request: FastifyRequest, name: Names): number {
    const size = numberOf(request, name);
    if (size > replica.machine.log.tree.size) throw notFound();
    return size;
  }
}

const numberOf = ({ query }: FastifyRequest, name: Names): number =>
  Number((query as Readonly<Record<Names, string>>)[name]);

const notFound = (): ServiceError => new ServiceError('service/not-found', 404, 'the board is not so far');
