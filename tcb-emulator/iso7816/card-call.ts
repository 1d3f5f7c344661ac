/** One command to a card, and its answer or refusal as a typed value: what every client of a card does. */

import { ProtocolError } from '../../protocol/errors.ts';
import { EMPTY } from '../../protocol/primitives/bytes.ts';
import { encodeCommand, parseResponse, type Response, SW } from './apdu.ts';
import type { Card } from './card.ts';
import { CardError, type CardErrorCode } from './card-error.ts';

/**
 * `instruction`: class and instruction in one number; `expected`: the most bytes that the answer may have.
 * Errors: CardError card/removed, card/malformed-answer, and those of a channel.
 */
export async function exchange(
  card: Card,
  instruction: number,
  p1p2: number,
  data = EMPTY,
  expected = 0,
): Promise<Response> {
  const command = { cla: instruction >> 8, ins: instruction & 0xff, p1p2, data, expected };
  const response = parseResponse(await transmit(card, encodeCommand(command)));
  if (response === undefined || response.data.length > expected) throw malformed();
  return response;
}

/** As {@link exchange}; any status word but 9000 is a refusal. */
export async function call(
  card: Card,
  instruction: number,
  p1p2: number,
  data = EMPTY,
  expected = 0,
): Promise<Uint8Array> {
  return accepted(await exchange(card, instruction, p1p2, data, expected));
}

async function transmit(card: Card, apdu: Uint8Array): Promise<Uint8Array> {
  try {
    return await card.transmit(apdu);
  } catch (cause) {
    if (cause instanceof CardError) throw cause;
    throw new CardError('card/removed', 'the card does not answer', undefined, { cause });
  }
}

export function accepted({ data, statusWord }: Response): Uint8Array {
  if (statusWord !== SW.ok) throw refusal(statusWord);
  return data;
}

const CODES: ReadonlyMap<number, CardErrorCode> = new Map([
  [SW.pinRequired, 'card/pin-required'],
  [SW.pinBlocked, 'card/blocked'],
  [SW.memoryFailure, 'card/memory'],
  [SW.memoryFull, 'card/full'],
]);

export function refusal(statusWord: number): CardError {
  const code = CODES.get(statusWord) ?? 'card/refused';
  return new CardError(code, `the card answers ${statusWord.toString(16)}`, statusWord);
}

export const malformed = (options?: ErrorOptions): CardError =>
  new CardError('card/malformed-answer', 'the card gives an answer that makes no sense', undefined, options);

/** What `read` makes of an answer. Errors: CardError card/malformed-answer if it makes no sense. */
export function understood<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof ProtocolError) throw malformed({ cause });
    throw cause;
  }
}

export function exactly(length: number, answer: Uint8Array): Uint8Array {
  if (answer.length !== length) throw malformed();
  return answer;
}
