/**
 * Requests of which a replica has verified the signature lately: each comes from its client, in the proposal and in DECISIONs, and
 * to verify it costs more than all else that is done with it.
 */

import type { Request } from '../../protocol/board/messages.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import type { Hash } from '../../protocol/primitives/hash-form.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';

/** Bytes. What waits to be ordered may be more: then the oldest are verified again. */
const MAX_BYTES = 16 * 2 ** 20;
/** Bytes that one takes besides its own, about. */
const OVERHEAD = 1_024;

export class VerifiedRequests {
  readonly #requests = new Map<Hash, Request>();
  #bytes = 0;

  /** The request in these bytes; `open` verifies it. Errors: those of `open`. */
  get(input: Uint8Array, open: (input: Uint8Array) => Request): Request {
    const hash = toHex(sha256(input));
    const known = this.#requests.get(hash);
    if (known !== undefined) return known;
    const request = open(input);
    this.#requests.set(hash, request);
    this.#bytes += sizeOf(request);
    this.#forgetOldest();
    return request;
  }

  #forgetOldest(): void {
    for (const [hash, request] of this.#requests) {
      if (this.#bytes <= MAX_BYTES) return;
      this.#requests.delete(hash);
      this.#bytes -= sizeOf(request);
    }
  }
}

/** Its operation is kept twice. */
const sizeOf = ({ bytes, op }: Request): number => bytes.length + op.length + OVERHEAD;
