/** Faults at random: one server of each role at a time, each for some seconds, until the storm is over. */
import { setTimeout } from 'node:timers/promises';
import type { Draw } from '../../support/draws.ts';
import { FAULTS, type FaultName } from './faults.ts';
import type { RealElection } from './real-election.ts';

const NAMES = Object.keys(FAULTS) as FaultName[];
/** Milliseconds: a fault's longest time, and the longest pause before a role's next one. */
const LONGEST = 8_000;
const LONGEST_PAUSE = 4_000;

export class Storm {
  readonly #election: RealElection;
  readonly #draw: Draw;
  readonly #over = new AbortController();
  readonly #blowing: Promise<void>[];
  /** How often each fault happened. */
  readonly counts = new Map<FaultName, number>();

  /** `roles`: those whose servers fail, one of each at a time. */
  constructor(election: RealElection, roles: readonly string[], draw: Draw) {
    this.#election = election;
    this.#draw = draw;
    this.#blowing = roles.map((role) => this.#blow(election.idsOf(role)));
  }

  async #blow(ids: readonly string[]): Promise<void> {
    while (!this.#over.signal.aborted) {
      const name = NAMES[this.#draw(NAMES.length)] ?? 'killed';
      const id = ids[this.#draw(ids.length)] ?? '';
      this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
      const end = await FAULTS[name](this.#election, id);
      await this.#pause(500 + this.#draw(LONGEST));
      await end();
      await this.#pause(this.#draw(LONGEST_PAUSE));
    }
  }

  async #pause(milliseconds: number): Promise<void> {
    await setTimeout(milliseconds, undefined, { signal: this.#over.signal }).catch(() => undefined);
  }

  /** Everything works again. */
  async end(): Promise<void> {
    this.#over.abort();
    await Promise.all(this.#blowing);
    await this.#election.settled();
  }
}
