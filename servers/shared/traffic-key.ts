/** A server's HPKE key pair for one election (protocol step 0.2): made on first use, kept in the election's store, erased. */
import { ensure } from '../../protocol/errors.ts';
import {
  type Opener,
  opener,
  TRAFFIC,
  type TrafficKeyPair,
  trafficKeyPair,
} from '../../protocol/primitives/hpke.ts';
import type { RandomSource } from '../../protocol/primitives/random.ts';
import type { Documents } from './documents.ts';

interface Loaded {
  readonly pair: TrafficKeyPair;
  readonly open: Opener;
}

const SEED = 'traffic-seed';

export class TrafficKey {
  readonly #documents: Documents;
  readonly #random: RandomSource;
  #loaded: Promise<Loaded> | undefined;

  constructor(documents: Documents, random: RandomSource) {
    this.#documents = documents;
    this.#random = random;
  }

  /** Errors: time/closed once it is erased. */
  async pair(): Promise<TrafficKeyPair> {
    return (await this.#load()).pair;
  }

  /** Opens what is sealed to the key. Errors: time/closed. */
  async opener(): Promise<Opener> {
    return (await this.#load()).open;
  }

  /** A load that failed is tried again. */
  #load(): Promise<Loaded> {
    this.#loaded ??= this.#read().catch((error: unknown) => {
      this.#loaded = undefined;
      throw error;
    });
    return this.#loaded;
  }

  async #read(): Promise<Loaded> {
    const seed = this.#documents.get(SEED) ?? (await this.#documents.once(SEED, () => this.#random(32)));
    ensure(seed.length > 0, 'time/closed', 'the key for this election has been erased');
    const pair = trafficKeyPair(seed);
    return { pair, open: opener(TRAFFIC, pair.secretKey) };
  }

  async erase(): Promise<void> {
    await this.#documents.erase(SEED);
    this.#loaded = undefined;
  }
}
