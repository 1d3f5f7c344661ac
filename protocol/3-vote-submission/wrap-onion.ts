/**
 * Protocol step 3.2, the Finlet: one HPKE layer for each of exactly L Anonymizers of different operators, drawn at random
 * among those that signed a fresh challenge. Context: protocol section 6: the onion is made in the TCB, as a PC that kept
 * what it sent could read the vote once the election key is published.
 * Errors: anonymizers/too-few.
 */
import { attempt } from '../../common/attempt.ts';
import type { Election, Member } from '../0-setup/election.ts';
import { ensure, ProtocolError } from '../errors.ts';
import { LAYER_OVERHEAD, layerCodec, type OnionLayer } from '../messages/onion.ts';
import { challengeStatement } from '../messages/relay.ts';
import { sealedPackageLength } from '../messages/submission-package.ts';
import { equalBytes, pad } from '../primitives/bytes.ts';
import { encode } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { type SealingPlace, seal, TRAFFIC } from '../primitives/hpke.ts';
import { type RandomSource, shuffled } from '../primitives/random.ts';
import { openStatement } from '../primitives/statement.ts';

export const onionPlace = (election: Election, anonymizer: string, hop: number): SealingPlace => ({
  label: LABELS.onionSeal,
  context: election.manifestHash,
  role: 'anonymizer',
  server: anonymizer,
  hop,
});

export interface Onion {
  /** ID of the Anonymizer that takes it. */
  readonly entry: string;
  readonly onion: Uint8Array;
}

/** Draws the path among the Anonymizers with keys whose answers to `challenge` (32 bytes) are valid. */
export function drawPath(
  election: Election,
  challenge: Uint8Array,
  answers: readonly Uint8Array[],
  random: RandomSource,
): Member[] {
  const present = new Set(answers.map((answer) => answering(election, challenge, answer)));
  const candidates = election.keyed('anonymizers').filter(({ id }) => present.has(id));
  const operators = new Set<string>();
  const path = shuffled(random, candidates).filter(({ operator }) => {
    const fresh = !operators.has(operator);
    operators.add(operator);
    return fresh;
  });
  const { pathLength } = election.plan;
  ensure(
    path.length >= pathLength,
    'anonymizers/too-few',
    'fewer than L Anonymizers of different operators answered',
  );
  return path.slice(0, pathLength);
}

function answering(election: Election, challenge: Uint8Array, answer: Uint8Array): string | undefined {
  const keyOf = election.keyOf('anonymizers');
  const opened = attempt(ProtocolError, () =>
    openStatement(challengeStatement, election.manifestHash, answer, keyOf),
  );
  return opened && equalBytes(opened.content.challenge, challenge) ? opened.signer : undefined;
}

/** Wraps the sealed package along the path, innermost layer first. */
export function wrapPackage(election: Election, path: readonly Member[], sealed: Uint8Array): Promise<Onion> {
  return wrap(election, path, { kind: 'deliver', next: '', body: sealed });
}

/** Cover looks like a package to all but the last Anonymizer, which drops it. */
export function wrapCover(election: Election, path: readonly Member[], random: RandomSource): Promise<Onion> {
  const body = random(sealedPackageLength(election.manifest.packageSize));
  return wrap(election, path, { kind: 'cover', next: '', body });
}

async function wrap(election: Election, path: readonly Member[], innermost: OnionLayer): Promise<Onion> {
  let layer = innermost;
  let onion = new Uint8Array();
  for (let hop = path.length; hop >= 1; hop--) {
    const { id, trafficKey } = path[hop - 1] as Member;
    const plain = pad(encode(layerCodec, layer), layer.body.length + LAYER_OVERHEAD);
    onion = new Uint8Array(await seal(TRAFFIC, trafficKey, onionPlace(election, id, hop), plain));
    layer = { kind: 'forward', next: id, body: onion };
  }
  return { entry: path[0]?.id ?? '', onion };
}
