/**
 * What the record needs besides the proposal, and must be at hand before the proposal is signed: the lists, ledgers and
 * erasures that its freeze statements name (protocol steps 4.2 and 4.5). Whoever proposes serves the lists.
 */
import type { Election } from '../../../protocol/0-setup/election.ts';
import {
  freezeQuorum,
  type HeldHead,
  type OpenedFreezeStatement,
  openFreezeStatement,
  openProposal,
} from '../../../protocol/4-vote-tallying/freeze-bulletin-board.ts';
import { ensure } from '../../../protocol/errors.ts';
import { equalBytes, toHex } from '../../../protocol/primitives/bytes.ts';
import { sha256 } from '../../../protocol/primitives/sha256.ts';
import { fetchFromAny, listUrl, ownListUrl } from '../../shared/fetch-list.ts';
import { getBytes } from '../../shared/http-client.ts';
import { keepNamed, NAMED, type NamedKind, namedStatement } from '../../shared/named-statements.ts';
import { isRemote } from '../../shared/persistently.ts';
import type { Failures } from '../api.ts';
import type { CommissionerElection } from './commissioner-election.ts';

const KINDS: readonly NamedKind[] = ['ledgers', 'erasures'];

/**
 * Freeze statements of which all that they name could be fetched. Once there are n - k the rest is given up: one hostile
 * Trustee that names what nobody serves must not hold up the others, nor make a proposal useless, which is signed once.
 */
export async function statementsAtHand(
  election: CommissionerElection,
  statements: readonly Uint8Array[],
): Promise<Uint8Array[]> {
  const stop = new AbortController();
  const fetching = new Fetching(election, statements, stop.signal);
  const needed = freezeQuorum(election.election);
  const atHand: Uint8Array[] = [];
  const enough = Promise.withResolvers<void>();
  const all = statements.map(async (statement) => {
    if (await fetching.hasAll(statement)) atHand.push(statement);
    if (atHand.length >= needed) enough.resolve();
  });
  try {
    await Promise.race([enough.promise, Promise.all(all)]);
    return [...atHand];
  } finally {
    stop.abort();
  }
}

class Fetching {
  readonly #election: CommissionerElection;
  readonly #opened: readonly OpenedFreezeStatement[];
  readonly #signal: AbortSignal;
  readonly #lists = new Map<string, Promise<void>>();

  constructor(election: CommissionerElection, statements: readonly Uint8Array[], signal: AbortSignal) {
    this.#election = election;
    this.#opened = statements.map((statement) => openFreezeStatement(election.election, statement));
    this.#signal = signal;
  }

  /** Errors: those of the own store. */
  async hasAll(statement: Uint8Array): Promise<boolean> {
    const opened = openFreezeStatement(this.#election.election, statement);
    try {
      await Promise.all([
        ...opened.heads.map((head) => this.#list(head)),
        ...KINDS.map((kind) => this.#named(kind, opened)),
      ]);
      return true;
    } catch (error) {
      if (!isRemote(error)) throw error;
      this.#election.context.logger.warn({ trustee: opened.trustee, names: error.message });
      return false;
    }
  }

  /** Fetched once, whoever names it: from the Counter, or those Trustees. */
  #list(head: HeldHead): Promise<void> {
    const { election, electionId } = this.#election;
    const own = ownListUrl(election.member('counters', head.counter)?.url ?? '', electionId);
    const name = listUrl('', electionId, head);
    const holders = this.#opened
      .filter(({ heads }) => heads.some((other) => listUrl('', electionId, other) === name))
      .map(({ trustee }) => listUrl(election.member('trustees', trustee)?.url ?? '', electionId, head));
    const known = this.#lists.get(name);
    const list = known ?? fetchFromAny(this.#election, head, [own, ...holders], this.#signal);
    this.#lists.set(name, list);
    return list;
  }

  /** From the Trustee that names them. */
  async #named(kind: NamedKind, opened: OpenedFreezeStatement): Promise<void> {
    const { election, electionId } = this.#election;
    const { url } = election.member('trustees', opened.trustee) ?? { url: '' };
    for (const [i, hash] of opened[kind].entries()) {
      const server = election.members(NAMED[kind].role)[i]?.id ?? '';
      if (hash.length === 0) continue;
      const statement =
        namedStatement(this.#election, hash) ??
        (await getBytes(`${url}/elections/${electionId}/statements/${toHex(hash)}`, {
          signal: this.#signal,
        }));
      const isNamed = equalBytes(sha256(statement), hash);
      ensure(isNamed, 'statement/wrong-context', `not the statement that was named`, opened.trustee);
      await keepNamed(this.#election, kind, server, statement);
    }
  }
}

const hashesIn = (election: CommissionerElection, kind: NamedKind): readonly (readonly Uint8Array[])[] =>
  openProposal(election.election, election.documents.require('proposal'))[kind];

/** All ledgers or erasures that the proposal names, in the plan's order, of one server by hash. */
export const recordStatements = (election: CommissionerElection, kind: NamedKind): Uint8Array[] =>
  hashesIn(election, kind)
    .flat()
    .map((hash) => {
      const statement = namedStatement(election, hash);
      ensure(statement !== undefined, 'statement/wrong-context', 'a named statement is not here');
      return statement;
    });

/** Servers of which the record has no ledger or no erasure. */
export function absentFrom(election: CommissionerElection): Failures {
  const idsOf = (of: Election, kind: NamedKind): string[] =>
    of
      .members(NAMED[kind].role)
      .flatMap(({ id }, i) => (hashesIn(election, kind)[i]?.length === 0 ? id : []));
  const reasons = { ledgers: 'gave the Trustees no ledger', erasures: 'gave the Trustees no erasure' };
  return Object.fromEntries(
    KINDS.flatMap((kind) => idsOf(election.election, kind).map((id) => [id, reasons[kind]])),
  );
}
