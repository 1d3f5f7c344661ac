/**
 * A whole election in memory, for tests: all keys of all parties (shared ones by a trusted dealer), and the documents as
 * the protocol makes them. Ballots are opaque bytes here, as everywhere in the protocol.
 */
import { systemRandom } from '../common/system-random.ts';
import {
  countersign,
  type OwnEntries,
  openCountersignedManifest,
  signManifest,
} from './0-setup/check-manifest.ts';
import { type CheckedPlan, openPlan, signPlan } from './0-setup/check-plan.ts';
import type { Election } from './0-setup/election.ts';
import { stateKey, withoutKey } from './0-setup/state-key.ts';
import { sealPackage } from './3-vote-submission/seal-package.ts';
import { electionCeremony, issuanceCeremony, type RoleCeremony } from './ceremony/generate-judges.ts';
import type { KeyStatementContent } from './messages/key-statement.ts';
import type { Manifest } from './messages/manifest.ts';
import { allParties, type Party, type Plan, renewalOf, sealedTo } from './messages/plan.ts';
import { type RollEntry, rollLeaf } from './messages/roll.ts';
import { type PackageContent, packageSizeFor } from './messages/submission-package.ts';
import { encodeVote } from './messages/vote.ts';
import { loadMclBls } from './primitives/bls-mcl.ts';
import { EMPTY, utf8 } from './primitives/bytes.ts';
import { type Opener, opener, TRAFFIC, type TrafficKeyPair, trafficKeyPair } from './primitives/hpke.ts';
import { decodeJws, encodeJws } from './primitives/jws.ts';
import { commitTo, drawPolynomial, shareFor } from './primitives/key-generation.ts';
import { merkleRoot } from './primitives/merkle-tree.ts';
import { randomSecretKey, type SigningKey, signingKey } from './primitives/p256-signature.ts';
import type { RandomSource } from './primitives/random.ts';
import { sha256 } from './primitives/sha256.ts';
import { combineAndUnblind, signPartially } from './primitives/threshold-blind-bls.ts';
import { maskOf } from './quorums/quorum-system.ts';

export const random: RandomSource = systemRandom;
export const newKey = (): SigningKey => signingKey(randomSecretKey(random));

/** The value, or a failed test. */
export function given<T>(value: T | undefined | null): T {
  if (value === undefined || value === null) throw new Error('the fixture lacks a value');
  return value;
}

/** A copy with one bit flipped. */
export function flipped(bytes: Uint8Array, at = bytes.length - 1, bit = 0): Uint8Array {
  const out = new Uint8Array(bytes);
  out[at] = (out[at] ?? 0) ^ (1 << bit);
  return out;
}

export interface StyleOptions {
  readonly style: string;
  readonly voters: number;
  /** The ballot's exact bytes. */
  readonly ballot?: Uint8Array;
  readonly maxVoteLength?: number;
}

export interface ElectionOptions {
  /** Left out, a new one. */
  readonly commissioner?: SigningKey;
  readonly styles?: readonly StyleOptions[];
  /** Administrators, threshold, hostile ones. */
  readonly N?: number;
  readonly t?: number;
  readonly b?: number;
  /** Trustees, hostile ones. */
  readonly n?: number;
  readonly k?: number;
  readonly anonymizers?: number;
  readonly L?: number;
  readonly counters?: number;
  readonly distributors?: number;
  readonly f?: number;
  /** Where each server is reached; https://ID.example unless told. */
  readonly urlOf?: (id: string) => string;
  /** Unix time in seconds. */
  readonly opens?: number;
  /** Hash of the board's genesis. */
  readonly board?: Uint8Array;
  /** Whether it is a trial election. */
  readonly trial?: boolean;
  readonly trusteeRenewal?: Plan['trusteeRenewal'];
  readonly administratorRenewal?: Plan['administratorRenewal'];
  /** Administrators and Anonymizers that stated no key in time. */
  readonly withoutKey?: readonly string[];
  /** Administrators and Trustees outside of R: their shares are there, for a test that has them misbehave. */
  readonly withoutShares?: readonly string[];
}

export type KeyShare = OwnEntries['shares'][number];

