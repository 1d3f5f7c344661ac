/**
 * An election for the benchmarks: N = 4, t = 3, b = 1; 4 Trustees; 3 Anonymizers, all on every path; one style with one
 * contest of 3 options. Administrators and Trustees are the servers' own classes on stores as a setup leaves them, so that a
 * server under test starts on its folder as in production. A trusted dealer takes the ceremony's place: there is no board here.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mod } from '@noble/curves/abstract/modular.js';
import { pino } from 'pino';
import type { Ballot } from '../../ballots/ballot.ts';
import { parseBallot } from '../../ballots/parse-ballot.ts';
import { maxVoteLength } from '../../ballots/vote-encoding.ts';
import { systemRandom } from '../../common/system-random.ts';
import {
  countersign,
  openCountersignedManifest,
  openManifest,
  signManifest,
} from '../../protocol/0-setup/check-manifest.ts';
import { type CheckedPlan, openPlan, signPlan } from '../../protocol/0-setup/check-plan.ts';
import type { Election } from '../../protocol/0-setup/election.ts';
import { stateKey, withoutKey } from '../../protocol/0-setup/state-key.ts';
import { ELECTION_KEY, issuanceKey } from '../../protocol/messages/key-names.ts';
import {
  type KeyStatement,
  keyStatementCodec,
  MAX_KEY_STATEMENT_LENGTH,
} from '../../protocol/messages/key-statement.ts';
import type { Manifest, ServerEntry } from '../../protocol/messages/manifest.ts';
import {
  allParties,
  COMMISSIONER,
  type Party,
  type Plan,
  type SERVER_ROLES,
  sealedTo,
} from '../../protocol/messages/plan.ts';
import { ROLL_PART, type RollEntry, rollLeaf } from '../../protocol/messages/roll.ts';
import { packageSizeFor } from '../../protocol/messages/submission-package.ts';
import { rollPartStatement } from '../../protocol/messages/transfer.ts';
import { loadMclBls } from '../../protocol/primitives/bls-mcl.ts';
import { toHex, utf8 } from '../../protocol/primitives/bytes.ts';
import { decode } from '../../protocol/primitives/cbor.ts';
import { LABELS } from '../../protocol/primitives/domain-labels.ts';
import { trafficKeyPair } from '../../protocol/primitives/hpke.ts';
import { encodeJws } from '../../protocol/primitives/jws.ts';
import { lagrangeAtZero } from '../../protocol/primitives/lagrange.ts';
import { merkleRoot } from '../../protocol/primitives/merkle-tree.ts';
import { randomSecretKey, type SigningKey, signingKey } from '../../protocol/primitives/p256-signature.ts';
import { P256 } from '../../protocol/primitives/prime-group.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import { BLS_ORDER } from '../../protocol/primitives/threshold-blind-bls.ts';
import { maskOf } from '../../protocol/quorums/quorum-system.ts';
import { dealKeys } from '../../protocol/test-support.ts';
import { AdministratorElection } from '../../servers/administrator/administrator-election.ts';
import type { CeremonyMember } from '../../servers/shared/ceremony-member.ts';
import { systemClock } from '../../servers/shared/clock.ts';
import type { HostedElection, ServerContext } from '../../servers/shared/hosted-election.ts';
import type { OwnStatement } from '../../servers/shared/own-statement.ts';
import { plantShares } from '../../servers/shared/test-support.ts';
import { TrusteeElection } from '../../servers/trustee/trustee-election.ts';

export const STYLE = 'all';
const SIZES = { administrators: 4, trustees: 4, anonymizers: 3, counters: 3, distributors: 2 } as const;
const DAY = 86_400;

export const BALLOT_XML = utf8(`<?xml version="1.0" encoding="UTF-8"?>
<ballot xmlns="urn:revs:ballot:v1" id="bench" languages="en">
  <title lang="en">Benchmark</title>
  <contest id="colour" kind="choose-one" blank="allowed">
    <title lang="en">Which colour?</title><short lang="en">Colour</short>
    <option id="red"><short lang="en">Red</short><long lang="en">Red</long></option>
    <option id="green"><short lang="en">Green</short><long lang="en">Green</long></option>
    <option id="blue"><short lang="en">Blue</short><long lang="en">Blue</long></option>
  </contest>
</ballot>`);

export interface BenchVoter {
  readonly id: string;
  readonly publicKey: Uint8Array;
}

export interface BenchElection {
  /** Election ID in hexadecimal, as in URLs. */
  readonly id: string;
  readonly election: Election;
  /** The countersigned manifest. */
  readonly manifest: Uint8Array;
  readonly ballot: Ballot;
  readonly commissioner: SigningKey;
  readonly administrators: readonly AdministratorElection[];
  /** Of all servers, by ID. */
  readonly identities: ReadonlyMap<string, SigningKey>;
  /** What the Administrators' shares, and the Trustees', stand for: no one has these but a benchmark. */
  readonly issuanceSecret: bigint;
  readonly electionSecret: bigint;
  /** A server's context: its folder is the one that it was set up in. */
  contextOf(id: string): ServerContext;
}

