/** How far a long work is. */
import type { OnWait } from '../../../protocol/primitives/signer.ts';

/** Tells whoever watches how far a long work is. */
export type Progress = (stage: string, done: number, total: number) => void;

/** To be called when the PIN of the Commissioner's card is awaited. */
export const awaitingCard =
  (progress: Progress): OnWait =>
  () =>
    progress('card', 0, 1);
