/**
 * What the log decides of a manifest (board contract, section 4, Setup): keys and addresses of servers, and what the ceremonies
 * made. The Commissioner fills it in, and each countersigner computes it again: it is nobody's choice.
 */
import type { Election } from '../0-setup/election.ts';
import { withoutKey } from '../0-setup/state-key.ts';
import type { Settled } from '../ceremony/generate.ts';
import { jointCommitments, type Posted, type RoleCeremony } from '../ceremony/generate-judges.ts';
import { ensure, fail } from '../errors.ts';
import { type Ceremony, MAX_MANIFEST_DOCUMENT, type Manifest } from '../messages/manifest.ts';
import { COMMISSIONER, type Party, SERVER_ROLES } from '../messages/plan.ts';
import { concat, EMPTY, equalBytes, requireHex, toHex } from '../primitives/bytes.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { decodeJws, encodeJws } from '../primitives/jws.ts';
import type { Commitments } from '../primitives/key-generation.ts';
import { members } from '../quorums/quorum-system.ts';
import type { ElectionLog } from './election-log.ts';

export interface LoggedParts
  extends Pick<
    Manifest,
    | 'servers'
    | 'electionCommitments'
    | 'administratorCeremony'
    | 'trusteeCeremony'
    | 'trusteePeriodKeys'
    | 'administratorPeriodKeys'
  > {
  /** Of the issuance keys, in the order of styles. */
  readonly issuanceCommitments: readonly Commitments[];
}

/** Errors: board/too-early before keys have ended and both ceremonies have certified outcomes; manifest/invalid if there can be none. */
export function loggedParts(log: ElectionLog): LoggedParts {
  const issuance = ceremonyOf(log, 'administrator');
  const election = ceremonyOf(log, 'trustee');
  return {
    servers: serversOf(log),
    issuanceCommitments: issuance.commitments,
    electionCommitments: election.commitments[0] ?? [],
    administratorCeremony: issuance.ceremony,
    trusteeCeremony: election.ceremony,
    trusteePeriodKeys: election.periodKeys,
    administratorPeriodKeys: issuance.periodKeys,
  };
}

function ceremonyOf(
  log: ElectionLog,
  role: RoleCeremony['role'],
): {
  readonly ceremony: Ceremony;
  readonly commitments: readonly Commitments[];
  readonly periodKeys: readonly Uint8Array[];
} {
  const settled = log.ceremony(role);
  ensure(
    settled.step !== 'failed',
    'ceremony/failed',
    `the ${role}s have made no keys: a new election is needed`,
  );
  if (settled.step !== 'outcome' || !settled.isCertified)
    return fail('board/too-early', `the ${role}s have not made their keys yet`);
  return {
    ceremony: { outcome: requireHex(settled.hash), holders: settled.holders },
    commitments: jointCommitments(log.rules(role), settled, settled.dealers),
    periodKeys: periodKeysOf(log.rules(role), settled),
  };
}

/** Of R, in the plan's order. */
const periodKeysOf = (
  { isRenewed }: RoleCeremony,
  { holders, states }: Settled<Posted>,
): readonly Uint8Array[] =>
  isRenewed ? members(holders).map((holder) => states.get(holder)?.periodKey ?? EMPTY) : [];

/** Statements of those whose keys were taken; the directory's address for all others. */
function serversOf(log: ElectionLog): Manifest['servers'] {
  const { setup } = log;
  const { plan } = log.plan;
  ensure(
    setup.step !== 'failed',
    'manifest/invalid',
    'too few servers have stated keys: a new election is needed',
  );
  if (setup.step !== 'manifest' && setup.step !== 'countersignature')
    return fail('board/too-early', 'servers may still state their keys');
  const { keys } = setup;
  return SERVER_ROLES.flatMap((list) =>
    plan[list].map(({ id }: Party, index) => {
      const role = list.slice(0, -1);
      const stated = role === 'administrator' || role === 'anonymizer' ? keys[role].get(index) : undefined;
      const url = log.urlOf(id) ?? fail('manifest/invalid', `${id} is not in the board's directory`, id);
      return stated ?? withoutKey({ id, url });
    }),
  );
}

/** Errors: manifest/invalid, naming what is not as in the log; those of {@link loggedParts}. */
export function checkAgainstLog(
  { manifest, planHash, voters, manifestHash }: Election,
  log: ElectionLog,
): void {
  const must = (holds: boolean, what: string): void =>
    ensure(holds, 'manifest/invalid', `the manifest's ${what} not those of the board's log`);
  const logged = loggedParts(log);
  const { setup } = log;
  must(equalBytes(planHash, log.plan.planHash), 'plan is');
  for (const [i, { id, url, trafficKey, signature }] of logged.servers.entries()) {
    const entry = manifest.servers[i];
    const isSame =
      entry?.url === url &&
      equalBytes(entry.trafficKey, trafficKey) &&
      equalBytes(entry.signature, signature);
    must(isSame, `address and key of ${id} are`);
  }
  const commitments = manifest.styles.map((style) => style.commitments);
  must(isSameList(commitments, logged.issuanceCommitments), 'issuance keys are');
  must(isSameList([manifest.electionCommitments], [logged.electionCommitments]), 'election key is');
  for (const role of ['administratorCeremony', 'trusteeCeremony'] as const) {
    const { outcome, holders } = logged[role];
    must(equalBytes(manifest[role].outcome, outcome) && manifest[role].holders === holders, `${role} is`);
  }
  for (const keys of ['trusteePeriodKeys', 'administratorPeriodKeys'] as const)
    must(isSameList([manifest[keys]], [logged[keys]]), `${keys} are`);
  if (setup.step !== 'countersignature') return;
  const { terms } = setup;
  must(toHex(manifestHash) === setup.hash, 'hash is');
  for (const time of ['opens', 'closes', 'intakeEnds', 'claimsEnd'] as const)
    must(manifest[time] === terms[time], `times (${time}) are`);
  must(voters === terms.voters, 'voters are');
}

/** The Commissioner's manifest (`document` has its signature) with all countersignatures that the log has. */
export function countersignedManifest(
  document: Uint8Array,
  { setup, plan: { plan } }: ElectionLog,
): Uint8Array {
  const { signatures, ...jws } = decodeJws(LABELS.manifest, document, MAX_MANIFEST_DOCUMENT);
  const commissioner = signatures.filter(({ kid }) => kid === COMMISSIONER);
  if (setup.step !== 'countersignature') return document;
  const others = (['administrators', 'trustees'] as const).flatMap((list) =>
    plan[list].flatMap(({ id: kid }, index) => {
      const signature = setup[list].get(index);
      return signature === undefined ? [] : [{ kid, signature }];
    }),
  );
  return encodeJws({ ...jws, signatures: [...commissioner, ...others] });
}

const isSameList = (a: readonly Commitments[], b: readonly Commitments[]): boolean =>
  a.length === b.length &&
  a.every((one, i) => one.length === b[i]?.length && equalBytes(concat(...one), concat(...(b[i] ?? []))));
