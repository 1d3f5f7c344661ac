/**
 * The chain of a role's periods, as far as the PC has shown it: it proves itself from the manifest on (trustees contract, sections 1
 * and 6), so that it matters to nobody where the PC has it from. Only what is certified is kept.
 */
import type { Election } from '../../protocol/0-setup/election.ts';
import {
  beginChain,
  followChain,
  keysOfPeriods,
  type PeriodChain,
  refreshOf,
} from '../../protocol/ceremony/election-periods.ts';
import type { Period } from '../../protocol/ceremony/refresh-log.ts';
import type { HolderRole, RefreshRole } from '../../protocol/ceremony/refresh-role.ts';
import type { Ended } from '../../protocol/messages/period-chain.ts';

export class ShownChain {
  readonly role: RefreshRole;
  #chain: PeriodChain;
  #links = 0;

  private constructor(role: RefreshRole, election: Election) {
    this.role = role;
    this.#chain = beginChain(role, election);
  }

  /** Undefined in an election in which the role renews nothing. */
  static of(role: HolderRole, election: Election): ShownChain | undefined {
    const refresh = refreshOf(role, election);
    return refresh && new ShownChain(refresh, election);
  }

  /** So many have been shown: the PC goes on from there. */
  get links(): number {
    return this.#links;
  }

  get periods(): readonly Period[] {
    return this.#chain.periods;
  }

  /** More of it, all or nothing. Commitments would fill the terminal's memory. Errors: period/invalid. */
  show(links: readonly Ended[]): void {
    this.#chain = links.reduce(
      (chain, link) => followChain(this.role, chain, { ...link, commitments: [] }),
      this.#chain,
    );
    this.#links += links.length;
  }

  knows(period: number): boolean {
    return this.periods.some(({ number }) => number === period);
  }

  /** Undefined if that member has no share, and so no key, in the period. */
  keyOf(period: number, member: string): Uint8Array | undefined {
    return keysOfPeriods(this.role, this.periods)(period, member);
  }
}
