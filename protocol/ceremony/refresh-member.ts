/**
 * A member's own part in a refresh (trustees contract, section 2). All its secrets come from one seed for each c, which is on disk
 * before the STATE leaves: whoever comes back after a crash states and deals the same.
 */

import { bytesToScalar, EMPTY, equalBytes, scalarToBytes } from '../primitives/bytes.ts';
import { encode } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import type { TrafficKeyPair } from '../primitives/hpke.ts';
import { commitTo, shareFor, sumShares } from '../primitives/key-generation.ts';
import { lagrangeAtZero } from '../primitives/lagrange.ts';
import { signingKey } from '../primitives/p256-signature.ts';
import { type Mask, maskOf, members } from '../quorums/quorum-system.ts';
import { provePeriodKey } from './prove-period-key.ts';
import { type DealtBy, indicesOf, isShareOf, openShares, sealPlace } from './refresh-judges.ts';
import { type Dealing, type Held, idOf, type Settled } from './refresh-log.ts';
import { type RefreshDeal, type RefreshState, refreshSharesForm } from './refresh-messages.ts';
import type { RefreshRole, SharedKey } from './refresh-role.ts';
import { CeremonySecrets } from './secrets.ts';

/** Shares of all keys, in X's order, 32 bytes each. */
export type Shares = readonly Uint8Array[];

export class RefreshMember {
  readonly #role: RefreshRole;
  readonly #c: Uint8Array;
  readonly #self: number;
  readonly #secrets: CeremonySecrets;
  /** Made once: a ceremony asks for them at every look at its log. By dealer. */
  readonly #pairs = new Map<number, TrafficKeyPair>();
  /** What was found in deals: undefined where it is not right. */
  readonly #opened = new WeakMap<RefreshDeal, Shares | undefined>();

  /** `self`: index in the plan's order; `seed`: 32 secret bytes, drawn for this c alone. */
  constructor(role: RefreshRole, c: Uint8Array, self: number, seed: Uint8Array) {
    this.#role = role;
    this.#c = c;
    this.#self = self;
    this.#secrets = new CeremonySecrets(c, seed);
  }

  /** With which it signs in the period to come, 32 bytes. */
  periodKey(): Uint8Array {
    return this.#secrets.periodKey();
  }

  /** Step 1: always the same. */
  state(): RefreshState {
    const secret = this.periodKey();
    const possession = provePeriodKey(this.#role, this.#c, idOf(this.#role, this.#self), secret);
    return { kemKeys: this.#kemKeys(), periodKey: signingKey(secret).publicKey, possession };
  }

  #kemKeys(): Uint8Array[] {
    return this.#role.participants.map((_, dealer) =>
      dealer === this.#self ? EMPTY : this.#kemPair(dealer).publicKey,
    );
  }

  /**
   * Whether this STATE is its own. It is not if another has its key, or if it has lost its seed. All is compared: a thief can
   * repeat the period key with its proof, beside KEM keys of the thief's.
   */
  isOwn({ kemKeys, periodKey }: RefreshState): boolean {
    return (
      equalBytes(periodKey, signingKey(this.periodKey()).publicKey) &&
      this.#kemKeys().every((key, i) => equalBytes(key, kemKeys[i] ?? EMPTY))
    );
  }

