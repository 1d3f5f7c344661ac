/**
 * Which HEAD of the board a server believes (contract, section 3, Reader). All replicas are asked, each answers when it is further:
 * some that cannot all be hostile all the time, the others now and then; whoever is behind changes places with one of them. What some of them, not all hostile, say alike, and what continues what was believed before, is believed. A
 * contradiction is a fork: both are kept, and the board is obeyed no longer.
 */
import { type Head, headStatement, proofCodec } from '../../../protocol/board/answers.ts';
import type { CheckedGenesis } from '../../../protocol/board/genesis.ts';
import {
  agreedHeads,
  continues,
  contradict,
  instanceReached,
  isFresh,
  type ShownHead,
  saysSame,
} from '../../../protocol/board/read-head.ts';
import { ensure, ProtocolError } from '../../../protocol/errors.ts';
import { decode } from '../../../protocol/primitives/cbor.ts';
import { maskOf } from '../../../protocol/quorums/quorum-system.ts';
import type { Clock } from '../clock.ts';
import { RemoteError } from '../http-client.ts';
import type { Logger } from '../logger.ts';
import type { ClientStore, Fork, HeldHead } from './client-store.ts';
import type { FollowedKeys } from './followed-keys.ts';
import { pause, type Replicas } from './replicas.ts';

const MAX_HEAD = 1024;
/** Bytes of a proof. */
const MAX_PROOF = 4096;
/** ms between two questions to a replica that is not among the first, even if it always has news. */
const SELDOM = 1_000;

interface WatchContext {
  readonly genesis: CheckedGenesis;
  readonly store: ClientStore;
  readonly keys: FollowedKeys;
  readonly replicas: Replicas;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Under the keys of which generation it opened: signatures count together only within one. */
interface OpenedHead extends ShownHead {
  readonly generation: number;
}

export class HeadWatch {
  readonly #context: WatchContext;
  #held: HeldHead | undefined;
  #fork: Fork | undefined;
  /** By replica. */
  readonly #newest = new Map<number, OpenedHead>();
  #reached: number | undefined;
  #isChoosing = false;
  #hasNews = false;

  constructor(context: WatchContext) {
    this.#context = context;
    this.#held = context.store.head();
    this.#fork = context.store.fork();
  }

  /** The one that is believed; undefined before the first. */
  get head(): Head | undefined {
    return this.#held?.head;
  }

  get fork(): Fork | undefined {
    return this.#fork;
  }

  /** The instance that the board had reached when a quorum of it first answered this process; undefined before. */
  get reached(): number | undefined {
    return this.#reached;
  }

  /** Errors: board/fork. */
  requireOneLog(): void {
    ensure(this.#fork === undefined, 'board/fork', 'the board has shown two logs: it is not obeyed any more');
  }

  /** How far each replica is, by its last HEAD that opened and is fresh; undefined for one that has shown none. */
  progress(): readonly (number | undefined)[] {
    const { replicas, clock } = this.#context;
    return replicas.indices.map((index) => {
      const head = this.#newest.get(index)?.head;
      return head !== undefined && isFresh(head, clock()) ? head.c : undefined;
    });
  }

  /**
   * Asks until the signal; `onNews` after each HEAD that is believed. `pace`: ms between two questions to those that are asked
   * first, while they always have news. Resolves once nothing is under way.
   */
  async run(signal: AbortSignal, pace: number, onNews: () => void): Promise<void> {
    const { replicas } = this.#context;
    await Promise.all(replicas.indices.map((index) => this.#poll(index, signal, pace, onNews)));
  }

  /**
   * What the log was right after instance c, which lies before the HEAD that is believed: HEADs, alike, of some not all hostile.
   * Errors: board/fork; board/no-quorum when `signal` says that it has been long enough.
   */
  async headsAfter(c: number, signal: AbortSignal): Promise<readonly [ShownHead, ...ShownHead[]]> {
    this.requireOneLog();
    const group = await this.#agreedAt(c + 1, { signal, rounds: Infinity });
    this.requireOneLog();
    const [shown, ...others] = group ?? [];
    ensure(shown !== undefined, 'board/no-quorum', 'too few replicas of the board have answered alike');
    return [shown, ...others];
  }

  /** With a HEAD from elsewhere, signed by some not all hostile. Errors: board/fork if it contradicts the one that is believed. */
  async compare(other: HeldHead): Promise<void> {
    const kept = this.#held;
    if (kept !== undefined && contradict(kept.head, other.head)) await this.#keepFork({ kept, other });
    this.requireOneLog();
  }

  async #poll(index: number, signal: AbortSignal, pace: number, onNews: () => void): Promise<void> {
    const { replicas, genesis, logger } = this.#context;
    while (!signal.aborted && this.#fork === undefined) {
      try {
        await this.#hearFrom(index, signal, onNews);
        await pause(replicas.isAskedFirst(index) ? pace : SELDOM, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof RemoteError || error instanceof ProtocolError)
          replicas.noteFailure(index, error);
        // The own store: what is not on disk is not believed.
        else logger.error({ board: error instanceof Error ? error.message : String(error) });
        await pause(genesis.genesis.t0, signal);
      }
    }
  }

  /** Its next HEAD. Whoever is behind goes last. */
  async #hearFrom(index: number, signal: AbortSignal, onNews: () => void): Promise<void> {
    const known = this.#newest.get(index);
    const shown = await this.#ask(index, known === undefined ? '' : `?after=${known.head.c}`, signal);
    this.#newest.set(index, shown);
    await this.#choose(signal, onNews);
    const { head } = this;
    if (head !== undefined && shown.head.c < head.c) this.#context.replicas.putLast(index);
  }

  /** A HEAD that opens and is fresh. */
  async #ask(index: number, query: string, signal: AbortSignal): Promise<OpenedHead> {
    const { replicas, keys, clock } = this.#context;
    const bytes = await replicas.get(index, `/head${query}`, MAX_HEAD, signal);
    const { content: head, generation } = await keys.open(headStatement, index, bytes, signal);
    ensure(isFresh(head, clock()), 'head/invalid', "a HEAD is stale, or the replica's clock is wrong");
    return { from: index, head, bytes, generation };
  }

