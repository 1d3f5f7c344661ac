/** An election at a Trustee: its share of the election key, the Counters' lists that it holds, its part in freezing. */
import type { Election } from '../../protocol/0-setup/election.ts';
import { trusteeRefresh } from '../../protocol/4-vote-tallying/trustee-chain.ts';
import { firstTrusteePeriod } from '../../protocol/4-vote-tallying/trustee-period.ts';
import { ELECTION_KEY } from '../../protocol/messages/key-names.ts';
import type { Alarm } from '../shared/alarm.ts';
import { BULLETIN_BOARD_SCHEMA, BulletinBoard } from '../shared/bulletin-board.ts';
import { CeremonyMember } from '../shared/ceremony-member.ts';
import { HostedElection, type ServerContext } from '../shared/hosted-election.ts';
import { OwnStatement } from '../shared/own-statement.ts';
import { SetupMember } from '../shared/setup-member.ts';
import { Freezing } from './freezing.ts';
import { type Holding, Renewal, type RenewalStatus } from './renewal.ts';

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

  /** With what it freezes and discloses; undefined while it has no part in the period. */
  holding(): Holding | undefined {
    const { election, context, ceremony } = this;
    if (election.plan.trusteeRenewal !== undefined) return this.#renewal?.holding;
    const period = firstTrusteePeriod(election);
    const share = () => (period.isHolder(context.id) ? ceremony.shares.get(ELECTION_KEY)?.share : undefined);
    return { period, key: context.identity, share };
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
    if (times === undefined || role === undefined || this.log.renewal === undefined) return;
    this.#renewal ??= new Renewal(this, role, times);
    await this.#renewal.act(this.onBoard.poster);
  }

  /** Work under way is given up: it signs nothing any more. */
  override async close(): Promise<void> {
    await this.#freezing.close();
    await super.close();
  }
}
