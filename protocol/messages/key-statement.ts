/**
 * A server's own word for an election (protocol step 0.2): where it is reached and which HPKE key is its, signed by its
 * identity key over the plan hash. The manifest has the statements of those that are sealed to, so that nobody puts other
 * keys or addresses in their place.
 */
import { bytes, id, struct, text, type ValueOf } from '../primitives/cbor.ts';

export const keyStatementFields = {
  id,
  url: text(256, /^https?:\/\/[!-~]+$/),
  /** HPKE key for requests, dealt shares or onions (1216 bytes); empty for Counters and Distributors. */
  trafficKey: bytes(0, 1216),
};

/** What is signed, after label and plan hash. */
export const keyStatementContent = struct(keyStatementFields);
export type KeyStatementContent = ValueOf<typeof keyStatementContent>;

export const keyStatementCodec = struct({ ...keyStatementFields, signature: bytes(64) });
export type KeyStatement = ValueOf<typeof keyStatementCodec>;
export const MAX_KEY_STATEMENT_LENGTH = 1700;
