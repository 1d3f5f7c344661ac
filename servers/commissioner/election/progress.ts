/** How far a long job is. */
import type { OnWait } from '../../../protocol/primitives/signer.ts';

/** Tells whoever watches how far a long job is. */
export type ReportProgress = (stage: string, done: number, total: number) => void;

/** To be called when the PIN of the Commissioner's card is awaited. */
export const awaitingCard =
  (progress: ReportProgress): OnWait =>
  () =>
    progress('card', 0, 1);
