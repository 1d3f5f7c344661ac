/**
 * An election at an Administrator: the roll, the one blinded vote of each voter, and what has been signed. The protocol's
 * decisions are in protocol/2-vote-signing; here they meet the store.
 */

import { checkRoll } from '../../protocol/0-setup/check-roll.ts';
import type { Election } from '../../protocol/0-setup/election.ts';
import { givePartial, type Shares } from '../../protocol/2-vote-signing/give-partial.ts';
import { prepare } from '../../protocol/2-vote-signing/prepare.ts';
import { sign } from '../../protocol/2-vote-signing/sign.ts';
import type { VoteKeeper } from '../../protocol/2-vote-signing/vote-register.ts';
import { signLedger } from '../../protocol/4-vote-tallying/close-ledger.ts';
import { ensure, fail } from '../../protocol/errors.ts';
import { issuanceKey } from '../../protocol/messages/key-names.ts';
import { COMMISSIONER } from '../../protocol/messages/plan.ts';
import type { PrepareAnswer } from '../../protocol/messages/prepare-request.ts';
import type { PartialSignature } from '../../protocol/messages/sign-request.ts';
import { rollPartStatement } from '../../protocol/messages/transfer.ts';
import type { MclBls } from '../../protocol/primitives/bls-mcl.ts';
import { openStatement } from '../../protocol/primitives/statement.ts';
import type { Alarm } from '../shared/alarm.ts';
import { CeremonyMember } from '../shared/ceremony-member.ts';
import { HostedElection, type OnBoard, type ServerContext } from '../shared/hosted-election.ts';
import { OwnStatement } from '../shared/own-statement.ts';
import { PersonalData } from '../shared/personal-data.ts';
import { ServiceError } from '../shared/service-error.ts';
import { SetupMember } from '../shared/setup-member.ts';
import { TrafficKey } from '../shared/traffic-key.ts';
import type { OwnPeriod } from './merging.ts';
import { MARKS_SCHEMA, OwnMarks } from './own-marks.ts';
import { RenewedKeys } from './renewed-keys.ts';
import { REGISTER_SCHEMA, StoredVoteRegister } from './vote-register.ts';

