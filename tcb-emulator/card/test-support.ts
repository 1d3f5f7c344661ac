/** For this folder's tests: memories and disks whose power fails on demand, repeatable randomness, a card in use. */
import { LABELS } from '../../protocol/primitives/domain-labels.ts';
import { signingKey } from '../../protocol/primitives/p256-signature.ts';
import type { RandomSource } from '../../protocol/primitives/random.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { CardClient } from './card-client.ts';
import { EmulatedCard } from './emulated-card.ts';
import type { Disk, NonVolatileMemory } from './non-volatile-memory.ts';

/** Bytes that depend on `seed` and on the calls before; every call gives new ones. */
export function seededRandom(seed: string): RandomSource {
  let counter = 0;
  return (length) => {
    const out = new Uint8Array(length);
    for (let at = 0; at < length; at += 32) {
      const block = sha256(Buffer.from(`${seed} ${counter++}`));
      out.set(block.subarray(0, length - at), at);
    }
    return out;
  };
}

/** A memory in RAM that can fail before or after it has taken a write, and knows all that was ever written. */
export class RamMemory implements NonVolatileMemory {
  content: Uint8Array | undefined;
  readonly writes: Uint8Array[] = [];
  fails: 'never' | 'before-write' | 'after-write' = 'never';
  failsToRead = false;

  read(): Uint8Array | undefined {
    if (this.failsToRead) throw new Error('the memory does not answer');
    return this.content;
  }

  write(state: Uint8Array): void {
    if (this.fails === 'before-write') throw new Error('power cut before the write');
    this.content = state;
    this.writes.push(state);
    if (this.fails === 'after-write') throw new Error('power cut after the write');
  }
}

/** A disk that loses its power after a set number of steps; each byte written, rename and sync of a folder is one. */
export class CuttableDisk implements Disk {
  #files: ReadonlyMap<string, Uint8Array>;
  /** What the files are if the last rename is lost: it is durable only once its folder is. */
  #durable: ReadonlyMap<string, Uint8Array>;
  #stepsLeft = Number.POSITIVE_INFINITY;
  stepsDone = 0;

  constructor(files: ReadonlyMap<string, Uint8Array> = new Map()) {
    this.#files = files;
    this.#durable = files;
  }

  cutAfter(steps: number): void {
    this.#stepsLeft = steps;
  }

  /** Every disk that may be found when the power is back. */
  afterPowerCut(): CuttableDisk[] {
    return [new CuttableDisk(this.#files), new CuttableDisk(this.#durable)];
  }

  readFile(path: string): Uint8Array | undefined {
    return this.#files.get(path);
  }

  writeFile(path: string, content: Uint8Array): void {
    const room = Math.min(content.length, this.#stepsLeft);
    this.#files = new Map(this.#files).set(path, content.slice(0, room));
    this.#durable = new Map(this.#durable).set(path, content.slice(0, room));
    this.#spend(content.length);
  }

  rename(from: string, to: string): void {
    this.#spend(1);
    const files = new Map(this.#files).set(to, this.#files.get(from) ?? new Uint8Array());
    files.delete(from);
    this.#files = files;
  }

  syncFolder(): void {
    this.#spend(1);
    this.#durable = this.#files;
  }

  #spend(steps: number): void {
    const affordable = steps <= this.#stepsLeft;
    this.#stepsLeft = affordable ? this.#stepsLeft - steps : 0;
    if (!affordable) throw new Error('power cut');
    this.stepsDone += steps;
  }
}

export const VOTER = 'voter-17';
export const PIN = '271828';
export const WRONG_PIN = '000000';
export const COMMISSIONER_KEY = signingKey(sha256(Buffer.from(LABELS.plan))).publicKey;
const ADMINISTRATOR = 'administrator-1';

/** A vote in an election of that number. */
export const voteIn = (election: number) => ({
  electionId: new Uint8Array(16).fill(election),
  manifestHash: new Uint8Array(32).fill(election),
  style: 'style-a',
  choices: Uint8Array.of(0, 1, election),
});

export const VOTE = voteIn(1);
const BLINDED = new Uint8Array(48).fill(0xb1);
export const REQUEST = { manifestHash: VOTE.manifestHash, administrator: ADMINISTRATOR, blinded: BLINDED };
export const PACKAGE = new Uint8Array(90).fill(0xca);
export const ONION = new Uint8Array(120).fill(0x01);
export const SECOND_ONION = new Uint8Array(120).fill(0x02);

export interface CardInUse {
  readonly card: EmulatedCard;
  readonly client: CardClient;
}

export function insert(memory: NonVolatileMemory, seed = 'card'): CardInUse {
  const card = new EmulatedCard({ memory, random: seededRandom(seed) });
  return { card, client: new CardClient(card) };
}

/** A personalised card, PIN not verified. */
export async function personalised(memory: NonVolatileMemory = new RamMemory()): Promise<CardInUse> {
  const inUse = insert(memory);
  await inUse.client.personalise({ voterId: VOTER, commissionerKey: COMMISSIONER_KEY, pin: PIN });
  return inUse;
}

/** The commands of a whole vote, each named, in their order. */
export const VOTE_STEPS: readonly (readonly [string, (client: CardClient) => Promise<unknown>])[] = [
  ['begin vote', (client) => client.beginVote(VOTE)],
  ['sign request', (client) => client.signRequest(REQUEST)],
  ['store package', (client) => client.storePackage(VOTE.manifestHash, PACKAGE)],
  ['store onion 1', (client) => client.storeOnion(VOTE.manifestHash, 1, ONION)],
  ['store onion 2', (client) => client.storeOnion(VOTE.manifestHash, 2, SECOND_ONION)],
  ['finish', (client) => client.finish(VOTE.manifestHash)],
];

/** A personalised card with the PIN verified on which the first `steps` commands of a vote have been done. */
export async function votedUpTo(
  steps: number,
  memory: NonVolatileMemory = new RamMemory(),
): Promise<CardInUse> {
  const inUse = await personalised(memory);
  await inUse.client.verifyPin(PIN);
  for (const [, run] of VOTE_STEPS.slice(0, steps)) await run(inUse.client);
  return inUse;
}
