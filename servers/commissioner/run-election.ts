/**
 * The Commissioner runs an election after its setup: open, close, freeze, disclose (protocol steps 3.3, 4.1 to 4.3),
 * and publish; the tally is in tally.ts.
 * Every function may be called again: what is done stays done, what failed is tried anew.
 */
import { signClosingOrder } from '../../protocol/0-setup/close-early.ts';
import type { Member } from '../../protocol/0-setup/election.ts';
import { enrol } from '../../protocol/0-setup/enrol-voter.ts';
import { openLedger } from '../../protocol/4-vote-tallying/close-ledger.ts';
import { openDisclosure } from '../../protocol/4-vote-tallying/disclose-key.ts';
import {
  freezeQuorum,
  openFinalRoot,
  openFinalStatement,
  openFreezeStatement,
  openProposal,
  signProposal,
} from '../../protocol/4-vote-tallying/freeze-bulletin.ts';
import { ProtocolError, require } from '../../protocol/errors.ts';
import { statementSetCodec } from '../../protocol/messages/freezing.ts';
import { SERVER_ROLES, type ServerRole } from '../../protocol/messages/plan.ts';
import { erasureStatement } from '../../protocol/messages/relay.ts';
import { ROLL_PART } from '../../protocol/messages/roll.ts';
import { enrolmentsCodec } from '../../protocol/messages/transfer.ts';
import { equalBytes, utf8 } from '../../protocol/primitives/bytes.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import { signing } from '../../protocol/primitives/signer.ts';
import { openStatement } from '../../protocol/primitives/statement.ts';
import { getBytes, postCbor } from '../shared/http-client.ts';
import { ServiceError } from '../shared/service-error.ts';
import type { CommissionerElection } from './commissioner-election.ts';
import { awaitingCard, type Progress } from './progress.ts';

/** Milliseconds that a Trustee may take to fetch all lists. */
const FETCH_TIMEOUT = 600_000;

/** Servers that did not take what was sent to them, with the reason. */
export type Failures = Readonly<Record<string, string>>;

const path = (election: CommissionerElection, { url }: Member, rest: string): string =>
  `${url}/elections/${election.electionId}/${rest}`;

async function toAll(
  members: readonly Member[],
  act: (member: Member) => Promise<unknown>,
  onDone: () => void = () => undefined,
): Promise<Record<string, string>> {
  const failures: Record<string, string> = {};
  await Promise.all(
    members.map(async (member) => {
      try {
        await act(member);
      } catch (error) {
        failures[member.id] = error instanceof Error ? error.message : String(error);
      }
      onDone();
    }),
  );
  return failures;
}

const allMembers = ({ election }: CommissionerElection): Member[] =>
  SERVER_ROLES.flatMap((role) => [...election.members(role)]);