export interface TestServer {
  readonly id: string;
  readonly key: SigningKey;
  /** Of a Trustee that renews its share: with which it signs in period 0. */
  readonly periodKey: SigningKey;
  readonly url: string;
  /** Of the HPKE key pair. */
  readonly seed: Uint8Array;
  /** Undefined for Counters and Distributors. */
  readonly traffic: TrafficKeyPair | undefined;
  open: Opener;
}

export interface TestVoter {
  readonly id: string;
  readonly style: string;
  readonly key: SigningKey;
  readonly entry: RollEntry;
}

export interface TestElection {
  readonly commissioner: SigningKey;
  readonly plan: Plan;
  readonly planDocument: Uint8Array;
  readonly manifest: Manifest;
  /** Signed by the Commissioner only. */
  readonly signedManifest: Uint8Array;
  /** With all countersignatures. */
  readonly manifestDocument: Uint8Array;
  readonly election: Election;
  readonly ballots: ReadonlyMap<string, Uint8Array>;
  /** Sorted by voter ID, as the roll is. */
  readonly voters: readonly TestVoter[];
  /** Issuance key shares: `${administrator} ${style}`. */
  readonly issuanceShares: ReadonlyMap<string, KeyShare>;
  readonly electionShares: ReadonlyMap<string, KeyShare>;
  server(id: string): TestServer;
}

/** `count` parties of a role with IDs such as counter-1, each of its own operator and system. */
function partiesOf(
  options: ElectionOptions,
  role: string,
  count: number,
  servers: Map<string, TestServer>,
  withTraffic: boolean,
) {
  return Promise.all(
    Array.from({ length: count }, async (_, i): Promise<Party> => {
      const id = `${role}-${i + 1}`;
      const key = newKey();
      const seed = random(32);
      const url = options.urlOf?.(id) ?? `https://${id}.example`;
      const traffic = withTraffic ? trafficKeyPair(seed) : undefined;
      const none: Opener = () => Promise.reject(new Error(`${id} opens nothing`));
      const open = traffic === undefined ? none : opener(TRAFFIC, traffic.secretKey);
      servers.set(id, { id, key, periodKey: newKey(), url, seed, traffic, open });
      return { id, identityKey: key.publicKey, operator: `operator of ${id}`, system: `system of ${id}` };
    }),
  );
}

export async function makePlan(options: ElectionOptions, commissioner: SigningKey) {
  const servers = new Map<string, TestServer>();
  const styles = (options.styles ?? DEFAULT_STYLES).map(({ style }) => style);
  const plan: Plan = {
    electionId: random(16),
    attempt: 1,
    commissionerKey: commissioner.publicKey,
    administrators: await partiesOf(options, 'administrator', options.N ?? 4, servers, true),
    signingThreshold: options.t ?? 3,
    hostileAdministrators: options.b ?? 1,
    trustees: await partiesOf(options, 'trustee', options.n ?? 4, servers, true),
    hostileTrustees: options.k ?? 1,
    anonymizers: await partiesOf(options, 'anonymizer', options.anonymizers ?? 3, servers, true),
    pathLength: options.L ?? 2,
    counters: await partiesOf(options, 'counter', options.counters ?? 3, servers, false),
    distributors: await partiesOf(options, 'distributor', options.distributors ?? 3, servers, false),
    lyingDistributors: options.f ?? 1,
    styles,
    board: options.board ?? random(32),
    trusteeRenewal: options.trusteeRenewal,
    administratorRenewal: options.administratorRenewal,
    trial: options.trial ?? false,
  };
  return { plan, servers };
}

const DEFAULT_STYLES: readonly StyleOptions[] = [
  { style: 'north', voters: 4 },
  { style: 'south', voters: 2 },
];

/** A key that a trusted dealer shares: what its generation comes to, without the ceremony. The shares by participant. */
function dealKey({ group, rules, participants }: RoleCeremony): ReadonlyMap<string, KeyShare> {
  const coefficients = drawPolynomial(random, group, rules.threshold);
  const commitments = commitTo(group, coefficients);
  return new Map(
    participants.map((id, i) => [
      id,
      { index: i + 1, share: shareFor(group, coefficients, i + 1), commitments },
    ]),
  );
}

