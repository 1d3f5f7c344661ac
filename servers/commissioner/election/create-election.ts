/**
 * The Commissioner sets an election up (board contract, section 4, Setup): posts the plan, sends the roll, waits for the keys that
 * servers generate by themselves, fills in the manifest from the log and posts it. What stands is decided by the board.
 */
import { setTimeout } from 'node:timers/promises';
import type { Ballot } from '../../../ballots/ballot.ts';
import { parseBallot } from '../../../ballots/parse-ballot.ts';
import { maxVoteLength } from '../../../ballots/vote-encoding.ts';
import { openManifest, signManifest } from '../../../protocol/0-setup/check-manifest.ts';
import { type CheckedPlan, openPlan, signPlan } from '../../../protocol/0-setup/check-plan.ts';
import { ROOM_FOR_REFRESHES, refreshBytes } from '../../../protocol/0-setup/refresh-room.ts';
import type { ElectionLog } from '../../../protocol/board/election-log.ts';
import {
  countersignedManifest,
  type LoggedParts,
  loggedParts,
} from '../../../protocol/board/manifest-from-log.ts';
import { manifestStatement } from '../../../protocol/board/post-messages.ts';
import { electionName } from '../../../protocol/board/topics.ts';
import { fail, ProtocolError } from '../../../protocol/errors.ts';
import type { Manifest } from '../../../protocol/messages/manifest.ts';
import {
  COMMISSIONER,
  type Party,
  type Plan,
  type Renewal,
  SERVER_ROLES,
} from '../../../protocol/messages/plan.ts';
import { type RollEntry, rollLeaf } from '../../../protocol/messages/roll.ts';
import { packageSizeFor } from '../../../protocol/messages/submission-package.ts';
import { type TrialVoters, takesPart } from '../../../protocol/messages/test-voter.ts';
import { toHex } from '../../../protocol/primitives/bytes.ts';
import { merkleRoot } from '../../../protocol/primitives/merkle-tree.ts';
import type { SigningKey } from '../../../protocol/primitives/p256-signature.ts';
import { sha256 } from '../../../protocol/primitives/sha256.ts';
import { signing } from '../../../protocol/primitives/signer.ts';
import { signStatement } from '../../../protocol/primitives/statement.ts';
import { members } from '../../../protocol/quorums/quorum-system.ts';
import type { HostedElections } from '../../shared/hosted-elections.ts';
import { postCbor } from '../../shared/http-client.ts';
import type { OfficeBoard } from '../../shared/join-board.ts';
import { requireOneLog } from '../../shared/past-logs.ts';
import { persistently } from '../../shared/persistently.ts';
import { ServiceError } from '../../shared/service-error.ts';
import type { Directory } from '../api/servers.ts';
import { ROLE_OF } from '../monitoring/directory.ts';
import type { RegisteredVoter } from '../roll/registry.ts';
import type { CommissionerContext, CommissionerElection } from './commissioner-election.ts';
import { awaitingCard, type ReportProgress } from './progress.ts';
import { sendRoll, setupHeaders, setupUrl } from './send-roll.ts';

export interface NewElection {
  readonly title: string;
  /** Unix times in seconds. */
  readonly opens: number;
  readonly closes: number;
  readonly intakeEnds: number;
  readonly claimsEnd: number;
  /** Exact XML bytes by style. */
  readonly ballots: ReadonlyMap<string, Uint8Array>;
  /** Of a trial election: whose cards vote in it. */
  readonly trial?: TrialVoters | undefined;
  /** Seconds from one renewal of the Trustees' and Administrators' shares to the next; without it they are not renewed. */
  readonly renewEvery?: number | undefined;
}

export interface SetupContext extends OfficeBoard {
  readonly context: CommissionerContext;
  readonly elections: HostedElections<CommissionerElection>;
  readonly directory: Directory;
  readonly progress: ReportProgress;
}

/** ms between looks at the log. */
const LOOK = 25;
/** ms: servers that are away are waited for long; then whoever is missing is named. */
const PATIENCE = 3_600_000;

export async function createElection(
  setup: SetupContext,
  voters: readonly RegisteredVoter[],
  request: NewElection,
): Promise<CommissionerElection> {
  const { context, directory, elections, genesis } = setup;
  const ballots = new Map([...request.ballots].map(([style, xml]) => [style, parseBallot(xml)]));
  const roll = rollOf(
    context,
    voters.filter(({ voter }) => takesPart(voter, request.trial)),
    ballots,
  );
  const styles = [...ballots.keys()].sort();
  const isTrial = request.trial !== undefined;
  const plan = planOf(context, directory, {
    board: genesis.board,
    styles,
    trial: isTrial,
    trusteeRenewal: renewalTimes(request, 0),
    administratorRenewal: signsAlone(directory) ? undefined : renewalTimes(request, 1 / 2),
  });
  requireRoom(plan, request);
  const checked = await convene(setup, plan);
  const election = elections.open(toHex(plan.electionId));
  await until(setup, 'plan', () => shown(election.isFollowed));
  await election.keepRoll(roll, request.ballots);
  const stop = new AbortController();
  const administrators = plan.administrators.map(({ id }) => id);
  const sending = sendRoll(election, administrators, awaitingCard(setup.progress), stop.signal);
  try {
    await waitForKeys(setup, election.log);
    const parts = loggedParts(election.log);
    const manifest = manifestOf(checked, directory, request, { ballots, roll, parts });
    const document = await propose(setup, election, manifest, stop.signal);
    await election.acceptManifest(countersignedManifest(document, election.log));
  } finally {
    stop.abort();
    await sending;
  }
  return election;
}

