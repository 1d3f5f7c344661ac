/** A server's place at the board: it posts there by its identity key, and follows the elections in which it takes part. */
import { join } from 'node:path';
import type { CheckedGenesis } from '../../protocol/board/genesis.ts';
import type { ElectionTopic } from '../../protocol/board/topics.ts';
import { COMMISSIONER, type Plan, type Role } from '../../protocol/messages/plan.ts';
import { equalBytes } from '../../protocol/primitives/bytes.ts';
import type { PrimeGroup } from '../../protocol/primitives/prime-group.ts';
import type { Signer } from '../../protocol/primitives/signer.ts';
import { BoardClient } from './board-client/board-client.ts';
import { FollowedElections, type FollowingOptions, type Hosting } from './followed-elections.ts';
import type { HostContext } from './hosted-election.ts';
import type { PastLogs } from './past-logs.ts';
import type { PostOnBoard } from './poster.ts';

/** ms after which a post that the board has not ordered is given up; who posts tries again. */
const PATIENCE = 60_000;

/** What each role reads, besides `setup`. */
const TOPICS: Readonly<Record<Role | 'commissioner', readonly ElectionTopic[]>> = {
  administrator: ['dkg-administrator', 'dkg-trustee', 'run', 'marks', 'freeze', 'refresh-administrator'],
  trustee: ['dkg-administrator', 'dkg-trustee', 'run', 'freeze', 'refresh-trustee'],
  anonymizer: ['run'],
  counter: ['run', 'heads', 'freeze'],
  distributor: ['run'],
  commissioner: [
    'dkg-administrator',
    'dkg-trustee',
    'run',
    'heads',
    'freeze',
    'audit',
    'refresh-trustee',
    'refresh-administrator',
  ],
};

/** ms between two looks at a board that always has news; servers that generate keys wait for each other. */
const PACE: Readonly<Record<Role | 'commissioner', number>> = {
  administrator: 20,
  trustee: 20,
  commissioner: 20,
  anonymizer: 250,
  counter: 250,
  distributor: 250,
};

/** What the Commissioner's service has of it. */
export type OfficeBoard = Pick<JoinedBoard, 'genesis' | 'post' | 'hasForked'>;

/** Where elections are hosted, and said how the server is. */
export interface Joining extends Hosting {
  join(board: Pick<PastLogs, 'hasForked'>): void;
}

export class JoinedBoard {
  readonly genesis: CheckedGenesis;
  readonly past: PastLogs;
  readonly #client: BoardClient;

  /** `key`: by which the server posts. Errors: those of {@link BoardClient}. */
  constructor(
    genesis: CheckedGenesis,
    key: Signer,
    context: Pick<HostContext, 'folder' | 'clock' | 'logger'>,
  ) {
    const { folder, clock, logger } = context;
    this.genesis = genesis;
    const client = new BoardClient({ genesis, key, path: join(folder, 'board.db'), clock, logger });
    this.#client = client;
    this.past = {
      genesis: genesis.genesis,
      hasForked: this.hasForked,
      after: (c) => client.logAfter(c, AbortSignal.timeout(PATIENCE)),
      proved: (topic, log) => client.proved(topic, log, AbortSignal.timeout(PATIENCE)),
      copy: (topic, c) => client.copy(topic, c, AbortSignal.timeout(PATIENCE)),
      opened: (topic, copy) => client.opened(topic, copy),
    };
  }

  hasForked = (): boolean => this.#client.status().fork !== undefined;

  post: PostOnBoard = (topic, tuple) => this.#client.post(topic, tuple, AbortSignal.timeout(PATIENCE));

  /** Follows what concerns a server of that role, until {@link close}. */
  async follow(role: Role | 'commissioner', context: HostContext, elections: Joining): Promise<void> {
    const { genesis, post, past } = this;
    elections.join(past);
    const isCurrent = (): boolean => this.#client.isCurrent;
    const options = { ...optionsFor(role, context), genesis, post, past, isCurrent, elections };
    const followed = new FollowedElections({ ...options, issuanceGroup: await groupFor(role) });
    this.#client.follow(followed.wants, followed.take, PACE[role]);
  }

  close = (): Promise<void> => this.#client.stop();
}

/** Loaded by those who judge what Administrators deal. */
async function groupFor(role: Role | 'commissioner'): Promise<PrimeGroup | undefined> {
  if (!TOPICS[role].includes('dkg-administrator')) return undefined;
  const { loadMclBls } = await import('../../protocol/primitives/bls-mcl.ts');
  return (await loadMclBls()).g2;
}

/** What a server of that role follows, and as whom it posts. */
export const optionsFor = (
  role: Role | 'commissioner',
  context: HostContext,
): Pick<FollowingOptions, 'context' | 'topics' | 'takesPart' | 'signer'> => ({
  context,
  topics: TOPICS[role],
  takesPart: (plan) => role === 'commissioner' || isIn(plan, role, context),
  signer: role === 'commissioner' ? COMMISSIONER : context.id,
});

const isIn = (plan: Plan, role: Role, { id, identity }: HostContext): boolean =>
  plan[`${role}s`].some((party) => party.id === id && equalBytes(party.identityKey, identity.publicKey));
