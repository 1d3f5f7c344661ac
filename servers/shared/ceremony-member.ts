/**
 * A server's part in its role's key ceremony (board contract, section 5): what the log says that it has to post, with what it must
 * not forget in the election's store. Seeds are on disk before a STATE leaves, shares before the outcome is signed.
 */
import { type Ceremony, MAX_ATTEMPTS, type Settled } from '../../protocol/ceremony/generate.ts';
import { type Duty, dutiesOf } from '../../protocol/ceremony/generate-duties.ts';
import { CeremonyHolder, repairedShares } from '../../protocol/ceremony/generate-holder.ts';
import {
  attemptHash,
  jointCommitments,
  type Posted,
  type RoleCeremony,
} from '../../protocol/ceremony/generate-judges.ts';
import { CEREMONY_STATEMENTS } from '../../protocol/ceremony/generate-messages.ts';
import { ensure, fail } from '../../protocol/errors.ts';
import { MAX_SERVERS, MAX_STYLES } from '../../protocol/messages/plan.ts';
import { bytesToScalar, EMPTY, requireHex, scalarToBytes, toHex } from '../../protocol/primitives/bytes.ts';
import { bytes, decode, encode, list, struct, text, uint } from '../../protocol/primitives/cbor.ts';
import { type Commitments, sumShares } from '../../protocol/primitives/key-generation.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import type { StatementType } from '../../protocol/primitives/statement-form.ts';
import { maskOf, members } from '../../protocol/quorums/quorum-system.ts';
import type { HostedElection } from './hosted-election.ts';
import type { Poster } from './poster.ts';

/** The server's share of a key. */
export interface KeyShare {
  /** Order in the plan, from 1. */
  readonly index: number;
  readonly share: bigint;
  /** Of the joint key. */
  readonly commitments: Commitments;
}

/** A share as the store keeps it. */
const shareCodec = struct({
  key: text(80),
  index: uint(MAX_SERVERS, 1),
  share: bytes(32),
  commitments: list(bytes(33, 96), MAX_SERVERS, 1),
});
export const sharesCodec = list(shareCodec, MAX_STYLES, 1);
const MAX_SHARES_LENGTH = 200_000;

/** Document: the server's shares. */
const SHARES = 'shares';
/** Document: the attempt's 32 secret bytes. */
const seedName = (attempt: number): string => `ceremony-seed-${attempt}`;

/** Shares from one dealer, 32 bytes each, by key. */
type Dealt = readonly Uint8Array[];

export class CeremonyMember {
  readonly #host: HostedElection;
  readonly #role: RoleCeremony['role'];
  #shares: ReadonlyMap<string, KeyShare> | undefined;
  #hasForgotten = false;
  /** Documents of which this process knows that nothing is left. */
  readonly #erased = new Set<string>();
  /** Where shares are renewed: whether the renewal has in files of its own what the seed gives. */
  #isKept = false;
  #current: { readonly attempt: number; readonly holder: CeremonyHolder } | undefined;
  /** What has been opened of an attempt's deals: right shares, or the seed that proves that they are not. */
  #opened:
    | { readonly attempt: number; readonly from: Map<number, Dealt | { readonly seed: Uint8Array }> }
    | undefined;

  constructor(host: HostedElection, role: RoleCeremony['role']) {
    this.#host = host;
    this.#role = role;
  }

  /** The server's shares by key name. Errors: key-generation/bad-share before there are any. */
  get shares(): ReadonlyMap<string, KeyShare> {
    this.#shares ??= this.#loadShares();
    return this.#shares;
  }

  /** Whether there are any here: they may have been renewed since, or never have been made. */
  get hasShares(): boolean {
    return (this.#host.documents.get(SHARES)?.length ?? 0) > 0;
  }

  #loadShares(): ReadonlyMap<string, KeyShare> {
    const stored = this.#host.documents.get(SHARES);
    const isHere = stored !== undefined && this.hasShares;
    ensure(isHere, 'key-generation/bad-share', 'this server has no share of the keys');
    const shares = decode(sharesCodec, stored, MAX_SHARES_LENGTH);
    return new Map(shares.map(({ key, share, ...rest }) => [key, { ...rest, share: bytesToScalar(share) }]));
  }

