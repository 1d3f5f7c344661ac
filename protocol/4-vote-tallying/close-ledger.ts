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
import { openStatement, type PeriodKeys, signStatement } from '../primitives/statement.ts';

/** `digests`: sorted, of all voters whom the Administrator signed for; `key`: of that period. */
export function signLedger(
  election: Election,
  { period, counts }: Pick<LedgerHead, 'period' | 'counts'>,
  digests: Iterable<Uint8Array>,
  administrator: string,
  key: SigningKey,
): Uint8Array {
  const content = { period, counts, root: merkleRoot(digests) };
  return signStatement(ledgerStatement, election.manifestHash, content, administrator, key);
}

/** Counts by style, and whose they are, in which period. Errors: those of {@link openStatement}, cbor/not-canonical. */
export function openLedger(
  election: Election,
  input: Uint8Array,
  keys: PeriodKeys = election.keysOfPeriod('administrators'),
): { administrator: string; period: number; counts: ReadonlyMap<string, number> } {
  const { signer, content } = openStatement(
    ledgerStatement,
    election.manifestHash,
    input,
    (id, { period }: LedgerHead) => keys(period, id),
  );
  const counts = new Map(content.counts.map(({ style, signed }) => [style, signed]));
  ensure(counts.size === content.counts.length, 'cbor/not-canonical', 'a style occurs twice', signer);
  return { administrator: signer, period: content.period, counts };
}

/**
 * Ledgers that count: of each Administrator the first that opens, of those that the log had at the freeze point. Where keys are renewed,
 * under one of the last period before claims ended, or later: an older key may be one that an intruder has carried away.
 */
export function loggedLedgers(election: Election, log: ElectionLog): Uint8Array[] {
  const { ledgerKeys, lastPeriodOfVoting } = log;
  const signerOf = (input: Uint8Array): string => {
    const { administrator, period } = openLedger(election, input, ledgerKeys);
    ensure(period >= lastPeriodOfVoting, 'period/past', 'a ledger by an old key', administrator);
    return administrator;
  };
  return firstOfEach(election.plan.administrators, log.postsAtFreeze('run', 'ledger'), signerOf);
}

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
