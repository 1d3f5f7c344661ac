/**
 * The Commissioner runs an election after its setup: open, close (protocol steps 3.3 and 4.1), and publish; freezing and
 * disclosure are in freeze-election.ts, the tally is in tally.ts.
 * Every function may be called again: what is done stays done, what failed is tried again.
 */
import { setTimeout } from 'node:timers/promises';
import { signClosingOrder } from '../../../protocol/0-setup/close-early.ts';
import type { Member } from '../../../protocol/0-setup/election.ts';
import { enrol } from '../../../protocol/0-setup/enrol-voter.ts';
import { ensure } from '../../../protocol/errors.ts';
import { SERVER_ROLES } from '../../../protocol/messages/plan.ts';
import { ROLL_PART } from '../../../protocol/messages/roll.ts';
import { enrolmentsCodec } from '../../../protocol/messages/transfer.ts';
import { utf8 } from '../../../protocol/primitives/bytes.ts';
import { encode } from '../../../protocol/primitives/cbor.ts';
import { signing } from '../../../protocol/primitives/signer.ts';
import { getJson, postCbor, RemoteError } from '../../shared/http-client.ts';
import { requireOneLog } from '../../shared/past-logs.ts';
import { ServiceError } from '../../shared/service-error.ts';
import type { Failures } from '../api/elections.ts';
import { path, toAll } from './ask-servers.ts';
import type { CommissionerElection } from './commissioner-election.ts';
import { awaitingCard, type ReportProgress } from './progress.ts';
import { sendRoll } from './send-roll.ts';

const allMembers = ({ election }: CommissionerElection): Member[] =>
  SERVER_ROLES.flatMap((role) => [...election.members(role)]);

/** ms until a server that has not taken the manifest is named. */
const TAKING = 15_000;
/** ms between looks at a server. */
const LOOK = 250;

/** Waits until every server has taken the manifest from the board; ballots and enrolments go to the Distributors. */
export async function openElection(
  election: CommissionerElection,
  progress: ReportProgress,
): Promise<Failures> {
  const members = allMembers(election);
  const late = AbortSignal.timeout(TAKING);
  // An Administrator that was away may lack the roll, without which it takes no manifest.
  const administrators = election.election.members('administrators');
  const isTaken = await Promise.all(administrators.map((member) => isOpenAt(election, member)));
  const lacking = administrators.filter((_, i) => isTaken[i] !== true).map(({ id }) => id);
  // Nothing waits for the roll to be sent, but what hinders it here, such as a card that does not sign, ends the job.
  const hindered = new Promise<never>(
    (_, reject) => void sendRoll(election, lacking, awaitingCard(progress), late).catch(reject),
  );
  let done = 0;
  const opened = toAll(
    members,
    (member) => untilOpen(election, member, late),
    () => progress('manifest', ++done, members.length),
  );
  const failures = await Promise.race([opened, hindered]);
  const distributors = election.election
    .members('distributors')
    .filter(({ id }) => failures[id] === undefined);
  for (const xml of election.ballots().values())
    Object.assign(
      failures,
      await toAll(distributors, (member) => postCbor(path(election, member, 'ballots'), xml)),
    );
  Object.assign(failures, await sendEnrolments(election, distributors, progress));
  election.postAuditHead();
  await election.keep('opened', utf8('opened'));
  return failures;
}

/** Errors: whatever the server says, or that it has not taken the manifest. */
async function untilOpen(election: CommissionerElection, member: Member, late: AbortSignal): Promise<void> {
  for (;;) {
    const isOpen = await isOpenAt(election, member);
    if (isOpen === true) return;
    if (late.aborted)
      throw isOpen ?? new ServiceError('service/busy', 503, 'it has not taken the manifest yet');
    await setTimeout(LOOK);
  }
}

/** True, or why not, if the server says why. */
async function isOpenAt(
  { electionId }: CommissionerElection,
  { url }: Member,
): Promise<true | RemoteError | undefined> {
  try {
    const answer = await getJson(`${url}/elections/${electionId}`);
    const isOpen = typeof answer === 'object' && answer !== null && 'open' in answer && answer.open === true;
    return isOpen ? true : undefined;
  } catch (error) {
    if (error instanceof RemoteError) return error;
    throw error;
  }
}

async function sendEnrolments(
  election: CommissionerElection,
  distributors: readonly Member[],
  progress: ReportProgress,
): Promise<Failures> {
  const { manifestHash } = election.election;
  const { identity } = election.context;
  const total = election.voters;
  const failures: Record<string, string> = {};
  for (let from = 0; from < total; from += ROLL_PART) {
    const part = election.roll(from, ROLL_PART);
    const entries = await signing(
      identity,
      (key) =>
        part.map(({ publicKey, style }) => ({
          publicKey,
          document: enrol(manifestHash, publicKey, style, key),
        })),
      awaitingCard(progress),
    );
    const body = encode(enrolmentsCodec, entries);
    Object.assign(
      failures,
      await toAll(distributors, (member) => postCbor(path(election, member, 'enrolments'), body)),
    );
    progress('enrolments', Math.min(from + ROLL_PART, total), total);
  }
  return failures;
}

/** ms that the board may take until it has ordered the close, its clocks included. */
const ORDERING = 2_000;

/**
 * Orders the close as soon as the board allows, which is after `lead`, so that all servers know in time; resolves once the order
 * is in force. Nothing to do if the manifest's close comes first. Errors: board/too-late if the board took too long: no server
 * obeys the order, and there can be another; board/fork, and others of the board.
 */
export async function closeElection(
  election: CommissionerElection,
  progress: ReportProgress,
): Promise<Failures> {
  const { log, context } = election;
  const { manifestHash, manifest } = election.election;
  const closes = Math.ceil((context.clock() + log.times.lead + ORDERING) / 1000);
  if (log.closing.step === 'none') {
    if (closes > manifest.closes) return {};
    const order = { manifestHash, closes };
    const onWait = awaitingCard(progress);
    const signed = await signing(context.identity, (key) => signClosingOrder(order, key), onWait);
    await election.post('run', 'close', signed);
    election.postAuditHead();
  }
  const end = context.clock() + log.times.lead + ORDERING;
  progress('closing order', 0, 1);
  for (
    ;
    log.closing.step !== 'in force' || election.times.closes >= ms(manifest.closes);
    await setTimeout(LOOK)
  ) {
    requireOneLog(election.past);
    ensure(context.clock() < end, 'board/too-late', 'the board did not take up the order in time');
  }
  progress('closing order', 1, 1);
  return {};
}

const ms = (seconds: number): number => 1000 * seconds;

/** From now on anyone may fetch the record. Errors: election/not-tallied. */
export async function publishElection(election: CommissionerElection): Promise<null> {
  requireTallied(election);
  await election.keep('published', utf8('published'));
  return null;
}

/** Errors: election/not-tallied. */
export function requireTallied({ isTallied }: CommissionerElection): void {
  if (!isTallied)
    throw new ServiceError('election/not-tallied', 409, 'there are no results yet: tally first');
}
