/**
 * K(c), the keys that count in instance c: a function of the log before c (board contract, section 1). A KEY gives its replica
 * the first key of its new list; everyone else moves to the next key of theirs, so that what was signed or stolen before counts
 * never again. The last key of a list stays.
 */
import { fail } from '../errors.ts';
import type { Rekey } from './messages.ts';

export interface ReplicaKey {
  readonly epoch: number;
  /** Place in the epoch's list. */
  readonly place: number;
  readonly list: readonly Uint8Array[];
  /** The slot in which a KEY of this replica was ordered last; -1 before the first. */
  readonly lastSlot: number;
}

export interface KeysInForce {
  /** m: KEYs so far. Signatures of different generations are never added up. */
  readonly generation: number;
  readonly replicas: readonly ReplicaKey[];
}

export const firstKeys = (lists: readonly (readonly Uint8Array[])[]): KeysInForce => ({
  generation: 0,
  replicas: lists.map((list) => ({ epoch: 0, place: 0, list, lastSlot: -1 })),
});

export function keyOf({ replicas }: KeysInForce, replica: number): Uint8Array {
  const { list, place } = entryOf(replicas, replica);
  return list[place] ?? fail('key/missing', 'a replica has no key in force');
}

export const entryOf = (replicas: readonly ReplicaKey[], replica: number): ReplicaKey =>
  replicas[replica] ?? fail('key/missing', 'there is no such replica');

/** K(c + 1) after a KEY in c; `slot` is the one in which it was ordered. */
export function afterKey({ generation, replicas }: KeysInForce, rekey: Rekey, slot: number): KeysInForce {
  return {
    generation: generation + 1,
    replicas: replicas.map((entry, index) =>
      index === rekey.replica
        ? { epoch: rekey.epoch, place: 0, list: rekey.keys, lastSlot: slot }
        : { ...entry, place: Math.min(entry.place + 1, entry.list.length - 1) },
    ),
  };
}

export const slotOf = (time: number, slotLength: number): number => Math.floor(time / slotLength);
