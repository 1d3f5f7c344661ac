/**
 * The card personalisation station as a device: a slot for one card and a feeder of blank ones, which do one job at a
 * time.
 */
import type { CardOffice } from './card-office.ts';
import { type MailersWanted, type MailersWritten, printMailers } from './print-mailers.ts';
import { StationError } from './station-error.ts';

type Slot = { readonly slot: 'empty' | 'blank' } | { readonly slot: 'personalised'; readonly voter: string };
export type PrinterState = Slot & {
  readonly folder: string;
  /** PIN letters that are not destroyed yet, and those of them that have been written for printing. */
  readonly mailers: { readonly waiting: number; readonly written: number };
};

/** Every method but `state` throws StationError desk/busy while another job is under way. */
export class CardPrinter {
  readonly #office: CardOffice;
  #slot: Slot = { slot: 'empty' };
  #isBusy = false;

  constructor(office: CardOffice) {
    this.#office = office;
  }

  get state(): PrinterState {
    const { folder, mailers } = this.#office;
    const waiting = this.#office.finishedMailers().length;
    return { ...this.#slot, folder, mailers: { waiting, written: mailers.written().length } };
  }

  /** A blank card into the slot. Errors: StationError desk/slot-taken. */
  insert(): Promise<PrinterState> {
    return this.#alone(async () => {
      if (this.#slot.slot === 'personalised')
        throw new StationError(
          'desk/slot-taken',
          `the card of ${this.#slot.voter} is in the slot; eject it first`,
        );
      this.#slot = { slot: 'blank' };
      return this.state;
    });
  }

  eject(): Promise<PrinterState> {
    return this.#alone(async () => {
      this.#slot = { slot: 'empty' };
      return this.state;
    });
  }

  /** Errors: StationError desk/no-blank, desk/unknown-voter, desk/has-card; those of `CardOffice.personalise`. */
  personalise(voter: string): Promise<void> {
    return this.#alone(async () => {
      if (this.#slot.slot !== 'blank')
        throw new StationError('desk/no-blank', 'there is no blank card in the slot; insert one first');
      await this.#needingCards([voter]);
      await this.#office.personalise(voter);
      this.#slot = { slot: 'personalised', voter };
    });
  }

  /**
   * Hands `print` what makes cards from the feeder for `wanted`, or for everybody without one.
   * Errors: StationError desk/unknown-voter, desk/has-card before anything is made; those of `print`.
   */
  batch(wanted: readonly string[] | undefined, print: (batch: Batch) => Promise<void>): Promise<void> {
    return this.#alone(async () => {
      const voters = await this.#needingCards(wanted);
      await print((onCard, stop) => this.#printAll(voters, onCard, stop));
    });
  }

  /** Errors: those of {@link printMailers}. */
  printMailers(wanted: MailersWanted): Promise<MailersWritten> {
    return this.#alone(() => printMailers(this.#office, wanted));
  }

  /** The letters that have been written, with their digits. */
  destroyMailers(): Promise<{ destroyed: number }> {
    return this.#alone(async () => ({ destroyed: this.#office.mailers.destroy() }));
  }

  async #printAll(voters: readonly string[], onCard: OnCard, stop: AbortSignal): Promise<number> {
    onCard(0, voters.length);
    for (const [i, voter] of voters.entries()) {
      if (stop.aborted) return i;
      await this.#office.personalise(voter);
      onCard(i + 1, voters.length);
    }
    return voters.length;
  }

  async #needingCards(wanted: readonly string[] | undefined): Promise<string[]> {
    const roll = await this.#office.roll();
    if (wanted === undefined) return roll.filter(({ card }) => !card).map(({ voter }) => voter);
    const hasCard = new Map(roll.map(({ voter, card }) => [voter, card]));
    for (const voter of wanted) {
      const has = hasCard.get(voter);
      if (has === undefined)
        throw new StationError('desk/unknown-voter', `${voter} is not on the roll; import the roll first`);
      if (has) throw new StationError('desk/has-card', `${voter} has a card already`);
    }
    return [...new Set(wanted)];
  }

  async #alone<T>(job: () => Promise<T>): Promise<T> {
    if (this.#isBusy)
      throw new StationError('desk/busy', 'the station is making cards; wait until it has finished');
    this.#isBusy = true;
    try {
      return await job();
    } finally {
      this.#isBusy = false;
    }
  }
}

type OnCard = (done: number, total: number) => void;
/** Resolves to how many cards were made: fewer than all if `stop` came between two of them. */
export type Batch = (onCard: OnCard, stop: AbortSignal) => Promise<number>;
