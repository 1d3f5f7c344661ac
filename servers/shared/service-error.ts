/** What a server answers instead of a result: {code, message} as JSON, with a status that follows from the code. */

import { BallotError } from '../../ballots/errors.ts';
import { HttpError } from '../../common/coded-error.ts';
import { type ErrorCode, ProtocolError } from '../../protocol/errors.ts';
import { StartupError } from './startup-error.ts';
import { type StoreFault, storeFaultOf } from './store-fault.ts';

export type ServiceErrorCode =
  | StoreFault
  | 'store/put-back'
  | 'service/bad-request'
  | 'template/exists'
  | 'template/name'
  | 'template/too-many'
  | 'template/unknown'
  | 'service/unauthorised'
  | 'service/not-found'
  | 'service/timeout'
  | 'service/too-large'
  | 'service/unsupported-type'
  | 'service/rate-limited'
  | 'service/internal'
  | 'service/busy'
  | 'service/foreign-host'
  | 'officer/wrong-passphrase'
  | 'officer/weak-passphrase'
  | 'officer/locked'
  | 'officer/session-expired'
  | 'officer/foreign-origin'
  | 'officer/exists'
  | 'officer/unknown'
  | 'officer/last'
  | 'officer/role'
  | 'officer/too-few'
  | 'approval/needed'
  | 'approval/not-wanted'
  | 'approval/named'
  | 'approval/own'
  | 'approval/changed'
  | 'approval/unknown'
  | 'approval/too-many'
  | 'roll/bad-rows'
  | 'card/none'
  | 'card/revoked'
  | 'letters/bad-addresses'
  | 'letters/no-address'
  | 'setup/too-long'
  | 'election/not-tallied'
  | 'election/not-published'
  | 'retention/unset'
  | 'retention/not-over'
  | 'retention/deleted';

/** A failure that is the server's or the request's, not the protocol's. The message goes to the client. */
export class ServiceError extends HttpError<ServiceErrorCode> {}

/** An answer to a client: nothing but this leaves the server when a request fails. */
export interface HttpRefusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** What others are told of a store that fails: no path, and whether it helps to come again. */
const STORE_REFUSALS: Readonly<Record<StoreFault, Omit<HttpRefusal, 'code'>>> = {
  'store/full': { status: 507, message: 'the disk of this server is full: it can store nothing now' },
  'store/unavailable': { status: 503, message: 'this server cannot write to its disk now' },
  'store/damaged': { status: 503, message: 'the store of this election is damaged at this server' },
};

export function storeError(fault: StoreFault): ServiceError {
  const { status, message } = STORE_REFUSALS[fault];
  return new ServiceError(fault, status, message);
}

const isStoreFault = (code: string): code is StoreFault => Object.hasOwn(STORE_REFUSALS, code);

const INTERNAL: HttpRefusal = { status: 500, code: 'service/internal', message: 'internal error' };

/** What Fastify and Node.js refuse by themselves, by status. Their own texts quote the request: they are not passed on. */
const REFUSALS_BY_STATUS: Readonly<Record<number, HttpRefusal>> = {
  408: { status: 408, code: 'service/timeout', message: 'the request took too long' },
  413: { status: 413, code: 'service/too-large', message: 'the request body is too large' },
  414: { status: 414, code: 'service/too-large', message: 'the URL is too long' },
  415: {
    status: 415,
    code: 'service/unsupported-type',
    message: 'the content type is neither application/cbor nor application/json',
  },
  431: { status: 431, code: 'service/too-large', message: 'the request headers are too large' },
};

/** A refusal for a client error found by Fastify or Node.js; bad-request where the status says no more. */
export const refusalOfStatus = (status: number): HttpRefusal =>
  REFUSALS_BY_STATUS[status] ?? {
    status: 400,
    code: 'service/bad-request',
    message: 'the request is malformed',
  };

/** The answer to a request that failed with `error`. Whatever is not foreseen is internal and tells nothing. */
export function refusalOf(error: unknown): HttpRefusal {
  if (error instanceof ServiceError)
    return { status: error.status, code: error.code, message: error.message };
  // A store that could not be made for a new election.
  if (error instanceof StartupError && isStoreFault(error.code)) return refusalOf(storeError(error.code));
  if (error instanceof ProtocolError)
    return { status: protocolStatus(error.code), code: error.code, message: error.message };
  if (error instanceof BallotError) return { status: 400, code: error.code, message: error.message };
  // Reading, which is not done by Store.write.
  const fault = storeFaultOf(error);
  if (fault !== undefined) return refusalOf(storeError(fault));
  const status = frameworkStatus(error);
  return status === undefined ? INTERNAL : refusalOfStatus(status);
}

function protocolStatus(code: ErrorCode): number {
  if (code === 'vote/other-message' || code === 'election/not-trial') return 409;
  if (code === 'signature/invalid' || code === 'voter/unknown') return 403;
  if (code === 'board/quota') return 429;
  return code.startsWith('time/') ? 425 : 400;
}

/** The status of a client error that Fastify found; undefined for everything else. */
function frameworkStatus(error: unknown): number | undefined {
  if (!(error instanceof Error && 'code' in error && 'statusCode' in error)) return undefined;
  const { code, statusCode } = error;
  const isFramework = typeof code === 'string' && code.startsWith('FST_ERR_');
  return isFramework && typeof statusCode === 'number' && statusCode < 500 ? statusCode : undefined;
}
