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
import { postCbor } from '../../shared/http-client.ts';
import { ServiceError } from '../../shared/service-error.ts';
import type { Failures } from '../api.ts';
import { path, toAll } from './ask-servers.ts';
import type { CommissionerElection } from './commissioner-election.ts';
import { awaitingCard, type ReportProgress } from './progress.ts';

const allMembers = ({ election }: CommissionerElection): Member[] =>
  SERVER_ROLES.flatMap((role) => [...election.members(role)]);

/** Publishes the manifest to every server, ballots and enrolments to the Distributors. */
export async function openElection(
  election: CommissionerElection,
  progress: ReportProgress,
): Promise<Failures> {
  const manifest = election.documents.require('manifest');
  const members = allMembers(election);
  let done = 0;
  const failures = await toAll(
    members,
    ({ url }) => postCbor(`${url}/manifest`, manifest),
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

/** A server that was down has missed the manifest or the order to close: it gets them again. */
export async function resendOrders(election: CommissionerElection): Promise<Failures> {
  const manifest = election.documents.require('manifest');
  const order = election.documents.get('closing-order');
  return toAll(allMembers(election), async (member) => {
    await postCbor(`${member.url}/manifest`, manifest);
    if (order !== undefined) await postCbor(path(election, member, 'closing-order'), order);
  });
}

/** From now on anyone may fetch the record. Errors: election/not-tallied. */
export async function publishElection(election: CommissionerElection): Promise<null> {
  if (!election.isTallied)
    throw new ServiceError('election/not-tallied', 409, 'there are no results yet: tally first');
  await election.keep('published', utf8('published'));
  return null;
}
