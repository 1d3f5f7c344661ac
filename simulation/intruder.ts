/**
 * Somebody who breaks into one server of a role after another and carries away what is on its disk: what the demo shows, and what its
 * test says of it. A shared key takes tau shares of one period (trustees contract, section 1).
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Election } from '../protocol/0-setup/election.ts';
import { decodeShareFile } from '../protocol/ceremony/ceremony-files.ts';
import { firstPeriod } from '../protocol/ceremony/election-periods.ts';
import type { RefreshRole } from '../protocol/ceremony/refresh-role.ts';
import { bytesToScalar, EMPTY, equalBytes } from '../protocol/primitives/bytes.ts';
import { lagrangeAtZero } from '../protocol/primitives/lagrange.ts';

const SHARE_FILE = /^share\.\d+$/;

interface Stolen {
  readonly index: number;
  /** Of the role's first key: the election key, or the issuance key of the first style. */
  readonly share: bigint;
}

export class Intruder {
  readonly #role: RefreshRole;
  readonly #election: Election;
  readonly #folderOf: (server: string) => string;
  /** By period, then by server. */
  readonly #stolen = new Map<number, Map<string, Stolen>>();

  /** `folderOf`: where a server keeps what it renews. */
  constructor(role: RefreshRole, election: Election, folderOf: (server: string) => string) {
    this.#role = role;
    this.#election = election;
    this.#folderOf = folderOf;
  }

  /** Takes every share that is there: the periods of those. Errors: of the disk, share-file/other. */
  breakInto(server: string): number[] {
    const index = this.#role.participants.findIndex(({ id }) => id === server);
    if (index < 0) return [];
    const folder = this.#folderOf(server);
    const files = readdirSync(folder).filter((name) => SHARE_FILE.test(name));
    return files.map((name) => {
      const content = new Uint8Array(readFileSync(join(folder, name)));
      const { period, shares } = decodeShareFile(this.#role, index, content);
      const own = this.#stolen.get(period) ?? new Map<string, Stolen>();
      const share = bytesToScalar(shares[0] ?? EMPTY);
      this.#stolen.set(period, own.set(server, { index: index + 1, share }));
      return period;
    });
  }

  /** Periods of which it has that server's share, ascending. */
  stolenFrom(server: string): number[] {
    const periods = [...this.#stolen].flatMap(([period, own]) => (own.has(server) ? [period] : []));
    return periods.sort((a, b) => a - b);
  }

  /** The period of which it has most shares, and how many. */
  get best(): { readonly period: number; readonly shares: number } {
    const counts = [...this.#stolen].map(([period, own]) => ({ period, shares: own.size }));
    return counts.reduce((one, other) => (other.shares > one.shares ? other : one), { period: 0, shares: 0 });
  }

  /** The private key, if it has what makes it. */
  get key(): bigint | undefined {
    const [shared] = this.#role.keys;
    const stolen = [...(this.#stolen.get(this.best.period)?.values() ?? [])].slice(0, shared?.threshold);
    if (shared === undefined || stolen.length < shared.threshold) return undefined;
    const { order } = shared.group;
    const weights = lagrangeAtZero(
      stolen.map(({ index }) => index),
      order,
    );
    const key = stolen.reduce((sum, { share }, i) => (sum + share * (weights[i] ?? 0n)) % order, 0n);
    const [published] = firstPeriod(this.#role.role, this.#election).period.commitments;
    return equalBytes(shared.group.fromSecret(key), published?.[0] ?? EMPTY) ? key : undefined;
  }
}
