/** All elections at one server, restored from its folder when it starts; and the routes that every role has. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyRequest } from 'fastify';
import { checkDeletion } from '../../protocol/0-setup/delete-trial.ts';
import type { HostContext, HostedElection } from './hosted-election.ts';
import type { Health } from './http-server.ts';
import type { PastLogs } from './past-logs.ts';
import { ensureFolder } from './secret-file.ts';
import { ServiceError, storeError } from './service-error.ts';
import { reasonOf, StartupError } from './startup-error.ts';
import type { StoreFault } from './store-fault.ts';

/** An empty folder, in that of an election that was deleted: nothing else is there. */
const DELETED = 'deleted';
const ELECTION_ID = /^[0-9a-f]{32}$/;
/** How often a server looks whether something is due, in milliseconds. */
const TICK = 100;

export class HostedElections<T extends HostedElection<HostContext>, C extends HostContext = T['context']> {
  readonly #elections = new Map<string, T>();
  /** Elections whose stores are damaged: the others must run. */
  readonly #damaged = new Set<string>();
  /** Trial elections of which nothing is left here but that they were deleted: the board, which forgets nothing, tells of them. */
  readonly #deleted = new Set<string>();
  /** Undefined until it is joined. */
  #board: Pick<PastLogs, 'hasForked'> | undefined;
  /** What the log has been told of. */
  readonly #faults = new Map<string, StoreFault>();
  readonly #create: (context: C, electionId: string) => T;
  readonly #context: C;
  #ticking: Promise<void> | undefined;
  #isDue = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(context: C, create: (context: C, electionId: string) => T) {
    this.#context = context;
    this.#create = create;
    const folder = join(context.folder, 'elections');
    const names = existsSync(folder) ? readdirSync(folder) : [];
    for (const name of names.filter((candidate) => ELECTION_ID.test(candidate))) this.#restore(name);
  }

  #folder(electionId: string): string {
    return join(this.#context.folder, 'elections', electionId);
  }

  /** Errors: StartupError, unless the fault is in this election alone. */
  #restore(electionId: string): void {
    if (existsSync(join(this.#folder(electionId), DELETED))) {
      this.#clear(electionId);
      return;
    }
    try {
      this.open(electionId);
    } catch (error) {
      if (error instanceof StartupError && error.code !== 'store/damaged') throw error;
      this.#damaged.add(electionId);
      this.#context.logger.error({ election: electionId, code: 'store/damaged', reason: reasonOf(error) });
    }
  }

  /** From now on its troubles are among those of the server. */
  join(board: Pick<PastLogs, 'hasForked'>): void {
    this.#board = board;
  }

  /** That of the last commits, of stores that were put back, of the board, and of stores that could not be opened. */
  health(): Health {
    for (const { store } of this.all()) {
      const code = store.fault();
      if (code !== undefined) return failing(code);
    }
    const alarmed = this.all().filter(({ alarm }) => alarm !== undefined);
    const [worst] = alarmed.toSorted(byGravity);
    if (worst?.alarm !== undefined) {
      const alike = alarmed.filter(({ alarm }) => alarm === worst.alarm);
      const named = alike.map(({ electionId }) => electionId);
      return { status: 'degraded', code: worst.alarm, elections: named };
    }
    if (this.#board?.hasForked() === true) {
      const all = this.all().map(({ electionId }) => electionId);
      return { status: 'degraded', code: 'board/fork', elections: all };
    }
    if (this.#damaged.size === 0) return { status: 'ok' };
    return { status: 'degraded', code: 'store/damaged', elections: [...this.#damaged] };
  }

  /** The election with that ID, made if it is new. Errors: service/not-found, store/damaged; StartupError. */
  open(electionId: string): T {
    const known = this.#elections.get(electionId);
    if (known !== undefined) return known;
    this.#requireSound(electionId);
    if (!ELECTION_ID.test(electionId)) throw new ServiceError('service/not-found', 404, 'not an election ID');
    const election = this.#create(this.#context, electionId);
    this.#elections.set(electionId, election);
    return election;
  }

  /** Errors: service/not-found, store/damaged. */
  get(electionId: string): T {
    const known = this.#elections.get(electionId);
    this.#requireSound(electionId);
    if (known === undefined)
      throw new ServiceError('service/not-found', 404, 'no such election at this server');
    return known;
  }

  /**
   * Deletes a trial election, with all that is stored of it. What is left is a mark, on disk before anything is deleted: without it
   * the board would bring the election back after a restart, and this server would sign in it as if for the first time.
   * Errors: service/not-found, store/damaged; those of {@link checkDeletion}.
   */
  async delete(electionId: string, order: Uint8Array): Promise<void> {
    if (this.#deleted.has(electionId)) {
      // An attempt before may have failed after the mark.
      this.#clear(electionId);
      return;
    }
    const election = this.get(electionId);
    checkDeletion(election.plan, order);
    ensureFolder(join(this.#folder(electionId), DELETED));
    this.#elections.delete(electionId);
    this.#deleted.add(electionId);
    await this.#ticking;
    await election.close();
    this.#clear(electionId);
  }

  #clear(electionId: string): void {
    const folder = this.#folder(electionId);
    for (const name of readdirSync(folder).filter((one) => one !== DELETED))
      rmSync(join(folder, name), { recursive: true });
    this.#deleted.add(electionId);
  }

  isDeleted(electionId: string): boolean {
    return this.#deleted.has(electionId);
  }

  #requireSound(electionId: string): void {
    if (this.#damaged.has(electionId)) throw storeError('store/damaged');
  }

  /** The election that a request's path names. */
  of(request: FastifyRequest): T {
    const { election } = request.params as { election?: string };
    return this.get(election ?? '');
  }

  /**
   * A hook (onRequest) for routes with large bodies: before any of it is read, the election is known and `check` has found
   * nothing against the request. Errors: service/not-found, those of `check`.
   */
  guard(check: (election: T, request: FastifyRequest) => void): (request: FastifyRequest) => Promise<void> {
    return async (request) => check(this.of(request), request);
  }

  all(): T[] {
    return [...this.#elections.values()];
  }

  /** Lets every election do what is due, and once more if it is called meanwhile. Resolves when all of it is done. */
  tick(): Promise<void> {
    this.#isDue = true;
    this.#ticking ??= this.#tickWhileDue().finally(() => {
      this.#ticking = undefined;
    });
    return this.#ticking;
  }

  async #tickWhileDue(): Promise<void> {
    while (this.#isDue) {
      this.#isDue = false;
      await this.#tickAll();
    }
  }

  /** One that fails does not keep the others from it. */
  async #tickAll(): Promise<void> {
    for (const election of this.all()) {
      this.#noteFault(election);
      try {
        await election.tick();
      } catch (error) {
        // Of a store that fails the log is told once.
        if (election.store.fault() !== undefined) continue;
        this.#context.logger.error({ tick: error instanceof Error ? error.stack : String(error) });
      }
    }
  }

  /** Once in the log when a store begins to fail, and once when it is over. */
  #noteFault({ electionId: election, store }: T): void {
    const code = store.fault();
    if (code === this.#faults.get(election)) return;
    if (code === undefined) {
      this.#faults.delete(election);
      this.#context.logger.warn({ election, store: 'ok' });
    } else {
      this.#faults.set(election, code);
      this.#context.logger.error({ election, code });
    }
  }

  startTicking(): void {
    this.#timer = setInterval(() => void this.tick(), TICK);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.all().map((election) => election.close()));
  }
}

/** A store that was put back comes first. */
const byGravity = (a: Pick<HostedElection, 'alarm'>, b: Pick<HostedElection, 'alarm'>): number =>
  Number(b.alarm === 'store/put-back') - Number(a.alarm === 'store/put-back');

export const failing = (code: StoreFault): Health => ({
  status: 'failing',
  code,
  message: storeError(code).message,
});
