/** Administrators that renew shares and keys, dealt by a trusted dealer, in as many periods as a test makes. */
import {
  beginChain,
  followChain,
  type PeriodChain,
  refreshOf,
} from '../../protocol/ceremony/election-periods.ts';
import { type Keys, linkByHand } from '../../protocol/ceremony/election-periods-test-support.ts';
import { commitmentsHash } from '../../protocol/ceremony/period-record.ts';
import type { RefreshRole } from '../../protocol/ceremony/refresh-role.ts';
import { issuanceKey } from '../../protocol/messages/key-names.ts';
import { type Ended, styleCommitmentsCodec } from '../../protocol/messages/period-chain.ts';
import { type PrepareRequest, prepareAnswerCodec } from '../../protocol/messages/prepare-request.ts';
import { echoBody, partialCodec } from '../../protocol/messages/sign-request.ts';
import { blindedVoteDigest } from '../../protocol/messages/vote.ts';
import { loadMclBls } from '../../protocol/primitives/bls-mcl.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import { type Commitments, commitTo, drawPolynomial } from '../../protocol/primitives/key-generation.ts';
import { lagrangeAtZero } from '../../protocol/primitives/lagrange.ts';
import type { SigningKey } from '../../protocol/primitives/p256-signature.ts';
import { BLS12381_G2 } from '../../protocol/primitives/prime-group.ts';
import { signPartially } from '../../protocol/primitives/threshold-blind-bls.ts';
import { given, newKey, random, type TestElection } from '../../protocol/test-support.ts';

const bls = await loadMclBls();

/** From t0 on, as the plan has it. */
export const RENEWAL = {
  ...{ first: 1_800_000_100_000, every: 60_000, deadline: 30_000, phase: 5_000, clockError: 1_000 },
};

interface Dealt {
  /** Constant term first. */
  readonly polynomial: readonly bigint[];
  readonly commitments: Commitments;
}

export class AdministratorPeriods {
  readonly role: RefreshRole;
  /** That makes period p + 1, at p. */
  readonly links: Ended[] = [];
  /** By period: keys of its members. */
  readonly keys: Keys[];
  /** Up to period p, at p. */
  readonly chains: PeriodChain[];
  readonly #fixture: TestElection;
  /** By period, from 1, and style. */
  readonly #dealt: ReadonlyMap<string, Dealt>[] = [];

  constructor(fixture: TestElection) {
    this.#fixture = fixture;
    this.role = given(refreshOf('administrator', fixture.election));
    this.chains = [beginChain(this.role, fixture.election)];
    const holders = fixture.election.holders('administrators');
    this.keys = [new Map(holders.map(({ id }) => [id, fixture.server(id).periodKey]))];
  }

  get ids(): string[] {
    return this.#fixture.plan.administrators.map(({ id }) => id);
  }

  /** The next period, of these members. `dealt`: what else the record shall name, for whom it deceives. */
  renew(members = this.ids, dealt = this.deal()): void {
    const keys = new Map(members.map((id) => [id, newKey()]));
    const chain = given(this.chains.at(-1));
    const hashOf = (name: string) => commitmentsHash(given(dealt.get(name)).commitments);
    const link = linkByHand(this.role, chain, keys, given(this.keys.at(-1)), hashOf);
    this.links.push(link);
    this.keys.push(keys);
    this.chains.push(followChain(this.role, chain, link));
    this.#dealt.push(dealt);
  }

  /** Of each style the same secret in a fresh polynomial; with `secret`, another one. */
  deal(secret?: bigint): ReadonlyMap<string, Dealt> {
    const { plan } = this.#fixture;
    return new Map(
      plan.styles.map((style) => {
        const [, ...others] = drawPolynomial(random, BLS12381_G2, plan.signingThreshold);
        const polynomial = [secret ?? this.#secretOf(style), ...others];
        return [issuanceKey(style), { polynomial, commitments: commitTo(BLS12381_G2, polynomial) }];
      }),
    );
  }

  #secretOf(style: string): bigint {
    const { plan, issuanceShares } = this.#fixture;
    const shares = this.ids
      .slice(0, plan.signingThreshold)
      .map((id) => given(issuanceShares.get(`${id} ${style}`)));
    const { order } = BLS12381_G2;
    const weights = lagrangeAtZero(
      shares.map(({ index }) => index),
      order,
    );
    return shares.reduce((sum, { share }, i) => (sum + share * (weights[i] ?? 0n)) % order, 0n);
  }

  /** Its echo of that request's M; `key`: with which it signs instead. */
  echo(period: number, id: string, request: PrepareRequest, key?: SigningKey): Uint8Array {
    const { manifestHash } = this.#fixture.election;
    const body = echoBody(manifestHash, blindedVoteDigest({ ...request, manifestHash }));
    const signature = (key ?? given(this.keys[period]?.get(id))).sign(body);
    return encode(prepareAnswerCodec, { echo: { period, signature }, conflicts: [] });
  }

  partial(period: number, id: string, { blinded, style }: PrepareRequest): Uint8Array {
    const signature = signPartially(bls, blinded, this.#shareOf(period, id, style));
    return encode(partialCodec, { period, signature });
  }

  #shareOf(period: number, id: string, style: string): bigint {
    if (period === 0) return given(this.#fixture.issuanceShares.get(`${id} ${style}`)).share;
    const { polynomial } = given(this.#dealt[period - 1]?.get(issuanceKey(style)));
    const x = BigInt(this.ids.indexOf(id) + 1);
    return polynomial.reduceRight((sum, term) => (sum * x + term) % BLS12381_G2.order, 0n);
  }

  /** What names liars of that period, as an Administrator gives it. */
  commitments(period: number, style: string): Uint8Array {
    const record = given(this.links[period - 1]?.record);
    const { commitments } = given(this.#dealt[period - 1]?.get(issuanceKey(style)));
    return encode(styleCommitmentsCodec, { record, commitments });
  }
}