/** All keys of the plan, each by its own trusted dealer. */
export function dealKeys({ plan, planHash }: CheckedPlan): DealtKeys {
  const issuance = issuanceCeremony(plan, planHash);
  const issuanceShares = plan.styles.flatMap((style) =>
    [...dealKey(issuance)].map(([id, share]) => [`${id} ${style}`, share] as const),
  );
  return {
    electionShares: dealKey(electionCeremony(plan, planHash)),
    issuanceShares: new Map(issuanceShares),
  };
}

function makeVoters(styles: readonly StyleOptions[]): TestVoter[] {
  return styles.flatMap(({ style, voters }) =>
    Array.from({ length: voters }, (_, i): TestVoter => {
      const id = `voter-${style}-${String(i + 1).padStart(4, '0')}`;
      const key = newKey();
      return { id, style, key, entry: { salt: random(32), voter: id, publicKey: key.publicKey, style } };
    }),
  );
}

export async function makeElection(options: ElectionOptions = {}): Promise<TestElection> {
  const commissioner = options.commissioner ?? newKey();
  const { plan, servers } = await makePlan(options, commissioner);
  const server = (id: string): TestServer => given(servers.get(id));
  const planDocument = signPlan(plan, commissioner);
  const shares = dealKeys(openPlan(planDocument, commissioner.publicKey));
  return electionOf({ commissioner, planDocument, server, ...shares }, options);
}

export type DealtKeys = Pick<TestElection, 'electionShares' | 'issuanceShares'>;

/** What there is of an election before its manifest: who has which keys. */
export type KeyedElection = Pick<TestElection, 'commissioner' | 'planDocument'> & Shares;

/** The election of that plan with those keys; `changes`: to the manifest that the options come to. */
export function electionOf(
  { commissioner, planDocument, ...shares }: KeyedElection,
  options: ElectionOptions,
  changes: Partial<Manifest> = {},
): TestElection {
  const styles = options.styles ?? DEFAULT_STYLES;
  const checked = openPlan(planDocument, commissioner.publicKey);
  const voters = makeVoters(styles);
  const ballots = new Map(
    styles.map(({ style, ballot }) => [style, ballot ?? utf8(`<ballot id="${style}"/>`)]),
  );
  const made = makeManifest(checked, styles, options, { ...shares, voters, ballots });
  const manifest = { ...made, ...changes };
  const signedManifest = signManifest(manifest, commissioner);
  const manifestDocument = countersignAll(signedManifest, checked, shares, options);
  return {
    ...{ commissioner, plan: checked.plan, planDocument, manifest, signedManifest, manifestDocument },
    election: openCountersignedManifest(manifestDocument, commissioner.publicKey),
    ...{ ballots, voters, ...shares },
  };
}

type Shares = Pick<TestElection, 'electionShares' | 'issuanceShares' | 'server'>;

function makeManifest(
  { plan, payload, planHash }: CheckedPlan,
  styles: readonly StyleOptions[],
  options: ElectionOptions,
  parts: Shares & Pick<TestElection, 'voters' | 'ballots'>,
): Manifest {
  const first = given(plan.administrators[0]).id;
  const opens = options.opens ?? 1_800_000_000;
  return {
    plan: payload,
    title: 'An election of the tests',
    opens,
    closes: opens + 3600,
    intakeEnds: opens + 7200,
    claimsEnd: opens + 10_800,
    styles: styles.map(({ style, voters }) => ({
      style,
      ballotHash: sha256(given(parts.ballots.get(style))),
      voters,
      commitments: given(parts.issuanceShares.get(`${first} ${style}`)).commitments,
    })),
    servers: allParties(plan).map((party) => {
      const server = parts.server(party.id);
      const isStated = sealedTo(plan).has(party) && options.withoutKey?.includes(party.id) !== true;
      const own = ownStatement(server);
      return isStated ? stateKey(planHash, own, server.key) : withoutKey(own);
    }),
    electionCommitments: given([...parts.electionShares.values()][0]).commitments,
    rollRoot: merkleRoot(parts.voters.map(({ entry }) => rollLeaf(entry))),
    poolSize: 2,
    packageSize: packageSizeFor(
      styles.map(({ style, maxVoteLength }) => ({ style, maxVoteLength: maxVoteLength ?? 16 })),
    ),
    administratorCeremony: { outcome: random(32), holders: holdersOf(plan.administrators, options) },
    trusteeCeremony: { outcome: random(32), holders: holdersOf(plan.trustees, options) },
    trusteePeriodKeys: periodKeysOf(plan, 'trustee', options, parts),
    administratorPeriodKeys: periodKeysOf(plan, 'administrator', options, parts),
  };
}

