/** Passphrases of officers: kept as argon2id hashes (RFC 9106), checked in constant time, few at a time. */
import { argon2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { requireHex, toHex, utf8 } from '../../../protocol/primitives/bytes.ts';
import type { RandomSource } from '../../../protocol/primitives/random.ts';
import { ServiceError } from '../../shared/service-error.ts';

/** Shortest passphrase, in characters (NIST SP 800-63B asks for 8 at least, and for no rules about what they are). */
const MIN_PASSPHRASE = 12;
/** Bytes. */
const SALT_LENGTH = 16;
const HASH_LENGTH = 32;
/** OWASP Password Storage Cheat Sheet: 19 MiB (memory is in KiB), 2 passes, parallelism 1. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 };
/** Each takes 19 MiB and a thread of the pool, which the stores of other requests need as well. */
const AT_ONCE = 2;
const MAX_WAITING = 32;

/** Memory in KiB. Salt 16 bytes, hash 32 bytes. */
export interface PassphraseHash {
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** To be kept as text. */
export const toText = ({ salt, hash, ...cost }: PassphraseHash): string =>
  JSON.stringify({ ...cost, salt: toHex(salt), hash: toHex(hash) });

/** Of what {@link toText} gave. */
export function fromText(text: string): PassphraseHash {
  const { salt, hash, ...cost } = JSON.parse(text) as typeof COST & { salt: string; hash: string };
  return { ...cost, salt: requireHex(salt), hash: requireHex(hash) };
}

const argon2Async = promisify(argon2);

export async function hashPassphrase(passphrase: string, random: RandomSource): Promise<PassphraseHash> {
  const salt = random(SALT_LENGTH);
  return { ...COST, salt, hash: await derive(passphrase, { ...COST, salt }) };
}

export async function isPassphrase(passphrase: string, expected: PassphraseHash): Promise<boolean> {
  return timingSafeEqual(await derive(passphrase, expected), expected.hash);
}

/** Errors: officer/weak-passphrase. */
export function requireStrong(passphrase: string): void {
  if ([...normal(passphrase)].length < MIN_PASSPHRASE)
    throw new ServiceError(
      'officer/weak-passphrase',
      400,
      `the passphrase is shorter than ${MIN_PASSPHRASE} characters; four or five random words are good`,
    );
}

/** The same passphrase typed on another keyboard is the same bytes (NIST SP 800-63B, section 5.1.1.2). */
const normal = (passphrase: string): string => passphrase.normalize('NFKC');

function derive(
  passphrase: string,
  { salt, memory, passes, parallelism }: Omit<PassphraseHash, 'hash'>,
): Promise<Uint8Array> {
  const cost = { memory, passes, parallelism };
  const message = utf8(normal(passphrase));
  return argon2Async('argon2id', { ...cost, message, nonce: salt, tagLength: HASH_LENGTH });
}

/** Lets two jobs run at once and 32 wait: guesses from outside can take neither all memory nor all threads. */
export class Gate {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  /** Errors: service/busy when too many wait already; those of `job`. */
  async run<T>(job: () => Promise<T>): Promise<T> {
    if (this.#running < AT_ONCE) this.#running++;
    else await this.#turn();
    try {
      return await job();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running--;
      else next();
    }
  }

  #turn(): Promise<void> {
    if (this.#waiting.length >= MAX_WAITING)
      throw new ServiceError('service/busy', 503, 'too many log-ins at once; try again in a few seconds');
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
