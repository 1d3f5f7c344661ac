import { toHex } from './bytes.ts';

/** Keeps what was made of byte strings, to make it once only: of all of them the `max` that were used last. Not for secrets. */
export class RecentlyUsed<T extends object> {
  readonly #made = new Map<string, T>();
  readonly #max: number;

  constructor(max: number) {
    this.#max = max;
  }

  /** What `make` returned for these bytes, or returns now. Undefined is not kept, nor is an error. */
  get<R extends T | undefined>(bytes: Uint8Array, make: (bytes: Uint8Array) => R): T | R {
    const name = toHex(bytes);
    const made = this.#made.get(name) ?? make(bytes);
    if (made === undefined) return made;
    // A Map is in the order of insertion.
    this.#made.delete(name);
    this.#made.set(name, made);
    const [oldest = name] = this.#made.keys();
    if (this.#made.size > this.#max) this.#made.delete(oldest);
    return made;
  }
}
