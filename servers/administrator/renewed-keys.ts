/**
 * The keys of an Administrator that renews them while the election runs (trustees contract, sections 2 and 3): it comes from period
 * to period with the log, and echoes in one only when it has merged what it holds with the others.
 */
import type { Shares } from '../../protocol/2-vote-signing/give-partial.ts';
import { givePartial } from '../../protocol/2-vote-signing/give-partial.ts';
import type { HeldRow } from '../../protocol/2-vote-signing/held-row.ts';
import type { VoteKeeper } from '../../protocol/2-vote-signing/vote-register.ts';
import type { ShareFile } from '../../protocol/ceremony/ceremony-files.ts';
import { fail } from '../../protocol/errors.ts';
import { issuanceKey } from '../../protocol/messages/key-names.ts';
import type { MclBls } from '../../protocol/primitives/bls-mcl.ts';
import { bytesToScalar } from '../../protocol/primitives/bytes.ts';
import { signingKey } from '../../protocol/primitives/p256-signature.ts';
import type { Alarm } from '../shared/alarm.ts';
import type { Poster } from '../shared/poster.ts';
import { Renewal, type RenewalHost, type RenewalStatus } from '../shared/renewal.ts';
import { EchoGate } from './echo-gate.ts';
import { Merging, type OwnPeriod } from './merging.ts';
import type { StoredVoteRegister } from './vote-register.ts';

export class RenewedKeys {
  readonly #host: RenewalHost;
  readonly #bls: MclBls;
  readonly #merging: Merging;
  readonly #gate = new EchoGate();
  #renewal: Renewal | undefined;
  #hasFailed = false;

  constructor(host: RenewalHost, register: StoredVoteRegister, bls: MclBls) {
    this.#host = host;
    this.#bls = bls;
    this.#merging = new Merging(host, register, bls);
  }

  /** Does what is due; called again and again, one call after the other. `isOver`: voting has ended, and nothing is renewed. */
  async act(poster: Poster, isOver: boolean): Promise<void> {
    const renewal = this.#begun;
    await renewal?.act(poster, isOver);
    if (renewal === undefined || isOver) return;
    const share = this.#share;
    // Who has none is told so at once.
    if (share === undefined || this.#merging.isDone(share.period)) this.#gate.open();
    else this.#merge(ownOf(share));
    // Before the next merge needs it; what keeps it from that, the merge says.
    this.#merging.load().catch(() => undefined);
  }

  /** Beside all else: it waits for others. */
  #merge(own: OwnPeriod): void {
    this.#merging.run(own).then(
      () => {
        this.#hasFailed = false;
      },
      (error: unknown) => {
        // Another period has come, or the server ends.
        if (error instanceof Error && error.name === 'AbortError') return;
        if (!this.#hasFailed) this.#host.context.logger.error({ merge: String(error) }, 'merge of the rows');
        this.#hasFailed = true;
      },
    );
  }

  /** Undefined until the board has been read. */
  get #begun(): Renewal | undefined {
    this.#renewal ??= Renewal.of(this.#host, 'administrator', () => this.#gate.close());
    return this.#renewal;
  }

  get #share(): ShareFile | undefined {
    return this.#renewal?.share;
  }

  /** With what it signs; undefined while it has no share. */
  get own(): OwnPeriod | undefined {
    return this.#share && ownOf(this.#share);
  }

  get #own(): ShareFile {
    return this.#share ?? fail('share/none', 'this Administrator holds no share, and signs no vote');
  }

  get status(): RenewalStatus | undefined {
    return this.#renewal && { ...this.#renewal.status, isMerging: !this.#gate.isOpen };
  }

  get alarm(): Alarm | undefined {
    return this.#hasFailed ? 'alert/renewal-failed' : this.#renewal?.status.alerts[0];
  }

  /** A row that this process has checked. */
  hold(row: HeldRow): void {
    this.#merging.hold(row);
  }

  /** A Prepare request. Errors: period/merging; those of `work`. */
  pass<T>(work: () => Promise<T>): Promise<T> {
    return this.#gate.pass(work);
  }

  /** Another Administrator's request in its merge. Errors: those of {@link Merging.answer}, share/none. */
  answer(input: Uint8Array): Uint8Array {
    return this.#merging.answer(input, ownOf(this.#own));
  }

  /** Another Administrator's request for the roll. Errors: likewise. */
  answerRoll(input: Uint8Array): Uint8Array {
    return this.#merging.answerRoll(input, ownOf(this.#own));
  }

  readonly keeper: VoteKeeper = this.#keeper();

  #keeper(): VoteKeeper {
    const keys = this;
    return {
      get period() {
        return keys.#own.period;
      },
      get holdsShares() {
        return keys.#share !== undefined;
      },
      sign: async (body) => {
        const { number: period, key } = ownOf(keys.#own);
        return { period, signature: key.sign(body) };
      },
      partial: async (asked) => givePartial(keys.#host.election, keys.#shares, asked),
    };
  }

  get #shares(): Shares {
    const { period, shares } = this.#own;
    const names = this.#host.election.plan.styles.map(issuanceKey);
    const shareOf = (style: string): bigint => {
      const share = shares[names.indexOf(issuanceKey(style))];
      return share === undefined ? fail('voter/wrong-style', 'no key for this style') : bytesToScalar(share);
    };
    return { period, keyOf: this.#merging.keyOf, bls: this.#bls, shareOf };
  }

  /** Once the ledger is durable. */
  async end(): Promise<void> {
    await this.#begun?.end();
    this.#merging.forget();
  }

  close(): Promise<void> {
    return this.#merging.close();
  }
}

const ownOf = ({ period: number, periodKey }: ShareFile): OwnPeriod => ({
  number,
  key: signingKey(periodKey),
});
