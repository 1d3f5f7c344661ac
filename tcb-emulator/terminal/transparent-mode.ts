/** The terminal without an active Finlet: an ordinary reader with a pin-pad for programs on the PC (FINREAD transparent mode). */

import { anySignal } from '../../common/any-signal.ts';
import { Turns } from '../../common/turns.ts';
import type { Panel } from '../display/panel.ts';
import type { Card } from '../iso7816/card.ts';
import type { PinModification, PinVerification } from '../pcsc/pin-structures.ts';
import { READER_SW, ReaderError, type TransparentReader } from '../pcsc/reader.ts';
import type { FinreadTerminal } from './finread-terminal.ts';
import { modifyPin, verifyPin } from './secure-pin-entry.ts';

/** Seconds that the person has for a PIN unless the PC says fewer. */
const PIN_TIMEOUT = 60;

export class TransparentMode implements TransparentReader {
  readonly name = 'REVS FINREAD Terminal 00 00';
  readonly #terminal: FinreadTerminal;
  readonly #panel: Panel;
  /** Commands of several programs run one after the other. */
  readonly #turns = new Turns();

  constructor(terminal: FinreadTerminal, panel: Panel) {
    this.#terminal = terminal;
    this.#panel = panel;
  }

  get changes(): number {
    return this.#terminal.changes;
  }

  atr(): Uint8Array | undefined {
    return this.#terminal.card?.atr;
  }

  async whenChanged(changes: number, signal: AbortSignal): Promise<void> {
    while (this.#terminal.changes === changes && !signal.aborted) await this.#terminal.whenChanged(signal);
  }

  transmit(apdu: Uint8Array): Promise<Uint8Array> {
    return this.#inTurn((card) => card.transmit(apdu));
  }

  reset(): Promise<void> {
    return this.#inTurn((card) => card.reset());
  }

  verifyPin(request: PinVerification): Promise<Uint8Array> {
    return this.#withKeys(request.timeoutSeconds, (card, io) =>
      verifyPin(io, this.#terminal.texts, card, request),
    );
  }

  modifyPin(request: PinModification): Promise<Uint8Array> {
    return this.#withKeys(request.timeoutSeconds, (card, io) =>
      modifyPin(io, this.#terminal.texts, card, request),
    );
  }

  /** Errors: ReaderError. */
  #inTurn<T>(use: (card: Card) => Promise<T>): Promise<T> {
    return this.#turns.take(async () => {
      const { card, isSecure } = this.#terminal;
      if (isSecure) throw new ReaderError('reader/secure-mode');
      if (card === undefined) throw new ReaderError('reader/no-card');
      return use(card);
    });
  }

  /** A dialogue of the terminal's own. A card that is taken away, or a Finlet that starts, ends it. */
  #withKeys(
    seconds: number,
    run: (card: Card, io: Pick<Panel, 'show' | 'nextKey'>) => Promise<Uint8Array>,
  ): Promise<Uint8Array> {
    return this.#inTurn(async (card) => {
      const timeout = AbortSignal.timeout(1000 * Math.min(seconds || PIN_TIMEOUT, PIN_TIMEOUT));
      const over = new AbortController();
      const { changes } = this.#terminal;
      void this.whenChanged(changes, over.signal).then(() => over.abort());
      const signal = anySignal(timeout, over.signal);
      let hasShown = false;
      const io = {
        show: (lines: readonly string[]) => {
          hasShown = true;
          if (!signal.aborted) this.#panel.show(lines);
        },
        nextKey: () => this.#panel.nextKey(signal),
      };
      try {
        return await run(card, io);
      } catch (error) {
        if (!signal.aborted) throw error;
        const word = timeout.aborted ? READER_SW.timedOut : READER_SW.cancelled;
        return Uint8Array.of(word >> 8, word & 0xff);
      } finally {
        over.abort();
        if (hasShown && this.#terminal.changes === changes) this.#terminal.showIdle();
      }
    });
  }
}
