/** Routes of an election's setup, which the Commissioner alone may use: its pass is checked before a body is read. */
import type { FastifyRequest } from 'fastify';
import { CEREMONY_PASS_HEADER } from '../../protocol/messages/ceremony-pass.ts';
import type { HostedElection } from './hosted-election.ts';
import type { HostedElections } from './hosted-elections.ts';

/** For routes of the setup: a body of at most `bodyLimit` bytes, read for the Commissioner's pass alone. */
export function setupRoute<T extends HostedElection>(
  elections: HostedElections<T>,
  bodyLimit: number,
): { bodyLimit: number; onRequest: (request: FastifyRequest) => Promise<void> } {
  const onRequest = elections.guard((election, { headers }) => {
    const pass = Buffer.from(String(headers[CEREMONY_PASS_HEADER] ?? ''), 'base64url');
    election.requireSetup(new Uint8Array(pass));
  });
  return { bodyLimit, onRequest };
}