const periodKeysOf = (
  plan: Plan,
  role: 'administrator' | 'trustee',
  { withoutShares = [] }: ElectionOptions,
  { server }: Shares,
): Uint8Array[] =>
  renewalOf(plan, role) === undefined
    ? []
    : plan[`${role}s`].flatMap(({ id }) =>
        withoutShares.includes(id) ? [] : [server(id).periodKey.publicKey],
      );

const holdersOf = (parties: readonly Party[], { withoutShares = [] }: ElectionOptions): number =>
  maskOf(parties.flatMap(({ id }, i) => (withoutShares.includes(id) ? [] : i)));

/** What the server states of itself. */
const ownStatement = ({ id, url, traffic }: TestServer): KeyStatementContent => ({
  id,
  url,
  trafficKey: traffic?.publicKey ?? EMPTY,
});

/** What a countersigner holds of its own. */
export function ownEntries(
  { plan, planHash }: Pick<CheckedPlan, 'plan' | 'planHash'>,
  id: string,
  from: Shares,
) {
  const trustee = from.electionShares.get(id);
  const shares =
    trustee === undefined
      ? plan.styles.map((style) => given(from.issuanceShares.get(`${id} ${style}`)))
      : [trustee];
  const role: 'administrator' | 'trustee' = trustee === undefined ? 'administrator' : 'trustee';
  return { ...ownStatement(from.server(id)), planHash, shares, role };
}

function countersignAll(
  document: Uint8Array,
  checked: CheckedPlan,
  from: Shares,
  { withoutShares = [] }: ElectionOptions,
): Uint8Array {
  const jws = decodeJws('revs/manifest/v1', document, 1_000_000);
  const { plan } = checked;
  const signatures = [...plan.administrators, ...plan.trustees].map(({ id }) => {
    const all = ownEntries(checked, id, from);
    const own = withoutShares.includes(id) ? { ...all, shares: [] } : all;
    return countersign(document, plan.commissionerKey, own, from.server(id).key).signature;
  });
  return encodeJws({ ...jws, signatures: [...jws.signatures, ...signatures] });
}

/** What votes are issued from: the Administrators' shares, by `${administrator} ${style}`. */
export interface VoteIssuer extends Pick<TestElection, 'plan' | 'election'> {
  readonly issuanceShares: ReadonlyMap<string, { readonly index: number; readonly share: bigint }>;
}

/** The issuance key's ordinary signature on `message`, from the first t shares and without the voter's protocol. */
export async function issue(fixture: VoteIssuer, style: string, message: Uint8Array): Promise<Uint8Array> {
  const bls = await loadMclBls();
  const signers = fixture.plan.administrators.slice(0, fixture.plan.signingThreshold);
  const hashed = bls.hashToG1(message);
  const partials = signers.map(({ id }) => {
    const { index, share } = given(fixture.issuanceShares.get(`${id} ${style}`));
    return { index, signature: signPartially(bls, hashed, share) };
  });
  return combineAndUnblind(bls, partials, 1n);
}

/** A valid package content, with whatever is `changed` in it after signing. */
export async function packageContent(
  fixture: VoteIssuer,
  style: string,
  choices: Uint8Array,
  changed: Partial<PackageContent> = {},
): Promise<PackageContent> {
  const { manifestHash } = fixture.election;
  const vote = { manifestHash, style, commitment: random(32), choices };
  return { ...vote, signature: await issue(fixture, style, encodeVote(vote)), ...changed };
}

/** A valid sealed package. */
export async function sealedVote(
  fixture: VoteIssuer,
  style: string,
  choices: Uint8Array,
): Promise<Uint8Array> {
  return sealPackage(fixture.election, await packageContent(fixture, style, choices));
}
