/**
 * The Commissioner sets an election up (protocol section 3): plan, key generation with Administrators and Trustees, roll,
 * manifest, countersignatures. Any fault ends it with the culprit named; it starts again under a new election ID.
 */
import type { Ballot } from '../../../ballots/ballot.ts';
import { parseBallot } from '../../../ballots/parse-ballot.ts';
import { maxVoteLength } from '../../../ballots/vote-encoding.ts';
import { openManifest, signManifest } from '../../../protocol/0-setup/check-manifest.ts';
import { type CheckedPlan, signPlan } from '../../../protocol/0-setup/check-plan.ts';
import {
  checkAcceptances,
  electionKeyCeremony,
  issuanceKeyCeremonies,
  jointCommitments,
  type KeyCeremony,
  transcriptHash,
} from '../../../protocol/0-setup/generate-keys.ts';
import { checkKeyStatement, withoutKey } from '../../../protocol/0-setup/state-key.ts';
import { type ErrorCode, ensure, fail } from '../../../protocol/errors.ts';
import { CEREMONY_PASS_HEADER, ceremonyPass } from '../../../protocol/messages/ceremony-pass.ts';
import {
  type KeyStatement,
  keyStatementCodec,
  MAX_KEY_STATEMENT_LENGTH,
} from '../../../protocol/messages/key-statement.ts';
import type { Ceremony, Manifest } from '../../../protocol/messages/manifest.ts';
import {
  allParties,
  COMMISSIONER,
  type Party,
  type Plan,
  SERVER_ROLES,
  sealedTo,
} from '../../../protocol/messages/plan.ts';
import { ROLL_PART, type RollEntry, rollLeaf } from '../../../protocol/messages/roll.ts';
import { packageSizeFor } from '../../../protocol/messages/submission-package.ts';
import {
  acceptancesCodec,
  allDealsCodec,
  dealsCodec,
  jwsSignatureCodec,
  keyStatementsCodec,
  MAX_ALL_DEALS_LENGTH,
  rollPartStatement,
} from '../../../protocol/messages/transfer.ts';
import { concat, toHex } from '../../../protocol/primitives/bytes.ts';
import { decode, encode } from '../../../protocol/primitives/cbor.ts';
import { LABELS } from '../../../protocol/primitives/domain-labels.ts';
import { encodeJws, type JwsSignature } from '../../../protocol/primitives/jws.ts';
import type { Commitments } from '../../../protocol/primitives/key-generation.ts';
import { merkleRoot } from '../../../protocol/primitives/merkle-tree.ts';
import type { SigningKey } from '../../../protocol/primitives/p256-signature.ts';
import { sha256 } from '../../../protocol/primitives/sha256.ts';
import { signing } from '../../../protocol/primitives/signer.ts';
import { signStatement } from '../../../protocol/primitives/statement.ts';
import { maskOf } from '../../../protocol/quorums/quorum-system.ts';
import type { HostedElections } from '../../shared/hosted-elections.ts';
import { getBytes, postCbor, RemoteError } from '../../shared/http-client.ts';
import { ServiceError } from '../../shared/service-error.ts';
import type { Directory } from '../api.ts';
import { ROLE_OF } from '../monitoring/directory.ts';
import type { RegisteredVoter } from '../roll/registry.ts';
import type { CommissionerContext, CommissionerElection } from './commissioner-election.ts';
import { awaitingCard, type ReportProgress } from './progress.ts';

export interface NewElection {
  readonly title: string;
  /** Unix times in seconds. */
  readonly opens: number;
  readonly closes: number;
  readonly intakeEnds: number;
  readonly claimsEnd: number;
  /** Exact XML bytes by style. */
  readonly ballots: ReadonlyMap<string, Uint8Array>;
}

/** Milliseconds for a step of key generation with many styles. */
const SLOW = 120_000;

export async function createElection(
  context: CommissionerContext,
  directory: Directory,
  elections: HostedElections<CommissionerElection>,
  voters: readonly RegisteredVoter[],
  request: NewElection,
  progress: ReportProgress,
): Promise<CommissionerElection> {
  const ballots = new Map([...request.ballots].map(([style, xml]) => [style, parseBallot(xml)]));
  const roll = rollOf(context, voters, ballots);
  const plan = planOf(context, directory, [...ballots.keys()].sort());
  const onWait = awaitingCard(progress);
  const document = await signing(context.identity, (key) => signPlan(plan, key), onWait);
  const election = elections.open(toHex(plan.electionId));
  await election.acceptPlan(document);
  const passed = (key: SigningKey) =>
    signStatement(ceremonyPass, election.plan.planHash, {}, COMMISSIONER, key);
  const pass = await signing(context.identity, passed, onWait);
  const ceremony = new Setup(context, directory, election.plan, pass, progress);
  await ceremony.sendPlan(document);
  const keys = await ceremony.generateKeys();
  await ceremony.sendRoll(roll);
  const manifest = manifestOf(election.plan, directory, request, { ballots, roll, ...keys });
  const signed = await signing(context.identity, (key) => signManifest(manifest, key), onWait);
  const countersigned = await ceremony.countersign(signed);
  await election.keepRoll(roll, request.ballots);
  await election.acceptManifest(countersigned);
  return election;
}