  /** Step 2. `shares`: those of the period that ends. */
  async deal({ holders }: Held, shares: Shares): Promise<RefreshDeal> {
    const { keys, participants } = this.#role;
    const polynomials = keys.map((key, i) => this.#polynomial(key, shares[i] ?? EMPTY));
    const seals = participants.map(async (_, receiver) => {
      const kemKey = holders.get(receiver)?.post.content.kemKeys[this.#self];
      if (receiver === this.#self || kemKey === undefined) return EMPTY;
      const values = keys.map(({ group }, i) =>
        scalarToBytes(shareFor(group, polynomials[i] ?? [], receiver + 1)),
      );
      return this.#seal(receiver, kemKey, values);
    });
    return {
      keys: keys.map(({ group }, i) => commitTo(group, polynomials[i]?.slice(1) ?? [])),
      seals: await Promise.all(seals),
    };
  }

  #seal(receiver: number, kemKey: Uint8Array, shares: Shares): Promise<Uint8Array> {
    const content = { label: LABELS.refreshShare, dealer: idOf(this.#role, this.#self), shares };
    const place = sealPlace(this.#role, this.#c, this.#self, receiver);
    return this.#role.sealing.seal(kemKey, place, encode(refreshSharesForm, content));
  }

  /** f: the own share is its constant term, so that what all deal out is again shares of the same key. */
  #polynomial({ name, group, threshold }: SharedKey, share: Uint8Array): bigint[] {
    const added = Array.from({ length: threshold - 1 }, (_, i) =>
      this.#secrets.coefficient(name, i + 1, group.order),
    );
    return [bytesToScalar(share), ...added];
  }

  #kemPair(dealer: number): TrafficKeyPair {
    const pair = this.#pairs.get(dealer) ?? this.#role.sealing.keyPair(this.#secrets.kemSeed(dealer));
    this.#pairs.set(dealer, pair);
    return pair;
  }

  /** Step 3: whose deals in form are right for it, its own among them, and the seeds that convict the others. */
  judge({ deals, shown }: Pick<Dealing, 'deals' | 'shown'>): Judgement {
    const wrong = [...deals.keys()].filter(
      (dealer) => dealer !== this.#self && this.#open(deals, shown, dealer) === undefined,
    );
    const seeds = wrong.map((dealer) => ({ dealer, seed: this.#secrets.kemSeed(dealer) }));
    return { right: maskOf(deals.keys()) & ~maskOf(wrong), complaints: seeds };
  }

  #open(deals: Settled['deals'], shown: Held['shown'], dealer: number): Shares | undefined {
    const dealt = dealtBy(deals, shown, dealer);
    if (dealt === undefined) return undefined;
    const { deal } = dealt;
    if (!this.#opened.has(deal)) {
      const { secretKey } = this.#kemPair(dealer);
      this.#opened.set(deal, openShares(this.#role, this.#c, dealt, this.#self, secretKey));
    }
    return this.#opened.get(deal);
  }

  /**
   * Step 5: its shares in the new period; undefined unless all are there and fit C'. `shares`: those of the period that ends, if it
   * has dealt.
   */
  newShares({ deals, shown, dealers, commitments }: Settled, shares: Shares | undefined): Shares | undefined {
    const { keys } = this.#role;
    const opened = members(dealers).map((dealer) =>
      dealer === this.#self ? this.#ownValues(shares) : this.#open(deals, shown, dealer),
    );
    const next = keys.map(({ group }, i) => {
      const weights = lagrangeAtZero(indicesOf(dealers), group.order);
      const terms = opened.map((values, at) => bytesToScalar(values?.[i] ?? EMPTY) * (weights[at] ?? 0n));
      return scalarToBytes(sumShares(group, terms));
    });
    const areRight = next.every((share, i) =>
      isShareOf(this.#role, i, commitments[i] ?? [], this.#self, share),
    );
    return areRight ? next : undefined;
  }

  /** What it would have dealt to itself. */
  #ownValues(shares: Shares | undefined): Shares | undefined {
    return shares?.map((share, i) => {
      const key = this.#role.keys[i];
      if (key === undefined) return EMPTY;
      return scalarToBytes(shareFor(key.group, this.#polynomial(key, share), this.#self + 1));
    });
  }
}

export interface Judgement {
  /** Dealers. */
  readonly right: Mask;
  readonly complaints: readonly { readonly dealer: number; readonly seed: Uint8Array }[];
}

const dealtBy = (deals: Settled['deals'], shown: Held['shown'], dealer: number): DealtBy | undefined => {
  const deal = deals.get(dealer);
  const points = shown.get(dealer);
  return deal === undefined || points === undefined ? undefined : { dealer, deal, shown: points };
};
