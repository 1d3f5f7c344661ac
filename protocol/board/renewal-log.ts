/** A role's renewals as an election's log has them (trustees contract, section 2): the fold over the topic, and its periods. */
import type { Election } from '../0-setup/election.ts';
import { firstPeriod } from '../ceremony/election-periods.ts';
import { refreshFold } from '../ceremony/refresh.ts';
import type { Period, RefreshLog } from '../ceremony/refresh-log.ts';
import { REFRESH_STATEMENTS, type RefreshType } from '../ceremony/refresh-messages.ts';
import { type RefreshPost, readPost } from '../ceremony/refresh-posts.ts';
import type { RefreshRole } from '../ceremony/refresh-role.ts';
import { type Fold, foldEntries, type TopicBatch } from '../folds/batches.ts';
import type { Entry } from './entries.ts';
import { foldEntriesOf, type RawPost } from './read-posts.ts';

export interface CertifiedPeriod {
  readonly period: Period;
  /** The instance whose batch has certified it, and that batch's time (ms): none of period 0, which the manifest has. */
  readonly since: number;
  readonly time: number | undefined;
}

/** The fold over what has been given of the topic so far. */
export class RenewalLog {
  readonly role: RefreshRole;
  readonly #fold: Fold<RefreshLog, RefreshPost>;
  readonly #periods: CertifiedPeriod[];
  #log: RefreshLog;
  #read = 0;

  constructor(role: RefreshRole, election: Pick<Election, 'manifest'>) {
    this.role = role;
    const { start, next } = refreshFold(role, firstPeriod(role.role, election));
    this.#fold = { start, next: (log, batch) => this.#note(next(log, batch), batch) };
    this.#log = start;
    this.#periods = [{ period: start.period, since: 0, time: undefined }];
  }

  #note(log: RefreshLog, { c, time }: TopicBatch<RefreshPost>): RefreshLog {
    const { period } = log;
    const isNew = this.#periods.at(-1)?.period.number !== period.number;
    if (isNew) this.#periods.push({ period, since: c, time });
    return log;
  }

  /** All so far, period 0 first. */
  get periods(): readonly CertifiedPeriod[] {
    return this.#periods;
  }

  /** Certified by the batch of that instance: by these is judged what was posted in it. */
  periodsAt(c: number): readonly Period[] {
    return this.#periods.filter(({ since }) => since <= c).map(({ period }) => period);
  }

  /** `entries`: all of the topic, whole batches, of which those before are not read again. */
  read(entries: readonly Entry[]): void {
    const fresh = foldEntriesOf(entries.slice(this.#read), (raw) => readRefresh(this.role, raw));
    this.#log = foldEntries(this.#fold, fresh, this.#log);
    this.#read = entries.length;
  }

  /** What has been read has come to. */
  get log(): RefreshLog {
    return this.#log;
  }
}

const isRefreshType = (type: string): type is RefreshType => Object.hasOwn(REFRESH_STATEMENTS, type);

const readRefresh = (role: RefreshRole, { type, content }: RawPost): RefreshPost | undefined =>
  isRefreshType(type) ? (readPost(role, type, content) as RefreshPost | undefined) : undefined;