export async function makeBenchElection(
  voters: readonly BenchVoter[],
  commissioner: SigningKey,
): Promise<BenchElection> {
  const folder = scratchFolder();
  const plan = makePlan(commissioner);
  const identities = new Map([...plan.keys, [COMMISSIONER, commissioner]]);
  const contextOf = contexts(folder, identities, commissioner.publicKey);
  const id = toHex(plan.plan.electionId);
  const bls = await loadMclBls();
  const administrators = plan.plan.administrators.map(
    (party) => new AdministratorElection(contextOf(party.id), id, bls),
  );
  const trustees = plan.plan.trustees.map((party) => new TrusteeElection(contextOf(party.id), id));
  const document = signPlan(plan.plan, commissioner);
  const checked = openPlan(document, commissioner.publicKey);
  const holders = [...administrators, ...trustees];
  const dealt = dealKeys(checked);
  for (const server of holders) {
    await server.acceptPlan(document);
    await plantShares(server, plan.plan, dealt);
  }

  const roll = rollOf(voters);
  await sendRoll(administrators, roll, commissioner);
  const made = await makeManifest(checked, holders, identities, roll);
  const manifest = await countersignAll(signManifest(made, commissioner), holders);
  for (const server of holders) await server.acceptManifest(manifest);
  return {
    id,
    manifest,
    election: openCountersignedManifest(manifest, commissioner.publicKey),
    ballot: parseBallot(BALLOT_XML),
    commissioner,
    administrators,
    identities,
    issuanceSecret: secretOf(administrators, issuanceKey(STYLE), BLS_ORDER),
    electionSecret: secretOf(trustees, ELECTION_KEY, P256.order),
    contextOf,
  };
}

/** A folder that goes when the process does. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'revs-bench-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const newSigningKey = (): SigningKey => signingKey(randomSecretKey(systemRandom));

function makePlan(commissioner: SigningKey): { plan: Plan; keys: Map<string, SigningKey> } {
  const keys = new Map<string, SigningKey>();
  const partiesOf = (role: (typeof SERVER_ROLES)[number]) =>
    Array.from({ length: SIZES[role] }, (_, i) => {
      const id = `${role}-${i + 1}`;
      const key = newSigningKey();
      keys.set(id, key);
      return { id, identityKey: key.publicKey, operator: `operator-${i + 1}`, system: `system-${i + 1}` };
    });
  const plan = {
    electionId: systemRandom(16),
    attempt: 1,
    commissionerKey: commissioner.publicKey,
    administrators: partiesOf('administrators'),
    signingThreshold: 3,
    hostileAdministrators: 1,
    trustees: partiesOf('trustees'),
    hostileTrustees: 1,
    anonymizers: partiesOf('anonymizers'),
    pathLength: 3,
    counters: partiesOf('counters'),
    distributors: partiesOf('distributors'),
    lyingDistributors: 1,
    styles: [STYLE],
    board: systemRandom(32),
    trusteeRenewal: undefined,
    administratorRenewal: undefined,
    trial: false,
  };
  return { plan, keys };
}

/** Servers log as in production, to nowhere: what a log line costs is part of what a request costs. */
function contexts(
  folder: string,
  identities: ReadonlyMap<string, SigningKey>,
  commissionerKey: Uint8Array,
): (id: string) => ServerContext {
  const logger = pino({ level: 'info' }, pino.destination('/dev/null'));
  return (id) => {
    const identity = identities.get(id);
    if (identity === undefined) throw new Error(`no server ${id}`);
    const common = { commissionerKey, random: systemRandom, clock: systemClock, logger };
    return { id, folder: join(folder, id), identity, url: urlOf(id), ...common };
  };
}

interface Holder extends Pick<HostedElection, 'context' | 'plan'> {
  readonly statement: OwnStatement;
  readonly ceremony: CeremonyMember;
}

