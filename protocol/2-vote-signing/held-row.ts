/** What an Administrator holds of a voter, and shows others when they merge (trustees contract, section 3). */
import type { PrepareRequest } from '../messages/prepare-request.ts';

/** A row whose parts have been checked. */
export interface HeldRow {
  readonly request: PrepareRequest;
  /** Shows t echoes of the request's M in one period, which marks it signed, for the ledger; empty while nothing has. */
  readonly signRequest: Uint8Array;
}

/** Whether t echoes of its M have been shown. */
export const isSigned = ({ signRequest }: HeldRow): boolean => signRequest.length > 0;
