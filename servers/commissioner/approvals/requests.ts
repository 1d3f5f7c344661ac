/** What an officer has asked another one to approve: kept until then, for a day; approved once, since it is gone by then. */
import { toHex } from '../../../protocol/primitives/bytes.ts';
import type { RandomSource } from '../../../protocol/primitives/random.ts';
import type { Clock } from '../../shared/clock.ts';
import { ServiceError } from '../../shared/service-error.ts';
import type { Store } from '../../shared/store.ts';
import type { FinalStep } from './approval-api.ts';

/**
 * For a store that has the table `officers`: with an officer go the own requests, so that nobody of that name has them
 * later. `subject`: see {@link Request.subject}; `secret`: what the step needs and nobody is shown.
 */
export const REQUESTS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS requests (
    request TEXT PRIMARY KEY, officer TEXT NOT NULL REFERENCES officers ON DELETE CASCADE,
    step TEXT NOT NULL, subject TEXT NOT NULL, secret TEXT, asked INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;`;

/** Milliseconds that a request can be approved. */
const LIFETIME = 24 * 60 * 60_000;
/** Of one officer. */
const MAX_OPEN = 100;
const ID_LENGTH = 8;

export interface Request {
  readonly request: string;
  readonly officer: string;
  readonly step: FinalStep;
  /** What the step was about when it was asked for, as it was then: an approval is for nothing else. */
  readonly subject: string;
  readonly secret: string | undefined;
  readonly asked: number;
  readonly expires: number;
}

export class Requests {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #random: RandomSource;

  constructor(store: Store, clock: Clock, random: RandomSource) {
    this.#store = store;
    this.#clock = clock;
    this.#random = random;
  }

  /** One who asks for the same again has asked anew. Errors: approval/too-many; those of `check`, which is called first. */
  ask(
    { officer, step, subject, secret }: Pick<Request, 'officer' | 'step' | 'subject' | 'secret'>,
    check: () => void,
  ): Promise<Request> {
    const request = toHex(this.#random(ID_LENGTH));
    return this.#store.write(() => {
      check();
      const asked = this.#clock();
      this.#store.prepare('DELETE FROM requests WHERE asked <= ?').run(asked - LIFETIME);
      this.#store
        .prepare('DELETE FROM requests WHERE officer = ? AND step = ?')
        .run(officer, JSON.stringify(step));
      if (this.list().filter((open) => open.officer === officer).length >= MAX_OPEN)
        throw new ServiceError(
          'approval/too-many',
          429,
          `${MAX_OPEN} of your requests are open: withdraw some`,
        );
      this.#store
        .prepare('INSERT INTO requests VALUES (?, ?, ?, ?, ?, ?)')
        .run(request, officer, JSON.stringify(step), subject, secret ?? null, asked);
      return this.get(request);
    });
  }

  /** The oldest first. */
  list(): Request[] {
    const rows = this.#store
      .prepare('SELECT * FROM requests WHERE asked > ? ORDER BY asked, request')
      .all(this.#clock() - LIFETIME);
    return rows.map((row) => ({
      request: String(row.request),
      officer: String(row.officer),
      step: JSON.parse(String(row.step)) as FinalStep,
      subject: String(row.subject),
      secret: row.secret === null ? undefined : String(row.secret),
      asked: Number(row.asked),
      expires: Number(row.asked) + LIFETIME,
    }));
  }

  /** Errors: approval/unknown. */
  get(request: string): Request {
    const found = this.list().find((open) => open.request === request);
    if (found !== undefined) return found;
    throw new ServiceError(
      'approval/unknown',
      404,
      'there is no such request any more: it was approved, declined or withdrawn, or is older than a day',
    );
  }

  /** The request is used up once this resolves, whatever comes of it; not if `check` throws. Errors: approval/unknown. */
  take(request: string, check: (open: Request) => void): Promise<Request> {
    return this.#store.write(() => {
      const open = this.get(request);
      check(open);
      this.#store.prepare('DELETE FROM requests WHERE request = ?').run(request);
      return open;
    });
  }
}
