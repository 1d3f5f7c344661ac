/**
 * Between the card's contacts and its applets: long commands arrive in parts (command chaining, ISO/IEC 7816-4, section
 * 5.3.3), long answers leave in parts (GET RESPONSE, section 11.8.1). Whatever is unfinished is dropped by the next
 * command that does not continue it.
 */
import { concat, EMPTY } from '../../protocol/primitives/bytes.ts';
import { type Command, encodeResponse, StatusError, SW } from './apdu.ts';

/** Class bit b5: not the last command of a chain. */
export const CHAINED = 0x10;
const INS_GET_RESPONSE = 0xc0;
/** Most bytes that a chain may bring: as an extended command. */
const MAX_CHAIN = 65_535;

export class Transport {
  #chain: Command | undefined;
  #rest: Uint8Array = EMPTY;

  reset(): void {
    this.#chain = undefined;
    this.#rest = EMPTY;
  }

  /** `run` gets whole commands and returns whole answers; the status word of a refusal goes out as it is. */
  exchange(command: Command, run: (command: Command) => Uint8Array): Uint8Array {
    if (command.cla === 0 && command.ins === INS_GET_RESPONSE) {
      this.#chain = undefined;
      return this.#getResponse(command);
    }
    this.#rest = EMPTY;
    const whole = this.#assemble(command);
    if (whole === undefined) return encodeResponse(EMPTY, SW.ok);
    return this.#answer(run(whole), command.expected);
  }

  /** Undefined while more is to come. */
  #assemble(command: Command): Command | undefined {
    const before = this.#chain;
    this.#chain = undefined;
    const cla = command.cla & ~CHAINED;
    const isChained = cla !== command.cla;
    if (before === undefined && !isChained) return command;
    const continues = before === undefined || isSameCommand(before, { ...command, cla });
    if (!continues) throw new StatusError(SW.lastOfChainExpected);
    const data = concat(before?.data ?? EMPTY, command.data);
    if (data.length > MAX_CHAIN) throw new StatusError(SW.wrongLength);
    const whole = { ...command, cla, data };
    if (!isChained) return whole;
    this.#chain = whole;
    return undefined;
  }

  #getResponse({ p1p2, data, expected }: Command): Uint8Array {
    if (p1p2 !== 0) throw new StatusError(SW.wrongParameters);
    if (data.length > 0) throw new StatusError(SW.wrongLength);
    const rest = this.#rest;
    if (rest.length === 0) throw new StatusError(SW.conditionsNotSatisfied);
    return this.#answer(rest, expected);
  }

  #answer(data: Uint8Array, expected: number): Uint8Array {
    const now = data.slice(0, expected);
    this.#rest = data.slice(expected);
    if (this.#rest.length === 0) return encodeResponse(now, SW.ok);
    return encodeResponse(now, SW.moreData | (this.#rest.length > 0xff ? 0 : this.#rest.length));
  }
}

const isSameCommand = (a: Command, b: Command): boolean =>
  a.cla === b.cla && a.ins === b.ins && a.p1p2 === b.p1p2;
