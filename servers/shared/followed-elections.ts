/**
 * The elections in which a server takes part, as they come from the board: a plan in the log opens one, and every entry after it
 * goes to its log. Nobody else tells a server of an election.
 */
import { attempt } from '../../common/attempt.ts';
import { openPlan } from '../../protocol/0-setup/check-plan.ts';
import { Directory } from '../../protocol/board/directory.ts';
import { ElectionLog } from '../../protocol/board/election-log.ts';
import type { Entry } from '../../protocol/board/entries.ts';
import type { CheckedGenesis } from '../../protocol/board/genesis.ts';
import { electionPorts } from '../../protocol/board/open-posts.ts';
import { postOf } from '../../protocol/board/read-posts.ts';
import { type ElectionTopic, electionName, parseTopic } from '../../protocol/board/topics.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { manifestCodec } from '../../protocol/messages/manifest.ts';
import type { Plan } from '../../protocol/messages/plan.ts';
import { equalBytes, toHex } from '../../protocol/primitives/bytes.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import type { PrimeGroup } from '../../protocol/primitives/prime-group.ts';
import type { HostContext, HostedElection, OnBoard } from './hosted-election.ts';
import type { PastLogs } from './past-logs.ts';
import { Poster, type PostOnBoard } from './poster.ts';

/** Where elections are hosted. */
export interface Hosting {
  open(electionId: string): HostedElection<HostContext>;
  /** Whether it was here and is not to come back. */
  isDeleted(electionId: string): boolean;
  /** Lets all do what is due. */
  tick(): Promise<void>;
}

export interface FollowingOptions {
  readonly genesis: CheckedGenesis;
  readonly post: PostOnBoard;
  readonly past: PastLogs;
  readonly isCurrent: OnBoard['isCurrent'];
  readonly context: HostContext;
  readonly elections: Hosting;
  /** For roles that judge key ceremonies. */
  readonly issuanceGroup?: PrimeGroup | undefined;
  /** Topics that the role reads, besides setup. */
  readonly topics: readonly ElectionTopic[];
  readonly takesPart: (plan: Plan) => boolean;
  /** Who posts. */
  readonly signer: string;
}

export class FollowedElections {
  readonly directory: Directory;
  readonly #options: FollowingOptions;
  /** By ELECTION of the topics; undefined for one of others. */
  readonly #logs = new Map<string, ElectionLog | undefined>();

  constructor(options: FollowingOptions) {
    this.#options = options;
    const { genesis, board } = options.genesis;
    this.directory = new Directory(genesis, electionPorts(board).server);
  }

  /** Whether the server reads this topic now. */
  wants = (topic: string): boolean => {
    const parsed = parseTopic(topic);
    if (parsed?.kind === 'directory') return true;
    if (parsed?.kind !== 'election') return false;
    if (parsed.name === 'setup') return true;
    return this.#logs.get(parsed.election) !== undefined && this.#options.topics.includes(parsed.name);
  };

  /** Whole batches of a topic, in order. Errors: those of the store; the same entries are to be given again then. */
  take = async (topic: string, entries: readonly Entry[]): Promise<void> => {
    const parsed = parseTopic(topic);
    if (parsed?.kind === 'directory') {
      this.directory.add(entries);
      for (const log of this.#logs.values()) log?.noteDirectory();
    }
    if (parsed?.kind !== 'election') return;
    if (parsed.name === 'setup' && !this.#logs.has(parsed.election))
      this.#logs.set(parsed.election, await this.#open(parsed.election, entries[0]));
    this.#logs.get(parsed.election)?.add(parsed.name, entries);
    void this.#options.elections.tick();
  };

  /** The log of an election that begins with this entry, if it is for this server. */
  async #open(election: string, first: Entry | undefined): Promise<ElectionLog | undefined> {
    const { genesis, post, past, isCurrent, context, elections, issuanceGroup, takesPart, signer } =
      this.#options;
    const document = first && postOf(first)?.content;
    const plan = document && attempt(ProtocolError, () => openPlan(document, context.commissionerKey));
    if (first === undefined || document === undefined || plan === undefined) return undefined;
    const { electionId, commissionerKey, board } = plan.plan;
    const isHere = equalBytes(board, genesis.board) && electionName(electionId, commissionerKey) === election;
    const id = toHex(electionId);
    if (!isHere || !takesPart(plan.plan) || elections.isDeleted(id)) return undefined;
    const host = elections.open(id);
    await host.acceptPlan(document);
    const urlOf = (id: string): string | undefined => this.directory.at(id, first.position)?.url;
    const manifest = host.isOpen ? encode(manifestCodec, host.election.manifest) : undefined;
    const log = new ElectionLog({ plan, times: genesis.genesis, urlOf, issuanceGroup, manifest });
    const { clock, logger } = context;
    host.follow({ log, past, isCurrent, poster: new Poster({ election, signer, post, clock, logger }) });
    return log;
  }
}
