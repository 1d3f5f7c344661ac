/** Statements of a refresh as its fold reads them: opened, and their signatures still to be checked, as keys come and go with it. */
import { attempt } from '../../common/attempt.ts';
import { ensure, ProtocolError } from '../errors.ts';
import { toHex } from '../primitives/bytes.ts';
import { decode } from '../primitives/cbor.ts';
import { verifySignature } from '../primitives/p256-signature.ts';
import { bodyCodec, envelope } from '../primitives/statement-form.ts';
import { REFRESH_STATEMENTS, type RefreshContent, type RefreshType } from './refresh-messages.ts';
import type { RefreshRole } from './refresh-role.ts';

interface Posted<T extends RefreshType> {
  readonly type: T;
  /** Index in the plan's order. */
  readonly signer: number;
  readonly context: Uint8Array;
  readonly content: RefreshContent<T>;
  /** What is signed: label, context and content. */
  readonly body: Uint8Array;
  /** The whole statement. */
  readonly bytes: Uint8Array;
  isBy(key: Uint8Array): boolean;
}
export type PostOf<T extends RefreshType> = T extends RefreshType ? Posted<T> : never;
export type RefreshPost = PostOf<RefreshType>;

/** Undefined for what is not in the form of that type, or whose signer takes no part: it counts as not posted. */
export function readPost<T extends RefreshType>(
  { participants }: Pick<RefreshRole, 'participants'>,
  type: T,
  bytes: Uint8Array,
): Posted<T> | undefined {
  const { label, maxLength } = REFRESH_STATEMENTS[type];
  const form = REFRESH_STATEMENTS[type].content as Parameters<typeof bodyCodec<RefreshContent<T>>>[0];
  return attempt(ProtocolError, () => {
    const { body, signer, signature } = decode(envelope(maxLength), bytes, maxLength + 256, label);
    const said = decode(bodyCodec(form), body, maxLength, label);
    ensure(said.label === label, 'statement/wrong-context', 'another statement');
    const index = participants.findIndex(({ id }) => id === signer);
    ensure(index >= 0, 'statement/unknown-signer', 'takes no part');
    const isBy = remembering((key) => verifySignature(key, body, signature));
    return { type, signer: index, context: said.context, content: said.content, body, bytes, isBy };
  });
}

/** A log is folded again and again, its signatures are checked once for each key. */
function remembering(check: (key: Uint8Array) => boolean): (key: Uint8Array) => boolean {
  const known = new Map<string, boolean>();
  return (key) => {
    const name = toHex(key);
    const answer = known.get(name) ?? check(key);
    known.set(name, answer);
    return answer;
  };
}
