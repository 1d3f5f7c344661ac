/** How a card refuses, or fails to answer. */

import { CodedError } from '../../common/coded-error.ts';

export type CardErrorCode =
  /** The PIN has not been verified since the card was last switched on. */
  | 'card/pin-required'
  /** No PIN tries are left. */
  | 'card/blocked'
  /** The card does not do this in its present state, or not with this data; the status word says which. */
  | 'card/refused'
  /** There is no room: it holds as many unfinished votes as it can. */
  | 'card/full'
  /** The card's memory failed; whether the change was made is known after a reset. */
  | 'card/memory'
  /** The answer is not one that this card can give. */
  | 'card/malformed-answer'
  /** It cannot prove to be a card of this Commissioner, or does not take the terminal for one of its. */
  | 'card/not-authentic'
  /** It holds another key than the one that is wanted. */
  | 'card/other'
  /** Somebody stood between card and terminal, or the card was reset. */
  | 'card/channel-lost'
  /** There was no answer. */
  | 'card/removed';

export class CardError extends CodedError<CardErrorCode> {
  /** Undefined when the card gave none. */
  readonly statusWord: number | undefined;

  constructor(code: CardErrorCode, message: string, statusWord?: number, options?: ErrorOptions) {
    super(code, message, options);
    this.statusWord = statusWord;
  }
}
