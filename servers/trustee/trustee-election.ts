/**
 * An election at a Trustee: its share of the election key, the Counters' lists that it holds, the frozen bulletin
 * (protocol steps 4.2 and 4.3). The protocol's decisions are in protocol/4-vote-tallying.
 */
import { electionKeyCeremony, type KeyCeremony } from '../../protocol/0-setup/generate-keys.ts';
import { disclose } from '../../protocol/4-vote-tallying/disclose-key.ts';
import {
  openHead,
  openProposal,
  signFinalRoot,
  signFreezeStatement,
} from '../../protocol/4-vote-tallying/freeze-bulletin.ts';
import { require } from '../../protocol/errors.ts';
import { ELECTION_KEY } from '../../protocol/messages/deal.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { BULLETIN_SCHEMA, Bulletin } from '../shared/bulletin.ts';
import type { ServerContext } from '../shared/hosted-election.ts';
import { getBytes } from '../shared/http-client.ts';
import { KeyCeremonyParticipant } from '../shared/key-holder.ts';

const TRIES = 3;
const NONE = new Uint8Array();

export class TrusteeElection extends KeyCeremonyParticipant {
  protected override readonly role = 'trustee';
  readonly bulletin: Bulletin;

  constructor(context: ServerContext, electionId: string) {
    super(context, electionId, BULLETIN_SCHEMA);
    this.bulletin = new Bulletin(this);
  }

  protected override ceremonies(): KeyCeremony[] {
    return [electionKeyCeremony(this.plan.plan, this.plan.planHash)];
  }

  /** Fetches every Counter's list, states once which heads it holds. Errors: time/too-early. */
  async freeze(): Promise<Uint8Array> {
    require(this.context.clock() >= this.times.claimsEnd, 'time/too-early', 'claims have not ended');
    const known = this.document('freeze-statement');
    if (known !== undefined) return known;
    const fetched = await Promise.all(
      this.election.members('counters').map(({ id, url }) => this.#fetchFrom(id, url)),
    );
    const heads = fetched.filter((head) => head !== undefined);
    const { id, identity } = this.context;
    const order = this.document('closing-order');
    const closingOrder = order === undefined ? NONE : sha256(order);
    const { administrators, anonymizers } = this.election.plan;
    const content = {
      heads,
      closingOrder,
      ledgers: administrators.map(() => NONE),
      erasures: anonymizers.map(() => NONE),
    };
    const statement = signFreezeStatement(this.election, content, id, identity);
    return this.#once('freeze-statement', statement);
  }

  /** A Counter that is down or serves another list than it signed is left out. */
  async #fetchFrom(counter: string, url: string): Promise<Uint8Array | undefined> {
    const base = `${url}/elections/${this.electionId}`;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      try {
        const signedHead = await getBytes(`${base}/head`);
        const head = openHead(this.election, signedHead);
        require(head.counter === counter, 'head/invalid', 'a head of another Counter');
        await this.bulletin.fetchList(head, base);
        return signedHead;
      } catch (error) {
        this.context.logger.warn({ counter, list: error instanceof Error ? error.message : 'unknown' });
      }
    }
    return undefined;
  }

  /** Two statements can never leave the Trustee: the first one on disk is the one. */
  async #once(name: string, statement: Uint8Array): Promise<Uint8Array> {
    await this.store.write(() => {
      if (this.document(name) === undefined) this.keepDocument(name, statement);
    });
    return this.document(name) ?? statement;
  }

  /** Signs, once, the root of the bulletin that the proposal freezes. */
  async signProposal(proposal: Uint8Array): Promise<Uint8Array> {
    require(this.context.clock() >= this.times.claimsEnd, 'time/too-early', 'claims have not ended');
    const { heads } = openProposal(this.election, proposal);
    await this.store.write(() => this.keepDocument('proposal', proposal));
    const known = this.document('final-root');
    if (known !== undefined) return known;
    for (const head of heads) await this.bulletin.fetchFromTrustees(head, this.context.id);
    const { id, identity } = this.context;
    const frozen = this.bulletin.freeze(heads);
    return this.#once('final-root', signFinalRoot(this.election, proposal, frozen, id, identity));
  }

  /** The Trustee's share, against a final root only. */
  async disclose(finalRoots: readonly Uint8Array[]): Promise<Uint8Array> {
    const { id, identity } = this.context;
    const share = this.shares.get(ELECTION_KEY);
    require(share !== undefined, 'share/too-few', 'this Trustee has no share');
    return this.#once('disclosure', disclose(this.election, finalRoots, share.share, id, identity));
  }
}