const rollOf = (voters: readonly BenchVoter[]): RollEntry[] =>
  voters
    .map(({ id, publicKey }) => ({ voter: id, publicKey, style: STYLE, salt: systemRandom(32) }))
    .sort((a, b) => (a.voter < b.voter ? -1 : 1));

async function sendRoll(
  administrators: readonly AdministratorElection[],
  roll: readonly RollEntry[],
  commissioner: SigningKey,
): Promise<void> {
  for (let from = 0; from < roll.length; from += ROLL_PART) {
    const content = { entries: roll.slice(from, from + ROLL_PART) };
    for (const server of administrators) {
      const { planHash } = server.plan;
      await server.acceptRollPart(
        signStatement(rollPartStatement, planHash, content, COMMISSIONER, commissioner),
      );
    }
  }
}

const statementOf = async (holder: Holder): Promise<KeyStatement> =>
  decode(keyStatementCodec, await holder.statement.sign(), MAX_KEY_STATEMENT_LENGTH);

const urlOf = (id: string): string => `http://${id}.example`;

async function makeManifest(
  { plan, payload, planHash }: CheckedPlan,
  holders: readonly Holder[],
  identities: ReadonlyMap<string, SigningKey>,
  roll: readonly RollEntry[],
): Promise<Manifest> {
  const keyed = sealedTo(plan);
  const entryOf = async (party: Party): Promise<ServerEntry> => {
    const { id } = party;
    const own = { id, url: urlOf(id) };
    const holder = holders.find(({ context }) => context.id === id);
    if (!keyed.has(party)) return withoutKey(own);
    if (holder !== undefined) return statementOf(holder);
    const { publicKey: trafficKey } = trafficKeyPair(systemRandom(32));
    return stateKey(planHash, { ...own, trafficKey }, identities.get(id) as SigningKey);
  };
  const commitmentsTo = (key: string) =>
    holders
      .map(({ ceremony }) => ceremony.shares.get(key)?.commitments)
      .find((known) => known !== undefined) ?? [];
  const now = Math.floor(Date.now() / 1000);
  const sizes = [{ style: STYLE, maxVoteLength: maxVoteLength(parseBallot(BALLOT_XML)) }];
  return {
    plan: payload,
    title: 'Benchmark',
    opens: now - 60,
    closes: now + DAY,
    intakeEnds: now + 2 * DAY,
    claimsEnd: now + 3 * DAY,
    styles: [
      {
        style: STYLE,
        ballotHash: sha256(BALLOT_XML),
        voters: roll.length,
        commitments: commitmentsTo(issuanceKey(STYLE)),
      },
    ],
    servers: await Promise.all(allParties(plan).map(entryOf)),
    electionCommitments: commitmentsTo(ELECTION_KEY),
    rollRoot: merkleRoot(roll.map(rollLeaf)),
    poolSize: 1,
    packageSize: packageSizeFor(sizes),
    administratorCeremony: { outcome: systemRandom(32), holders: maskOf(plan.administrators.keys()) },
    trusteeCeremony: { outcome: systemRandom(32), holders: maskOf(plan.trustees.keys()) },
    trusteePeriodKeys: [],
    administratorPeriodKeys: [],
  };
}

async function countersignAll(document: Uint8Array, holders: readonly Holder[]): Promise<Uint8Array> {
  const [first] = holders;
  if (first === undefined) throw new Error('nobody countersigns');
  const { jws } = openManifest(document, first.context.commissionerKey);
  const signatures = [...jws.signatures];
  for (const { context, plan, statement, ceremony } of holders) {
    const role = plan.plan.trustees.some(({ id }) => id === context.id) ? 'trustee' : 'administrator';
    const shares = [...ceremony.shares.values()];
    const own = { ...(await statement.content()), planHash: plan.planHash, shares, role } as const;
    signatures.push(countersign(document, context.commissionerKey, own, context.identity).signature);
  }
  return encodeJws({ typ: LABELS.manifest, payload: jws.payload, signatures });
}

/** Interpolates the shares: all of them lie on the one polynomial. */
function secretOf(holders: readonly Holder[], key: string, order: bigint): bigint {
  const shares = holders.flatMap((holder) => holder.ceremony.shares.get(key) ?? []);
  const weights = lagrangeAtZero(
    shares.map(({ index }) => index),
    order,
  );
  return shares.reduce((sum, { share }, i) => mod(sum + share * (weights[i] ?? 0n), order), 0n);
}
