/**
 * What freeze statements name by hash: the closing order, and ledgers and erasures, which are kept by it and given to whoever
 * names it.
 */
import type { Election } from '../../protocol/0-setup/election.ts';
import { openErasure, openLedger } from '../../protocol/4-vote-tallying/close-ledger.ts';
import { ensure } from '../../protocol/errors.ts';
import { EMPTY, toHex } from '../../protocol/primitives/bytes.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import type { HostContext, HostedElection } from './hosted-election.ts';

/** Kinds of statements that are named by hash, and whose they are. */
export const NAMED = {
  ledgers: {
    role: 'administrators',
    signerOf: (election: Election, input: Uint8Array): string => openLedger(election, input).administrator,
  },
  erasures: { role: 'anonymizers', signerOf: openErasure },
} as const;
export type NamedKind = keyof typeof NAMED;

const documentName = (hash: Uint8Array): string => `statement-${toHex(hash)}`;

export const namedStatement = (host: HostedElection<HostContext>, hash: Uint8Array): Uint8Array | undefined =>
  host.documents.get(documentName(hash));

/** Keeps a statement of that server's, and returns its SHA-256. Errors: statement/unknown-signer, those of opening it. */
export async function keepNamed(
  host: HostedElection<HostContext>,
  kind: NamedKind,
  server: string,
  statement: Uint8Array,
): Promise<Uint8Array> {
  const signer = NAMED[kind].signerOf(host.election, statement);
  ensure(signer === server, 'statement/unknown-signer', `${server} shows a statement of ${signer}`, server);
  const hash = sha256(statement);
  await host.store.write(() => host.documents.keep(documentName(hash), statement));
  return hash;
}

/** SHA-256 of the closing order that binds here; empty without one. */
export function closingOrderHash(host: HostedElection<HostContext>): Uint8Array {
  const order = host.documents.get('closing-order');
  return order === undefined ? EMPTY : sha256(order);
}
