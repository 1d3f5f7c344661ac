/**
 * An Administrator merges what it holds of voters with what the others hold, before its first echo in a period (trustees contract,
 * section 3). An intruder may have deleted or rewritten rows here while this server was its own; what stays is what voters' cards
 * have signed, whoever shows it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { checkRoll } from '../../protocol/0-setup/check-roll.ts';
import type { Member } from '../../protocol/0-setup/election.ts';
import { type RowChecks, rowChecks } from '../../protocol/2-vote-signing/check-row.ts';
import type { HeldRow } from '../../protocol/2-vote-signing/held-row.ts';
import {
  type MergeList,
  maxListLength,
  openList,
  openPage,
  rowPage,
  signList,
} from '../../protocol/2-vote-signing/merge-list.ts';
import { mayGoOn, VoteMerge } from '../../protocol/2-vote-signing/merge-votes.ts';
import { ensure, fail } from '../../protocol/errors.ts';
import {
  MAX_ROW_PAGE_LENGTH,
  mergeListCodec,
  mergeRequestStatement,
  ROW_PAGE,
  type Row,
  rollRequestStatement,
} from '../../protocol/messages/merge.ts';
import { prepareRequestCodec } from '../../protocol/messages/prepare-request.ts';
import { MAX_ROLL_PART_LENGTH, ROLL_PART, rollPartCodec } from '../../protocol/messages/roll.ts';
import type { MclBls } from '../../protocol/primitives/bls-mcl.ts';
import { requireHex, toHex } from '../../protocol/primitives/bytes.ts';
import { decode, encode } from '../../protocol/primitives/cbor.ts';
import type { SigningKey } from '../../protocol/primitives/p256-signature.ts';
import { openStatement, type PeriodKeys, signStatement } from '../../protocol/primitives/statement.ts';
import type { StatementType } from '../../protocol/primitives/statement-form.ts';
import type { HostedElection } from '../shared/hosted-election.ts';
import { type CallOptions, postCbor } from '../shared/http-client.ts';
import { fetchRoll, isRoll } from './fetch-roll.ts';
import type { StoredVoteRegister } from './vote-register.ts';

/** ms before one that has not answered is asked again. */
const PAUSE = 500;
/** ms before a merge that has failed here, as with a disk that takes nothing, is tried again. */
const RETRY = 2_000;
/** Rows that are checked in one go, about 20 ms: other requests are answered in between. */
const ROWS_AT_ONCE = 32;
/** What stands around a list's names, in bytes. */
const LIST_OVERHEAD = 1024;

/** With what it signs. */
export interface OwnPeriod {
  readonly number: number;
  readonly key: SigningKey;
}

/** The merge under way. */
interface Running {
  readonly period: number;
  readonly over: AbortController;
  readonly done: Promise<void>;
}

/** What it shows others in a period: all of it, as long as the period lasts. */
interface Shown extends MergeList {
  readonly period: number;
  readonly rows: ReadonlyMap<string, HeldRow>;
}

export class Merging {
  readonly #host: HostedElection;
  readonly #register: StoredVoteRegister;
  readonly #checks: RowChecks;
  #votes: VoteMerge;
  readonly #stop = new AbortController();
  #loaded: Promise<void> | undefined;
  #isLoaded = false;
  #shown: Shown | undefined;
  #running: Running | undefined;
  /**
   * The period for which it has merged, in this process. No mark on the disk says so: an intruder could have left one for the period
   * after its own.
   */
  #merged = 0;

