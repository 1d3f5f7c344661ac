/** An election as everyone sees it once its manifest is checked: the context of every later step. */

import { hasKey, holdersIn, type Manifest, type ServerEntry, type StyleEntry } from '../messages/manifest.ts';
import type { Party, Plan, ServerRole } from '../messages/plan.ts';
import { publicKeyOf } from '../primitives/key-generation.ts';
import type { KeyLookup, PeriodKeys } from '../primitives/statement.ts';

export interface Member extends Party, Omit<ServerEntry, 'id'> {
  /** Order in the manifest, from 1. */
  readonly index: number;
}

export class Election {
  readonly manifestHash: Uint8Array;
  readonly manifest: Manifest;
  readonly plan: Plan;
  readonly planHash: Uint8Array;
  readonly #members: ReadonlyMap<ServerRole, readonly Member[]>;
  readonly #styles: ReadonlyMap<string, StyleEntry>;

  /** The parts must have been checked: see check-manifest.ts. */
  constructor(manifestHash: Uint8Array, manifest: Manifest, plan: Plan, planHash: Uint8Array) {
    this.manifestHash = manifestHash;
    this.manifest = manifest;
    this.plan = plan;
    this.planHash = planHash;
    const servers = new Map(manifest.servers.map((server) => [server.id, server]));
    const membersOf = (role: ServerRole): [ServerRole, Member[]] => [
      role,
      plan[role].map((party, i) => ({
        ...party,
        ...(servers.get(party.id) as ServerEntry),
        index: i + 1,
      })),
    ];
    this.#members = new Map(
      (['administrators', 'trustees', 'anonymizers', 'counters', 'distributors'] as const).map(membersOf),
    );
    this.#styles = new Map(manifest.styles.map((entry) => [entry.style, entry]));
  }

  /** On the roll. */
  get voters(): number {
    return this.manifest.styles.reduce((sum, { voters }) => sum + voters, 0);
  }

  members(role: ServerRole): readonly Member[] {
    return this.#members.get(role) ?? [];
  }

  member(role: ServerRole, id: string): Member | undefined {
    return this.members(role).find((candidate) => candidate.id === id);
  }

  /** Those of them that messages can be sealed to. The others stated no key in time, and have no part in it. */
  keyed(role: 'administrators' | 'anonymizers'): readonly Member[] {
    return this.members(role).filter(hasKey);
  }

  /** Those of them that hold shares (R): they alone sign votes, or disclose. */
  holders(role: 'administrators' | 'trustees'): readonly Member[] {
    const { administratorCeremony, trusteeCeremony } = this.manifest;
    const ceremony = role === 'administrators' ? administratorCeremony : trusteeCeremony;
    return holdersIn(ceremony, this.members(role));
  }

  /** Identity keys of a role's servers, for {@link openStatement}. */
  keyOf(role: ServerRole): KeyLookup {
    return (signer) => this.member(role, signer)?.identityKey;
  }

  /**
   * In period 0: keys that generation certified; of servers whose keys are not renewed, for which there is no other period, their
   * identity keys.
   */
  keysOfPeriod(role: 'administrators' | 'trustees'): PeriodKeys {
    const keyOf = this.#firstKeys(role);
    return (period, signer) => (period === 0 ? keyOf(signer) : undefined);
  }

  #firstKeys(role: 'administrators' | 'trustees'): KeyLookup {
    const { trusteePeriodKeys, administratorPeriodKeys } = this.manifest;
    const [renewal, keys] =
      role === 'trustees'
        ? [this.plan.trusteeRenewal, trusteePeriodKeys]
        : [this.plan.administratorRenewal, administratorPeriodKeys];
    if (renewal === undefined) return this.keyOf(role);
    const holders = this.holders(role).map(({ id }) => id);
    return (signer) => keys[holders.indexOf(signer)];
  }

  style(id: string): StyleEntry | undefined {
    return this.#styles.get(id);
  }

  /** What votes of that style are signed with. Errors: key/missing without such a style. */
  groupKey(style: string): Uint8Array {
    return publicKeyOf(this.style(style)?.commitments ?? []);
  }

  /** What packages are sealed to. */
  get electionKey(): Uint8Array {
    return publicKeyOf(this.manifest.electionCommitments);
  }
}