  /** One at a time, and again if something came meanwhile. */
  async #choose(signal: AbortSignal, onNews: () => void): Promise<void> {
    this.#hasNews = true;
    if (this.#isChoosing) return;
    this.#isChoosing = true;
    try {
      while (this.#hasNews && this.#fork === undefined && !signal.aborted) {
        this.#hasNews = false;
        if (await this.#believeNext(signal)) onNews();
      }
    } finally {
      this.#isChoosing = false;
    }
  }

  /** True if another HEAD is believed now. */
  async #believeNext(signal: AbortSignal): Promise<boolean> {
    const { genesis, keys, clock } = this.#context;
    const newest = [...this.#newest.values()].filter(({ generation }) => generation === keys.generation);
    const c = instanceReached(newest, genesis.quorums, clock());
    const kept = this.#held;
    this.#reached ??= c;
    if (c === undefined || (kept !== undefined && c < kept.head.c)) return false;
    // Nobody is asked what would be no news; contradictions among those known show all the same.
    const rounds = c === kept?.head.c ? 0 : 1;
    const group = await this.#agreedAt(c, { signal, rounds }, newest);
    const [shown] = group ?? [];
    if (group === undefined || shown === undefined) return false;
    const next = { head: shown.head, signed: group.map(({ bytes }) => bytes) };
    if (kept !== undefined) {
      if (saysSame(kept.head, next.head)) return false;
      const doesContinue = await this.#doesContinue(kept.head, group, signal);
      if (doesContinue === false) await this.#keepFork({ kept, other: next });
      if (doesContinue !== true) return false;
    }
    await this.#context.store.keepHead(next);
    this.#held = next;
    return true;
  }

  /** HEADs at c, alike, of some that are not all hostile: among `known`, else of those who are asked. Two such are a fork. */
  async #agreedAt(
    c: number,
    terms: { readonly signal: AbortSignal; readonly rounds: number },
    known: readonly OpenedHead[] = [],
  ): Promise<readonly ShownHead[] | undefined> {
    const { genesis, keys, replicas } = this.#context;
    const groups = agreedHeads(
      known.filter(({ head }) => head.c === c),
      genesis.quorums,
    );
    const found =
      groups.length > 0
        ? groups
        : await replicas.askAll(
            async (index, signal) => {
              const own = known.find(({ from }) => from === index);
              if (own !== undefined && own.head.c <= c) return own.head.c === c ? own : undefined;
              const shown = await this.#ask(index, `?c=${c}`, signal);
              ensure(shown.head.c === c, 'head/invalid', 'not the HEAD that was asked for');
              return shown;
            },
            (heads) => {
              const counted = [...heads.values()].filter(({ generation }) => generation === keys.generation);
              const agreed = agreedHeads(counted, genesis.quorums);
              return agreed.length === 0 ? undefined : agreed;
            },
            terms,
          );
    const [group, other] = found ?? [];
    if (group === undefined || other === undefined) return group;
    await this.#keepFork({ kept: heldOf(group), other: heldOf(other) });
    return undefined;
  }

  /**
   * Whether the log of the group's HEAD adds to the earlier one. False only if the HEADs themselves contradict each other, or if
   * replicas of the group, not all of them hostile, were asked for the proof and have none; undefined while that is open.
   */
  async #doesContinue(
    earlier: Head,
    group: readonly ShownHead[],
    signal: AbortSignal,
  ): Promise<boolean | undefined> {
    const { genesis, replicas } = this.#context;
    const [{ head }] = group as [ShownHead];
    if (contradict(earlier, head)) return false;
    if (continues(earlier, head, [])) return true;
    const path = `/consistency?from=${earlier.size}&to=${head.size}`;
    const without: number[] = [];
    const isProved = await replicas.firstOf(
      async (index, over) => {
        try {
          const proof = decode(
            proofCodec,
            await replicas.get(index, path, MAX_PROOF, over),
            MAX_PROOF,
            'proof',
          );
          ensure(
            continues(earlier, head, proof),
            'board/not-consistent',
            'a log does not continue what it was',
          );
          return true;
        } catch (error) {
          if (isRefuted(error)) without.push(index);
          throw error;
        }
      },
      signal,
      group.map(({ from }) => from),
    );
    if (isProved === true) return true;
    const signers = group.map(({ from }) => from).filter((from) => without.includes(from));
    return genesis.quorums.isHostile(maskOf(signers)) ? undefined : false;
  }

  async #keepFork(fork: Fork): Promise<void> {
    const { store, logger } = this.#context;
    this.#fork = fork;
    logger.error({ code: 'board/fork', at: [fork.kept.head.c, fork.other.head.c] }, 'the board has two logs');
    await store.keepFork(fork);
  }
}

const heldOf = (group: readonly ShownHead[]): HeldHead => {
  const [{ head }] = group as [ShownHead];
  return { head, signed: group.map(({ bytes }) => bytes) };
};

/** The replica has answered, and has no proof: not that it is down or busy. */
const isRefuted = (error: unknown): boolean =>
  error instanceof ProtocolError || (error instanceof RemoteError && error.code === 'service/not-found');
