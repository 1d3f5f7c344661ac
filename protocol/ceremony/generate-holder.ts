/**
 * A holder's own part in a key ceremony (board contract, section 5). All its secrets come from one seed for each x, which is on
 * disk before the STATE leaves: whoever comes back after a crash states and deals the same.
 */
import { fail } from '../errors.ts';
import { bytesToScalar, EMPTY, scalarToBytes } from '../primitives/bytes.ts';
import { encode } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { seal, TRAFFIC, trafficKeyPair } from '../primitives/hpke.ts';
import { commitTo, provePossession, shareFor, sumShares } from '../primitives/key-generation.ts';
import { lagrangeAt } from '../primitives/lagrange.ts';
import { signingKey } from '../primitives/p256-signature.ts';
import { type Mask, maskOf, members } from '../quorums/quorum-system.ts';
import type { Dealt } from './generate.ts';
import {
  attemptHash,
  dealHash,
  openDealt,
  type Posted,
  type RoleCeremony,
  sealPlace,
} from './generate-judges.ts';
import { type CeremonyDeal, type CeremonyState, dealtSharesForm } from './generate-messages.ts';
import { provePeriodKey } from './prove-period-key.ts';
import { CeremonySecrets } from './secrets.ts';

/** What a holder finds in the deals for it. */
export interface Received {
  /** Right shares, 32 bytes each: by dealer, then by key. */
  readonly right: ReadonlyMap<number, readonly Uint8Array[]>;
  /** To post, about all others. */
  readonly complaints: readonly { readonly dealer: number; readonly seed: Uint8Array }[];
}

export class CeremonyHolder {
  readonly #ceremony: RoleCeremony;
  readonly #x: Uint8Array;
  readonly #self: number;
  readonly #secrets: CeremonySecrets;
  #commitments: CeremonyDeal['keys'] | undefined;

  /** `self`: index in the plan's order; `seed`: 32 secret bytes, drawn for this attempt alone. */
  constructor(ceremony: RoleCeremony, attempt: number, self: number, seed: Uint8Array) {
    this.#ceremony = ceremony;
    this.#x = attemptHash(ceremony, attempt);
    this.#self = self;
    this.#secrets = new CeremonySecrets(this.#x, seed);
  }

  /** Step 1. */
  state(): CeremonyState {
    return {
      kemKeys: this.#ceremony.participants.map(
        (_, dealer) => trafficKeyPair(this.#secrets.kemSeed(dealer)).publicKey,
      ),
      dealHash: dealHash(this.#x, this.#id, this.#publicPart()),
      ...this.#periodKeyPart(),
    };
  }

  /** The private key with which it signs in period 0 (32 bytes), where shares are renewed. */
  periodKey(): Uint8Array {
    return this.#secrets.periodKey();
  }

  #periodKeyPart(): Pick<CeremonyState, 'periodKey' | 'possession'> {
    if (!this.#ceremony.isRenewed) return { periodKey: EMPTY, possession: EMPTY };
    const secret = this.periodKey();
    const possession = provePeriodKey(this.#ceremony, this.#x, this.#id, secret);
    return { periodKey: signingKey(secret).publicKey, possession };
  }

  /** Step 2. */
  async deal({ states }: Dealt<Posted>): Promise<CeremonyDeal> {
    const { group, keys } = this.#ceremony;
    const polynomials = keys.map((key) => this.#polynomial(key));
    const seals = members(maskOf(states.keys())).map((receiver) => {
      const shares = polynomials.map((polynomial) =>
        scalarToBytes(shareFor(group, polynomial, receiver + 1)),
      );
      const content = { label: LABELS.dealtShare, x: this.#x, dealer: this.#id, shares };
      const key =
        states.get(receiver)?.kemKeys[this.#self] ?? fail('key/missing', 'a STATE has too few keys');
      const place = sealPlace(this.#ceremony, this.#x, this.#self, receiver);
      return seal(TRAFFIC, key, place, encode(dealtSharesForm, content));
    });
    return { keys: this.#publicPart(), seals: await Promise.all(seals) };
  }

  /** Step 3, and step 6 for who was away: opens the deals of these dealers. */
  receive(dealt: Dealt<Posted>, dealers: Mask): Received {
    const right = new Map<number, readonly Uint8Array[]>();
    const complaints: { dealer: number; seed: Uint8Array }[] = [];
    for (const dealer of members(dealers)) {
      const seed = this.#secrets.kemSeed(dealer);
      const shares = openDealt(this.#ceremony, dealt, dealer, this.#self, trafficKeyPair(seed).secretKey);
      if (shares === undefined) complaints.push({ dealer, seed });
      else right.set(dealer, shares);
    }
    return { right, complaints };
  }

  get #id(): string {
    return this.#ceremony.participants[this.#self] ?? fail('key/missing', 'there is no such participant');
  }

  /** Commitments and proofs, by key: once, as the same is hashed in the STATE and shown in the DEAL. */
  #publicPart(): CeremonyDeal['keys'] {
    this.#commitments ??= this.#commit();
    return this.#commitments;
  }

  #commit(): CeremonyDeal['keys'] {
    const { group, keys } = this.#ceremony;
    return keys.map((key) => {
      const polynomial = this.#polynomial(key);
      const context = { planHash: this.#x, dealer: this.#id, key };
      const nonce = () => this.#secrets.proofNonce(key);
      return {
        commitments: commitTo(group, polynomial),
        proof: provePossession(nonce, group, context, polynomial[0] ?? 0n),
      };
    });
  }

  #polynomial(key: string): bigint[] {
    const { group, rules } = this.#ceremony;
    return Array.from({ length: rules.threshold }, (_, power) =>
      this.#secrets.coefficient(key, power, group.order),
    );
  }
}

/** A holder's shares from a dealer, by key, made of `threshold` repairs of others. `repairs` are right ones, by holder. */
export function repairedShares(
  { group, keys, rules }: RoleCeremony,
  holder: number,
  repairs: ReadonlyMap<number, readonly Uint8Array[]>,
): readonly Uint8Array[] | undefined {
  const used = [...repairs].slice(0, rules.threshold);
  if (used.length < rules.threshold) return undefined;
  const indices = used.map(([other]) => other + 1);
  const weights = lagrangeAt(holder + 1, indices, group.order);
  return keys.map((_, key) => {
    const terms = used.map(
      ([, shares], i) => bytesToScalar(shares[key] ?? new Uint8Array()) * (weights[i] ?? 0n),
    );
    return scalarToBytes(sumShares(group, terms));
  });
}