/** Publishes the manifest to every server, ballots and enrolments to the Distributors. */
export async function openElection(election: CommissionerElection, progress: Progress): Promise<Failures> {
  const manifest = election.document('manifest') ?? new Uint8Array();
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
  progress: Progress,
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
export async function closeElection(election: CommissionerElection, progress: Progress): Promise<Failures> {
  const now = Math.ceil(election.context.clock() / 1000);
  if (election.document('closing-order') === undefined && now < election.election.manifest.closes) {
    const order = { manifestHash: election.election.manifestHash, closes: now };
    const { identity } = election.context;
    const signed = await signing(identity, (key) => signClosingOrder(order, key), awaitingCard(progress));
    await election.acceptClosingOrder(signed);
  }
  return resendOrders(election);
}

/** A server that was down has missed the manifest or the order to close: it gets them again. */
async function resendOrders(election: CommissionerElection): Promise<Failures> {
  const manifest = election.document('manifest') ?? new Uint8Array();
  const order = election.document('closing-order');
  return toAll(allMembers(election), async (member) => {
    await postCbor(`${member.url}/manifest`, manifest);
    if (order !== undefined) await postCbor(path(election, member, 'closing-order'), order);
  });
}

/** Collects one statement from each server of a role that gives a valid one; names those that do not. */
async function collect(
  election: CommissionerElection,
  role: ServerRole,
  ask: (member: Member) => Promise<Uint8Array>,
  check: (statement: Uint8Array) => unknown,
  onDone: (done: number, total: number) => void = () => undefined,
): Promise<{ statements: Uint8Array[]; failures: Failures }> {
  const statements = new Map<string, Uint8Array>();
  const members = election.election.members(role);
  let done = 0;
  const failures = await toAll(
    members,
    async (member) => {
      const statement = await ask(member);
      check(statement);
      statements.set(member.id, statement);
    },
    () => onDone(++done, members.length),
  );
  const inOrder = members.flatMap(({ id }) => statements.get(id) ?? []);
  return { statements: inOrder, failures };
}

const NOTHING = new Uint8Array();

/** Errors: time/too-early before claims have ended; freeze/too-few. */
export async function freezeBulletin(election: CommissionerElection, progress: Progress): Promise<Failures> {
  require(election.context.clock() >=
    election.times.claimsEnd, 'time/too-early', 'claims have not ended yet');
  if (election.document('final-roots') !== undefined) return {};
  await resendOrders(election);
  const { election: public_, context } = election;
  const timeout = { timeoutMs: FETCH_TIMEOUT };
  if (election.document('proposal') === undefined) {
    const { statements, failures } = await collect(
      election,
      'trustees',
      (member) => postCbor(path(election, member, 'freeze-statement'), NOTHING, timeout),
      (statement) => openFreezeStatement(public_, statement),
      (done, total) => progress('freeze statements', done, total),
    );
    const holdable = await statementsWithLists(election, statements);
    requireQuorum(election, holdable, failures);
    const proposal = await signing(
      context.identity,
      (key) => signProposal(public_, holdable, key),
      awaitingCard(progress),
    );
    await election.keep('proposal', proposal);
  }
  const proposal = election.document('proposal') ?? NOTHING;
  const { statements, failures } = await collect(
    election,
    'trustees',
    (member) => postCbor(path(election, member, 'proposal'), proposal, timeout),
    (statement) => openFinalStatement(public_, statement),
    (done, total) => progress('final roots', done, total),
  );
  requireQuorum(election, statements, failures);
  const final = openFinalRoot(public_, statements);
  const { heads } = openProposal(public_, proposal);
  for (const head of heads) await election.bulletin.fetchFromTrustees(head, context.id);
  const own = election.bulletin.freeze(heads);
  require(equalBytes(own.root, final.root), 'freeze/list-mismatch', 'the Trustees froze another bulletin');
  await election.keep('final-roots', encode(statementSetCodec, statements));
  return failures;
}

/**
 * Statements all of whose lists could be fetched: a proposal is signed once, and one hostile Trustee that names a list
 * which nobody serves must not make it useless.
 */
async function statementsWithLists(
  election: CommissionerElection,
  statements: readonly Uint8Array[],
): Promise<Uint8Array[]> {
  const holdable: Uint8Array[] = [];
  for (const statement of statements) {
    const { heads, trustee } = openFreezeStatement(election.election, statement);
    try {
      for (const head of heads) await election.bulletin.fetchFromTrustees(head, election.context.id);
      holdable.push(statement);
    } catch (error) {
      election.context.logger.warn({ trustee, lists: error instanceof Error ? error.message : 'unknown' });
    }
  }
  return holdable;
}

function requireQuorum(
  election: CommissionerElection,
  statements: readonly unknown[],
  failures: Failures,
): void {
  const needed = freezeQuorum(election.election);
  const reasons = Object.entries(failures).map(([id, reason]) => `${id}: ${reason}`);
  require(statements.length >=
    needed, 'freeze/too-few', `${statements.length} of ${needed} Trustees answered; ${reasons.join('; ')}`);
}

/** Collects the Trustees' shares, and what goes into the record with them: ledgers and erasures. */
export async function discloseKey(election: CommissionerElection, progress: Progress): Promise<Failures> {
  const roots = election.document('final-roots');
  require(roots !== undefined, 'freeze/not-final', 'the bulletin has not been frozen yet');
  if (election.document('disclosures') !== undefined) return {};
  const { election: public_ } = election;
  const shares = await collect(
    election,
    'trustees',
    (member) => postCbor(path(election, member, 'disclosure'), roots),
    (statement) => openDisclosure(public_, statement),
    (done, total) => progress('shares', done, total),
  );
  const needed = public_.plan.hostileTrustees + 1;
  if (shares.statements.length < needed)
    throw new ProtocolError('share/too-few', `${shares.statements.length} of ${needed} shares are here`);
  const ledgers = await collect(
    election,
    'administrators',
    (member) => getBytes(path(election, member, 'ledger')),
    (statement) => openLedger(public_, statement),
  );
  const erasures = await collect(
    election,
    'anonymizers',
    (member) => getBytes(path(election, member, 'erasure')),
    (statement) =>
      openStatement(erasureStatement, public_.manifestHash, statement, public_.keyOf('anonymizers')),
  );
  await election.store.write(() => {
    election.keepDocument('ledgers', encode(statementSetCodec, ledgers.statements));
    election.keepDocument('erasures', encode(statementSetCodec, erasures.statements));
    election.keepDocument('disclosures', encode(statementSetCodec, shares.statements));
  });
  return { ...shares.failures, ...ledgers.failures, ...erasures.failures };
}

/** From now on anyone may fetch the record. Errors: election/not-tallied. */
export async function publishElection(election: CommissionerElection): Promise<void> {
  if (!election.isTallied)
    throw new ServiceError('election/not-tallied', 409, 'there are no results yet: tally first');
  await election.keep('published', utf8('published'));
}
