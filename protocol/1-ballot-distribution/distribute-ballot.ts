/**
 * Protocol step 1, the Distributor's part: it states which manifest it serves, and serves only what is signed.
 * Context: paper section 2, step 1.
 */
import type { Election } from '../0-setup/election.ts';
import { distributionStatement } from '../messages/distribution.ts';
import type { SigningKey } from '../primitives/p256-signature.ts';
import { signStatement } from '../primitives/statement.ts';

export function stateDistribution(election: Election, id: string, key: SigningKey): Uint8Array {
  return signStatement(distributionStatement, election.manifestHash, {}, id, key);
}