/** Posts the plan. Errors: board/refused if the board's directory has other servers than this deployment; those of the board. */
async function convene({ context, post, progress }: SetupContext, plan: Plan): Promise<CheckedPlan> {
  const document = await signing(context.identity, (key) => signPlan(plan, key), awaitingCard(progress));
  progress('plan', 0, 1);
  const name = electionName(plan.electionId, plan.commissionerKey);
  try {
    await post(`${name}/setup`, ['plan', COMMISSIONER, document]);
  } catch (error) {
    if (!(error instanceof ProtocolError && error.code === 'board/refused')) throw error;
    throw new ProtocolError(
      'board/refused',
      'the board has refused the plan: its directory lists other servers; register them with "revs board register"',
    );
  }
  progress('plan', 1, 1);
  return openPlan(document, context.commissionerKey);
}

/** How far something is that others do. */
interface Look {
  readonly isDone: boolean;
  /** Who has not done it yet; of so many. */
  readonly missing: readonly string[];
  readonly total: number;
  /** What is under way within the stage. */
  readonly step?: string;
}

/** Resolves once it is done. Errors: setup/too-long, with who is missing; board/fork. */
async function until(setup: SetupContext, stage: string, look: () => Look): Promise<void> {
  const { context, progress } = setup;
  const end = context.clock() + PATIENCE;
  for (let told = ''; ; await setTimeout(LOOK)) {
    const { isDone, missing, total, step } = look();
    if (isDone) break;
    const waits = missing.length === 0 ? [] : [`waiting for ${missing.join(', ')}`];
    const says = [stage, [...(step === undefined ? [] : [step]), ...waits].join(', ')]
      .filter(Boolean)
      .join(': ');
    if (says !== told) progress(says, total - missing.length, total);
    told = says;
    requireOneLog(setup);
    if (context.clock() > end) throw new ServiceError('setup/too-long', 504, says);
  }
  progress(stage, 1, 1);
}

/** Until servers have stated their keys, and Administrators and Trustees have generated theirs, or cannot any more. */
async function waitForKeys(setup: SetupContext, log: ElectionLog): Promise<void> {
  await until(setup, 'server keys', () => keysStated(log));
  await until(setup, 'issuance keys', () => keysGenerated(log, 'administrator'));
  await until(setup, 'election key', () => keysGenerated(log, 'trustee'));
}

function keysStated({ setup, plan: { plan } }: ElectionLog): Look {
  const total = plan.administrators.length + plan.anonymizers.length;
  if (setup.step !== 'keys') return { isDone: setup.step !== 'plan', missing: [], total };
  const missing = (['administrator', 'anonymizer'] as const).flatMap((role) =>
    plan[`${role}s`].flatMap(({ id }, index) => (setup.keys[role].has(index) ? [] : [id])),
  );
  return { isDone: false, missing, total };
}

const STEPS = { state: 'one-time keys', deal: 'deals', complaint: 'shares', outcome: 'outcome' } as const;

function keysGenerated(log: ElectionLog, role: 'administrator' | 'trustee'): Look {
  const ceremony = log.ceremony(role);
  const { participants } = log.rules(role);
  const total = participants.length;
  if (ceremony.step === 'failed') return { isDone: true, missing: [], total };
  const done = {
    state: [...ceremony.states.keys()],
    deal: [...ceremony.deals.keys()],
    complaint: ceremony.step === 'complaint' ? [...ceremony.oks.keys()] : [],
    outcome: ceremony.step === 'outcome' ? members(ceremony.signers) : [],
  }[ceremony.step];
  const missing = participants.filter((_, i) => !done.includes(i));
  const isDone = ceremony.step === 'outcome' && ceremony.isCertified;
  return { isDone, missing, total, step: STEPS[ceremony.step] };
}

