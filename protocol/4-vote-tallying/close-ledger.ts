/**
 * Protocol step 4.4, the Administrators' ledgers: after the close each states for how many voters of each style it gave a
 * partial signature, and the root over the digests d of their blinded votes; and that Anonymizers have erased their keys.
 */
import { attempt } from '../../common/attempt.ts';
import type { Election } from '../0-setup/election.ts';
import type { ElectionLog } from '../board/election-log.ts';
import { ensure, ProtocolError } from '../errors.ts';
import type { Party } from '../messages/plan.ts';
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

/** Ledgers that count: of each Administrator the first that opens, of those that the log had at the freeze point. */
export const loggedLedgers = (election: Election, log: ElectionLog): Uint8Array[] =>
  firstOfEach(
    election.plan.administrators,
    log.postsAtFreeze('run', 'ledger'),
    (input) => openLedger(election, input).administrator,
  );

/** Likewise Anonymizers' erasures. */
export const loggedErasures = (election: Election, log: ElectionLog): Uint8Array[] =>
  firstOfEach(election.plan.anonymizers, log.postsAtFreeze('run', 'erasure'), (input) =>
    openErasure(election, input),
  );

/** In the plan's order. What does not open, whoever let it in, is as if it were not there: it must not stop the count. */
function firstOfEach(
  parties: readonly Party[],
  posts: readonly { readonly content: Uint8Array }[],
  signerOf: (input: Uint8Array) => string,
): Uint8Array[] {
  const right = posts.map(({ content }) => ({
    content,
    signer: attempt(ProtocolError, () => signerOf(content)),
  }));
  return parties.flatMap(({ id }) => right.find(({ signer }) => signer === id)?.content ?? []);
}

/** Which Anonymizer has erased its key. */
export const openErasure = (election: Election, input: Uint8Array): string =>
  openStatement(erasureStatement, election.manifestHash, input, election.keyOf('anonymizers')).signer;
