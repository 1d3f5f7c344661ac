/**
 * Officers who are logged in. In memory only, and of each token only its SHA-256: neither a backup nor a core file of the
 * disk lets anyone act as an officer, and a restart ends every session.
 */
import { toHex, utf8 } from '../../../protocol/primitives/bytes.ts';
import type { RandomSource } from '../../../protocol/primitives/random.ts';
import { sha256 } from '../../../protocol/primitives/sha256.ts';
import type { Clock } from '../../shared/clock.ts';

/** Milliseconds without a request, and from the log-in, after which a session is over. */
const IDLE_LIMIT = 30 * 60_000;
const ABSOLUTE_LIMIT = 12 * 60 * 60_000;
const MAX_SESSIONS = 256;
/** Bytes. */
const TOKEN_LENGTH = 32;

/** Times in milliseconds since the epoch. */
export interface StoredSession {
  readonly officer: string;
  /** Of the officer as it was at the log-in: with another passphrase, or of another officer, the session is over. */
  readonly credential: string;
  readonly started: number;
  /** When it ends if no request comes before. */
  readonly expires: number;
}

export class Sessions {
  /** By SHA-256 of the token, in hexadecimal; the one that has been idle longest is first. */
  readonly #sessions = new Map<string, StoredSession>();
  readonly #clock: Clock;
  readonly #random: RandomSource;

  constructor(clock: Clock, random: RandomSource) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Returns the token: 32 random bytes in base64url. If there are 256 sessions, the one idle longest ends. */
  start(officer: string, credential: string): { token: string; session: StoredSession } {
    const token = Buffer.from(this.#random(TOKEN_LENGTH)).toString('base64url');
    const [longestIdle] = this.#sessions.keys();
    if (this.#sessions.size >= MAX_SESSIONS && longestIdle !== undefined) this.#sessions.delete(longestIdle);
    return { token, session: this.#keep(keyOf(token), { officer, credential, started: this.#clock() }) };
  }

  /** The session of that token, which this use prolongs; undefined if there is none or it has ended. */
  use(token: string): StoredSession | undefined {
    const key = keyOf(token);
    const session = this.#sessions.get(key);
    this.#sessions.delete(key);
    if (session === undefined || session.expires <= this.#clock()) return undefined;
    return this.#keep(key, session);
  }

  end(token: string): void {
    this.#sessions.delete(keyOf(token));
  }

  #keep(key: string, begun: Omit<StoredSession, 'expires'>): StoredSession {
    const expires = Math.min(this.#clock() + IDLE_LIMIT, begun.started + ABSOLUTE_LIMIT);
    const session = { ...begun, expires };
    this.#sessions.set(key, session);
    return session;
  }
}

const keyOf = (token: string): string => toHex(sha256(utf8(token)));
