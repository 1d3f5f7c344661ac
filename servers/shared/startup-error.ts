import { CodedError } from '../../common/coded-error.ts';
import type { StoreFault } from './store-fault.ts';

/** What a server finds on its own disk or machine and cannot start, or go on, with. */
export type StartupErrorCode =
  | 'config/unreadable'
  | 'config/invalid'
  | 'secret/unreadable'
  | 'secret/unsafe-permissions'
  | 'secret/wrong-size'
  | 'secret/invalid'
  | 'secret/exists'
  | 'store/unusable'
  | StoreFault
  | 'server/cannot-listen';

/** For the operator: the message names the file (and field) and the reason, never what a secret file holds. */
export class StartupError extends CodedError<StartupErrorCode> {}

/** The reason why the operating system or a library refused, for a message to the operator. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export const hasErrorCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
