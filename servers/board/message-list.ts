/** The body of a POST between replicas (board contract, section 2). */
import type { WireMessage } from '../../protocol/board/codec.ts';
import { bytes, type Codec, list, oneOf, struct } from '../../protocol/primitives/cbor.ts';

export const MAX_LIST = 256;
/** Bytes. */
export const MAX_LIST_LENGTH = 4 * 2 ** 20;

const message: Codec<WireMessage> = struct({
  kind: oneOf(
    'request',
    'propose',
    'write',
    'accept',
    'stop',
    'stopdata',
    'status',
    'ask',
    'fetch',
    'batch',
    'decision',
  ),
  bytes: bytes(1, MAX_LIST_LENGTH),
});
/** Bytes of the body: messages and what frames them. */
export const MAX_BODY = MAX_LIST_LENGTH + 65_536;
export const messageList = list(message, MAX_LIST, 1);
