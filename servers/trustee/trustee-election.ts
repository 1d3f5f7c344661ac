/**
 * An election at a Trustee: its share of the election key, the Counters' lists that it holds, the frozen bulletin
 * (protocol steps 4.2 and 4.3). The protocol's decisions are in protocol/4-vote-tallying.
 */
import { electionKeyCeremony, type KeyCeremony } from '../../protocol/0-setup/generate-keys.ts';
import { disclose } from '../../protocol/4-vote-tallying/disclose-key.ts';
import {
  type HeldHead,
  openFreezeRequest,
  openProposal,
  signFinalRoot,
  signFreezeStatement,
} from '../../protocol/4-vote-tallying/freeze-bulletin.ts';
import { ensure } from '../../protocol/errors.ts';
import { ELECTION_KEY } from '../../protocol/messages/deal.ts';
import { equalBytes } from '../../protocol/primitives/bytes.ts';
import { BULLETIN_SCHEMA, Bulletin } from '../shared/bulletin.ts';
import { fetchFromAny, listUrl, ownListUrl } from '../shared/fetch-list.ts';
import type { ServerContext } from '../shared/hosted-election.ts';
import { KeyCeremonyParticipant } from '../shared/key-holder.ts';
import { LongWork } from '../shared/long-work.ts';
import { closingOrderHash } from '../shared/named-statements.ts';
import { gather } from './gather.ts';

export class TrusteeElection extends KeyCeremonyParticipant {
  protected override readonly role = 'trustee';
  readonly bulletin: Bulletin;
  readonly #patience: number;
  readonly #stop = new AbortController();
  readonly #stating = new LongWork<Uint8Array>();
  readonly #freezing = new LongWork<Uint8Array>();

  /** `patience`: milliseconds until a Counter or Administrator that does not answer is left out. */
  constructor(context: ServerContext, electionId: string, patience: number) {
    super(context, electionId, BULLETIN_SCHEMA);
    this.bulletin = new Bulletin(this.store);
    this.#patience = patience;
  }

  protected override ceremonies(): KeyCeremony[] {
    return [electionKeyCeremony(this.plan.plan, this.plan.planHash)];
  }

  /**
   * At the Commissioner's request: gathers the Counters' lists, then states, once, what it holds.
   * Errors: time/too-early, freeze/under-way, signature/invalid, statement/*.
   */
  async freeze(request: Uint8Array): Promise<Uint8Array> {
    openFreezeRequest(this.election, request);
    this.requireClaimsEnded();
    await this.store.write(() => this.keepDocument('freeze-request', request));
    return this.document('freeze-statement') ?? this.#stating.result(() => this.#state());
  }

  async #state(): Promise<Uint8Array> {
    const gathered = await gather({
      host: this,
      patience: this.#patience,
      stop: this.#stop.signal,
      awaited: this.#stating.awaited,
    });
    const { id, identity } = this.context;
    const content = { ...gathered, closingOrder: closingOrderHash(this) };
    return this.once('freeze-statement', () => signFreezeStatement(this.election, content, id, identity));
  }

  /**
   * Signs, once, the root of the bulletin that the proposal freezes.
   * Errors: time/too-early, freeze/other-order, freeze/under-way, freeze/list-mismatch, those of {@link openProposal}.
   */
  async signProposal(proposal: Uint8Array): Promise<Uint8Array> {
    this.requireClaimsEnded();
    const { heads, closingOrder } = openProposal(this.election, proposal);
    ensure(
      equalBytes(closingOrder, closingOrderHash(this)),
      'freeze/other-order',
      'another closing order binds at this Trustee',
    );
    await this.store.write(() => this.keepDocument('proposal', proposal));
    return this.document('final-root') ?? this.#freezing.result(() => this.#sign(proposal, heads));
  }

  async #sign(proposal: Uint8Array, heads: readonly HeldHead[]): Promise<Uint8Array> {
    for (const head of heads) await fetchFromAny(this, head, this.#sourcesOf(head), this.#stop.signal);
    const { id, identity } = this.context;
    const frozen = await this.bulletin.freeze(heads);
    return this.once('final-root', () => signFinalRoot(this.election, proposal, frozen, id, identity));
  }

  /** Who may have a list: the Commissioner, who must serve what it proposes; other Trustees; the Counter itself. */
  #sourcesOf(head: HeldHead): string[] {
    const { election, electionId } = this;
    const request = this.document('freeze-request');
    const commissioner = request === undefined ? [] : [openFreezeRequest(election, request)];
    const trustees = election.members('trustees').filter(({ id }) => id !== this.context.id);
    const holders = [...commissioner, ...trustees.map(({ url }) => url)];
    const counter = election.member('counters', head.counter)?.url ?? '';
    return [...holders.map((url) => listUrl(url, electionId, head)), ownListUrl(counter, electionId)];
  }

  /** The Trustee's share, against a final root only. */
  async disclose(finalRoots: readonly Uint8Array[]): Promise<Uint8Array> {
    const { id, identity } = this.context;
    const share = this.shares.get(ELECTION_KEY);
    ensure(share !== undefined, 'share/too-few', 'this Trustee has no share');
    return this.once('disclosure', () => disclose(this.election, finalRoots, share.share, id, identity));
  }

  /** Work under way is given up: it signs nothing any more. */
  override async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all([this.#stating.ended(), this.#freezing.ended()]);
    await super.close();
  }
}
