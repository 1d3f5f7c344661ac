/** For each role the messages that it takes, as near to valid as a hostile client without keys gets. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { encodeTopicCopy } from '../../../protocol/board/topic-copy.ts';
import { onionLength } from '../../../protocol/messages/onion.ts';
import { deliveryStatement, relayStatement } from '../../../protocol/messages/relay.ts';
import { sealedPackageLength } from '../../../protocol/messages/submission-package.ts';
import { concat, utf8 } from '../../../protocol/primitives/bytes.ts';
import { sha256 } from '../../../protocol/primitives/sha256.ts';
import { signStatement } from '../../../protocol/primitives/statement.ts';
import { given, random } from '../../../protocol/test-support.ts';
import { getBytes } from '../../../servers/shared/http-client.ts';
import { loadOrCreateIdentity } from '../../../servers/shared/identity.ts';
import { manifestOf } from '../../faults/support/prepare-burst.ts';
import type { RealElection } from '../../faults/support/real-election.ts';

/** Path below the election, and a message to mutate. */
export type Route = readonly [path: string, message: Uint8Array];

/** `sent`: what a voter's PC sent to servers, by the last part of the path. */
export async function routesOf(
  election: RealElection,
  sent: ReadonlyMap<string, Uint8Array>,
): Promise<ReadonlyMap<string, readonly Route[]>> {
  const { manifestHash, manifest, plan } = await manifestOf(election);
  const at = (id: string, path: string): string =>
    `${election.urls.get(id)}/elections/${election.summary.election}/${path}`;
  const document = await getBytes(at('distributor-1', 'manifest'));
  const identity = loadOrCreateIdentity(join(election.folder, 'anonymizer-1'), random);
  const inner = new Uint8Array(randomBytes(onionLength(manifest.packageSize, plan.pathLength, 2)));
  const onions = { to: 'anonymizer-3', onions: [inner] };
  const relay = signStatement(relayStatement, manifestHash, onions, 'anonymizer-2', identity);
  const packages = { to: 'counter-1', packages: [random(sealedPackageLength(manifest.packageSize))] };
  const delivery = signStatement(deliveryStatement, manifestHash, packages, 'anonymizer-2', identity);
  const copy = { keys: [], heads: [random(64)], entries: [{ leaf: random(64), proof: [random(32)] }] };
  const common: readonly Route[] = [
    ['manifest', document],
    ['order', encodeTopicCopy(copy)],
  ];
  const message = (path: string): Route => [path, given(sent.get(path))];
  return new Map([
    ['administrator-1', [...common, ['roll', relay], message('prepare'), message('sign')]],
    ['trustee-1', common],
    [
      'anonymizer-3',
      [...common, ['challenge', concat(random(32), random(1))], message('onions'), ['relay', relay]],
    ],
    ['counter-1', [...common, ['packages', delivery]]],
    [
      'distributor-1',
      [
        ...common,
        ['ballots', utf8('<ballot/>')],
        ['enrolments', concat(Uint8Array.of(0x81, 0x82, 0x58, 0x21), random(33), sha256(document))],
      ],
    ],
  ]);
}