  /** Posts what is due; called again and again. */
  async act(poster: Poster): Promise<void> {
    const { log, documents } = this.#host;
    const ceremony = log.ceremony(this.#role);
    if (ceremony.step === 'failed' || this.#index < 0 || this.#isErased(ceremony.attempt)) return;
    await this.#open(ceremony);
    const right = this.#right(ceremony);
    const signed = documents.get('outcome');
    const own = { right: maskOf(right.keys()), signed: signed && toHex(signed) };
    for (const duty of dutiesOf(ceremony, this.#index, own)) {
      const about = `${ceremony.attempt} ${'dealer' in duty ? duty.dealer : ''}`;
      poster.say(`dkg-${this.#role}`, duty.type, about, () => this.#content(ceremony, duty, right));
    }
  }

  /** From the close on nothing is complained about or repaired: what was dealt cannot be derived again. */
  async forget(): Promise<void> {
    if (this.#hasForgotten || (this.#ceremony.isRenewed && !this.#isKept)) return;
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) await this.#erase(seedName(attempt));
    this.#opened = undefined;
    this.#current = undefined;
    this.#hasForgotten = true;
  }

  /** The private key with which this holder signs in period 0 (32 bytes); undefined before the log shows who holds shares. */
  periodKey(): Uint8Array | undefined {
    const ceremony = this.#host.log.ceremony(this.#role);
    if (ceremony.step !== 'outcome') return undefined;
    const seed = this.#host.documents.get(seedName(ceremony.attempt)) ?? EMPTY;
    ensure(seed.length > 0, 'key-generation/bad-share', 'this server has no share of the keys');
    return new CeremonyHolder(this.#ceremony, ceremony.attempt, this.#index, seed).periodKey();
  }

  /** From now on what was generated need not be here. */
  letGo(): void {
    this.#isKept = true;
  }

  /** Shares have been renewed: those that were generated are erased, with what they were made of. */
  async forgetShares(): Promise<void> {
    this.letGo();
    await this.forget();
    await this.#erase(SHARES);
    this.#shares = undefined;
  }

  /** Once in each process also what has been: the store's log may have it still, if it could not be emptied then. */
  async #erase(name: string): Promise<void> {
    const { documents } = this.#host;
    if (this.#erased.has(name) || documents.get(name) === undefined) return;
    await documents.erase(name);
    this.#erased.add(name);
  }

  /** Nothing can be said in an attempt whose seed is gone. */
  #isErased(attempt: number): boolean {
    return this.#host.documents.get(seedName(attempt))?.length === 0;
  }

  get #ceremony(): RoleCeremony {
    return this.#host.log.rules(this.#role);
  }

  get #index(): number {
    return this.#ceremony.participants.indexOf(this.#host.context.id);
  }

  /** Kept from one step to the next: what it commits to takes long to compute. */
  async #holder(attempt: number): Promise<CeremonyHolder> {
    if (this.#current?.attempt !== attempt) {
      const { documents, context } = this.#host;
      const seed = await documents.once(seedName(attempt), () => context.random(32));
      this.#current = { attempt, holder: new CeremonyHolder(this.#ceremony, attempt, this.#index, seed) };
    }
    return this.#current.holder;
  }

  /** Opens deals for this server that have come since. */
  async #open(ceremony: Exclude<Ceremony<Posted>, { step: 'failed' }>): Promise<void> {
    const { attempt, deals, states } = ceremony;
    if (this.#opened?.attempt !== attempt) this.#opened = { attempt, from: new Map() };
    const { from } = this.#opened;
    const mayOpen = ceremony.step !== 'state' && ceremony.step !== 'deal' && states.has(this.#index);
    const fresh = [...deals.keys()].filter((dealer) => !from.has(dealer));
    if (!mayOpen || fresh.length === 0) return;
    const { right, complaints } = (await this.#holder(attempt)).receive(ceremony, maskOf(fresh));
    for (const [dealer, shares] of right) from.set(dealer, shares);
    for (const { dealer, seed } of complaints) from.set(dealer, { seed });
  }

  /** By dealer: as they were dealt, or repaired, which is computed once. */
  #right(ceremony: Exclude<Ceremony<Posted>, { step: 'failed' }>): Map<number, Dealt> {
    const right = new Map<number, Dealt>();
    for (const [dealer, opened] of this.#opened?.from ?? []) {
      const shown = ceremony.step === 'outcome' ? ceremony.repairs.get(dealer) : undefined;
      const dealt = 'seed' in opened ? shown && repairedShares(this.#ceremony, this.#index, shown) : opened;
      if (dealt === undefined) continue;
      right.set(dealer, dealt);
      this.#opened?.from.set(dealer, dealt);
    }
    return right;
  }

  async #content(
    ceremony: Exclude<Ceremony<Posted>, { step: 'failed' }>,
    duty: Duty,
    right: ReadonlyMap<number, Dealt>,
  ): Promise<Uint8Array> {
    const holder = await this.#holder(ceremony.attempt);
    const x = attemptHash(this.#ceremony, ceremony.attempt);
    const { id, identity } = this.#host.context;
    const sign = <T>(type: StatementType<T>, content: T): Uint8Array =>
      signStatement(type, x, content, id, identity);
    switch (duty.type) {
      case 'state':
        return sign(CEREMONY_STATEMENTS.state, holder.state());
      case 'deal':
        return sign(CEREMONY_STATEMENTS.deal, await holder.deal(ceremony));
      case 'complaint':
        return sign(CEREMONY_STATEMENTS.complaint, { dealer: duty.dealer, seed: this.#seedFor(duty.dealer) });
      case 'ok':
        return sign(CEREMONY_STATEMENTS.ok, { dealers: duty.dealers });
      case 'repair':
        return sign(CEREMONY_STATEMENTS.repair, {
          dealer: duty.dealer,
          shares: right.get(duty.dealer) ?? [],
        });
      case 'outcome':
        if (ceremony.step === 'outcome') await this.#keepShares(ceremony, right);
        return sign(CEREMONY_STATEMENTS.outcome, { hash: duty.hash });
    }
  }

  #seedFor(dealer: number): Uint8Array {
    const opened = this.#opened?.from.get(dealer);
    return opened !== undefined && 'seed' in opened
      ? opened.seed
      : fail('key-generation/bad-deal', 'there is nothing to complain about');
  }

  /** In one commit with the outcome, of which this server signs one ever. */
  async #keepShares(settled: Settled<Posted>, right: ReadonlyMap<number, Dealt>): Promise<void> {
    const { group, keys } = this.#ceremony;
    const joint = jointCommitments(this.#ceremony, settled, settled.dealers);
    const shares = keys.map((key, i) => ({
      key,
      index: this.#index + 1,
      share: scalarToBytes(
        sumShares(
          group,
          members(settled.dealers).map((dealer) => bytesToScalar(right.get(dealer)?.[i] ?? new Uint8Array())),
        ),
      ),
      commitments: joint[i] ?? [],
    }));
    const { store, documents } = this.#host;
    await store.write(() => {
      documents.keep('outcome', requireHex(settled.hash));
      documents.keep(SHARES, encode(sharesCodec, shares));
    });
  }
}
