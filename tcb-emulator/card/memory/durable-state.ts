/** The card's state in RAM, which is never ahead of what its memory holds: commit first, then act or answer. */
import { BLANK, type CardState, decodeState, encodeState } from './card-state.ts';
import { MemoryError, type NonVolatileMemory } from './non-volatile-memory.ts';

export class DurableState {
  readonly #memory: NonVolatileMemory;
  /** Undefined while unknown: after a power cycle, and after a write that failed. */
  #current: CardState | undefined;

  /** Errors: MemoryError, so that a damaged card is refused when it is put into use. */
  constructor(memory: NonVolatileMemory) {
    this.#memory = memory;
    this.#current = this.#load();
  }

  /** Errors: MemoryError. */
  get(): CardState {
    this.#current ??= this.#load();
    return this.#current;
  }

  /** Returns when `next` is durable. Errors: MemoryError; the state then is the old one or `next`, see {@link get}. */
  commit(next: CardState): void {
    const image = encodeState(next);
    this.#current = undefined;
    guarded(() => this.#memory.write(image));
    this.#current = next;
  }

  forget(): void {
    this.#current = undefined;
  }

  #load(): CardState {
    const image = guarded(() => this.#memory.read());
    return image === undefined ? BLANK : decodeState(image);
  }
}

function guarded<T>(access: () => T): T {
  try {
    return access();
  } catch (cause) {
    if (cause instanceof MemoryError) throw cause;
    throw new MemoryError('memory/failed', 'the card memory failed', { cause });
  }
}
