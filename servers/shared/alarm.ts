/** What may be wrong with an election at a server that can store and answer; by code, for health. */
import type { OwnAlert } from '../../protocol/ceremony/take-part.ts';

/**
 * Of the renewal of a share. `alert/renewal-late`: it has come to nothing when its deadline passed (S of the contract);
 * `alert/renewal-failed`: something here, such as the disk, keeps it from taking part; `alert/powered-off`: one was missed, and its
 * operator has not had it go on.
 */
export type RenewalAlert = OwnAlert | 'alert/renewal-late' | 'alert/renewal-failed' | 'alert/powered-off';

export type Alarm = 'store/put-back' | RenewalAlert;
