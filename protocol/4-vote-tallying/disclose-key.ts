/**
 * Protocol step 4.3: Trustees disclose their shares against a final root only; anyone checks them against the manifest's
 * commitments and computes the election private key. Context: paper section 2, step 4; protocol section 6 (Trustees).
 * Errors: share/none and share/invalid naming the Trustee, share/too-few, freeze/not-final.
 */
import { mod } from '@noble/curves/abstract/modular.js';
import type { Election } from '../0-setup/election.ts';
import { ensure, fail } from '../errors.ts';
import { disclosureStatement } from '../messages/freezing.ts';
import { bytesToScalar, equalBytes, scalarToBytes } from '../primitives/bytes.ts';
import { shareMatches } from '../primitives/key-generation.ts';
import { lagrangeAtZero } from '../primitives/lagrange.ts';
import type { SigningKey } from '../primitives/p256-signature.ts';
import { P256 } from '../primitives/prime-group.ts';
import { openStatement, readStatement, signStatement } from '../primitives/statement.ts';
import { openFinalRoot } from './freeze-bulletin-board.ts';
import { firstTrusteePeriod, type TrusteePeriod } from './trustee-period.ts';

/** `share` and `key`: of the last of these periods; `periods`: all that there have been. */
export function disclose(
  election: Election,
  finalRoots: readonly Uint8Array[],
  share: bigint,
  trustee: string,
  key: SigningKey,
  periods: readonly TrusteePeriod[] = [firstTrusteePeriod(election)],
): Uint8Array {
  const period = periods.at(-1) ?? fail('share/none', `${trustee} holds no share`, trustee);
  requireHolder(period, trustee);
  openFinalRoot(election, finalRoots, periods);
  const content = [{ period: period.number, share: scalarToBytes(share) }];
  return signStatement(disclosureStatement, election.manifestHash, content, trustee, key);
}

const requireHolder = (period: TrusteePeriod, trustee: string): void =>
  ensure(period.isHolder(trustee), 'share/none', `${trustee} holds no share`, trustee);

export interface DisclosedShare {
  readonly trustee: string;
  readonly period: number;
  readonly index: number;
  readonly share: bigint;
}

/** A holder's share of one of these periods, that fits its commitments. Errors: share/none, share/invalid. */
export function openDisclosure(
  election: Election,
  input: Uint8Array,
  periods: readonly TrusteePeriod[] = [firstTrusteePeriod(election)],
): DisclosedShare {
  const { manifestHash } = election;
  const said = readStatement(disclosureStatement, manifestHash, input);
  const period =
    periods.find(({ number }) => number === said.content[0]?.period) ??
    fail('share/invalid', `${said.signer} disclosed the share of a period that is not known`, said.signer);
  const { signer, content } = openStatement(disclosureStatement, manifestHash, input, (id) =>
    period.keyOf(id),
  );
  const [disclosed] = content;
  const isOne = content.length === 1 && disclosed !== undefined;
  ensure(isOne, 'share/invalid', `${signer} disclosed more than one share`, signer);
  requireHolder(period, signer);
  const index = election.member('trustees', signer)?.index ?? 0;
  const share = bytesToScalar(disclosed.share);
  const isRight = shareMatches(P256, period.commitments, index, share);
  ensure(isRight, 'share/invalid', `${signer}'s share does not fit its commitment`, signer);
  return { trustee: signer, period: period.number, index, share };
}

/** The election private key, from the first k + 1 of the checked shares, all of one period. Errors: share/too-few. */
export function recoverElectionKey(
  election: Election,
  disclosed: readonly Pick<DisclosedShare, 'index' | 'share'>[],
): bigint {
  const needed = election.plan.hostileTrustees + 1;
  const shares = [...new Map(disclosed.map((entry) => [entry.index, entry])).values()].slice(0, needed);
  ensure(shares.length === needed, 'share/too-few', `k + 1 = ${needed} shares are needed`);
  const weights = lagrangeAtZero(
    shares.map(({ index }) => index),
    P256.order,
  );
  const key = shares.reduce((sum, { share }, i) => mod(sum + share * (weights[i] ?? 0n), P256.order), 0n);
  const isPublished = equalBytes(P256.fromSecret(key), election.electionKey);
  ensure(isPublished, 'share/invalid', 'the shares do not make the election key');
  return key;
}
