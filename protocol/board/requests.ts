/** Requests of clients, and the KEYs that some of them carry: signed here, verified as they come in (board contract, 2 and 3.13). */
import { ensure, fail } from '../errors.ts';
import { equalBytes, toHex } from '../primitives/bytes.ts';
import { bytes, decode, id, struct, text, uint, type ValueOf } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { requirePublicKey, type SigningKey, verifySignature } from '../primitives/p256-signature.ts';
import { sha256 } from '../primitives/sha256.ts';
import { openStatement, signStatement } from '../primitives/statement.ts';
import { bodyCodec, envelope, peekStatement, type StatementType } from '../primitives/statement-form.ts';
import { MAX_OP, MAX_REQUEST } from './forms.ts';
import { type CheckedGenesis, keysCodec } from './genesis.ts';
import type { Rekey, Request } from './messages.ts';

const MAX_REKEY = 16_384;
const EMPTY_IMAGE = new Uint8Array(32);

const requestContent = struct({
  key: bytes(33),
  topic: text(96),
  /** 0: an unordered read. */
  seq: uint(),
  op: bytes(0, MAX_OP),
});
const rekeyContent = struct({
  replica: id,
  epoch: uint(2 ** 32, 1),
  keys: keysCodec,
  from: uint(),
  to: uint(),
  /** Hash of the machine's image: 0 until there are wardens. */
  image: bytes(32),
});

const requestType: StatementType<ValueOf<typeof requestContent>> = {
  label: LABELS.boardRequest,
  content: requestContent,
  maxLength: MAX_REQUEST,
};
const rekeyType: StatementType<ValueOf<typeof rekeyContent>> = {
  label: LABELS.boardKey,
  content: rekeyContent,
  maxLength: MAX_REKEY,
};

/** The operation of a request in the log, whose signature was verified before it was ordered. Errors: those of cbor. */
export const operationIn = (request: Uint8Array): Uint8Array =>
  peekStatement(requestContent, request).content.op;

/** A client's request: signed, as it is hashed and ordered. */
export function signRequest(
  board: Uint8Array,
  content: { readonly topic: string; readonly seq: number; readonly op: Uint8Array },
  key: SigningKey,
): Uint8Array {
  const signer = toHex(sha256(key.publicKey));
  return signStatement(requestType, board, { key: key.publicKey, ...content }, signer, key);
}

/** A replica's next keys, by its operator: the op of a request in topic `keys/ID`. */
export const signRekey = (
  board: Uint8Array,
  replica: string,
  { epoch, keys, from, to }: Omit<Rekey, 'replica'>,
  operator: SigningKey,
): Uint8Array =>
  signStatement(rekeyType, board, { replica, epoch, keys, from, to, image: EMPTY_IMAGE }, replica, operator);

/**
 * A request whose signature, and KEY if it is one, are right.
 * Errors: those of cbor, statement and signature; board/wrong-key, board/unknown-topic, board/refused, key/invalid.
 */
export function openRequest({ genesis, board }: CheckedGenesis, input: Uint8Array): Request {
  const name = toHex(sha256(input));
  const { body, signer, signature } = decode(envelope(MAX_REQUEST), input, MAX_REQUEST + 256, 'request');
  const { label, context, content } = decode(bodyCodec(requestContent), body, MAX_REQUEST, 'request');
  const isOurs = label === LABELS.boardRequest && equalBytes(context, board);
  ensure(isOurs, 'statement/wrong-context', 'not a request of this board');
  ensure(
    signer === toHex(sha256(content.key)),
    'board/wrong-key',
    'a request is signed by the key that it names',
  );
  ensure(
    verifySignature(content.key, body, signature),
    'signature/invalid',
    "a request's signature is not valid",
  );
  const { topic, seq, op } = content;
  const rekey = topic.startsWith('keys/')
    ? openRekey({ genesis, board }, topic.slice('keys/'.length), seq, op)
    : undefined;
  return { hash: name, bytes: input.slice(), client: toHex(content.key), topic, seq, op, rekey };
}

/** Whether the request, unchecked, is in a topic of KEYs. */
export const isKeyRequest = (input: Uint8Array): boolean =>
  peekStatement(requestContent, input).content.topic.startsWith('keys/');

/** Rule 13: signed by the replica's operator, in the replica's topic; its seq is its epoch, whoever posts it. */
function openRekey(
  { genesis, board }: Pick<CheckedGenesis, 'genesis' | 'board'>,
  name: string,
  seq: number,
  op: Uint8Array,
): Rekey {
  const replica = genesis.replicas.findIndex((one) => one.id === name);
  const { operatorKey } =
    genesis.replicas[replica] ?? fail('board/unknown-topic', 'there is no such replica');
  const keyOf = (signer: string): Uint8Array | undefined => (signer === name ? operatorKey : undefined);
  const { content } = openStatement(rekeyType, board, op, keyOf);
  const { epoch, keys, from, to } = content;
  ensure(
    content.replica === name && epoch === seq,
    'board/refused',
    'a KEY is posted for another replica or epoch',
  );
  for (const key of keys) requirePublicKey(key);
  return { replica, epoch, keys, from, to };
}
