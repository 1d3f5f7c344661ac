/** An election at a Trustee: its share of the election key, the Counters' lists that it holds, its part in freezing. */
import type { Election } from '../../protocol/0-setup/election.ts';
import { firstSharePeriod } from '../../protocol/4-vote-tallying/disclose-key.ts';
import { RenewalLog, trusteeRefresh } from '../../protocol/board/trustee-renewal.ts';
import { ELECTION_KEY } from '../../protocol/messages/key-names.ts';
import type { Alarm } from '../shared/alarm.ts';
import { BULLETIN_BOARD_SCHEMA, BulletinBoard } from '../shared/bulletin-board.ts';
import { CeremonyMember } from '../shared/ceremony-member.ts';
import { HostedElection, type ServerContext } from '../shared/hosted-election.ts';
import { OwnStatement } from '../shared/own-statement.ts';
import { SetupMember } from '../shared/setup-member.ts';
import { Freezing } from './freezing.ts';
import { type HeldShare, Renewal, type RenewalStatus } from './renewal.ts';

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
  #renewal: Renewal | undefined;

  constructor(context: ServerContext, electionId: string) {
    super(context, electionId, BULLETIN_BOARD_SCHEMA);
    this.bulletinBoard = new BulletinBoard(this.store);
    this.#freezing = new Freezing(this);
  }

  /** Its share of the election key; undefined while it has none. Errors: key-generation/bad-share. */
  held(): HeldShare | undefined {
    if (this.election.plan.trusteeRenewal !== undefined) return this.#renewal?.held;
    const period = firstSharePeriod(this.election);
    if (!period.isHolder(this.context.id)) return undefined;
    const share = this.ceremony.shares.get(ELECTION_KEY);
    return share && { period, share: share.share };
  }

  /** Undefined where shares are not renewed, and until the board has been read. */
  get renewal(): RenewalStatus | undefined {
    return this.#renewal?.status;
  }

  override get alarm(): Alarm | undefined {
    return this.#renewal?.status.alerts[0];
  }

  override async tick(): Promise<void> {
    try {
      // First of all: at the close what its share was generated from is erased, and it may have been away until then.
      if (this.isOpen && this.isFollowed) await this.#renew();
    } finally {
      // Whatever is wrong with its share: votes are frozen with it all the same.
      await super.tick();
      if (this.isOpen && this.isFollowed) this.#freezing.act(this.onBoard.poster);
    }
  }

  /** In an election whose plan says so. */
  async #renew(): Promise<void> {
    const times = this.election.plan.trusteeRenewal;
    const role = trusteeRefresh(this.election);
    if (times === undefined || role === undefined) return;
    this.#renewal ??= new Renewal(this, new RenewalLog(role, this.election), times);
    await this.#renewal.act(this.onBoard.poster);
  }

  /** Work under way is given up: it signs nothing any more. */
  override async close(): Promise<void> {
    await this.#freezing.close();
    await super.close();
  }
}
