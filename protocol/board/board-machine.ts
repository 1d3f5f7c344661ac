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

/** What is posted outside of `space/NAME`: by whom, and which posts count. */
export interface Posts {
  /** Why the key (hex) may not use the topic, by the log before this batch; undefined if it may. */
  whyNot(topic: Topic, client: string): ErrorCode | undefined;
  /** Takes the post, or says why it is refused: a refused one changes nothing. */
  post(topic: string, request: Request, operation: Operation, time: number): ErrorCode | undefined;
  /** Topics, in their order, to which a batch of this time adds a tick. */
  ticksDue(time: number): readonly string[];
  noteTick(topic: string, time: number): void;
}

export class BoardMachine implements Machine {
  readonly #posts: Posts;
  readonly #log = new EntryLog();
  readonly #space = new TupleSpace();
  readonly #sequences = new Sequences();

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

  get roots(): LogRoots {
    return this.#log.roots;
  }

  /** For proofs. */
  get log(): Pick<EntryLog, 'tree' | 'lastIn'> {
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
    if (request.topic.startsWith('space/')) return undefined;
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
