/** The board's topics (contract, section 4): which there are, and what their names say. */
import { toHex } from '../primitives/bytes.ts';
import { type Codec, text } from '../primitives/cbor.ts';
import { sha256 } from '../primitives/sha256.ts';

/** ASCII, so that characters are bytes. */
export const topicCodec: Codec<string> = text(96, /^[A-Za-z0-9._/-]+$/);

export const ELECTION_TOPICS = [
  'setup',
  'dkg-administrator',
  'dkg-trustee',
  'run',
  'heads',
  'marks',
  'freeze',
  'audit',
  'refresh-trustee',
  'refresh-administrator',
] as const;
export type ElectionTopic = (typeof ELECTION_TOPICS)[number];
/** Those to which the board adds ticks. */
export type TickedTopic = 'setup' | 'dkg-administrator' | 'dkg-trustee' | 'freeze' | 'run';

export type Topic =
  | { readonly kind: 'directory' }
  /** Of the replica with this ID. */
  | { readonly kind: 'keys'; readonly id: string }
  | { readonly kind: 'space' }
  | { readonly kind: 'election'; readonly election: string; readonly name: ElectionTopic };

const NAMED = /^(?<place>keys|space|[0-9a-f]{48})\/(?<name>[A-Za-z0-9._-]{1,64})$/;

/** Undefined if there is no such topic. */
export function parseTopic(topic: string): Topic | undefined {
  if (topic === 'directory') return { kind: 'directory' };
  const { place, name } = NAMED.exec(topic)?.groups ?? {};
  if (place === undefined || name === undefined) return undefined;
  if (place === 'keys') return { kind: 'keys', id: name };
  if (place === 'space') return { kind: 'space' };
  const known = ELECTION_TOPICS.find((one) => one === name);
  return known === undefined ? undefined : { kind: 'election', election: place, name: known };
}

/** ELECTION in its topics: ID (16 bytes) and the first 8 bytes of the hash of the Commissioner's key (33 bytes), in hex. */
export const electionName = (electionId: Uint8Array, commissionerKey: Uint8Array): string =>
  toHex(electionId) + toHex(sha256(commissionerKey).subarray(0, 8));
