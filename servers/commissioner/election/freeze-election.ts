/**
 * The Commissioner freezes the bulletin board and collects the shares of the election key (protocol steps 4.2 and 4.3).
 * Both functions may be called again: what is done stays done, what failed is tried again.
 */
import { setTimeout } from 'node:timers/promises';
import type { Member } from '../../../protocol/0-setup/election.ts';
import { openDisclosure } from '../../../protocol/4-vote-tallying/disclose-key.ts';
import {
  chooseFinalRoots,
  freezeQuorum,
  openFinalRoot,
  openFinalStatement,
  openFreezeStatement,
  openProposal,
  signFreezeRequest,
  signProposal,
} from '../../../protocol/4-vote-tallying/freeze-bulletin-board.ts';
import { ensure, ProtocolError } from '../../../protocol/errors.ts';
import { statementSetCodec } from '../../../protocol/messages/freezing.ts';
import { equalBytes } from '../../../protocol/primitives/bytes.ts';
import { encode } from '../../../protocol/primitives/cbor.ts';
import type { SigningKey } from '../../../protocol/primitives/p256-signature.ts';
import { sha256 } from '../../../protocol/primitives/sha256.ts';
import { signing } from '../../../protocol/primitives/signer.ts';
import { postCbor, RemoteError } from '../../shared/http-client.ts';
import { closingOrderHash } from '../../shared/named-statements.ts';
import type { Failures } from '../api.ts';
import { collect, path } from './ask-servers.ts';
import type { CommissionerElection } from './commissioner-election.ts';
import { awaitingCard, type ReportProgress } from './progress.ts';
import { absentFrom, statementsAtHand } from './record-statements.ts';
import { resendOrders } from './run-election.ts';

/** Milliseconds that Trustees may take to fetch all lists; the officer may ask again. */
const FETCH_TIMEOUT = 600_000;
/** Milliseconds that the other Trustees have once n - k have answered. */
const STRAGGLERS = 10_000;
/** Milliseconds before a Trustee is asked again. */
const PAUSE = 500;
/** Characters of what a Trustee says that it waits for. */
const MAX_REASON = 200;

/** Errors: time/too-early before claims have ended; freeze/too-few. */
export async function freezeBulletinBoard(
  election: CommissionerElection,
  progress: ReportProgress,
): Promise<Failures> {
  ensure(election.context.clock() >= election.times.claimsEnd, 'time/too-early', 'claims have not ended yet');
  if (election.documents.get('final-roots') !== undefined) return {};
  const proposal = election.documents.get('proposal') ?? (await propose(election, progress));
  const { election: public_ } = election;
  const { heads } = openProposal(public_, proposal);
  const { statements, failures } = await collectPatiently(
    election,
    { stage: 'final roots', route: 'proposal', body: proposal, members: public_.members('trustees') },
    (statement) => {
      const { signer, content } = openFinalStatement(public_, statement);
      ensure(
        equalBytes(content.proposal, sha256(proposal)),
        'freeze/not-final',
        'a root for another proposal',
      );
      return signer;
    },
    progress,
  );
  requireQuorum(election, statements, failures);
  const final = openFinalRoot(public_, statements);
  const own = await election.bulletinBoard.freeze(heads);
  ensure(
    equalBytes(own.root, final.root),
    'freeze/list-mismatch',
    'the Trustees froze another bulletin board',
  );
  const chosen = chooseFinalRoots(public_, statements);
  await election.keep('final-roots', encode(statementSetCodec, chosen));
  return failures;
}

/** Asks for freeze statements and signs the one proposal: of n - k, all of which the record can contain. */
async function propose(election: CommissionerElection, progress: ReportProgress): Promise<Uint8Array> {
  const unreached = await resendOrders(election);
  const { election: public_ } = election;
  // A Trustee that lacks the closing order would state, for ever, that there is none.
  const members = public_.members('trustees').filter(({ id }) => unreached[id] === undefined);
  const body = await freezeRequestOf(election, progress);
  const { statements, failures } = await collectPatiently(
    election,
    { stage: 'freeze statements', route: 'freeze-statement', body, members },
    (statement) => {
      const { trustee, closingOrder } = openFreezeStatement(public_, statement);
      const isOwn = equalBytes(closingOrder, closingOrderHash(election));
      ensure(isOwn, 'freeze/other-order', 'another closing order binds at this Trustee', trustee);
      return trustee;
    },
    progress,
  );
  const atHand = await statementsAtHand(election, statements);
  requireQuorum(election, atHand, { ...unreached, ...failures });
  const proposal = await signingAs(election, progress, (key) => signProposal(public_, atHand, key));
  await election.keep('proposal', proposal);
  return proposal;
}

