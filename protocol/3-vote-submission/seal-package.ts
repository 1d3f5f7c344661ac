/**
 * Protocol step 3.1, the Finlet (paper section 4, third component): the submission package, padded to the election's one
 * size and sealed with the election public key.
 * Errors: padding/malformed if the vote does not fit the size that the manifest states.
 */
import type { Election } from '../0-setup/election.ts';
import { type PackageContent, packageContentCodec } from '../messages/submission-package.ts';
import { pad } from '../primitives/bytes.ts';
import { encode } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { SEALED_VOTE, type SealingPlace, seal } from '../primitives/hpke.ts';
import { uncompressP256 } from '../primitives/prime-group.ts';

export const packagePlace = (manifestHash: Uint8Array): SealingPlace => ({
  label: LABELS.packageSeal,
  context: manifestHash,
  role: 'election',
  server: 'election',
  hop: 1,
});

export function sealPackage(election: Election, content: PackageContent): Promise<Uint8Array> {
  const padded = pad(encode(packageContentCodec, content), election.manifest.packageSize);
  const electionKey = uncompressP256(election.electionKey);
  return seal(SEALED_VOTE, electionKey, packagePlace(election.manifestHash), padded);
}
