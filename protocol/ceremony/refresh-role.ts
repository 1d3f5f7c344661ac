/** Who renews which keys, when (trustees contract, section 1): one engine for Trustees and Administrators, for both groups. */
import { bytes, encode, id, oneOf, struct, text } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { verifySignature } from '../primitives/p256-signature.ts';
import type { PrimeGroup } from '../primitives/prime-group.ts';
import { sha256 } from '../primitives/sha256.ts';
import type { Sealing } from './sealing.ts';

export const HOLDER_ROLES = ['trustee', 'administrator'] as const;
export type HolderRole = (typeof HOLDER_ROLES)[number];
export const holderRole = oneOf(...HOLDER_ROLES);

/** A key of which each member has a share. */
export interface SharedKey {
  readonly name: string;
  readonly group: PrimeGroup;
  /** tau: so many shares open or sign; at least 2. */
  readonly threshold: number;
}

/** Unix times and spans in ms. */
export interface Slots {
  /** t0; of Administrators half a period later. */
  readonly first: number;
  /** T_P. */
  readonly every: number;
  /** Delta: how long a phase waits. */
  readonly phase: number;
}

export interface RefreshRole {
  readonly manifestHash: Uint8Array;
  readonly role: HolderRole;
  /** In the plan's order. */
  readonly participants: readonly { readonly id: string; readonly identityKey: Uint8Array }[];
  /** In X's order. */
  readonly keys: readonly SharedKey[];
  /** q: any two sets of so many have an honest member in common. */
  readonly quorum: number;
  readonly slots: Slots;
  readonly sealing: Sealing;
}

const refreshForm = struct({
  label: text(64),
  manifestHash: bytes(32),
  role: holderRole,
  previous: bytes(32),
});

/**
 * c, the name of the refresh that follows what has that hash. It has no slot and no attempt in it, so that an honest member signs
 * one outcome for it, ever.
 */
export const refreshHash = (
  { manifestHash, role }: Pick<RefreshRole, 'manifestHash' | 'role'>,
  previous: Uint8Array,
): Uint8Array => sha256(encode(refreshForm, { label: LABELS.refresh, manifestHash, role, previous }));

/** Number of the slot begun last at that time, from 0; -1 before the first. */
export const slotAt = ({ first, every }: Slots, time: number): number =>
  time < first ? -1 : Math.floor((time - first) / every);

/** When the first slot after that time begins. */
export const nextSlot = (slots: Slots, time: number): number =>
  slots.first + (slotAt(slots, time) + 1) * slots.every;

const possessionForm = struct({ label: text(64), context: bytes(32), role: holderRole, id });

export type OfRole = Pick<RefreshRole, 'role'>;

/** What a new key signs: no one can state somebody else's key as its own. `context` is that of the statement which names it. */
export const possessionBody = ({ role }: OfRole, context: Uint8Array, holder: string): Uint8Array =>
  encode(possessionForm, { label: LABELS.periodKey, context, role, id: holder });

export const isPossessed = (
  role: OfRole,
  context: Uint8Array,
  holder: string,
  key: Uint8Array,
  proof: Uint8Array,
): boolean => verifySignature(key, possessionBody(role, context, holder), proof);