/** Signs the manifest, hands it to its countersigners, posts its hash, and waits until it stands. Returns the document. */
async function propose(
  setup: SetupContext,
  election: CommissionerElection,
  manifest: Manifest,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { context, post, progress } = setup;
  const { log } = election;
  const { plan, planHash } = log.plan;
  const onWait = awaitingCard(progress);
  const document = await signing(context.identity, (key) => signManifest(manifest, key), onWait);
  const { election: signed, jws } = openManifest(document, context.commissionerKey);
  const { opens, closes, intakeEnds, claimsEnd } = manifest;
  const terms = { opens, closes, intakeEnds, claimsEnd, voters: signed.voters };
  const proposed = (key: SigningKey) =>
    signStatement(manifestStatement, planHash, { hash: signed.manifestHash, ...terms }, COMMISSIONER, key);
  const statement = await signing(context.identity, proposed, onWait);
  const headers = await setupHeaders(election, onWait);
  const offering = [...plan.administrators, ...plan.trustees].map(({ id }) =>
    persistently(
      () => postCbor(setupUrl(election, id, 'manifest'), document, { headers }),
      signal,
      () => undefined,
    ),
  );
  const name = electionName(plan.electionId, plan.commissionerKey);
  await post(`${name}/setup`, ['manifest', COMMISSIONER, statement]);
  await until(setup, 'manifest', () => shown(log.setup.step === 'countersignature'));
  log.offer(jws.payload);
  await until(setup, 'countersignatures', () => countersigned(log));
  void Promise.allSettled(offering);
  return document;
}

/** Something that only the board has to show. */
const shown = (isDone: boolean): Look => ({ isDone, missing: isDone ? [] : ['the board'], total: 1 });

function countersigned({ setup, plan: { plan } }: ElectionLog): Look {
  const total = plan.administrators.length + plan.trustees.length;
  if (setup.step !== 'countersignature') return { isDone: false, missing: [], total };
  const missing = (['administrators', 'trustees'] as const).flatMap((list) =>
    plan[list].flatMap(({ id }, index) => (setup[list].has(index) ? [] : [id])),
  );
  return { isDone: setup.stands, missing, total };
}

function rollOf(
  { random }: CommissionerContext,
  voters: readonly RegisteredVoter[],
  ballots: ReadonlyMap<string, Ballot>,
): RollEntry[] {
  const bad = (message: string): never => {
    throw new ServiceError('service/bad-request', 400, message);
  };
  if (voters.length === 0)
    bad(
      'the roll is empty: import voters, or make test voters for a trial election, and register their cards first',
    );
  return voters.map(({ voter, style, publicKey }) => {
    if (!ballots.has(style)) bad(`voter ${voter} has style ${style}, for which there is no ballot`);
    return { voter, style, publicKey: publicKey ?? bad(`voter ${voter} has no card yet`), salt: random(32) };
  });
}

/** Who signs votes alone holds the whole key: there is nothing to share anew. */
const signsAlone = ({ thresholds }: Directory): boolean => thresholds.signingThreshold === 1;

const LONGEST_DEADLINE = 3_600_000;
const LONGEST_PHASE = 300_000;
const LONGEST_CLOCK_ERROR = 1000;

/**
 * The contract's times for a day (T_D an hour, phases of five minutes), shorter ones in proportion to a shorter period. The first
 * slot is a period after the opening: until then shares are as they were made. `offset`: so much of a period later, so that not
 * all servers renew at once.
 */
function renewalTimes({ opens, renewEvery }: NewElection, offset: number): Renewal | undefined {
  if (renewEvery === undefined) return undefined;
  const every = 1000 * renewEvery;
  return {
    first: 1000 * opens + every + offset * every,
    every,
    deadline: Math.min(LONGEST_DEADLINE, Math.floor(every / 2)),
    phase: Math.min(LONGEST_PHASE, Math.floor(every / 12)),
    clockError: Math.min(LONGEST_CLOCK_ERROR, Math.floor(every / 24)),
  };
}

/** Before keys are made in vain: no manifest of it would stand. */
function requireRoom(plan: Plan, { closes, claimsEnd }: NewElection): void {
  const ofTrustees = refreshBytes(plan, 'trustee', 1000 * claimsEnd);
  const ofAdministrators = refreshBytes(plan, 'administrator', 1000 * closes);
  if (ofTrustees + ofAdministrators <= ROOM_FOR_REFRESHES) return;
  throw new ServiceError(
    'service/bad-request',
    400,
    'shares cannot be renewed so often in so long an election: the board has no room for it; choose a longer time',
  );
}

function planOf(
  context: CommissionerContext,
  { thresholds, servers }: Directory,
  own: Pick<Plan, 'board' | 'styles' | 'trial' | 'trusteeRenewal' | 'administratorRenewal'>,
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
    ...own,
  };
}

function manifestOf(
  { payload, plan }: CheckedPlan,
  { thresholds }: Directory,
  { title, opens, closes, intakeEnds, claimsEnd, ballots: xml }: NewElection,
  made: { ballots: ReadonlyMap<string, Ballot>; roll: readonly RollEntry[]; parts: LoggedParts },
): Manifest {
  const sizes = [...made.ballots].map(([style, ballot]) => ({ style, maxVoteLength: maxVoteLength(ballot) }));
  const { issuanceCommitments, ...logged } = made.parts;
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
      commitments: issuanceCommitments[i] ?? [],
    })),
    ...logged,
    rollRoot: merkleRoot(made.roll.map(rollLeaf)),
    poolSize: thresholds.poolSize,
    packageSize: packageSizeFor(sizes),
  };
}