function rollOf(
  { random }: CommissionerContext,
  voters: readonly RegisteredVoter[],
  ballots: ReadonlyMap<string, Ballot>,
): RollEntry[] {
  const bad = (message: string): never => {
    throw new ServiceError('service/bad-request', 400, message);
  };
  if (voters.length === 0) bad('the roll is empty: import voters and register their cards first');
  return voters.map(({ voter, style, publicKey }) => {
    if (!ballots.has(style)) bad(`voter ${voter} has style ${style}, for which there is no ballot`);
    return { voter, style, publicKey: publicKey ?? bad(`voter ${voter} has no card yet`), salt: random(32) };
  });
}

function planOf(
  context: CommissionerContext,
  { thresholds, servers }: Directory,
  styles: readonly string[],
): Plan {
  const parties = Object.fromEntries(
    SERVER_ROLES.map((role) => [
      role,
      servers
        .filter((server) => server.role === ROLE_OF[role])
        .map(({ id, publicKey, operator, system }) => ({
          id,
          operator,
          system,
          identityKey: new Uint8Array(Buffer.from(publicKey, 'hex')),
        })),
    ]),
  ) as Record<(typeof SERVER_ROLES)[number], Party[]>;
  const { poolSize: _, ...limits } = thresholds;
  return {
    electionId: context.random(16),
    attempt: 1,
    commissionerKey: context.identity.publicKey,
    ...parties,
    ...limits,
    styles,
    board: context.board,
  };
}

interface GeneratedKeys {
  /** Of all servers, in the plan's order. */
  readonly statements: readonly KeyStatement[];
  readonly issuance: RoleKeys;
  readonly election: RoleKeys;
}

/** A role's keys, by key in the order of styles. */
interface RoleKeys {
  readonly commitments: readonly Commitments[];
  readonly ceremony: Ceremony;
}

function manifestOf(
  { payload, plan }: CheckedPlan,
  { thresholds }: Directory,
  { title, opens, closes, intakeEnds, claimsEnd, ballots: xml }: NewElection,
  made: GeneratedKeys & { ballots: ReadonlyMap<string, Ballot>; roll: readonly RollEntry[] },
): Manifest {
  const keyed = sealedTo(plan);
  const sizes = [...made.ballots].map(([style, ballot]) => ({ style, maxVoteLength: maxVoteLength(ballot) }));
  return {
    plan: payload,
    title,
    opens,
    closes,
    intakeEnds,
    claimsEnd,
    styles: plan.styles.map((style, i) => ({
      style,
      ballotHash: sha256(xml.get(style) ?? fail('ballot/other', `style ${style} has no ballot`)),
      voters: made.roll.filter((entry) => entry.style === style).length,
      commitments: made.issuance.commitments[i] ?? [],
    })),
    servers: allParties(plan).map((party, i) => {
      const statement = made.statements[i] ?? fail('key/missing', 'no statement', party.id);
      return keyed.has(party) ? statement : withoutKey(statement);
    }),
    electionCommitments: made.election.commitments[0] ?? [],
    rollRoot: merkleRoot(made.roll.map(rollLeaf)),
    poolSize: thresholds.poolSize,
    packageSize: packageSizeFor(sizes),
    administratorCeremony: made.issuance.ceremony,
    trusteeCeremony: made.election.ceremony,
  };
}

/** The exchanges with the servers, in order. */
class Setup {
  readonly #context: CommissionerContext;
  readonly #plan: CheckedPlan;
  readonly #progress: ReportProgress;
  readonly #urls: ReadonlyMap<string, string>;
  readonly #electionId: string;
  /** For requests of the ceremony. */
  readonly #headers: Readonly<Record<string, string>>;

  constructor(
    context: CommissionerContext,
    directory: Directory,
    plan: CheckedPlan,
    pass: Uint8Array,
    progress: ReportProgress,
  ) {
    this.#headers = { [CEREMONY_PASS_HEADER]: Buffer.from(pass).toString('base64url') };
    this.#context = context;
    this.#plan = plan;
    this.#progress = progress;
    this.#urls = new Map(directory.servers.map(({ id, url }) => [id, url]));
    this.#electionId = toHex(plan.plan.electionId);
  }

