/**
 * Clients who wait at a replica for the answer to a request (board contract, section 3, Client). One that takes too long gets
 * nothing, and asks again; one that was answered already gets the answer again.
 */
import { answerCodec, replyStatement } from '../../protocol/board/answers.ts';
import { encodeResult, type Result } from '../../protocol/board/operations.ts';
import type { Answered, Outcome } from '../../protocol/board/replica.ts';
import { EMPTY, requireHex } from '../../protocol/primitives/bytes.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import type { Hash } from '../../protocol/primitives/hash-form.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import type { BoardReplica } from './board-replica.ts';

type Give = (answer: Uint8Array) => void;

export class Clients {
  readonly #waiting = new Map<Hash, Set<Give>>();

  /** The answer that is given to this request; empty after so many ms. */
  wait(hash: Hash, ms: number): Promise<Uint8Array> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(hash) ?? new Set<Give>();
      this.#waiting.set(hash, waiting);
      const end = (answer: Uint8Array): void => {
        clearTimeout(timer);
        waiting.delete(end);
        if (waiting.size === 0) this.#waiting.delete(hash);
        resolve(answer);
      };
      const timer = setTimeout(() => end(EMPTY), ms);
      waiting.add(end);
    });
  }

  /** Answers whoever waits for what a step executed or refused. */
  answer(replica: BoardReplica, { rows, refused }: Outcome): void {
    for (const row of rows)
      if (row.kind === 'decided') for (const answered of row.executed.answers) this.#give(replica, answered);
    for (const { request, code } of refused)
      this.#give(replica, { request, position: undefined, result: { code, tuples: [] } });
  }

  #give(replica: BoardReplica, { request, position, result }: Answered): void {
    const waiting = this.#waiting.get(request.hash);
    if (waiting === undefined) return;
    const answer = signAnswer(replica, request.hash, position, result);
    for (const give of [...waiting]) give(answer);
  }
}

/** Empty at a replica whose key does not count. */
export function signAnswer(
  replica: BoardReplica,
  hash: Hash,
  position: number | undefined,
  result: Result,
): Uint8Array {
  const encoded = encodeResult(result);
  const place = position === undefined ? 0 : position + 1;
  const content = { c: replica.state.c, request: requireHex(hash), position: place, result: sha256(encoded) };
  const reply = replica.sign(replyStatement, content);
  return reply === undefined ? EMPTY : encode(answerCodec, { reply, result: encoded });
}
