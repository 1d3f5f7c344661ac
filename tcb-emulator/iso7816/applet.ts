/** An application on the card, behind {@link EmulatedCard}, which selects it and hands it its commands. */
import type { Command } from './apdu.ts';

export interface Applet {
  /** Application identifier (ISO/IEC 7816-4, section 12.2.3): 5 to 16 bytes. */
  readonly aid: Uint8Array;
  /** The answer to SELECT. What was verified before stays so: selecting the selected applet again is no reset. */
  select(): Uint8Array;
  /** Runs one command and returns the data of its answer. Errors: StatusError, ProtocolError for malformed data, MemoryError. */
  process(command: Command): Uint8Array;
  /** Forgets what a power cycle, or the selection of another applet, makes it forget. */
  reset(): void;
}

/** One part of the card's state: never ahead of the memory, whose commit returns when it is durable. Errors: MemoryError. */
export interface Cell<T> {
  get(): T;
  commit(next: T): void;
}