  /** Does it at every party at once, counting; a failure names the party. */
  async #each<T>(
    stage: string,
    parties: readonly Party[],
    act: (base: string, party: Party) => Promise<T>,
  ): Promise<T[]> {
    let done = 0;
    return Promise.all(
      parties.map(async (party) => {
        const result = await naming(party.id, act(this.#urls.get(party.id) ?? '', party));
        done += 1;
        this.#progress(stage, done, parties.length);
        return result;
      }),
    );
  }

  #path(base: string, rest: string): string {
    return `${base}/elections/${this.#electionId}/${rest}`;
  }

  async sendPlan(document: Uint8Array): Promise<void> {
    await this.#each('plan', allParties(this.#plan.plan), (base) => postCbor(`${base}/plan`, document));
  }

  async generateKeys(): Promise<GeneratedKeys> {
    const { plan, planHash } = this.#plan;
    const statements = await this.#each('server keys', allParties(plan), async (base, party) => {
      const answer = await getBytes(this.#path(base, 'key-statement'));
      const statement = decode(keyStatementCodec, answer, MAX_KEY_STATEMENT_LENGTH, 'key statement');
      checkKeyStatement(planHash, party, statement);
      ensure(
        statement.url === base,
        'manifest/invalid',
        `${party.id} states another address than ${base}`,
        party.id,
      );
      return statement;
    });
    const issuance = await this.#ceremony('issuance keys', issuanceKeyCeremonies(plan, planHash), statements);
    const electionKey = [electionKeyCeremony(plan, planHash)];
    const election = await this.#ceremony('election key', electionKey, statements);
    return { statements, issuance, election };
  }

  async #ceremony(
    stage: string,
    ceremonies: readonly KeyCeremony[],
    statements: readonly KeyStatement[],
  ): Promise<RoleKeys> {
    const participants = ceremonies[0]?.participants ?? [];
    const own = statements.filter(({ id }) => participants.some((party) => party.id === id));
    const request = encode(keyStatementsCodec, own);
    const slow = { timeoutMs: SLOW, headers: this.#headers, maxResponse: MAX_ALL_DEALS_LENGTH };
    const dealt = await this.#each(`${stage}: deal`, participants, async (base) =>
      decode(dealsCodec, await postCbor(this.#path(base, 'deals'), request, slow), MAX_ALL_DEALS_LENGTH),
    );
    const byKey = ceremonies.map(({ key: name }, key) =>
      dealt.map((deals, i) => deals[key] ?? missingFrom(participants[i], 'key-generation/bad-deal', name)),
    );
    const all = encode(allDealsCodec, byKey);
    const accepted = await this.#each(`${stage}: accept`, participants, async (base) =>
      decode(
        acceptancesCodec,
        await postCbor(this.#path(base, 'acceptances'), all, slow),
        MAX_ALL_DEALS_LENGTH,
      ),
    );
    const commitments = ceremonies.map((ceremony, key) => {
      const deals = byKey[key] ?? [];
      checkAcceptances(
        ceremony,
        deals,
        accepted.map(
          (acceptances, i) =>
            acceptances[key] ??
            missingFrom(participants[i], 'key-generation/transcripts-differ', ceremony.key),
        ),
      );
      return jointCommitments(ceremony, deals);
    });
    // Everyone has accepted the same deals, and holds shares of them.
    const transcripts = ceremonies.map((ceremony, key) => transcriptHash(ceremony, byKey[key] ?? []));
    const holders = maskOf(participants.keys());
    return { commitments, ceremony: { outcome: sha256(concat(...transcripts)), holders } };
  }

  async sendRoll(roll: readonly RollEntry[]): Promise<void> {
    const { plan, planHash } = this.#plan;
    for (let from = 0; from < roll.length; from += ROLL_PART) {
      const content = { entries: roll.slice(from, from + ROLL_PART) };
      const part = await signing(
        this.#context.identity,
        (key) => signStatement(rollPartStatement, planHash, content, COMMISSIONER, key),
        awaitingCard(this.#progress),
      );
      await Promise.all(
        plan.administrators.map(({ id }) =>
          naming(
            id,
            postCbor(this.#path(this.#urls.get(id) ?? '', 'roll'), part, { headers: this.#headers }),
          ),
        ),
      );
      this.#progress('roll', Math.min(from + ROLL_PART, roll.length), roll.length);
    }
  }

  async countersign(document: Uint8Array): Promise<Uint8Array> {
    const { jws } = openManifest(document, this.#context.commissionerKey);
    const { administrators, trustees } = this.#plan.plan;
    const signatures: JwsSignature[] = await this.#each(
      'countersignatures',
      [...administrators, ...trustees],
      async (base) =>
        decode(
          jwsSignatureCodec,
          await postCbor(this.#path(base, 'countersignature'), document, {
            timeoutMs: SLOW,
            headers: this.#headers,
          }),
          256,
        ),
    );
    return encodeJws({
      typ: LABELS.manifest,
      payload: jws.payload,
      signatures: [...jws.signatures, ...signatures],
    });
  }
}

/** A server that answered for fewer keys than there are. */
const missingFrom = (server: Party | undefined, code: ErrorCode, key: string): never =>
  fail(code, `${server?.id} has left out the key of ${key}`, server?.id);

/** Whoever it went wrong with is named: by the protocol's own error, or here. */
async function naming<T>(id: string, result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    if (!(error instanceof RemoteError)) throw error;
    throw new RemoteError(error.code, error.status, `${id}: ${error.message}`);
  }
}
