/**
 * Somebody who breaks into one Trustee after another and carries away what is on its disk: what the demo shows, and what its
 * test says of it. The election key takes k + 1 shares of one period (trustees contract, section 1).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Election } from '../protocol/0-setup/election.ts';
import { recoverElectionKey } from '../protocol/4-vote-tallying/disclose-key.ts';
import { decodeShareFile } from '../protocol/ceremony/ceremony-files.ts';
import { refreshOf } from '../protocol/ceremony/election-periods.ts';
import { bytesToScalar, EMPTY } from '../protocol/primitives/bytes.ts';

const SHARE_FILE = /^share\.\d+$/;

interface Stolen {
  readonly index: number;
  readonly share: bigint;
}

export class Intruder {
  readonly #election: Election;
  readonly #folderOf: (trustee: string) => string;
  /** By period, then by Trustee. */
  readonly #stolen = new Map<number, Map<string, Stolen>>();

  /** `folderOf`: where a Trustee keeps what it renews. */
  constructor(election: Election, folderOf: (trustee: string) => string) {
    this.#election = election;
    this.#folderOf = folderOf;
  }

  /** Takes every share that is there: the periods of those. Errors: of the disk, share-file/other. */
  breakInto(trustee: string): number[] {
    const role = refreshOf('trustee', this.#election);
    const index = this.#election.members('trustees').findIndex(({ id }) => id === trustee);
    if (role === undefined || index < 0) return [];
    const folder = this.#folderOf(trustee);
    const files = readdirSync(folder).filter((name) => SHARE_FILE.test(name));
    return files.map((name) => {
      const content = new Uint8Array(readFileSync(join(folder, name)));
      const { period, shares } = decodeShareFile(role, index, content);
      const own = this.#stolen.get(period) ?? new Map<string, Stolen>();
      this.#stolen.set(
        period,
        own.set(trustee, { index: index + 1, share: bytesToScalar(shares[0] ?? EMPTY) }),
      );
      return period;
    });
  }

  /** Periods of which it has the Trustee's share, ascending. */
  stolenFrom(trustee: string): number[] {
    const periods = [...this.#stolen].flatMap(([period, own]) => (own.has(trustee) ? [period] : []));
    return periods.sort((a, b) => a - b);
  }

  /** The period of which it has most shares, and how many. */
  get best(): { readonly period: number; readonly shares: number } {
    const counts = [...this.#stolen].map(([period, own]) => ({ period, shares: own.size }));
    return counts.reduce((one, other) => (other.shares > one.shares ? other : one), { period: 0, shares: 0 });
  }

  /** The election private key, if it has what makes it. Errors: share/invalid. */
  get key(): bigint | undefined {
    const { period, shares } = this.best;
    const needed = this.#election.plan.hostileTrustees + 1;
    if (shares < needed) return undefined;
    return recoverElectionKey(this.#election, [...(this.#stolen.get(period)?.values() ?? [])]);
  }
}