async function freezeRequestOf(
  election: CommissionerElection,
  progress: ReportProgress,
): Promise<Uint8Array> {
  const known = election.documents.get('freeze-request');
  if (known !== undefined) return known;
  const { url } = election.context;
  const request = await signingAs(election, progress, (key) =>
    signFreezeRequest(election.election, url, key),
  );
  await election.keep('freeze-request', request);
  return request;
}

const signingAs = (
  { context }: CommissionerElection,
  progress: ReportProgress,
  sign: (key: SigningKey) => Uint8Array,
): Promise<Uint8Array> => signing(context.identity, sign, awaitingCard(progress));

interface Question {
  /** What the officer is told. */
  readonly stage: string;
  readonly route: string;
  readonly body: Uint8Array;
  readonly members: readonly Member[];
}

/** `signerOf` checks an answer and says whose it is. Trustees that are still at work are asked again. */
async function collectPatiently(
  election: CommissionerElection,
  { stage, route, body, members }: Question,
  signerOf: (statement: Uint8Array) => string,
  progress: ReportProgress,
): ReturnType<typeof collect> {
  let until = performance.now() + FETCH_TIMEOUT;
  let answers = 0;
  const ask = async (member: Member): Promise<Uint8Array> => {
    for (;;) {
      try {
        return await postCbor(path(election, member, route), body);
      } catch (error) {
        const isAtWork = error instanceof RemoteError && error.code === 'freeze/under-way';
        if (!isAtWork || performance.now() > until) throw error;
        const reason = error.message.slice(0, MAX_REASON);
        progress(`${stage}: ${member.id}: ${reason}`, answers, members.length);
      }
      await setTimeout(PAUSE);
    }
  };
  const check = (statement: Uint8Array, member: Member): void => {
    requireOwn(signerOf(statement), member);
    answers += 1;
    if (answers === freezeQuorum(election.election)) until = Math.min(until, performance.now() + STRAGGLERS);
  };
  return collect(members, ask, check, (done, total) => progress(stage, done, total));
}

function requireOwn(signer: string, { id }: Member): void {
  ensure(signer === id, 'statement/unknown-signer', `${id} shows a statement of ${signer}`, id);
}

function requireQuorum(
  election: CommissionerElection,
  statements: readonly unknown[],
  failures: Failures,
): void {
  const needed = freezeQuorum(election.election);
  const reasons = Object.entries(failures).map(([id, reason]) => `${id}: ${reason}`);
  ensure(
    statements.length >= needed,
    'freeze/too-few',
    `${statements.length} of ${needed} Trustees answered; ${reasons.join('; ')}`,
  );
}

/** Collects k + 1 of the Trustees' shares, and names the servers of which the record lacks a statement. */
export async function discloseKey(
  election: CommissionerElection,
  progress: ReportProgress,
): Promise<Failures> {
  const roots = election.documents.get('final-roots');
  ensure(roots !== undefined, 'freeze/not-final', 'the bulletin board has not been frozen yet');
  if (election.documents.get('disclosures') !== undefined) return {};
  const { election: public_ } = election;
  const { statements, failures } = await collect(
    public_.members('trustees'),
    (member) => postCbor(path(election, member, 'disclosure'), roots),
    (statement, member) => requireOwn(openDisclosure(public_, statement).trustee, member),
    (done, total) => progress('shares', done, total),
  );
  const needed = public_.plan.hostileTrustees + 1;
  if (statements.length < needed)
    throw new ProtocolError('share/too-few', `${statements.length} of ${needed} shares are here`);
  await election.keep('disclosures', encode(statementSetCodec, statements.slice(0, needed)));
  return { ...failures, ...absentFrom(election) };
}
