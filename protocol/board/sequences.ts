/**
 * Which requests were ordered (contract, sections 3.1 and 4): of each client and topic one after the other, refused or not. In
 * a topic `keys/ID` the order is that of the replica's epochs, whoever posts. The last ones keep their answers, for clients who
 * missed the REPLY.
 */
import type { Hash } from '../primitives/hash-form.ts';
import type { Request } from './messages.ts';
import type { Answered, Verdict } from './replica.ts';

/** How far ahead of the last a request may wait, and for how many of the last the answer is kept. */
const WINDOW = 16;

interface Ordered {
  readonly hash: Hash;
  /** Undefined while it waits for a tuple. */
  answer: Answered | undefined;
}

interface Sequence {
  last: number;
  /** Oldest first: the last ones, and those that wait. */
  recent: Ordered[];
}

const nameOf = ({ client, topic }: Pick<Request, 'client' | 'topic'>): string =>
  topic.startsWith('keys/') ? topic : `${client} ${topic}`;

export class Sequences {
  readonly #of = new Map<string, Sequence>();

  /** Number of the last that was ordered; 0 before the first. */
  last = (of: Pick<Request, 'client' | 'topic'>): number => this.#of.get(nameOf(of))?.last ?? 0;

  /** Whether the request comes next, after those that stand earlier in its batch. */
  check(request: Request, earlier: readonly Request[]): Verdict {
    const name = nameOf(request);
    const last = this.last(request);
    const next = last + earlier.filter((one) => nameOf(one) === name).length + 1;
    if (request.seq === next) return 'ready';
    if (request.seq < next) return 'board/seq-used';
    return request.seq <= last + WINDOW ? 'waits' : 'board/quota';
  }

  order(request: Request): void {
    const sequence = this.#of.get(nameOf(request)) ?? { last: 0, recent: [] };
    this.#of.set(nameOf(request), sequence);
    sequence.last = request.seq;
    const recent = [...sequence.recent, { hash: request.hash, answer: undefined }];
    sequence.recent = recent.filter(({ answer }, i) => answer === undefined || i >= recent.length - WINDOW);
  }

  answer(answered: Answered): void {
    const ordered = this.#find(answered.request);
    if (ordered !== undefined) ordered.answer = answered;
  }

  /** What this very request was answered, if it is among those whose answers are kept. */
  answerTo(request: Request): Answered | undefined {
    return this.#find(request)?.answer;
  }

  #find(request: Request): Ordered | undefined {
    return this.#of.get(nameOf(request))?.recent.find(({ hash }) => hash === request.hash);
  }
}
