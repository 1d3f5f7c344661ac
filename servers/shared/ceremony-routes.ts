/** Routes of the key ceremony, which the Commissioner alone may use: its pass is checked before a body is read. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { CEREMONY_PASS_HEADER } from '../../protocol/messages/ceremony-pass.ts';
import { MAX_MANIFEST_DOCUMENT } from '../../protocol/messages/manifest.ts';
import {
  acceptancesCodec,
  allDealsCodec,
  dealsCodec,
  keyStatementsCodec,
  MAX_ALL_DEALS_LENGTH,
  MAX_KEY_STATEMENTS_LENGTH,
} from '../../protocol/messages/transfer.ts';
import { decode, encode } from '../../protocol/primitives/cbor.ts';
import type { HostedElection } from './hosted-election.ts';
import type { HostedElections } from './hosted-elections.ts';
import { cborBody, sendCbor } from './http-server.ts';
import type { CeremonyParticipant } from './key-ceremony.ts';

/** For routes of the ceremony: a body of at most `bodyLimit` bytes, read for the Commissioner's pass alone. */
export function ceremonyRoute<T extends HostedElection>(
  elections: HostedElections<T>,
  bodyLimit: number,
): { bodyLimit: number; onRequest: (request: FastifyRequest) => Promise<void> } {
  const onRequest = elections.guard((election, { headers }) => {
    const pass = Buffer.from(String(headers[CEREMONY_PASS_HEADER] ?? ''), 'base64url');
    election.requireCeremony(new Uint8Array(pass));
  });
  return { bodyLimit, onRequest };
}

export function addKeyCeremonyRoutes<T extends HostedElection & { readonly ceremony: CeremonyParticipant }>(
  app: FastifyInstance,
  elections: HostedElections<T>,
): void {
  const forDeals = ceremonyRoute(elections, MAX_KEY_STATEMENTS_LENGTH);
  app.post('/elections/:election/deals', forDeals, async (request, reply) => {
    const body = cborBody(request, MAX_KEY_STATEMENTS_LENGTH);
    const statements = decode(keyStatementsCodec, body, MAX_KEY_STATEMENTS_LENGTH, 'key statements');
    return sendCbor(reply, encode(dealsCodec, await elections.of(request).ceremony.deal(statements)));
  });
  const forAcceptances = ceremonyRoute(elections, MAX_ALL_DEALS_LENGTH);
  app.post('/elections/:election/acceptances', forAcceptances, async (request, reply) => {
    const body = cborBody(request, MAX_ALL_DEALS_LENGTH);
    const deals = decode(allDealsCodec, body, MAX_ALL_DEALS_LENGTH, 'deals');
    const accepted = await elections.of(request).ceremony.acceptDeals(deals);
    return sendCbor(reply, encode(acceptancesCodec, accepted));
  });
  const forManifest = ceremonyRoute(elections, MAX_MANIFEST_DOCUMENT);
  app.post('/elections/:election/countersignature', forManifest, async (request, reply) => {
    const manifest = cborBody(request, MAX_MANIFEST_DOCUMENT);
    return sendCbor(reply, await elections.of(request).ceremony.countersign(manifest));
  });
}
