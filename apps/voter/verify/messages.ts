/** What the page that verifies and its worker say to each other. */
import type { Verified } from '../../../record/verify-in-browser.ts';

/** `address`: of the archive as it is published. */
export type RecordToVerify =
  | { readonly archive: Blob }
  | { readonly files: ReadonlyMap<string, Blob> }
  | { readonly address: string };

export interface Task {
  readonly record: RecordToVerify;
  /** 33 bytes. */
  readonly commissionerKey: Uint8Array;
}

/** Why it does not verify: the part of the record, a typed code, and the check's own words, in English. */
export interface Failure {
  readonly part: string;
  readonly code: string;
  readonly message: string;
}

export type Report =
  | { readonly at: 'progress'; readonly part: string; readonly done: number; readonly total: number }
  | { readonly at: 'verified'; readonly verified: Verified }
  | { readonly at: 'failed'; readonly failure: Failure };
