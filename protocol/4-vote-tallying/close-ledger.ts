/**
 * Protocol step 4.4, the Administrators' ledgers: after the close each states for how many voters of each style it gave a
 * partial signature, and the root over the digests d of their blinded votes; and that Anonymizers have erased their keys.
 */
import type { Election } from '../0-setup/election.ts';
import { ensure } from '../errors.ts';
import { erasureStatement } from '../messages/relay.ts';
import { type LedgerHead, ledgerStatement } from '../messages/tree-head.ts';
import { merkleRoot } from '../primitives/merkle-tree.ts';
import type { SigningKey } from '../primitives/p256-signature.ts';
import { openStatement, signStatement } from '../primitives/statement.ts';

/** `digests`: sorted, of all voters whom the Administrator signed for. */
export function signLedger(
  election: Election,
  counts: LedgerHead['counts'],
  digests: Iterable<Uint8Array>,
  administrator: string,
  key: SigningKey,
): Uint8Array {
  const content = { counts, root: merkleRoot(digests) };
  return signStatement(ledgerStatement, election.manifestHash, content, administrator, key);
}

/** Counts by style, and whose they are. Errors: those of {@link openStatement}, cbor/not-canonical. */
export function openLedger(
  election: Election,
  input: Uint8Array,
): { administrator: string; counts: ReadonlyMap<string, number> } {
  const keyOf = election.keyOf('administrators');
  const { signer, content } = openStatement(ledgerStatement, election.manifestHash, input, keyOf);
  const counts = new Map(content.counts.map(({ style, signed }) => [style, signed]));
  ensure(counts.size === content.counts.length, 'cbor/not-canonical', 'a style occurs twice', signer);
  return { administrator: signer, counts };
}

/** Which Anonymizer has erased its key. */
export const openErasure = (election: Election, input: Uint8Array): string =>
  openStatement(erasureStatement, election.manifestHash, input, election.keyOf('anonymizers')).signer;
