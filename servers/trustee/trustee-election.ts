/** An election at a Trustee: its share of the election key, the Counters' lists that it holds, its part in freezing. */
import type { Election } from '../../protocol/0-setup/election.ts';
import { fail } from '../../protocol/errors.ts';
import { ELECTION_KEY } from '../../protocol/messages/key-names.ts';
import { BULLETIN_BOARD_SCHEMA, BulletinBoard } from '../shared/bulletin-board.ts';
import { CeremonyMember } from '../shared/ceremony-member.ts';
import { HostedElection, type ServerContext } from '../shared/hosted-election.ts';
import { OwnStatement } from '../shared/own-statement.ts';
import { SetupMember } from '../shared/setup-member.ts';
import { Freezing } from './freezing.ts';

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
  readonly #freezing: Freezing;

  constructor(context: ServerContext, electionId: string) {
    super(context, electionId, BULLETIN_BOARD_SCHEMA);
    this.bulletinBoard = new BulletinBoard(this.store);
    this.#freezing = new Freezing(this);
  }

  /** Of the election key. Errors: key-generation/bad-share, share/none. */
  share(): bigint {
    const share = this.ceremony.shares.get(ELECTION_KEY);
    return share?.share ?? fail('share/none', 'this Trustee holds no share', this.context.id);
  }

  override async tick(): Promise<void> {
    await super.tick();
    if (this.isOpen && this.isFollowed) this.#freezing.act(this.onBoard.poster);
  }

  /** Work under way is given up: it signs nothing any more. */
  override async close(): Promise<void> {
    await this.#freezing.close();
    await super.close();
  }
}
