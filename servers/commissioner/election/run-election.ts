/**
 * The Commissioner runs an election after its setup: open, close (protocol steps 3.3 and 4.1), and publish; freezing and
 * disclosure are in freeze-election.ts, the tally is in tally.ts.
 * Every function may be called again: what is done stays done, what failed is tried again.
 */
import { setTimeout } from 'node:timers/promises';
import { signClosingOrder } from '../../../protocol/0-setup/close-early.ts';
import type { Member } from '../../../protocol/0-setup/election.ts';
import { enrol } from '../../../protocol/0-setup/enrol-voter.ts';
import { SERVER_ROLES } from '../../../protocol/messages/plan.ts';
import { ROLL_PART } from '../../../protocol/messages/roll.ts';
import { enrolmentsCodec } from '../../../protocol/messages/transfer.ts';
import { utf8 } from '../../../protocol/primitives/bytes.ts';
import { encode } from '../../../protocol/primitives/cbor.ts';
import { signing } from '../../../protocol/primitives/signer.ts';
import { getJson, postCbor, RemoteError } from '../../shared/http-client.ts';
import { ServiceError } from '../../shared/service-error.ts';
import type { Failures } from '../api.ts';
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
  void sendRoll(election, lacking, awaitingCard(progress), late);
  let done = 0;
  const failures = await toAll(
    members,
    (member) => untilOpen(election, member, late),
    () => progress('manifest', ++done, members.length),
  );
  const distributors = election.election
    .members('distributors')
    .filter(({ id }) => failures[id] === undefined);
  for (const xml of election.ballots().values())
    Object.assign(
      failures,
      await toAll(distributors, (member) => postCbor(path(election, member, 'ballots'), xml)),
    );
  Object.assign(failures, await sendEnrolments(election, distributors, progress));
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

/** Orders the close now, if it is not past already, and tells every server. */
export async function closeElection(
  election: CommissionerElection,
  progress: ReportProgress,
): Promise<Failures> {
  const now = Math.ceil(election.context.clock() / 1000);
  if (election.documents.get('closing-order') === undefined && now < election.election.manifest.closes) {
    const order = { manifestHash: election.election.manifestHash, closes: now };
    const { identity } = election.context;
    const signed = await signing(identity, (key) => signClosingOrder(order, key), awaitingCard(progress));
    await election.acceptClosingOrder(signed);
  }
  const failures = await resendOrders(election);
  void tellAgain(election, Object.keys(failures));
  return failures;
}

/** Milliseconds between tries, and for how long after the close: later, no server takes the order (protocol step 4.1). */
const TELL_AGAIN = 2_000;
const TELL_UNTIL = 60_000;

/** Goes on telling servers that were not reached. Never rejects. */
async function tellAgain(election: CommissionerElection, missing: readonly string[]): Promise<void> {
  let left = missing;
  const order = election.documents.get('closing-order');
  while (order !== undefined && left.length > 0) {
    await setTimeout(TELL_AGAIN, undefined, { ref: false });
    if (election.context.clock() > election.times.closes + TELL_UNTIL) return;
    const members = allMembers(election).filter(({ id }) => left.includes(id));
    left = Object.keys(
      await toAll(members, (member) => postCbor(path(election, member, 'closing-order'), order)),
    );
  }
}

/** A server that was down has missed the order to close: it gets it again. */
export async function resendOrders(election: CommissionerElection): Promise<Failures> {
  const order = election.documents.get('closing-order');
  if (order === undefined) return {};
  return toAll(allMembers(election), (member) => postCbor(path(election, member, 'closing-order'), order));
}

/** From now on anyone may fetch the record. Errors: election/not-tallied. */
export async function publishElection(election: CommissionerElection): Promise<null> {
  if (!election.isTallied)
    throw new ServiceError('election/not-tallied', 409, 'there are no results yet: tally first');
  await election.keep('published', utf8('published'));
  return null;
}