  constructor(host: HostedElection, register: StoredVoteRegister, bls: MclBls) {
    this.#host = host;
    this.#register = register;
    this.#checks = rowChecks({
      election: host.election,
      voter: (id) => register.voter(id),
      keyOf: (period, id) => this.keyOf(period, id),
      bls,
    });
    this.#votes = new VoteMerge(this.#checks);
  }

  /** Administrators' keys of all periods so far. */
  readonly keyOf: PeriodKeys = (period, id) => this.#host.log.keysAt('administrator')(period, id);

  /** A row that this process has checked itself. */
  hold(row: HeldRow): void {
    this.#votes.hold(row);
  }

  /** Rows from the disk are checked once, when the process begins, and remembered in memory: a mark on the disk could be an intruder's. */
  load(): Promise<void> {
    this.#loaded ??= this.#load().catch((error: unknown) => {
      this.#loaded = undefined;
      throw error;
    });
    return this.#loaded;
  }

  async #load(): Promise<void> {
    // By another roll than the manifest's, honest rows would be none.
    checkRoll(this.#host.election, this.#register.roll());
    const rows = [...this.#register.rows()];
    await this.#take(
      rows.map(({ request, signRequest }) => ({
        request: encode(prepareRequestCodec, request),
        signRequest,
      })),
    );
    this.#isLoaded = true;
  }

  async #take(rows: readonly Row[]): Promise<void> {
    for (const [i, row] of rows.entries()) {
      this.#votes.take(row);
      if (i % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) await pause(0, undefined, { signal: this.#stop.signal });
    }
  }

  /** Whether it may echo in that period. */
  isDone(period: number): boolean {
    return period === this.#merged;
  }

  /** Merges for that period, in place of one before it; resolves when it may echo in it. Errors: roll/invalid; those of the store; AbortError. */
  async run(own: OwnPeriod): Promise<void> {
    if (this.#running?.period !== own.number) {
      this.#running?.over.abort();
      const over = new AbortController();
      const done = this.#run(own, AbortSignal.any([over.signal, this.#stop.signal]));
      this.#running = { period: own.number, over, done };
    }
    await this.#running.done;
  }

  async #run(own: OwnPeriod, signal: AbortSignal): Promise<void> {
    try {
      await this.#merge(own, signal);
      this.#merged = own.number;
    } catch (error) {
      await pause(RETRY, undefined, { signal });
      this.#running = undefined;
      throw error;
    }
  }

  async #merge(own: OwnPeriod, signal: AbortSignal): Promise<void> {
    const { election, context, store } = this.#host;
    // 1. Who calls has ended echoes of the period before. The roll is that of the manifest, or is fetched again.
    const others = election.members('administrators').filter(({ id }) => id !== context.id);
    await this.#mendRoll(others, own, signal);
    await this.load();
    // 2. All others are asked at once, each until it has shown all that it holds.
    const began = context.clock();
    const enough = new AbortController();
    const asked = AbortSignal.any([enough.signal, signal]);
    const answered = new Set<string>();
    const asking = others.map((other) => this.#askUntilAnswered(other, own, answered, asked));
    // 5. It goes on when all have answered, or after a while when t have.
    while (!mayGoOn(election.plan, context.id, answered, context.clock() - began))
      await pause(PAUSE / 5, undefined, { signal });
    enough.abort();
    await Promise.all(asking);
    // 3 and 4. What it came to is durable before anything is echoed.
    await store.write(() => {
      signal.throwIfAborted();
      this.#register.settle(this.#votes.result());
    });
  }

  /** Errors: roll/invalid if nobody shows the right one; those of the store. */
  async #mendRoll(others: readonly Member[], own: OwnPeriod, signal: AbortSignal): Promise<void> {
    const { election, context, store } = this.#host;
    if (isRoll(election, this.#register.roll())) return;
    context.logger.error({ election: this.#host.electionId }, 'the roll here is not the one of the manifest');
    const roll = await fetchRoll(election, others, signal, ({ id: administrator, url }, after, until) => {
      const content = { period: own.number, administrator, after };
      const options = { maxResponse: MAX_ROLL_PART_LENGTH, signal: until };
      return this.#post(url, 'merge/roll', rollRequestStatement, content, own, options);
    });
    await store.write(() => {
      signal.throwIfAborted();
      this.#register.replaceRoll(roll);
    });
  }

  async #askUntilAnswered(
    other: Member,
    own: OwnPeriod,
    answered: Set<string>,
    signal: AbortSignal,
  ): Promise<void> {
    while (!signal.aborted) {
      try {
        if (await this.#ask(other, own, signal)) {
          answered.add(other.id);
          return;
        }
      } catch (error) {
        // It is down, or has not come to the period yet, or says what cannot be read.
        this.#host.context.logger.debug({ administrator: other.id, merge: String(error) });
      }
      await pause(PAUSE, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Whether it has shown all that its list names. Errors: RemoteError; those of {@link decode}. */
  async #ask(other: Member, own: OwnPeriod, signal: AbortSignal): Promise<boolean> {
    const { election } = this.#host;
    const longest = maxListLength(election) + LIST_OVERHEAD;
    const answer = await this.#askForRows(other, own, [], longest, signal);
    const list = decode(mergeListCodec, answer, longest, 'list of rows');
    const place = { election, period: own.number, administrator: other.id };
    const names = openList(place, this.keyOf, list);
    if (names === undefined) return false;
    const lacking = this.#votes.lacking(names);
    for (let from = 0; from < lacking.length; from += ROW_PAGE) {
      const wanted = lacking.slice(from, from + ROW_PAGE).map(requireHex);
      await this.#take(openPage(await this.#askForRows(other, own, wanted, MAX_ROW_PAGE_LENGTH, signal)));
    }
    return this.#votes.lacking(names).length === 0;
  }

  #askForRows(
    { id: administrator, url }: Member,
    own: OwnPeriod,
    names: readonly Uint8Array[],
    maxResponse: number,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const content = { period: own.number, administrator, names };
    return this.#post(url, 'merge', mergeRequestStatement, content, own, { maxResponse, signal });
  }

  #post<T>(
    url: string,
    route: string,
    type: StatementType<T>,
    content: T,
    { key }: OwnPeriod,
    options: CallOptions,
  ): Promise<Uint8Array> {
    const { election, electionId, context } = this.#host;
    const request = signStatement(type, election.manifestHash, content, context.id, key);
    return postCbor(`${url}/elections/${electionId}/${route}`, request, options);
  }

  /**
   * Another one's request, which shows by its key that it has come to the period: the list of what is held here, or rows of it.
   * `own`: who answers has ended its own echoes of the period before; it need not have merged. Errors: period/behind, period/past,
   * administrator/unknown, those of statements.
   */
  answer(input: Uint8Array, own: OwnPeriod): Uint8Array {
    const wanted = this.#opened(mergeRequestStatement, input, own).names;
    const { head, names, rows } = this.#shownIn(own);
    return wanted.length === 0 ? encode(mergeListCodec, { head, names }) : rowPage(rows, wanted.map(toHex));
  }

  /** Likewise, a part of the roll: whoever asks checks all of it, so that it is shown as it is here. */
  answerRoll(input: Uint8Array, own: OwnPeriod): Uint8Array {
    const { after } = this.#opened(rollRequestStatement, input, own);
    return encode(rollPartCodec, this.#register.rollAfter(after, ROLL_PART));
  }

  #opened<T extends { readonly period: number; readonly administrator: string }>(
    type: StatementType<T>,
    input: Uint8Array,
    own: OwnPeriod,
  ): T {
    const { election, context } = this.#host;
    const keyOf = (signer: string, { period }: T) => this.keyOf(period, signer);
    const { content } = openStatement(type, election.manifestHash, input, keyOf);
    ensure(content.administrator === context.id, 'administrator/unknown', 'for another Administrator');
    ensure(
      content.period <= own.number,
      'period/behind',
      'this Administrator has not come to that period yet',
    );
    ensure(content.period === own.number, 'period/past', 'this Administrator has left that period');
    return content;
  }

  #shownIn(own: OwnPeriod): Shown {
    if (!this.#isLoaded) fail('period/behind', 'this Administrator still checks what it holds');
    if (this.#shown?.period === own.number) return this.#shown;
    const { election, context } = this.#host;
    const rows = this.#votes.shown();
    const place = { election, period: own.number, administrator: context.id };
    this.#shown = { period: own.number, rows, ...signList(place, rows, own.key) };
    return this.#shown;
  }

  /** Nothing is merged any more: what is in memory of voters goes, as it will go from the disk. */
  forget(): void {
    this.#votes = new VoteMerge(this.#checks);
    this.#shown = undefined;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled([this.#loaded, this.#running?.done]);
  }
}
