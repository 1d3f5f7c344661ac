/**
 * Protocol step 0.3, the manifest: signed by the Commissioner, countersigned by t Administrators and q Trustees.
 * Context: protocol section 3.3. Input: the document and the Commissioner's public key. Output: the Election.
 * Errors: manifest/invalid, manifest/not-countersigned, signature/invalid, plan/invalid, jws, cbor.
 */
import { ensure } from '../errors.ts';
import { requireCountersigned } from '../messages/countersignatures.ts';
import type { KeyStatementContent } from '../messages/key-statement.ts';
import {
  decodeManifest,
  hasKey,
  holdersIn,
  MAX_MANIFEST_DOCUMENT,
  type Manifest,
  manifestCodec,
  type ServerEntry,
} from '../messages/manifest.ts';
import {
  allParties,
  COMMISSIONER,
  type Party,
  type Plan,
  renewalOf,
  sealedTo,
  trusteeQuorum,
} from '../messages/plan.ts';
import { concat, equalBytes, toHex } from '../primitives/bytes.ts';
import { encode } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { isTrafficKey } from '../primitives/hpke.ts';
import {
  decodeJws,
  encodeJws,
  type Jws,
  type JwsSignature,
  requireSignature,
  signPayload,
  verifyJwsSignature,
} from '../primitives/jws.ts';
import { type Commitments, publicKeyOf, shareMatches } from '../primitives/key-generation.ts';
import type { SigningKey } from '../primitives/p256-signature.ts';
import { BLS12381_G2, P256 } from '../primitives/prime-group.ts';
import { sha256 } from '../primitives/sha256.ts';
import { openPlanPayload } from './check-plan.ts';
import { Election } from './election.ts';
import { ROOM_FOR_REFRESHES, refreshBytes } from './refresh-room.ts';
import { checkKeyStatement, checkOwnStatement } from './state-key.ts';

export function signManifest(manifest: Manifest, commissioner: SigningKey): Uint8Array {
  const payload = encode(manifestCodec, manifest);
  const signature = signPayload(LABELS.manifest, payload, COMMISSIONER, commissioner);
  return encodeJws({ typ: LABELS.manifest, payload, signatures: [signature] });
}

/** Checks everything but the countersignatures: what a countersigner is given. */
export function openManifest(
  document: Uint8Array,
  commissionerKey: Uint8Array,
): { jws: Jws; election: Election } {
  const jws = decodeJws(LABELS.manifest, document, MAX_MANIFEST_DOCUMENT);
  requireSignature(jws, COMMISSIONER, commissionerKey);
  const manifest = decodeManifest(jws.payload);
  const { plan, planHash } = openPlanPayload(manifest.plan, commissionerKey);
  checkManifest(manifest, plan, planHash);
  return { jws, election: new Election(sha256(jws.payload), manifest, plan, planHash) };
}

/**
 * The whole check: what everybody else is given. One manifest may come with different countersignatures: what it is known by
 * is the hash of its payload.
 */
export function openCountersignedManifest(document: Uint8Array, commissionerKey: Uint8Array): Election {
  const { jws, election } = openManifest(document, commissionerKey);
  requireCountersigned(jws, election.plan, ({ identityKey }, signature) =>
    verifyJwsSignature(jws, signature, identityKey),
  );
  return election;
}

/** What a manifest document is known by, whoever has countersigned it: of one that was checked before. */
export const manifestHashOf = (document: Uint8Array): Uint8Array =>
  sha256(decodeJws(LABELS.manifest, document, MAX_MANIFEST_DOCUMENT).payload);

/** What a countersigner knows of its own, to hold against the manifest. */
export interface OwnEntries extends KeyStatementContent {
  readonly planHash: Uint8Array;
  /** Its shares: by style for an Administrator, one for a Trustee. */
  readonly shares: readonly {
    readonly commitments: Commitments;
    readonly share: bigint;
    readonly index: number;
  }[];
  readonly role: 'administrator' | 'trustee';
}

/**
 * A countersignature, after the signer's own entries and shares have been checked against the manifest's commitments.
 * That it is given for one manifest per election ID, ever, is the signer's store's business.
 */
export function countersign(
  document: Uint8Array,
  commissionerKey: Uint8Array,
  own: OwnEntries,
  key: SigningKey,
): { signature: JwsSignature; election: Election } {
  const { jws, election } = openManifest(document, commissionerKey);
  const { manifest } = election;
  const must = (holds: boolean, rule: string): void => ensure(holds, 'manifest/invalid', `manifest: ${rule}`);
  must(equalBytes(election.planHash, own.planHash), 'it has another plan');
  checkOwnStatement(election, own);
  const isHolder = election.holders(`${own.role}s`).some(({ id }) => id === own.id);
  must(isHolder === own.shares.length > 0, `it is wrong about whether ${own.id} holds shares`);
  const group = own.role === 'trustee' ? P256 : BLS12381_G2;
  const published =
    own.role === 'trustee'
      ? [manifest.electionCommitments]
      : manifest.styles.map(({ commitments }) => commitments);
  must(!isHolder || published.length === own.shares.length, 'a key is missing');
  for (const [i, commitments] of isHolder ? published.entries() : []) {
    const held = own.shares[i];
    must(
      held !== undefined &&
        equalBytes(concat(...commitments), concat(...held.commitments)) &&
        shareMatches(group, commitments, held.index, held.share),
      `${own.id}'s share does not fit the commitments`,
    );
  }
  return { signature: signPayload(LABELS.manifest, jws.payload, own.id, key), election };
}

