/**
 * Protocol step 0.2, the plan. Context: paper section 2 (N, t); protocol section 1 (bounds between the thresholds).
 * Input: a signed plan. Output: the plan and its hash. Errors: plan/invalid, signature/invalid, those of jws and cbor.
 */
import { ensure } from '../errors.ts';
import {
  allParties,
  COMMISSIONER,
  MAX_PLAN_LENGTH,
  type Plan,
  planCodec,
  type Renewal,
} from '../messages/plan.ts';
import { toHex } from '../primitives/bytes.ts';
import { decode, encode } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { decodeJws, encodeJws, requireOnlySignature, signPayload } from '../primitives/jws.ts';
import { requirePublicKey, type SigningKey } from '../primitives/p256-signature.ts';
import { sha256 } from '../primitives/sha256.ts';

export interface CheckedPlan {
  readonly plan: Plan;
  readonly payload: Uint8Array;
  readonly planHash: Uint8Array;
}

/** ms: what is posted needs so long to be read by all. */
const SHORTEST_PHASE = 1000;
/** A plan document: its payload in base64url, a signature, and their JSON. */
const MAX_PLAN_DOCUMENT = 2 * MAX_PLAN_LENGTH;

export function signPlan(plan: Plan, commissioner: SigningKey): Uint8Array {
  checkPlan(plan);
  const payload = encode(planCodec, plan);
  const signature = signPayload(LABELS.plan, payload, COMMISSIONER, commissioner);
  return encodeJws({ typ: LABELS.plan, payload, signatures: [signature] });
}

export function openPlan(document: Uint8Array, commissionerKey: Uint8Array): CheckedPlan {
  const jws = decodeJws(LABELS.plan, document, MAX_PLAN_DOCUMENT);
  requireOnlySignature(jws, COMMISSIONER, commissionerKey);
  return openPlanPayload(jws.payload, commissionerKey);
}

/** The plan inside a manifest: the manifest's signature covers it. */
export function openPlanPayload(payload: Uint8Array, commissionerKey: Uint8Array): CheckedPlan {
  const plan = decode(planCodec, payload, MAX_PLAN_LENGTH, 'plan');
  ensure(
    toHex(plan.commissionerKey) === toHex(commissionerKey),
    'plan/invalid',
    "the plan names another Commissioner's key",
  );
  checkPlan(plan);
  return { plan, payload, planHash: sha256(payload) };
}

const must = (holds: boolean, rule: string): void => ensure(holds, 'plan/invalid', `plan: ${rule}`);

/** What a plan's thresholds and numbers of servers have to do with each other; of an Anonymizer, its operator counts. */
export interface Balance
  extends Pick<
    Plan,
    'signingThreshold' | 'hostileAdministrators' | 'hostileTrustees' | 'pathLength' | 'lyingDistributors'
  > {
  readonly administrators: readonly unknown[];
  readonly trustees: readonly unknown[];
  readonly distributors: readonly unknown[];
  readonly anonymizers: readonly { readonly operator: string }[];
}

/** Errors: plan/invalid with the rule that is broken. */
export function checkThresholds(plan: Balance): void {
  const total = plan.administrators.length;
  const { signingThreshold: t, hostileAdministrators: b, pathLength: pathL } = plan;
  must(2 * t > total + b && t <= total - b, '(N + b) / 2 < t <= N - b does not hold');
  must(plan.trustees.length >= 3 * plan.hostileTrustees + 1, 'n >= 3k + 1 does not hold');
  must(plan.distributors.length >= plan.lyingDistributors + 1, 'there must be at least f + 1 Distributors');
  must(
    new Set(plan.anonymizers.map(({ operator }) => operator)).size >= pathL,
    'a path needs L Anonymizers of different operators',
  );
}

/** Errors: plan/invalid with the rule that is broken. */
export function checkPlan(plan: Plan): void {
  checkThresholds(plan);
  must(isSortedSet(plan.styles), 'styles must be unique and sorted');
  const parties = allParties(plan);
  must(
    new Set([COMMISSIONER, ...parties.map(({ id }) => id)]).size === parties.length + 1,
    'IDs must be unique',
  );
  const keys = [plan.commissionerKey, ...parties.map(({ identityKey }) => identityKey)];
  must(new Set(keys.map(toHex)).size === keys.length, 'keys must be unique');
  keys.forEach(requirePublicKey);
  if (plan.trusteeRenewal !== undefined) {
    must(plan.hostileTrustees >= 1, 'a share that opens the votes alone cannot be renewed');
    checkRenewal(plan.trusteeRenewal);
  }
  if (plan.administratorRenewal !== undefined) {
    must(plan.signingThreshold >= 2, 'a share that signs votes alone cannot be renewed');
    checkRenewal(plan.administratorRenewal);
  }
}

/** What a refresh may take, T_Xmax without its computing, comes before its deadline, and that before the next slot (000, section 3). */
function checkRenewal({ every, deadline, phase, clockError }: Renewal): void {
  must(phase >= SHORTEST_PHASE, 'a phase of renewal lasts a second at least');
  must(
    4 * phase + 2 * clockError < deadline,
    '4 phases and twice the clock error must end before the deadline',
  );
  must(deadline < every, 'the deadline of renewal must come before the next slot');
}

/** Plain code-unit order: the same in every language and locale. */
export function isSortedSet(values: readonly string[]): boolean {
  return values.every((value, i) => i === 0 || (values[i - 1] as string) < value);
}
