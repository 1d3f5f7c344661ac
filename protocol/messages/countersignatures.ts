/**
 * Whose signatures make a manifest stand (protocol step 0.3; board contract, sections 4 and 12). Terminal and servers verify
 * with node's cryptography, the PC with its own: here is the rule alone.
 */
import { ensure } from '../errors.ts';
import { hasSigners, type Jws, type JwsSignature } from '../primitives/jws-form.ts';
import { COMMISSIONER, type Party, type Plan, trusteeQuorum } from './plan.ts';

/**
 * After the Commissioner's signature come those of at least t Administrators and q Trustees, in the plan's order, all of
 * them valid, and no others. Any two such sets have an honest signer in common, which signs once: no two manifests can
 * stand. The Commissioner's own signature is for the caller to verify.
 * Errors: manifest/not-countersigned, with how many there are and who is missing.
 */
export function requireCountersigned(
  jws: Jws,
  plan: Plan,
  isValid: (party: Party, signature: JwsSignature) => boolean,
): void {
  const { administrators, trustees, signingThreshold } = plan;
  const signatures = new Map(jws.signatures.map((signature) => [signature.kid, signature]));
  const signed = [...administrators, ...trustees].filter(({ id }) => signatures.has(id));
  must(
    hasSigners(jws, [COMMISSIONER, ...signed.map(({ id }) => id)]),
    'signed by the Commissioner, then Administrators and Trustees in the order of the plan, and nobody else',
  );
  for (const party of signed) {
    const signature = signatures.get(party.id) as JwsSignature;
    must(isValid(party, signature), `validly countersigned by ${party.id}`, party.id);
  }
  requireEnough(administrators, signed, signingThreshold, 'Administrators');
  requireEnough(trustees, signed, trusteeQuorum(plan), 'Trustees');
}

function requireEnough(
  all: readonly Party[],
  signed: readonly Party[],
  needed: number,
  role: 'Administrators' | 'Trustees',
): void {
  const missing = all.filter((party) => !signed.includes(party)).map(({ id }) => id);
  const count = all.length - missing.length;
  must(
    count >= needed,
    `countersigned by enough ${role}: by ${count}, where ${needed} are needed; missing: ${missing.join(', ')}`,
  );
}

const must = (holds: boolean, rule: string, party?: string): void =>
  ensure(holds, 'manifest/not-countersigned', `the manifest is not ${rule}`, party);
