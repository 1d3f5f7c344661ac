/** Officers and their sessions. */
import { type Static, Type } from 'typebox';
import { name, type OfficerRole, officerRole, passphrase, strict } from '../fields.ts';

export const credentialsSchema = Type.Object({ name, passphrase }, strict);
export const newOfficerSchema = Type.Object({ name, role: officerRole, passphrase }, strict);
export const officerRoleSchema = Type.Object({ role: officerRole }, strict);
export const passphraseSchema = Type.Object({ old: passphrase, new: passphrase }, strict);
export type NewPassphrase = Static<typeof passphraseSchema>;
export const officerParams = Type.Object({ name });

/** Times are Unix ms. */
export interface Officer {
  readonly name: string;
  readonly role: OfficerRole;
  readonly created: number;
  /** When the name is locked nowhere any more. */
  readonly lockedUntil: number | null;
}

export interface OfficerSession {
  readonly officer: string;
  readonly role: OfficerRole;
  /** Whether what cannot be taken back needs a second officer's approval. */
  readonly fourEyes: boolean;
  /** Unix ms when it ends if no request comes before; null for the token of the deployment. */
  readonly expires: number | null;
}
