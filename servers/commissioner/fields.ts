/** Fields that several bodies of the Commissioner's service have. */
import { type Static, Type } from 'typebox';

export const strict = { additionalProperties: false };
export const id = Type.String({ pattern: '^(?!\\.)[A-Za-z0-9._-]{1,64}$' });
/** P-256, compressed: 33 bytes in hexadecimal. */
export const publicKey = Type.String({ pattern: '^[0-9a-f]{66}$' });
/** Of an officer. Part of a URL: it does not begin with a dot. */
export const name = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' });
/** In UTF-16 units. */
export const passphrase = Type.String({ minLength: 1, maxLength: 1_024 });
/** Each may do what those before it may: read everything; approve what another officer asks for; run elections. */
export const officerRole = Type.Union([
  Type.Literal('observer'),
  Type.Literal('approver'),
  Type.Literal('office'),
]);
export type OfficerRole = Static<typeof officerRole>;
