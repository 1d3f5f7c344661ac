/**
 * An election at a Trustee: its share of the election key, the Counters' lists that it holds, the frozen bulletin board
 * (protocol steps 4.2 and 4.3). The protocol's decisions are in protocol/4-vote-tallying.
 */
import type { Election } from '../../protocol/0-setup/election.ts';
import { disclose } from '../../protocol/4-vote-tallying/disclose-key.ts';
import {
  freeze,
  type HeldLists,
  stateHeldLists,
  type Trustee,
  type TrusteeStore,
} from '../../protocol/4-vote-tallying/freeze.ts';
import { type HeldHead, openFreezeRequest } from '../../protocol/4-vote-tallying/freeze-bulletin-board.ts';
import { ensure } from '../../protocol/errors.ts';
import { ELECTION_KEY } from '../../protocol/messages/key-names.ts';
import { BULLETIN_BOARD_SCHEMA, BulletinBoard } from '../shared/bulletin-board.ts';
import { CeremonyMember } from '../shared/ceremony-member.ts';
import { fetchFromAny, listUrl, ownListUrl } from '../shared/fetch-list.ts';
import { HostedElection, type ServerContext } from '../shared/hosted-election.ts';
import { Job } from '../shared/job.ts';
import { closingOrderHash } from '../shared/named-statements.ts';
import { OwnStatement } from '../shared/own-statement.ts';
import { SetupMember } from '../shared/setup-member.ts';
import { gather } from './gather.ts';

export class TrusteeElection extends HostedElection {
  readonly statement: OwnStatement = new OwnStatement(this);
  readonly ceremony: CeremonyMember = new CeremonyMember(this, 'trustee');
  override readonly setup: SetupMember = new SetupMember({
    host: this,
    role: 'trustee',
    statement: this.statement,
    ceremony: this.ceremony,
  });
  protected override readonly rules = { check: (election: Election) => this.statement.check(election) };
  readonly bulletinBoard: BulletinBoard;
  readonly #patience: number;
  readonly #stop = new AbortController();
  readonly #jobs = {
    'freeze-statement': new Job<Uint8Array>(),
    'final-root': new Job<Uint8Array>(),
  };

  /** `patience`: milliseconds until a Counter or Administrator that does not answer is left out. */
  constructor(context: ServerContext, electionId: string, patience: number) {
    super(context, electionId, BULLETIN_BOARD_SCHEMA);
    this.bulletinBoard = new BulletinBoard(this.store);
    this.#patience = patience;
  }

  /** Protocol step 4.2: states, once, which lists it holds. */
  freeze(request: Uint8Array): Promise<Uint8Array> {
    return stateHeldLists(this.election, this.#self(), this.#documents, this.#lists, request);
  }

  /** Protocol step 4.2: signs, once, the root of the bulletin board that the proposal freezes. */
  signProposal(proposal: Uint8Array): Promise<Uint8Array> {
    return freeze(this.election, this.#self(), this.#documents, this.#lists, proposal);
  }

  #self(): Trustee {
    const { id, identity, clock } = this.context;
    return { id, key: identity, times: this.times, now: clock(), closingOrder: closingOrderHash(this) };
  }

  readonly #documents: TrusteeStore = {
    keep: (name, document) => this.store.write(() => this.documents.keep(name, document)),
    once: async (name, sign) => {
      const make = async (): Promise<Uint8Array> => {
        const signed = await sign();
        return this.documents.once(name, () => signed);
      };
      return this.documents.get(name) ?? this.#jobs[name].result(make);
    },
  };

  readonly #lists: HeldLists = {
    gather: () =>
      gather({
        host: this,
        patience: this.#patience,
        stop: this.#stop.signal,
        awaited: this.#jobs['freeze-statement'].awaited,
      }),
    union: async (heads) => {
      for (const head of heads) await fetchFromAny(this, head, this.#sourcesOf(head), this.#stop.signal);
      return this.bulletinBoard.freeze(heads);
    },
  };

  /** Who may have a list: the Commissioner, who must serve what it proposes; other Trustees; the Counter itself. */
  #sourcesOf(head: HeldHead): string[] {
    const { election, electionId } = this;
    const request = this.documents.get('freeze-request');
    const commissioner = request === undefined ? [] : [openFreezeRequest(election, request)];
    const trustees = election.members('trustees').filter(({ id }) => id !== this.context.id);
    const holders = [...commissioner, ...trustees.map(({ url }) => url)];
    const counter = election.member('counters', head.counter)?.url ?? '';
    return [...holders.map((url) => listUrl(url, electionId, head)), ownListUrl(counter, electionId)];
  }

  /** The Trustee's share, against a final root only. */
  async disclose(finalRoots: readonly Uint8Array[]): Promise<Uint8Array> {
    const { id, identity } = this.context;
    const share = this.ceremony.shares.get(ELECTION_KEY);
    ensure(share !== undefined, 'share/too-few', 'this Trustee has no share');
    return this.documents.once('disclosure', () =>
      disclose(this.election, finalRoots, share.share, id, identity),
    );
  }

  /** Work under way is given up: it signs nothing any more. */
  override async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all(Object.values(this.#jobs).map((job) => job.ended()));
    await super.close();
  }
}
