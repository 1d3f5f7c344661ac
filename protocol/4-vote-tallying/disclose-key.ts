/**
 * Protocol step 4.3: Trustees disclose their shares against a final root only; anyone checks them against the manifest's
 * commitments and computes the election private key. Context: paper section 2, step 4; protocol section 6 (Trustees).
 * Errors: share/none and share/invalid naming the Trustee, share/too-few, freeze/not-final.
 */
import { mod } from '@noble/curves/abstract/modular.js';
import type { Election } from '../0-setup/election.ts';
import { ensure } from '../errors.ts';
import { disclosureStatement } from '../messages/freezing.ts';
import { bytesToScalar, EMPTY, equalBytes, scalarToBytes } from '../primitives/bytes.ts';
import { shareMatches } from '../primitives/key-generation.ts';
import { lagrangeAtZero } from '../primitives/lagrange.ts';
import type { SigningKey } from '../primitives/p256-signature.ts';
import { P256 } from '../primitives/prime-group.ts';
import { openStatement, signStatement } from '../primitives/statement.ts';
import { openFinalRoot } from './freeze-bulletin-board.ts';

export function disclose(
  election: Election,
  finalRoots: readonly Uint8Array[],
  share: bigint,
  trustee: string,
  key: SigningKey,
): Uint8Array {
  requireHolder(election, trustee);
  openFinalRoot(election, finalRoots);
  const content = [{ period: 0, share: scalarToBytes(share) }];
  return signStatement(disclosureStatement, election.manifestHash, content, trustee, key);
}

function requireHolder(election: Election, trustee: string): void {
  const isHolder = election.holders('trustees').some(({ id }) => id === trustee);
  ensure(isHolder, 'share/none', `${trustee} holds no share`, trustee);
}

export interface DisclosedShare {
  readonly trustee: string;
  readonly index: number;
  readonly share: bigint;
}

/** A holder's share of period 0, the only one, that fits the commitments. Errors: share/none, share/invalid. */
export function openDisclosure(election: Election, input: Uint8Array): DisclosedShare {
  const keyOf = election.keyOf('trustees');
  const { signer, content } = openStatement(disclosureStatement, election.manifestHash, input, keyOf);
  requireHolder(election, signer);
  const index = election.member('trustees', signer)?.index ?? 0;
  const [disclosed] = content;
  const share = bytesToScalar(disclosed?.share ?? EMPTY);
  const isRight =
    content.length === 1 &&
    disclosed?.period === 0 &&
    shareMatches(P256, election.manifest.electionCommitments, index, share);
  ensure(isRight, 'share/invalid', `${signer}'s share does not fit its commitment`, signer);
  return { trustee: signer, index, share };
}

/** The election private key, from the first k + 1 of the checked shares. Errors: share/too-few. */
export function recoverElectionKey(election: Election, disclosed: readonly DisclosedShare[]): bigint {
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
