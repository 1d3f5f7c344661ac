/**
 * The state machine that the board's log feeds (contract, section 4): the log's entries, the tuple space, and the order of each
 * client's requests. Its state is a fold of the decided batches, and of nothing else: no clock, no randomness, no store.
 */
import { attempt } from '../../common/attempt.ts';
import { type ErrorCode, ProtocolError } from '../errors.ts';
import { EMPTY, requireHex, toHex } from '../primitives/bytes.ts';
import { sha256 } from '../primitives/sha256.ts';
import { type Entry, EntryLog, type LogRoots } from './entries.ts';
import type { Batch, Request } from './messages.ts';
import { decodeOperation, type Operation, type Result } from './operations.ts';
import type { Answered, Executed, Machine, Verdict } from './replica.ts';
import { Sequences } from './sequences.ts';
import { parseTopic, type Topic } from './topics.ts';
import { type Answer, NOTHING, TupleSpace } from './tuple-space.ts';

/** All but those of KEYs, which anyone may post. */
export type ClientTopic = Exclude<Topic, { kind: 'keys' }>;

/** What is posted outside of `space/NAME`: by whom, and which posts count. */
export interface Posts {
  /** Why the key (hex) may not use the topic, by the log before this batch; undefined if it may. */
  whyNot(topic: ClientTopic, client: string): ErrorCode | undefined;
  /** Takes the post, or says why it is refused: a refused one changes nothing. */
  post(topic: string, request: Request, operation: Operation, time: number): ErrorCode | undefined;
  /** Topics, in their order, to which a batch of this time adds a tick. */
  ticksDue(time: number): readonly string[];
  noteTick(topic: string, time: number): void;
}

/** Topics `space/NAME` that can be used. */
const MAX_SPACES = 4_096;
/** Roots that are kept in memory: computing them takes time in proportion to the number of topics. */
const ROOTS_KEPT = 64;

export class BoardMachine implements Machine {
  readonly #posts: Posts;
  readonly #log = new EntryLog();
  readonly #space = new TupleSpace();
  readonly #sequences = new Sequences();
  /** Topics `space/NAME` with entries: whoever may use them names them, and every reader fetches all topics. */
  readonly #spaces = new Set<string>();
  /** The log before each instance, by c. */
  readonly #before = [{ size: 0, time: 0 }];
  /** By size. */
  readonly #roots = new Map<number, LogRoots>();
  readonly #keyInstances: number[] = [];

  constructor(posts: Posts) {
    this.#posts = posts;
  }

  /**
   * Key, topic and order; sizes were bounded as the request was decoded, and a KEY's signature, replica and epoch checked. The
   * policies judge on execution, as their refusals use the request's number.
   */
  check(request: Request, _time: number, earlier: readonly Request[]): Verdict {
    return this.#whyNot(request) ?? this.#sequences.check(request, earlier);
  }

  isTickDue(time: number): boolean {
    return this.#posts.ticksDue(time).length > 0;
  }

  execute(c: number, { time, requests }: Batch): Executed {
    const entries: Entry[] = [];
    const answers: Answered[] = [];
    const append = (topic: string, bytes: Uint8Array): number => {
      const entry = this.#log.append(topic, c, time, bytes);
      entries.push(entry);
      if (topic.startsWith('space/')) this.#spaces.add(topic);
      return entry.position;
    };
    const give = ({ request, result, changes }: Answer): void => {
      const position = changes ? append(request.topic, request.bytes) : undefined;
      answers.push({ request, position, result });
    };
    this.#space.lapse(time).forEach(give);
    for (const topic of this.#posts.ticksDue(time)) {
      append(topic, EMPTY);
      this.#posts.noteTick(topic, time);
    }
    for (const request of requests) {
      this.#sequences.order(request);
      this.#executeOne(request, time).forEach(give);
    }
    for (const answered of answers) this.#sequences.answer(answered);
    this.#before[c + 1] = { size: this.#log.tree.size, time };
    if (requests.some(({ rekey }) => rekey !== undefined)) this.#keyInstances.push(c);
    return { entries, answers };
  }

  /** An unordered read (seq 0), which changes nothing. */
  read(request: Request): Result {
    const code = this.#whyNot(request);
    if (code !== undefined) return refusal(code);
    const operation = operationOf(request);
    if (operation?.name !== 'rdp') return refusal('board/refused');
    return this.#space.read({ request, clientHash: clientHashOf(request), operation });
  }

  /** What this request, ordered before, was answered: for whoever missed the REPLY. */
  answerTo(request: Request): Answered | undefined {
    return this.#sequences.answerTo(request);
  }

  /** The log before instance c, with the time of the batch before it; undefined if c lies ahead. */
  headBefore(c: number): (LogRoots & { readonly c: number; readonly time: number }) | undefined {
    const before = this.#before[c];
    if (before === undefined) return undefined;
    const { size, time } = before;
    return { c, time, ...this.#rootsOf(size) };
  }

  #rootsOf(size: number): LogRoots {
    const roots = this.#roots.get(size) ?? this.#log.roots(size);
    this.#roots.set(size, roots);
    const [oldest = size] = this.#roots.keys();
    if (this.#roots.size > ROOTS_KEPT) this.#roots.delete(oldest);
    return roots;
  }

  /** Where KEYs were ordered: one ends each generation. */
  get keyInstances(): readonly number[] {
    return this.#keyInstances;
  }

  /** Number of the last request of this client (hex) in the topic that was ordered; 0 if none was. */
  lastSequence = (client: string, topic: string): number => this.#sequences.last({ client, topic });

  /** What can be read and proved. */
  get log(): Pick<EntryLog, 'roots' | 'tree' | 'topics' | 'positions'> {
    return this.#log;
  }

  /** In topics `keys/ID` there are KEYs only, and anyone may post them. */
  #whyNot({ topic, client, rekey }: Request): ErrorCode | undefined {
    const parsed = parseTopic(topic);
    if (parsed === undefined) return 'board/unknown-topic';
    if (parsed.kind === 'keys') return rekey === undefined ? 'board/refused' : undefined;
    return this.#posts.whyNot(parsed, client);
  }

  #executeOne(request: Request, time: number): Answer[] {
    if (request.rekey !== undefined) return [{ request, result: NOTHING, changes: true }];
    const operation = operationOf(request);
    const code = operation === undefined ? 'board/refused' : this.#judge(request, operation, time);
    if (operation === undefined || code !== undefined)
      return [{ request, result: refusal(code ?? 'board/refused'), changes: false }];
    return this.#space.execute({ request, clientHash: clientHashOf(request), operation, time });
  }

  /** Outside of `space/NAME` nothing is taken, and what is put stays, for all to read. */
  #judge(request: Request, operation: Operation, time: number): ErrorCode | undefined {
    if (request.topic.startsWith('space/'))
      return this.#spaces.has(request.topic) || this.#spaces.size < MAX_SPACES ? undefined : 'board/quota';
    const { name, readers, takers, lease } = operation;
    if (name === 'rd' || name === 'rdp') return undefined;
    if (name !== 'out' || readers.length + takers.length > 0 || lease !== 0) return 'board/refused';
    return this.#posts.post(request.topic, request, operation, time);
  }
}

const operationOf = ({ op }: Request): Operation | undefined =>
  attempt(ProtocolError, () => decodeOperation(op));
const refusal = (code: ErrorCode): Result => ({ code, tuples: [] });
const clientHashOf = ({ client }: Request): string => toHex(sha256(requireHex(client)));
