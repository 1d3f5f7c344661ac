/**
 * Protocol step 0.2, key statements: each server signs, with its identity key, where it is reached and which HPKE key is
 * its. Without them a Commissioner puts its own keys in the Anonymizers' place and peels every onion (protocol section 3.3).
 * Errors: manifest/invalid naming the server.
 */
import { ensure } from '../errors.ts';
import {
  type KeyStatement,
  type KeyStatementContent,
  keyStatementContent,
} from '../messages/key-statement.ts';
import { hasKey, type ServerEntry } from '../messages/manifest.ts';
import type { Party } from '../messages/plan.ts';
import { EMPTY, equalBytes } from '../primitives/bytes.ts';
import { encode } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { type SigningKey, verifySignature } from '../primitives/p256-signature.ts';
import { bodyCodec } from '../primitives/statement-form.ts';
import type { Election } from './election.ts';

const body = (planHash: Uint8Array, { id, url, trafficKey }: KeyStatementContent): Uint8Array =>
  encode(bodyCodec(keyStatementContent), {
    label: LABELS.keyStatement,
    context: planHash,
    content: { id, url, trafficKey },
  });

export const stateKey = (planHash: Uint8Array, own: KeyStatementContent, key: SigningKey): KeyStatement => ({
  ...own,
  signature: key.sign(body(planHash, own)),
});

/** A server's entry in the manifest where there is no key of it. */
export const withoutKey = ({ id, url }: Pick<ServerEntry, 'id' | 'url'>): ServerEntry => ({
  id,
  url,
  trafficKey: EMPTY,
  signature: EMPTY,
});

/** That the statement is the party's own, for this plan. */
export function checkKeyStatement(
  planHash: Uint8Array,
  { id, identityKey }: Pick<Party, 'id' | 'identityKey'>,
  statement: KeyStatement,
): void {
  const valid =
    statement.id === id && verifySignature(identityKey, body(planHash, statement), statement.signature);
  ensure(valid, 'manifest/invalid', `the key and address given for ${id} are not what it stated`, id);
}

/**
 * A server's own check (protocol section 3.3): the manifest has its address, and what key there is of it is the one that it
 * stated. It takes no other manifest. Without a key of its own there it has no part: it stated none in time.
 */
export function checkOwnStatement(
  { manifest }: Election,
  { id, url, trafficKey }: KeyStatementContent,
): void {
  const entry = manifest.servers.find((server) => server.id === id);
  const same =
    entry !== undefined && entry.url === url && (!hasKey(entry) || equalBytes(entry.trafficKey, trafficKey));
  ensure(same, 'manifest/invalid', `the manifest does not have the key and address that ${id} stated`, id);
}
