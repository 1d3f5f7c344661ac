/** An election at a Trustee: its share of the election key, the Counters' lists that it holds, its part in freezing. */
import type { Election } from '../../protocol/0-setup/election.ts';
import { firstTrusteePeriod, trusteePeriodsOf } from '../../protocol/4-vote-tallying/trustee-period.ts';
import { ELECTION_KEY } from '../../protocol/messages/key-names.ts';
import { bytesToScalar, EMPTY } from '../../protocol/primitives/bytes.ts';
import { signingKey } from '../../protocol/primitives/p256-signature.ts';
import type { Alarm } from '../shared/alarm.ts';
import { BULLETIN_BOARD_SCHEMA, BulletinBoard } from '../shared/bulletin-board.ts';
import { CeremonyMember } from '../shared/ceremony-member.ts';
import { HostedElection, type ServerContext } from '../shared/hosted-election.ts';
import { OwnStatement } from '../shared/own-statement.ts';
import { Renewal, type RenewalStatus } from '../shared/renewal.ts';
import { SetupMember } from '../shared/setup-member.ts';
import { Freezing, type Holding } from './freezing.ts';

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
    if (election.plan.trusteeRenewal !== undefined) return this.#renewedHolding();
    const period = firstTrusteePeriod(election);
    const share = () => (period.isHolder(context.id) ? ceremony.shares.get(ELECTION_KEY)?.share : undefined);
    return { period, key: context.identity, share };
  }

  /** Of the log's period: none while it has no part in it, or is about to come to it. */
  #renewedHolding(): Holding | undefined {
    const held = this.#renewal?.share;
    if (held === undefined) return undefined;
    const renewal = this.log.renewal('trustee');
    if (renewal === undefined) return undefined;
    const [period] = trusteePeriodsOf(renewal.role, [renewal.log.period]);
    if (period === undefined || period.number !== held.period) return undefined;
    const { shares, periodKey } = held;
    return { period, key: signingKey(periodKey), share: () => bytesToScalar(shares[0] ?? EMPTY) };
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
    this.#renewal ??= Renewal.of(this, 'trustee');
    // Once the votes are frozen the shares are about to be disclosed: no renewal begins.
    const { freeze } = this.log;
    const isFinal = freeze?.step === 'frozen' && freeze.final !== undefined;
    await this.#renewal?.act(this.onBoard.poster, isFinal);
  }

  /** Work under way is given up: it signs nothing any more. */
  override async close(): Promise<void> {
    await this.#freezing.close();
    await super.close();
  }
}
