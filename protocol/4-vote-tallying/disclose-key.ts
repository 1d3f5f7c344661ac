/**
 * Protocol step 4.3: Trustees disclose their shares against a final root only; anyone checks them against the manifest's
 * commitments and computes the election private key. Context: paper section 2, step 4; protocol section 6 (Trustees).
 * Errors: share/none and share/invalid naming the Trustee, share/too-few, freeze/not-final.
 */
import { mod } from '@noble/curves/abstract/modular.js';
import type { Election } from '../0-setup/election.ts';
import { ensure } from '../errors.ts';
import { disclosureStatement } from '../messages/freezing.ts';
import { bytesToScalar, equalBytes, scalarToBytes } from '../primitives/bytes.ts';
import { type Commitments, shareMatches } from '../primitives/key-generation.ts';
import { lagrangeAtZero } from '../primitives/lagrange.ts';
import type { SigningKey } from '../primitives/p256-signature.ts';
import { P256 } from '../primitives/prime-group.ts';
import { openStatement, signStatement } from '../primitives/statement.ts';
import { openFinalRoot } from './freeze-bulletin-board.ts';

/** A period's shares of the election key. */
export interface SharePeriod {
  readonly number: number;
  readonly commitments: Commitments;
  /** By ID. */
  isHolder(trustee: string): boolean;
}

/** That in which the election begins; the only one where shares are not renewed. */
export function firstSharePeriod(election: Election): SharePeriod {
  const holders = new Set(election.holders('trustees').map(({ id }) => id));
  const { electionCommitments: commitments } = election.manifest;
  return { number: 0, commitments, isHolder: (trustee) => holders.has(trustee) };
}

/** `share`: of that period. */
export function disclose(
  election: Election,
  finalRoots: readonly Uint8Array[],
  share: bigint,
  trustee: string,
  key: SigningKey,
  period = firstSharePeriod(election),
): Uint8Array {
  requireHolder(period, trustee);
  openFinalRoot(election, finalRoots);
  const content = [{ period: period.number, share: scalarToBytes(share) }];
  return signStatement(disclosureStatement, election.manifestHash, content, trustee, key);
}

const requireHolder = (period: SharePeriod, trustee: string): void =>
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
  periods: readonly SharePeriod[] = [firstSharePeriod(election)],
): DisclosedShare {
  const keyOf = election.keyOf('trustees');
  const { signer, content } = openStatement(disclosureStatement, election.manifestHash, input, keyOf);
  const [disclosed] = content;
  const period = periods.find(({ number }) => number === disclosed?.period);
  const isOne = content.length === 1 && disclosed !== undefined && period !== undefined;
  ensure(isOne, 'share/invalid', `${signer} disclosed another share than that of a known period`, signer);
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
