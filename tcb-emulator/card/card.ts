/** The one door to a smart card, real or emulated: command APDUs in, response APDUs out (ISO/IEC 7816-4). */
export interface Card {
  /** Sends one command APDU and resolves to data and status word. Rejects only when there is no card to answer. */
  transmit(apdu: Uint8Array): Promise<Uint8Array>;
  /** A power cycle: the card forgets that the PIN was verified, and everything else that it had only in RAM. */
  reset(): void;
}
