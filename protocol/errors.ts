import { CodedError } from '../common/coded-error.ts';

/**
 * Every error of the protocol, by stable code. Nobody branches on message text, and failed cryptography says one
 * vague thing: the code names the check that failed, never the secret or the value that failed it.
 */
export type ErrorCode =
  // quorums
  | 'quorums/invalid'
  // what lasts how long
  | 'resilience/invalid'
  // form
  | 'cbor/too-long'
  | 'cbor/malformed'
  | 'cbor/not-canonical'
  | 'cbor/wrong-type'
  | 'cbor/out-of-bounds'
  | 'jws/malformed'
  | 'padding/malformed'
  // cryptography
  | 'key/invalid'
  | 'key/missing'
  | 'point/invalid'
  | 'signature/invalid'
  | 'hpke/failed'
  | 'bls/invalid'
  // documents and statements
  | 'plan/invalid'
  | 'manifest/invalid'
  | 'manifest/not-countersigned'
  | 'manifest/other'
  | 'roll/invalid'
  | 'roll/test-voter'
  | 'election/not-trial'
  | 'enrolment/invalid'
  | 'ballot/other'
  | 'distributors/too-few'
  | 'statement/wrong-context'
  | 'statement/unknown-signer'
  // key generation
  | 'key-generation/bad-deal'
  | 'key-generation/bad-share'
  // renewal of shares
  | 'period/invalid'
  | 'period/switched'
  | 'period/behind'
  | 'period/past'
  | 'period/merging'
  | 'share-file/other'
  // signing
  | 'time/not-open'
  | 'time/closed'
  | 'time/too-early'
  | 'voter/unknown'
  | 'voter/wrong-style'
  | 'vote/other-message'
  | 'vote/not-prepared'
  | 'vote/conflict'
  | 'echo/too-few'
  | 'partial/invalid'
  | 'administrator/unknown'
  | 'card/cloned'
  // submission
  | 'anonymizers/too-few'
  | 'onion/wrong-length'
  | 'onion/wrong-route'
  | 'package/wrong-length'
  | 'package/wrong-form'
  | 'package/too-many'
  | 'head/invalid'
  // tally
  | 'freeze/not-final'
  | 'freeze/other-root'
  | 'freeze/list-mismatch'
  | 'share/invalid'
  | 'share/none'
  | 'share/too-few'
  | 'tally/fraud'
  // key ceremony
  | 'ceremony/failed'
  // board
  | 'board/genesis'
  | 'board/unknown-topic'
  | 'board/refused'
  | 'board/once'
  | 'board/too-early'
  | 'board/too-late'
  | 'board/not-consistent'
  | 'board/seq-used'
  | 'board/quota'
  | 'board/too-long'
  | 'board/wrong-key'
  | 'board/no-quorum'
  | 'board/fork'
  | 'board/rolled-back';

/** A protocol failure with a stable code. `party` is the culprit's ID where the protocol can name one. */
export class ProtocolError extends CodedError<ErrorCode> {
  readonly party: string | undefined;

  constructor(code: ErrorCode, message: string, party?: string) {
    super(code, message);
    this.party = party;
  }
}

/** For what must be there: `value ?? fail(code, message)`. */
export function fail(code: ErrorCode, message: string, party?: string): never {
  throw new ProtocolError(code, message, party);
}

/** Throws `code` unless `condition` holds. */
export function ensure(
  condition: boolean,
  code: ErrorCode,
  message: string,
  party?: string,
): asserts condition {
  if (!condition) fail(code, message, party);
}
