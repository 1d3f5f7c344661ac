/** For tests: a server of an election made in memory, with its real class and a folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { ELECTION_KEY, issuanceKey } from '../../protocol/messages/key-names.ts';
import type { Plan } from '../../protocol/messages/plan.ts';
import { scalarToBytes } from '../../protocol/primitives/bytes.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import { type DealtKeys, given, random, type TestElection } from '../../protocol/test-support.ts';
import { sharesCodec } from './ceremony-member.ts';
import type { Clock } from './clock.ts';
import type { HostedElection, ServerContext } from './hosted-election.ts';

/** A folder for one test file; remove it with {@link removeFolder} when the tests are over. */
export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'revs-test-'));

export const removeFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/** The context of the election's server `id`, whose folder is `folder`/`id`. */
export function serverContext(
  fixture: TestElection,
  id: string,
  folder: string,
  clock: Clock,
): ServerContext {
  const { key: identity, url } = fixture.server(id);
  const { publicKey: commissionerKey } = fixture.commissioner;
  const logger = pino({ level: 'silent' });
  return { id, folder: join(folder, id), commissionerKey, identity, url, random, clock, logger };
}

/** Gives a server the HPKE key that the election in memory made for it, before it would make one itself. */
export const plantTrafficKey = (server: HostedElection, fixture: TestElection): Promise<void> =>
  server.store.write(() => server.documents.keep('traffic-seed', fixture.server(server.context.id).seed));

/** Gives a server also the shares that it has got in key generation. */
export async function plantKeys(server: HostedElection, fixture: TestElection): Promise<void> {
  await plantTrafficKey(server, fixture);
  await plantShares(server, fixture.plan, fixture);
}

export async function plantShares(
  server: HostedElection,
  { styles }: Pick<Plan, 'styles'>,
  { electionShares, issuanceShares }: DealtKeys,
): Promise<void> {
  const { id } = server.context;
  const trustees = electionShares.get(id);
  const shares =
    trustees === undefined
      ? styles.map((style) => ({ key: issuanceKey(style), ...given(issuanceShares.get(`${id} ${style}`)) }))
      : [{ key: ELECTION_KEY, ...trustees }];
  const held = shares.map((entry) => ({ ...entry, share: scalarToBytes(entry.share) }));
  await server.store.write(() => server.documents.keep('shares', encode(sharesCodec, held)));
}