export class AdministratorElection extends HostedElection {
  readonly trafficKey = new TrafficKey(this.documents, this.context.random);
  readonly statement: OwnStatement = new OwnStatement(this, this.trafficKey);
  readonly ceremony: CeremonyMember = new CeremonyMember(this, 'administrator');
  readonly personalData = new PersonalData(this, ['roll', 'votes']);
  readonly #marks = new OwnMarks(this);
  override readonly setup: SetupMember = new SetupMember({
    host: this,
    role: 'administrator',
    statement: this.statement,
    ceremony: this.ceremony,
    checkStored: (election) => checkRoll(election, this.#register.roll()),
  });
  protected override readonly rules = {
    check: (election: Election) => this.statement.check(election),
    checkStored: (election: Election) => checkRoll(election, this.#register.roll()),
  };
  readonly #bls: MclBls;
  readonly #register: StoredVoteRegister;
  #keys: RenewedKeys | undefined;
  /** In this process: its shares are erased. */
  #hasEnded = false;

  constructor(context: ServerContext, electionId: string, bls: MclBls) {
    super(context, electionId, REGISTER_SCHEMA + MARKS_SCHEMA);
    this.#bls = bls;
    this.#register = new StoredVoteRegister(
      this.store,
      () => this.election.manifestHash,
      (row) => this.#renewed?.hold(row),
    );
  }

  /** A part of the roll, signed by the Commissioner; all of it is checked against its root before countersigning. */
  async acceptRollPart(part: Uint8Array): Promise<void> {
    const keyOf = (signer: string) => (signer === COMMISSIONER ? this.context.commissionerKey : undefined);
    const { content } = openStatement(rollPartStatement, this.plan.planHash, part, keyOf);
    await this.store.write(() => {
      ensure(this.documents.get('countersigned') === undefined, 'roll/invalid', 'the roll is closed');
      this.#register.enterVoters(content.entries);
    });
  }

  /** Protocol step 2.4. Errors: those of {@link OwnMarks.requireSound} besides, and retention/deleted. */
  async prepare(sealed: Uint8Array): Promise<PrepareAnswer> {
    this.#requireSound();
    const self = { ...this.#self(), bls: this.#bls, open: await this.trafficKey.opener() };
    const work = () => prepare(this.election, self, this.#register, sealed);
    return this.#renewed === undefined ? work() : this.#renewed.pass(work);
  }

  /** Protocol step 2.5. Errors: likewise. */
  async sign(input: Uint8Array): Promise<PartialSignature> {
    this.#requireSound();
    return sign(this.election, this.#self(), this.#register, input);
  }

  /** What was signed for is known from the register alone. */
  async beforeDeletion(): Promise<void> {
    if (!this.#marks.isPutBack && this.#ledgerKey !== undefined) await this.ledger();
  }

  /** Whoever has forgotten whom it signed for must not sign as if for the first time, whatever its clock says. */
  #requireSound(): void {
    this.personalData.requireKept();
    if (this.isOpen) this.#marks.requireSound(this.isFollowed ? this.onBoard : undefined);
  }

  override get alarm(): Alarm | undefined {
    return this.#marks.isPutBack ? 'store/put-back' : this.#keys?.alarm;
  }

  #self() {
    const keeper = this.#renewed?.keeper ?? this.#keeper;
    return { id: this.context.id, keeper, times: this.times, now: this.context.clock() };
  }

  /** Where the Administrators renew their keys. */
  get #renewed(): RenewedKeys | undefined {
    if (this.election.plan.administratorRenewal === undefined) return undefined;
    this.#keys ??= new RenewedKeys(this, this.#register, this.#bls);
    return this.#keys;
  }

  /** Where they do not: there is one period. */
  get #keeper(): VoteKeeper {
    return {
      period: 0,
      holdsShares: this.election.holders('administrators').some(({ id }) => id === this.context.id),
      sign: async (body) => ({ period: 0, signature: this.context.identity.sign(body) }),
      partial: async (asked) => givePartial(this.election, this.#shares, asked),
    };
  }

  get #shares(): Shares {
    const { shares } = this.ceremony;
    const shareOf = (style: string): bigint =>
      shares.get(issuanceKey(style))?.share ?? fail('voter/wrong-style', 'no key for this style');
    return { period: 0, keyOf: this.election.keysOfPeriod('administrators'), bls: this.#bls, shareOf };
  }

  /** Another Administrator merges what it holds with what is held here. Errors: service/not-found, those of {@link RenewedKeys.answer}. */
  answerMerge(input: Uint8Array): Uint8Array {
    return this.#renewing.answer(input);
  }

  /** Or with the roll that is here. Errors: likewise. */
  answerRoll(input: Uint8Array): Uint8Array {
    return this.#renewing.answerRoll(input);
  }

  get #renewing(): RenewedKeys {
    this.#requireSound();
    if (this.#renewed === undefined)
      throw new ServiceError('service/not-found', 404, 'no keys are renewed in this election here');
    return this.#renewed;
  }

  /** Undefined where keys are not renewed, and until the board has been read. */
  get renewal(): RenewedKeys['status'] {
    return this.isOpen ? this.#renewed?.status : undefined;
  }

  override async tick(): Promise<void> {
    await super.tick();
    if (!this.isOpen || !this.isFollowed) return;
    await this.#marks.act(this.onBoard);
    if (this.context.clock() >= this.times.claimsEnd) this.#postLedger(this.onBoard);
    await this.#renew();
  }

  async #renew(): Promise<void> {
    if (this.#hasEnded || this.#renewed === undefined) return;
    const hasClosed = this.context.clock() >= this.times.closes;
    // Shares and keys are of no more use once voting is over and the ledger durable.
    if (hasClosed && this.documents.get('ledger') !== undefined) {
      await this.#renewed.end();
      this.#hasEnded = true;
    } else await this.#renewed.act(this.onBoard.poster, hasClosed);
  }

  override async close(): Promise<void> {
    await this.#keys?.close();
    await super.close();
  }

  /** A store that was put back has forgotten voters: its count would make honest votes a fraud, and none counts as all voters. */
  #postLedger({ log, poster, isCurrent }: OnBoard): void {
    if (log.haveClaimsEnded && isCurrent() && !this.#marks.isPutBack)
      poster.say('run', 'ledger', '', () => this.ledger());
  }

  /** Undefined where keys are renewed and it has none that counts, or not yet: an older one may have been carried away. */
  get #ledgerKey(): OwnPeriod | undefined {
    if (this.#renewed === undefined) return { number: 0, key: this.context.identity };
    const { own } = this.#renewed;
    return own !== undefined && own.number >= this.log.lastPeriodOfVoting ? own : undefined;
  }

  /** Protocol step 4.4: the ledger's head, from the close on, once for all. Errors: time/too-early, share/none. */
  async ledger(): Promise<Uint8Array> {
    ensure(this.context.clock() >= this.times.closes, 'time/too-early', 'the election has not closed');
    return this.documents.once('ledger', () => this.#signLedger());
  }

  /** Errors: retention/deleted, as an empty register would count nobody. */
  #signLedger(): Uint8Array {
    this.personalData.requireKept();
    const { election, context } = this;
    const counts = election.manifest.styles.map(({ style }) => ({
      style,
      signed: this.#register.signedOf(style),
    }));
    const { number: period, key } =
      this.#ledgerKey ??
      fail('share/none', 'this Administrator holds no share of the last period, and signs no ledger');
    return signLedger(election, { period, counts }, this.#register.signedDigests(), context.id, key);
  }

  /** For the status page: no voter data. */
  turnout(): { prepared: number; signed: number } {
    return this.#register.turnout();
  }
}
