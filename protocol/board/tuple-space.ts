/**
 * The tuple space (contract, section 4): tuples in topics, put, read and taken by template, the oldest match first. All that it
 * does follows from the calls and their batches' times, so that every replica holds the same.
 */
import type { Request } from './messages.ts';
import { matches, type Operation, type Result, type Tuple } from './operations.ts';

/** Of one client in topics `space/NAME`; what the other topics hold is bounded by their policies. */
const MAX_TUPLES = 4096;
/** Of one client. */
const MAX_WAITS = 64;

/** An operation as it is executed. */
export interface Call {
  readonly request: Request;
  /** SHA-256 of the client's key, hex. */
  readonly clientHash: string;
  readonly operation: Operation;
  /** The batch's, in ms. */
  readonly time: number;
}

/** What a request is answered, in the order in which it happens; `changes`: it put or took a tuple. */
export interface Answer {
  readonly request: Request;
  readonly result: Result;
  readonly changes: boolean;
}

interface Held {
  readonly tuple: Tuple;
  /** Whose number of tuples it counts in. */
  readonly owner: string | undefined;
  readonly readers: readonly string[];
  readonly takers: readonly string[];
  /** ms: gone in a batch of this time or later. */
  readonly ends: number;
}

interface Wait extends Call {
  readonly ends: number;
}

interface Space {
  /** Oldest first. */
  tuples: Held[];
  waits: Wait[];
}

export const NOTHING: Result = { code: '', tuples: [] };
const refused = (code: 'board/refused' | 'board/quota'): Result => ({ code, tuples: [] });
const found = ({ tuple }: Held): Result => ({ code: '', tuples: [tuple] });

const isAmong = (keys: readonly string[], key: string): boolean => keys.length === 0 || keys.includes(key);

export class TupleSpace {
  readonly #spaces = new Map<string, Space>();
  readonly #tuplesOf = new Map<string, number>();
  readonly #waitsOf = new Map<string, number>();
  /** ms: nothing ends before. */
  #nextEnd = Number.POSITIVE_INFINITY;

  /** Own answer first, unless it waits; then those whom a new tuple answers. */
  execute(call: Call): Answer[] {
    const { operation } = call;
    if (operation.name === 'out' || operation.name === 'cas') return this.#put(call);
    if (operation.name === 'inp') return [this.#take(call) ?? answer(call, NOTHING)];
    if (operation.name === 'rdp') return [answer(call, this.read(call))];
    return this.#takeOrWait(call);
  }

  /** The oldest match that the client may read. */
  read({ request, clientHash, operation }: Omit<Call, 'time'>): Result {
    const held = this.#spaces
      .get(request.topic)
      ?.tuples.find(
        ({ tuple, readers }) => matches(operation.template, tuple) && isAmong(readers, clientHash),
      );
    return held === undefined ? NOTHING : found(held);
  }

  /** What ends as a batch of this time begins: tuples go, and who waited is answered that there was nothing. */
  lapse(time: number): Answer[] {
    if (time < this.#nextEnd) return [];
    this.#nextEnd = Number.POSITIVE_INFINITY;
    const answers: Answer[] = [];
    for (const space of this.#spaces.values()) {
      for (const { owner, ends } of space.tuples) if (ends <= time) count(this.#tuplesOf, owner, -1);
      space.tuples = space.tuples.filter(({ ends }) => ends > time);
      for (const wait of space.waits) if (wait.ends <= time) answers.push(this.#endWait(wait, NOTHING));
      space.waits = space.waits.filter(({ ends }) => ends > time);
      for (const { ends } of [...space.tuples, ...space.waits]) this.#nextEnd = Math.min(this.#nextEnd, ends);
    }
    return answers;
  }

  #put(call: Call): Answer[] {
    const { request, operation, time } = call;
    const space = this.#space(request.topic);
    if (operation.name === 'cas' && space.tuples.some(({ tuple }) => matches(operation.template, tuple)))
      return [answer(call, refused('board/refused'))];
    const owner = request.topic.startsWith('space/') ? request.client : undefined;
    if (owner !== undefined && (this.#tuplesOf.get(owner) ?? 0) >= MAX_TUPLES)
      return [answer(call, refused('board/quota'))];
    const { tuple, readers, takers } = operation;
    const held = { tuple, owner, readers, takers, ends: this.#endOf(operation, time) };
    space.tuples.push(held);
    count(this.#tuplesOf, owner, 1);
    return [answer(call, NOTHING, true), ...this.#serveWaits(space, held)];
  }

  /** Who has waited longest comes first; whoever may take the tuple ends it for those behind. */
  #serveWaits(space: Space, held: Held): Answer[] {
    const answers: Answer[] = [];
    for (const wait of [...space.waits]) {
      if (!mayHave(wait, held)) continue;
      const isTaken = wait.operation.name === 'in';
      space.waits = space.waits.filter((one) => one !== wait);
      answers.push(this.#endWait(wait, found(held), isTaken));
      if (!isTaken) continue;
      this.#remove(space, held);
      break;
    }
    return answers;
  }

  #take(call: Call): Answer | undefined {
    const space = this.#spaces.get(call.request.topic);
    const held = space?.tuples.find((one) => mayHave(call, one));
    if (space === undefined || held === undefined) return undefined;
    this.#remove(space, held);
    return answer(call, found(held), true);
  }

  #takeOrWait(call: Call): Answer[] {
    const { request, operation, time } = call;
    const read = operation.name === 'rd' ? this.read(call) : NOTHING;
    const now = operation.name === 'in' ? this.#take(call) : answer(call, read);
    if (now !== undefined && now.result.tuples.length > 0) return [now];
    if ((this.#waitsOf.get(request.client) ?? 0) >= MAX_WAITS) return [answer(call, refused('board/quota'))];
    this.#space(request.topic).waits.push({ ...call, ends: this.#endOf(operation, time) });
    count(this.#waitsOf, request.client, 1);
    return [];
  }

  #endWait(wait: Wait, result: Result, changes = false): Answer {
    count(this.#waitsOf, wait.request.client, -1);
    return answer(wait, result, changes);
  }

  #remove(space: Space, held: Held): void {
    space.tuples = space.tuples.filter((one) => one !== held);
    count(this.#tuplesOf, held.owner, -1);
  }

  #endOf({ lease }: Operation, time: number): number {
    if (lease === undefined || lease === 0) return Number.POSITIVE_INFINITY;
    this.#nextEnd = Math.min(this.#nextEnd, time + lease);
    return time + lease;
  }

  #space(topic: string): Space {
    const space = this.#spaces.get(topic) ?? { tuples: [], waits: [] };
    this.#spaces.set(topic, space);
    return space;
  }
}

/** Readers for `rd`, takers for `in` and `inp`. */
const mayHave = ({ operation, clientHash }: Call, { tuple, readers, takers }: Held): boolean =>
  matches(operation.template, tuple) && isAmong(operation.name === 'rd' ? readers : takers, clientHash);

const answer = ({ request }: Call, result: Result, changes = false): Answer => ({ request, result, changes });

function count(numbers: Map<string, number>, client: string | undefined, by: 1 | -1): void {
  if (client === undefined) return;
  const number = (numbers.get(client) ?? 0) + by;
  if (number === 0) numbers.delete(client);
  else numbers.set(client, number);
}
