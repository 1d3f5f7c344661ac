/** A card in a reader of the system, held exclusively: a physical card where the emulated one could be. */
import { EMPTY } from '../../protocol/primitives/bytes.ts';
import type { Card } from '../iso7816/card.ts';
import { defaultSocketPath, PcscClient } from './pcsc-client.ts';
import { PcscError } from './pcsc-error.ts';
import { pivPinVerification, requireRightPin, verifyPinCode } from './pin-pad.ts';
import { DISPOSITION, GET_FEATURES, MAX_DATA, PROTOCOL, RV, SHARE } from './winscard-messages.ts';

/** Size of the structure that names a protocol in libpcsclite on 64-bit machines; services hand it back. */
const PCI_LENGTH = 16;
/** The longest answer of a reader that is asked for here, in bytes. */
const MAX_CONTROL = 256;

/** Names of all readers. Errors: PcscError pcsc/no-service, pcsc/other-version, pcsc/closed, pcsc/malformed. */
export async function listReaders(socketPath: string = defaultSocketPath()): Promise<readonly string[]> {
  const client = await PcscClient.open(socketPath);
  try {
    return (await client.readers()).map(({ name }) => name);
  } finally {
    client.close();
  }
}

export class PcscCard implements Card {
  readonly atr: Uint8Array;
  readonly #client: PcscClient;
  readonly #card: number;

  private constructor(client: PcscClient, card: number, atr: Uint8Array) {
    this.#client = client;
    this.#card = card;
    this.atr = atr;
  }

  /**
   * The card in the reader of that name, or in the first reader that has one; with T=1, which extended length needs.
   * Errors: those of {@link listReaders}, pcsc/no-reader, pcsc/no-card, pcsc/refused (in use, T=0 only).
   */
  static async connect(socketPath: string = defaultSocketPath(), readerName?: string): Promise<PcscCard> {
    const client = await PcscClient.open(socketPath);
    try {
      const context = await client.establishContext();
      const { card, reader } = await connectExclusively(client, context, readerName);
      const state = (await client.readers()).find(({ name }) => name === reader);
      if (state === undefined || state.atr.length === 0) throw new PcscError('pcsc/no-card');
      return new PcscCard(client, card, state.atr);
    } catch (error) {
      client.close();
      throw error;
    }
  }

  /** Errors: PcscError pcsc/no-card, pcsc/refused, pcsc/closed, pcsc/malformed. */
  async transmit(apdu: Uint8Array): Promise<Uint8Array> {
    const request = {
      card: this.#card,
      sendProtocol: PROTOCOL.t1,
      sendPciLength: PCI_LENGTH,
      sendLength: apdu.length,
      receiveProtocol: PROTOCOL.any,
      receivePciLength: PCI_LENGTH,
      receiveLength: MAX_DATA,
      rv: RV.success,
    };
    return new Uint8Array((await this.#client.callSuccessfully('transmit', request, apdu)).data);
  }

  /**
   * Has a person type the PIN of the PIV applet, which is to be selected, on the reader; the card knows it until its reset.
   * Errors: PinPadError, and as {@link transmit}.
   */
  async verifyPinOnPad(): Promise<void> {
    const code = verifyPinCode(await this.#control(GET_FEATURES, EMPTY));
    requireRightPin(await this.#control(code, pivPinVerification()));
  }

  async #control(code: number, data: Uint8Array): Promise<Uint8Array> {
    const lengths = { sendLength: data.length, receiveLength: MAX_CONTROL, returned: 0 };
    const request = { card: this.#card, code, ...lengths, rv: RV.success };
    return new Uint8Array((await this.#client.callSuccessfully('control', request, data)).data);
  }

  /** Errors as {@link transmit}. */
  async reset(): Promise<void> {
    await this.#client.callSuccessfully('reconnect', {
      card: this.#card,
      shareMode: SHARE.exclusive,
      protocols: PROTOCOL.t1,
      initialization: DISPOSITION.unpower,
      protocol: PROTOCOL.undefined,
      rv: RV.success,
    });
  }

  /** Leaves the card to others, without power and so without what it had in RAM. */
  async close(): Promise<void> {
    const request = { card: this.#card, disposition: DISPOSITION.unpower, rv: RV.success };
    await this.#client.call('disconnect', request).catch(() => undefined);
    this.#client.close();
  }
}

async function connectExclusively(
  client: PcscClient,
  context: number,
  readerName: string | undefined,
): Promise<{ card: number; reader: string }> {
  const readers = await client.readers();
  const known = readers.filter(({ name }) => readerName === undefined || name === readerName);
  const chosen = known.find(({ atr }) => atr.length > 0) ?? known[0];
  if (chosen === undefined)
    throw new PcscError('pcsc/no-reader', 'no such card reader: connect it, or name another one');
  const { card } = await client.callSuccessfully('connect', {
    context,
    reader: chosen.name,
    shareMode: SHARE.exclusive,
    protocols: PROTOCOL.t1,
    card: 0,
    protocol: PROTOCOL.undefined,
    rv: RV.success,
  });
  return { card, reader: chosen.name };
}
