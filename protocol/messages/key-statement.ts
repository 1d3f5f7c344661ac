/**
 * A server's own word for an election (protocol step 0.2): where it is reached and which HPKE key is its, signed by its
 * identity key over the plan hash. The manifest lists these statements whole, so that nobody puts other keys or addresses
 * in a server's place.
 */
import { bytes, id, struct, text, type ValueOf } from '../primitives/cbor.ts';

const fields = {
  id,
  url: text(256, /^https?:\/\/[!-~]+$/),
  /** HPKE key for requests, dealt shares or onions (1216 bytes); empty for Counters and Distributors. */
  trafficKey: bytes(0, 1216),
};

/** What is signed, after label and plan hash. */
export const keyStatementContent = struct(fields);
export type KeyStatementContent = ValueOf<typeof keyStatementContent>;

export const keyStatementCodec = struct({ ...fields, signature: bytes(64) });
export type KeyStatement = ValueOf<typeof keyStatementCodec>;
export const MAX_KEY_STATEMENT_LENGTH = 1700;
