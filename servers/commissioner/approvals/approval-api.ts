/** Steps that cannot be taken back, as an officer asks another one to approve them; part of api.ts. */
import { type Static, Type } from 'typebox';
import { id, name, officerRole, passphrase, publicKey, strict } from '../fields.ts';

const election = Type.String({ pattern: '^[0-9a-f]{32}$' });
const electionStep = <const Step extends string>(step: Step) =>
  Type.Object({ step: Type.Literal(step), election }, strict);
const officerStep = <const Step extends string>(step: Step) =>
  Type.Object({ step: Type.Literal(step), name }, strict);

const newOfficer = { step: Type.Literal('officer/add'), name, role: officerRole };
const others = [
  electionStep('election/open'),
  electionStep('election/close'),
  electionStep('election/publish'),
  electionStep('election/delete'),
  electionStep('election/delete-data'),
  Type.Object({ step: Type.Literal('roll/remove'), voter: id }, strict),
  Type.Object({ step: Type.Literal('card/revoke'), voter: id }, strict),
  Type.Object({ step: Type.Literal('card/replace'), voter: id, publicKey }, strict),
  officerStep('officer/remove'),
  officerStep('officer/unlock'),
  Type.Object({ step: Type.Literal('officer/role'), name, role: officerRole }, strict),
] as const;

const finalStepSchema = Type.Union([Type.Object(newOfficer, strict), ...others]);
/** Named as in the audit log. */
export type FinalStep = Readonly<Static<typeof finalStepSchema>>;
/** What is asked for: of a new officer also the first half of the passphrase. */
export const askSchema = Type.Union([Type.Object({ ...newOfficer, passphrase }, strict), ...others]);
export type AskedStep = Readonly<Static<typeof askSchema>>;

export const requestParams = Type.Object({ request: Type.String({ pattern: '^[0-9a-f]{16}$' }) });

/** Times are Unix ms. */
export interface ApprovalRequest {
  readonly request: string;
  readonly step: FinalStep;
  /** Who asks; every other officer who may approve can approve it. */
  readonly officer: string;
  readonly asked: number;
  readonly expires: number;
  /** False if what it is about has changed since: it cannot be approved any more. */
  readonly isCurrent: boolean;
}

/** What came of a step that cannot be taken back. */
export interface Done {
  /** By ID of a server that did not do what it was asked: the reason. */
  readonly failures?: Readonly<Record<string, string>>;
  /** Told once: the second half of a new officer's first passphrase, for the approver to hand over. */
  readonly code?: string;
}