/** Errors: manifest/invalid with the rule that is broken. */
function checkManifest(manifest: Manifest, plan: Plan, planHash: Uint8Array): void {
  const must: Must = (holds, rule) => ensure(holds, 'manifest/invalid', `manifest: ${rule}`);
  const { opens, closes, intakeEnds, claimsEnd } = manifest;
  must(opens < closes && closes < intakeEnds, 'opens, closes and intake end must follow one another');
  must(claimsEnd - intakeEnds >= plan.pathLength + 2, 'claims must end at least L + 2 seconds after intake');
  must(manifest.poolSize >= 1, 'a pool must keep at least one member');
  const styles = manifest.styles.map(({ style }) => style);
  must(styles.join() === plan.styles.join(), 'its styles are not those of the plan');
  for (const { style, commitments } of manifest.styles)
    must(commitments.length === plan.signingThreshold, `style ${style} must have t commitments`);
  // One key for two styles would let a voter of one vote in the other.
  const groupKeys = manifest.styles.map(({ commitments }) => toHex(publicKeyOf(commitments)));
  must(new Set(groupKeys).size === groupKeys.length, 'group keys must be unique');
  must(
    manifest.electionCommitments.length === plan.hostileTrustees + 1,
    'the election key must have k + 1 commitments',
  );
  checkServers(manifest, plan, planHash, must);
  checkHolders(manifest, plan, must);
  checkRenewals(manifest, plan, must);
}

type Must = (holds: boolean, rule: string) => void;

/** Every server once; of Administrators and Anonymizers, to which messages are sealed, what each stated. */
function checkServers({ servers }: Manifest, plan: Plan, planHash: Uint8Array, must: Must): void {
  const parties = allParties(plan);
  const order = parties.map(({ id }) => id);
  must(servers.map(({ id }) => id).join() === order.join(), 'its servers are not those of the plan');
  const keyed = sealedTo(plan);
  const keys = new Set<string>();
  for (const [i, party] of parties.entries()) {
    const entry = servers[i] as ServerEntry;
    const { trafficKey, signature } = entry;
    if (!hasKey(entry)) {
      must(signature.length === 0, `${party.id} has a signature without a key`);
      continue;
    }
    must(keyed.has(party), `nothing is sealed to ${party.id}, which needs no key`);
    // A key that sealing refuses would keep every voter from sending anything.
    must(isTrafficKey(trafficKey), `${party.id}'s key is none`);
    must(!keys.has(toHex(trafficKey)), 'keys must be unique');
    keys.add(toHex(trafficKey));
    checkKeyStatement(planHash, party, entry);
  }
}

/** There are enough of those who hold a share, and of those who have stated a key; who signs votes needs both. */
function checkHolders(manifest: Manifest, plan: Plan, must: Must): void {
  const { administratorCeremony, trusteeCeremony, servers } = manifest;
  const keyed = new Set(servers.filter(hasKey).map(({ id }) => id));
  const isKeyed = ({ id }: Party): boolean => keyed.has(id);
  for (const [{ holders }, participants] of [
    [administratorCeremony, plan.administrators],
    [trusteeCeremony, plan.trustees],
  ] as const)
    must(holders < 2 ** participants.length, 'a holder of shares took no part in their generation');
  const signers = holdersIn(administratorCeremony, plan.administrators).filter(isKeyed);
  must(signers.length >= plan.signingThreshold, 'fewer than t Administrators have a key and shares');
  const disclosers = holdersIn(trusteeCeremony, plan.trustees);
  must(disclosers.length >= trusteeQuorum(plan), 'fewer than q Trustees have shares');
  const operators = new Set(plan.anonymizers.filter(isKeyed).map(({ operator }) => operator));
  must(operators.size >= plan.pathLength, 'Anonymizers of fewer than L operators have keys');
}

/**
 * Slots begin with voting; each holder has a key of its own for period 0, as for every later one. Administrators renew until the
 * close, Trustees until the votes are frozen.
 */
function checkRenewals(manifest: Manifest, plan: Plan, must: Must): void {
  const { opens, closes, claimsEnd } = manifest;
  const ends = { administrator: 1000 * closes, trustee: 1000 * claimsEnd };
  const identityKeys = allParties(plan).map(({ identityKey }) => identityKey);
  let room = 0;
  for (const role of ['administrator', 'trustee'] as const) {
    const renewal = renewalOf(plan, role);
    const holders = renewal === undefined ? [] : holdersIn(manifest[`${role}Ceremony`], plan[`${role}s`]);
    must(
      renewal === undefined || renewal.first >= 1000 * opens,
      'shares must not be renewed before it opens',
    );
    must(
      manifest[`${role}PeriodKeys`].length === holders.length,
      'each holder that renews its share needs a period key',
    );
    const keys = [...identityKeys, ...manifest[`${role}PeriodKeys`]].map(toHex);
    must(new Set(keys).size === keys.length, 'period keys must be unique in their role');
    room += refreshBytes(plan, role, ends[role]);
  }
  must(room <= ROOM_FOR_REFRESHES, 'shares are renewed more often than the board has room for');
}
