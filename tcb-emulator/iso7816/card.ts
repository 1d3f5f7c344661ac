/** The one door to a smart card, real or emulated: command APDUs in, response APDUs out (ISO/IEC 7816-4). */
export interface Card {
  /** Answer To Reset (ISO/IEC 7816-3, section 8): 2 to 33 bytes. */
  readonly atr: Uint8Array;
  /** Sends one command APDU and resolves to data and status word. Rejects only when there is no card to answer. */
  transmit(apdu: Uint8Array): Promise<Uint8Array>;
  /** A power cycle: the card forgets that a PIN was verified, and everything else that it had only in RAM. */
  reset(): Promise<void>;
}
