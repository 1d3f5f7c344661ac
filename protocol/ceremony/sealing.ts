/** How shares are sealed on their way. A port, as simulations of thousands of ceremonies cannot pay for the deployed one. */
import {
  isTrafficKey,
  type SealingPlace,
  seal,
  sealingInfo,
  TRAFFIC,
  type TrafficKeyPair,
  trafficKeyPair,
} from '../primitives/hpke.ts';

export interface Sealing {
  /** Of 32 secret bytes. */
  keyPair(seed: Uint8Array): TrafficKeyPair;
  /** Whether it can be sealed to safely. */
  isKey(publicKey: Uint8Array): boolean;
  /** Errors: key/invalid. */
  seal(publicKey: Uint8Array, place: SealingPlace, message: Uint8Array): Promise<Uint8Array>;
  /** Errors: hpke/failed. */
  open(secretKey: Uint8Array, place: SealingPlace, sealed: Uint8Array): Uint8Array;
}

/** Hybrid post-quantum HPKE, as in setup. */
export const HYBRID_SEALING: Sealing = {
  keyPair: trafficKeyPair,
  isKey: isTrafficKey,
  seal: (publicKey, place, message) => seal(TRAFFIC, publicKey, place, message),
  open: (secretKey, place, sealed) => TRAFFIC.openerOf(secretKey)(sealed, sealingInfo(place)),
};
