/**
 * Protocol step 3.3, the Anonymizer: removes its layer. The hop is known by the length, as all messages at one hop have
 * one length. Errors: onion/wrong-length, hpke/failed, padding/malformed, cbor, onion/wrong-route.
 */
import type { Election } from '../0-setup/election.ts';
import { ensure } from '../errors.ts';
import { layerCodec, type OnionLayer, onionLength } from '../messages/onion.ts';
import { sealedPackageLength } from '../messages/submission-package.ts';
import { unpad } from '../primitives/bytes.ts';
import { decode } from '../primitives/cbor.ts';
import type { Opener } from '../primitives/hpke.ts';
import { onionPlace } from './wrap-onion.ts';

/** The hop (from 1) at which an onion of that length arrives. */
export function hopOf({ manifest, plan }: Election, length: number): number {
  for (let hop = 1; hop <= plan.pathLength; hop++)
    if (length === onionLength(manifest.packageSize, plan.pathLength, hop)) return hop;
  ensure(false, 'onion/wrong-length', 'no onion of this election has this length');
  return 0;
}

export async function peelOnion(
  election: Election,
  self: string,
  open: Opener,
  onion: Uint8Array,
): Promise<OnionLayer> {
  const hop = hopOf(election, onion.length);
  const plain = unpad(await open(onion, onionPlace(election, self, hop)));
  const layer = decode(layerCodec, plain, onion.length, 'onion layer');
  const { pathLength } = election.plan;
  const { packageSize } = election.manifest;
  const innermost = hop === pathLength;
  ensure((layer.kind === 'forward') !== innermost, 'onion/wrong-route', 'a path has exactly L Anonymizers');
  const length = innermost ? sealedPackageLength(packageSize) : onionLength(packageSize, pathLength, hop + 1);
  ensure(layer.body.length === length, 'onion/wrong-length', 'the inner message has a wrong length');
  const known = election.member('anonymizers', layer.next) !== undefined && layer.next !== self;
  ensure(innermost ? layer.next === '' : known, 'onion/wrong-route', 'the next Anonymizer is not one');
  return layer;
}
