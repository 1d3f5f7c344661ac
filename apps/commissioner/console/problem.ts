/** From the stable code of an error to what the officer is told: one place for all pages. */
import { CodedError } from '../../../common/coded-error.ts';
import type { en } from '../texts/en.ts';

export type ProblemId = keyof typeof en.problems;

const BY_CODE: Readonly<Record<string, ProblemId>> = {
  'console/unreachable': 'unreachable',
  'console/broken-off': 'brokenOff',
  'service/unauthorised': 'expired',
  'officer/session-expired': 'expired',
  'officer/foreign-origin': 'foreignOrigin',
  'officer/wrong-passphrase': 'wrongPassphrase',
  'officer/locked': 'locked',
  'officer/weak-passphrase': 'weakPassphrase',
  'officer/exists': 'officerExists',
  'officer/unknown': 'officerUnknown',
  'officer/last': 'lastOfficer',
  'officer/role': 'role',
  'letters/bad-addresses': 'badAddresses',
  'letters/no-address': 'badAddresses',
  'template/exists': 'templateExists',
  'template/too-many': 'templateMany',
  'officer/too-few': 'tooFewOfficers',
  'approval/needed': 'approvalNeeded',
  'approval/own': 'ownRequest',
  'approval/changed': 'requestChanged',
  'approval/unknown': 'requestGone',
  'approval/too-many': 'tooManyRequests',
  'time/too-early': 'tooEarly',
  'retention/not-over': 'tooEarly',
  'service/not-found': 'notFound',
  'service/rate-limited': 'tooMany',
  'service/busy': 'tooMany',
  'service/internal': 'internal',
  'remote/unreachable': 'serverDown',
  'remote/timeout': 'serverDown',
};

export interface Problem {
  readonly id: ProblemId;
  /** In English, from the service: who and what exactly. Empty where the text says it all. */
  readonly detail: string;
}

/** Where the text says it all, also in the officer's language. */
const COMPLETE: readonly ProblemId[] = [
  'unreachable',
  'expired',
  'wrongPassphrase',
  'weakPassphrase',
  'lastOfficer',
  'role',
  'tooFewOfficers',
  'approvalNeeded',
  'ownRequest',
  'requestChanged',
  'requestGone',
  'tooManyRequests',
];

export function problemOf(error: unknown): Problem {
  if (!(error instanceof CodedError)) return { id: 'other', detail: String(error) };
  const id = BY_CODE[error.code] ?? 'other';
  return { id, detail: COMPLETE.includes(id) ? '' : `${error.message} (${error.code})` };
}
