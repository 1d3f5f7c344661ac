/**
 * Protocol step 1, the Finlet's part (paper section 4, first component): checks all that the Voter Module fetched, with
 * the Commissioner's public key from the card. Context: protocol section 4, step 1.
 * Input: manifest, ballot, enrolment, Distributors' statements, the card's keys. Output: the election and the style.
 * Errors: those of the manifest and the enrolment, distributors/too-few, ballot/other.
 */
import { attempt } from '../../common/attempt.ts';
import { openCountersignedManifest } from '../0-setup/check-manifest.ts';
import type { Election } from '../0-setup/election.ts';
import { openEnrolment } from '../0-setup/enrol-voter.ts';
import { ensure, ProtocolError } from '../errors.ts';
import { distributionStatement } from '../messages/distribution.ts';
import { equalBytes } from '../primitives/bytes.ts';
import { sha256 } from '../primitives/sha256.ts';
import { openStatement } from '../primitives/statement.ts';

/** What the Voter Module hands over; all of it untrusted. */
export interface ElectoralData {
  readonly manifest: Uint8Array;
  readonly ballot: Uint8Array;
  readonly enrolment: Uint8Array;
  readonly distributions: readonly Uint8Array[];
}

export interface CardKeys {
  readonly commissionerKey: Uint8Array;
  readonly publicKey: Uint8Array;
}

/**
 * The manifest, its countersignatures, and f + 1 Distributors that name it. Independent of the voter.
 * `open` may remember manifests that it has checked.
 */
export function acceptManifest(
  { manifest, distributions }: Pick<ElectoralData, 'manifest' | 'distributions'>,
  commissionerKey: Uint8Array,
  open: typeof openCountersignedManifest = openCountersignedManifest,
): Election {
  const election = open(manifest, commissionerKey);
  const signers = new Set(distributions.map((statement) => distributorOf(election, statement)));
  signers.delete(undefined);
  ensure(
    signers.size >= election.plan.lyingDistributors + 1,
    'distributors/too-few',
    'fewer than f + 1 Distributors name this manifest',
  );
  return election;
}

/** The voter's style, after the enrolment and the ballot's exact bytes are checked. */
export function acceptBallot(
  election: Election,
  { ballot, enrolment }: Pick<ElectoralData, 'ballot' | 'enrolment'>,
  { commissionerKey, publicKey }: CardKeys,
): string {
  const { style } = openEnrolment(enrolment, election.manifestHash, publicKey, commissionerKey);
  const entry = election.style(style);
  ensure(
    entry !== undefined,
    'enrolment/invalid',
    'the enrolment names a style that the election does not have',
  );
  ensure(
    equalBytes(sha256(ballot), entry.ballotHash),
    'ballot/other',
    'this is not the ballot of the manifest',
  );
  return style;
}

/** A lying or broken Distributor does not count, and does not stop the voter. */
function distributorOf(election: Election, statement: Uint8Array): string | undefined {
  const keyOf = election.keyOf('distributors');
  const opened = attempt(ProtocolError, () =>
    openStatement(distributionStatement, election.manifestHash, statement, keyOf),
  );
  return opened?.signer;
}
