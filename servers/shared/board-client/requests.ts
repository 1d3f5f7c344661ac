/**
 * A client's requests (board contract, section 3, Client): to all replicas, again and again, until a quorum of one generation
 * says the same. That is proof that it was ordered, and of what came of it.
 */
import { Turns } from '../../../common/turns.ts';
import { answerCodec, MAX_REPLY, replyStatement, sequenceCodec } from '../../../protocol/board/answers.ts';
import type { CheckedGenesis } from '../../../protocol/board/genesis.ts';
import {
  decodeResult,
  encodeOperation,
  type Operation,
  type Result,
} from '../../../protocol/board/operations.ts';
import { signRequest } from '../../../protocol/board/requests.ts';
import { ensure, fail } from '../../../protocol/errors.ts';
import { equalBytes, toHex } from '../../../protocol/primitives/bytes.ts';
import { decode } from '../../../protocol/primitives/cbor.ts';
import { sha256 } from '../../../protocol/primitives/sha256.ts';
import { type Signer, signing } from '../../../protocol/primitives/signer.ts';
import { maskOf } from '../../../protocol/quorums/quorum-system.ts';
import type { FollowedKeys } from './followed-keys.ts';
import type { AskTerms, Replicas } from './replicas.ts';

export interface Answer {
  /** Of its entry; undefined if it made none. */
  readonly position: number | undefined;
  readonly result: Result;
}

interface Reply extends Answer {
  readonly generation: number;
  /** Alike for those who say the same. */
  readonly says: string;
}

interface RequestContext {
  readonly genesis: CheckedGenesis;
  readonly key: Signer;
  readonly replicas: Replicas;
  readonly keys: FollowedKeys;
}

export class Requests {
  readonly #context: RequestContext;
  /** Number of the last request that is known to be ordered, by topic. */
  readonly #last = new Map<string, number>();
  readonly #turns = new Map<string, Turns>();

  constructor(context: RequestContext) {
    this.#context = context;
  }

  /** In a topic one at a time. Errors: board/no-quorum when `signal` says that it has been long enough. */
  ordered(topic: string, operation: Operation, signal: AbortSignal): Promise<Answer> {
    const turns = this.#turns.get(topic) ?? new Turns();
    this.#turns.set(topic, turns);
    return turns.take(() => this.#order(topic, encodeOperation(operation), signal));
  }

  /** With a number that is given: a KEY's is its epoch. Errors: board/no-quorum. */
  async numbered(topic: string, seq: number, op: Uint8Array, signal: AbortSignal): Promise<Answer> {
    return (await this.#send(topic, seq, op, { signal, rounds: Infinity })) ?? noQuorum();
  }

  /** What a quorum reads alike at once, without order; undefined if they do not. */
  unordered(topic: string, operation: Operation, signal: AbortSignal): Promise<Answer | undefined> {
    return this.#send(topic, 0, encodeOperation(operation), { signal, rounds: 1 });
  }

  /** A number that was used meanwhile (a twin of ours, an answer that we missed) is followed by the next. */
  async #order(topic: string, op: Uint8Array, signal: AbortSignal): Promise<Answer> {
    for (let used = 0; ; ) {
      const last = this.#last.get(topic) ?? (await this.#askLast(topic, signal));
      const seq = Math.max(last, used) + 1;
      // Not known while it is under way, nor when it is refused: only some refusals use the number.
      this.#last.delete(topic);
      const answer = await this.numbered(topic, seq, op, signal);
      if (answer.result.code === '') this.#last.set(topic, seq);
      if (answer.result.code !== 'board/seq-used') return answer;
      used = seq;
    }
  }

  async #send(topic: string, seq: number, op: Uint8Array, terms: AskTerms): Promise<Answer | undefined> {
    const { genesis, key, replicas } = this.#context;
    const request = await signing(key, (own) => signRequest(genesis.board, { topic, seq, op }, own));
    const hash = sha256(request);
    return replicas.askAll(
      (index, signal) => this.#ask(index, request, hash, signal),
      (replies) => this.#agreed(replies),
      terms,
    );
  }

  async #ask(
    index: number,
    request: Uint8Array,
    hash: Uint8Array,
    signal: AbortSignal,
  ): Promise<Reply | undefined> {
    const { replicas, keys } = this.#context;
    const body = await replicas.post(index, '/requests', request, MAX_REPLY, signal);
    // Not ordered yet.
    if (body.length === 0) return undefined;
    const { reply, result } = decode(answerCodec, body, MAX_REPLY, 'answer');
    const { content, generation, since } = await keys.open(replyStatement, index, reply, signal);
    const isOurs = equalBytes(content.request, hash) && equalBytes(content.result, sha256(result));
    ensure(isOurs && content.c >= since, 'board/refused', 'a REPLY is to another request or of another time');
    const position = content.position === 0 ? undefined : content.position - 1;
    const says = `${content.position} ${toHex(content.result)}`;
    return { generation, says, position, result: decodeResult(result) };
  }

  #agreed(replies: ReadonlyMap<number, Reply>): Answer | undefined {
    const { genesis, keys } = this.#context;
    const counted = [...replies].filter(([, { generation }]) => generation === keys.generation);
    return counted.find(([, { says }]) =>
      genesis.quorums.isQuorum(maskOf(counted.flatMap(([i, other]) => (other.says === says ? [i] : [])))),
    )?.[1];
  }

  /** The largest number that some of a quorum, not all of them hostile, have reached. */
  async #askLast(topic: string, signal: AbortSignal): Promise<number> {
    const { genesis, key, replicas } = this.#context;
    const { quorums } = genesis;
    const path = `/sequence?client=${toHex(key.publicKey)}&topic=${topic}`;
    const last = await replicas.askAll(
      async (index, over) => decode(sequenceCodec, await replicas.get(index, path, 64, over), 64, 'sequence'),
      (answers) => {
        if (!quorums.isQuorum(maskOf(answers.keys()))) return undefined;
        const reached = [...answers.values()].filter(
          (seq) => !quorums.isHostile(maskOf([...answers].flatMap(([i, own]) => (own >= seq ? [i] : [])))),
        );
        return Math.max(...reached);
      },
      { signal, rounds: Infinity },
    );
    return last ?? noQuorum();
  }
}

const noQuorum = (): never => fail('board/no-quorum', 'too few replicas of the board have answered alike');
