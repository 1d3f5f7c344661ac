/**
 * Secure PIN entry for programs on the PC (PC/SC part 10, section 2.5): the PIN is typed here and goes to the card, never
 * to the PC. The PC chooses the command that the PIN is written into, and a prototype's PC once got a PIN back that way:
 * it had it written into an authentication command and searched for what gave that answer. So only the commands that
 * compare or replace a PIN pass, in the one form that the PIV applet knows, and the terminal selects that applet itself:
 * the PIN for voting cannot be meant, whatever the PC says.
 */

import { PIV_AID } from '../card/piv/piv-commands.ts';
import type { DialogueIo } from '../dialogue/dialogue-io.ts';
import { askForPc, askNewPin, askPin, askPuk } from '../dialogue/prompts.ts';
import type { Texts } from '../dialogue/screens.ts';
import { type Command, encodeCommand, parseCommand, parseResponse, SW } from '../iso7816/apdu.ts';
import type { Card } from '../iso7816/card.ts';
import { PIN_BLOCK, pinBlock } from '../iso7816/reference-data.ts';
import type { PinFormat, PinModification, PinVerification } from '../pcsc/pin-structures.ts';
import { READER_SW } from '../pcsc/reader.ts';

const INS_VERIFY = 0x20;
const INS_CHANGE = 0x24;
const INS_RESET = 0x2c;
/** The PIV application PIN (NIST SP 800-73-4, part 2, section 3.2). */
const PIV_PIN = 0x0080;

const statusOf = (word: number): Uint8Array => Uint8Array.of(word >> 8, word & 0xff);
const refused = (): Uint8Array => statusOf(READER_SW.refused);

export async function verifyPin(
  io: DialogueIo,
  texts: Texts,
  card: Card,
  { apdu, format }: PinVerification,
): Promise<Uint8Array> {
  const template = templateOf(apdu, format, [INS_VERIFY], PIN_BLOCK);
  if (template === undefined) return refused();
  return withPiv(io, texts, card, async () => {
    const pin = await askPin(io, texts);
    return pin === 'cancelled' ? undefined : { ...template, data: pinBlock(pin) };
  });
}

/** Replaces the PIN after the old one (CHANGE REFERENCE DATA), or the PUK (RESET RETRY COUNTER), has been typed. */
export async function modifyPin(
  io: DialogueIo,
  texts: Texts,
  card: Card,
  request: PinModification,
): Promise<Uint8Array> {
  const { apdu, format, oldPinOffset, newPinOffset, asksOld } = request;
  const template = templateOf(apdu, format, [INS_CHANGE, INS_RESET], 2 * PIN_BLOCK);
  const isPlain = oldPinOffset === 0 && newPinOffset === PIN_BLOCK && asksOld;
  if (template === undefined || !isPlain) return refused();
  return withPiv(io, texts, card, async () => {
    const old = template.ins === INS_RESET ? await askPuk(io, texts) : await askPin(io, texts);
    if (old === 'cancelled') return undefined;
    const next = await askNewPin(io, texts);
    if (next === 'cancelled') return undefined;
    return { ...template, data: new Uint8Array([...pinBlock(old), ...pinBlock(next)]) };
  });
}

/** The PC's command without its data, if it is one that may carry a PIN. */
function templateOf(
  apdu: Uint8Array,
  format: PinFormat,
  instructions: readonly number[],
  length: number,
): Command | undefined {
  const command = parsed(apdu);
  const isAllowed =
    command !== undefined &&
    command.cla === 0 &&
    instructions.includes(command.ins) &&
    command.p1p2 === PIV_PIN &&
    (command.data.length === length || command.data.length === 0) &&
    command.expected === 0 &&
    format.encoding === 'ascii' &&
    format.justified === 'left' &&
    format.position === 0 &&
    (format.blockLength === PIN_BLOCK || format.blockLength === 0) &&
    format.lengthBits === 0;
  return isAllowed ? command : undefined;
}

function parsed(apdu: Uint8Array): Command | undefined {
  try {
    return parseCommand(apdu);
  } catch {
    return undefined;
  }
}

/** The person agrees; the PIV applet is selected; the PINs are typed; the command goes to the card. */
async function withPiv(
  io: DialogueIo,
  texts: Texts,
  card: Card,
  ask: () => Promise<Command | undefined>,
): Promise<Uint8Array> {
  const select = encodeCommand({ cla: 0, ins: 0xa4, p1p2: 0x0400, data: PIV_AID, expected: 256 });
  const selected = parseResponse(await card.transmit(select));
  if (selected?.statusWord !== SW.ok) return refused();
  if (!(await askForPc(io, texts))) return statusOf(READER_SW.cancelled);
  const command = await ask();
  if (command === undefined) return statusOf(READER_SW.cancelled);
  const response = parseResponse(await card.transmit(encodeCommand(command)));
  command.data.fill(0);
  return response === undefined ? refused() : statusOf(response.statusWord);
}
