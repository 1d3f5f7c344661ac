/**
 * Protocol step 4.2, freezing (board contract, section 7): the frozen bulletin board is the sorted union of the Counters' lists
 * that were available at the freeze point. q Trustees that sign alike make its root final, and with it the log that says what
 * was available. Context: paper section 2, step 4 (merge). What is frozen is a function of the log: nobody's choice.
 * Errors: freeze/not-final, freeze/other-root, statement/*, signature/invalid, cbor/*.
 */
import { attempt } from '../../common/attempt.ts';
import type { Election } from '../0-setup/election.ts';
import type { FrozenRoot } from '../board/folds/freeze.ts';
import { decodeFrozen, type FrozenLog, rootStatement } from '../board/folds/freeze-messages.ts';
import { ensure, fail, ProtocolError } from '../errors.ts';
import { trusteeQuorum } from '../messages/plan.ts';
import type { TreeHead } from '../messages/tree-head.ts';
import { equalBytes, requireHex, toHex } from '../primitives/bytes.ts';
import { encode } from '../primitives/cbor.ts';
import { sha256 } from '../primitives/sha256.ts';
import { openStatement, type Statement } from '../primitives/statement.ts';
import { firstTrusteePeriod, keysIn, type TrusteePeriod } from './trustee-period.ts';

/** A Counter's head with the list it stands for. */
export interface HeldHead extends TreeHead {
  readonly counter: string;
}

/** Whole lists, by the Counters' index in the plan's order. Errors: freeze/other-root for a Counter that is none. */
export const headsOf = ({ plan }: Election, lists: Iterable<FrozenLog['available'][number]>): HeldHead[] =>
  Array.from(lists, ([index, { size, root }]) => ({
    counter: plan.counters[index]?.id ?? fail('freeze/other-root', 'a list of no Counter'),
    size,
    root: requireHex(root),
  }));

/** What the final root stands on. Errors: freeze/other-root unless the root is on exactly this; those of cbor. */
export function openFrozen(election: Election, document: Uint8Array, { x }: FrozenRoot): FrozenLog {
  ensure(toHex(sha256(document)) === x, 'freeze/other-root', 'the Trustees signed something else');
  const log = decodeFrozen(document);
  const isOurs = equalBytes(log.manifestHash, election.manifestHash);
  ensure(isOurs, 'freeze/other-root', 'the log of another election');
  return log;
}

/** One Trustee's signature on a root, by its key of the period that it names. */
export function openRoot(
  election: Election,
  input: Uint8Array,
  periods: readonly TrusteePeriod[] = [firstTrusteePeriod(election)],
): Statement<FrozenRoot & { readonly period: number }> {
  const keys = keysIn(periods);
  return openStatement(rootStatement, election.manifestHash, input, (signer, { period }) =>
    keys(period, signer),
  );
}

/**
 * The root that q Trustees signed alike in one period, whatever the others sent: as 2q > n + k, no two roots have so many.
 * Errors: freeze/not-final.
 */
export function openFinalRoot(
  election: Election,
  signatures: readonly Uint8Array[],
  periods?: readonly TrusteePeriod[],
): FrozenRoot {
  const { x, size, root } = findFinal(election, signatures, periods).root;
  return { x, size, root };
}

/** Exactly q signatures that make a root final, in the plan's order. Errors: freeze/not-final. */
export function chooseFinalRoots(
  election: Election,
  signatures: readonly Uint8Array[],
  periods?: readonly TrusteePeriod[],
): Uint8Array[] {
  const { signed } = findFinal(election, signatures, periods);
  return election.plan.trustees.flatMap(({ id }) => signed.get(id) ?? []);
}

function findFinal(
  election: Election,
  signatures: readonly Uint8Array[],
  periods: readonly TrusteePeriod[] | undefined,
): { root: FrozenRoot; signed: ReadonlyMap<string, Uint8Array> } {
  const signedBy = new Map<string, Map<string, Uint8Array>>();
  for (const input of signatures) {
    const opened = attempt(ProtocolError, () => openRoot(election, input, periods));
    if (opened === undefined) continue;
    const { signer, content } = opened;
    const name = toHex(encode(rootStatement.content, content));
    const signed = signedBy.get(name) ?? new Map<string, Uint8Array>();
    signedBy.set(name, signed.set(signer, input));
    if (signed.size === trusteeQuorum(election.plan)) return { root: content, signed };
  }
  return fail('freeze/not-final', 'the frozen bulletin board does not have q signatures on one root');
}
