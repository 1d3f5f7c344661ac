/**
 * All secrets of one member of one ceremony come of one 32-byte seed (board contract, section 5; trustees contract, section 2,
 * Derivation): whoever comes back after a crash derives them again, and who erases the seed has erased all of them.
 */
import { hkdfSync } from 'node:crypto';
import { ensure } from '../errors.ts';
import { MAX_SERVERS } from '../messages/plan.ts';
import { scalarToBytes } from '../primitives/bytes.ts';
import { bytes, encode, oneOf, struct, text, uint } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { P256 } from '../primitives/prime-group.ts';
import { reduceScalar } from '../primitives/random.ts';

/** Bytes of which a scalar is reduced. */
const SCALAR_SOURCE = 48;

/** The HKDF's info. */
const deriveForm = struct({
  label: text(64),
  /** x of a generation, c of a refresh. */
  ceremony: bytes(32),
  use: oneOf('kem', 'coefficient', 'proof', 'period'),
  /** Empty for what belongs to no shared key. */
  key: text(80),
  /** Dealer of a KEM pair, or power of a coefficient. */
  i: uint(MAX_SERVERS - 1),
});
type Use = 'kem' | 'coefficient' | 'proof' | 'period';

export class CeremonySecrets {
  readonly #ceremony: Uint8Array;
  readonly #seed: Uint8Array;

  /** `ceremony`: its hash, 32 bytes; `seed`: 32 secret bytes, drawn for this ceremony alone. */
  constructor(ceremony: Uint8Array, seed: Uint8Array) {
    this.#ceremony = ceremony;
    this.#seed = seed;
  }

  /** Of the member's polynomial for a shared key. Errors: key/invalid for a scalar of 0, with probability below 2^-250. */
  coefficient(key: string, power: number, order: bigint): bigint {
    return this.#scalar('coefficient', key, power, order);
  }

  /** 48 bytes for the nonce of a proof of possession. */
  proofNonce(key: string): Uint8Array {
    return this.#derive('proof', key, 0, SCALAR_SOURCE);
  }

  /** 32 bytes, of which the member's KEM pair for this dealer is made; shown when its deal is not right. */
  kemSeed(dealer: number): Uint8Array {
    return this.#derive('kem', '', dealer, 32);
  }

  /** The private key with which the member signs in the period that this ceremony begins (32 bytes). Errors: as `coefficient`. */
  periodKey(): Uint8Array {
    return scalarToBytes(this.#scalar('period', '', 0, P256.order));
  }

  #scalar(use: Use, key: string, i: number, order: bigint): bigint {
    const scalar = reduceScalar(this.#derive(use, key, i, SCALAR_SOURCE), order);
    ensure(scalar !== 0n, 'key/invalid', 'the seed gives a scalar of 0');
    return scalar;
  }

  #derive(use: Use, key: string, i: number, length: number): Uint8Array {
    const info = encode(deriveForm, { label: LABELS.ceremonyDerive, ceremony: this.#ceremony, use, key, i });
    return new Uint8Array(hkdfSync('sha256', this.#seed, new Uint8Array(), info, length));
  }
}
