import { CodedError } from '../../common/coded-error.ts';

/** What goes wrong between programs and a PC/SC service. */
export type PcscErrorCode =
  /** Nobody listens on the socket. */
  | 'pcsc/no-service'
  /** Somebody already listens on the socket. */
  | 'pcsc/in-use'
  /** Others can reach into the folder of the socket. */
  | 'pcsc/not-private'
  /** The service speaks another version of the protocol. */
  | 'pcsc/other-version'
  /** What came is not a message of the protocol. */
  | 'pcsc/malformed'
  /** The other side closed, or did not answer in time. */
  | 'pcsc/closed'
  | 'pcsc/no-reader'
  | 'pcsc/no-card'
  /** The service refused; the message has its return value. */
  | 'pcsc/refused';

export class PcscError extends CodedError<PcscErrorCode> {}
