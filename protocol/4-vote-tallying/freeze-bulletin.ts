/**
 * Protocol step 4.2, freezing. Each Trustee states, once, the Counters' heads whose full lists it holds; the Commissioner
 * proposes n - k such statements, once; the frozen bulletin is the sorted union of those lists; n - k Trustees' signatures
 * on its root make it final. Context: paper section 2, step 4 (merge). No head that n - k honest Trustees hold is left out.
 * Errors: freeze/too-few, freeze/not-final, statement/*, signature/invalid.
 */
import type { Election } from '../0-setup/election.ts';
import { ProtocolError, require } from '../errors.ts';
import { type FinalRoot, finalRootStatement, freezeProposal, freezeStatement } from '../messages/freezing.ts';
import { COMMISSIONER } from '../messages/plan.ts';
import { type TreeHead, treeHeadStatement } from '../messages/tree-head.ts';
import { toHex } from '../primitives/bytes.ts';
import { encode } from '../primitives/cbor.ts';
import type { SigningKey } from '../primitives/p256-signature.ts';
import { sha256 } from '../primitives/sha256.ts';
import { openStatement, type Statement, signStatement } from '../primitives/statement.ts';

/** A Counter's head with the list it stands for. */
export interface HeldHead extends TreeHead {
  readonly counter: string;
}

/** n - k: as many Trustees as are sure to answer, so many that any two such sets share an honest one. */
export const freezeQuorum = ({ plan }: Election): number => plan.trustees.length - plan.hostileTrustees;

export function openHead(election: Election, signedHead: Uint8Array): HeldHead {
  const keyOf = election.keyOf('counters');
  const { signer, content } = openStatement(treeHeadStatement, election.manifestHash, signedHead, keyOf);
  return { counter: signer, ...content };
}

/** The Trustee's part: that it is signed once, ever, is its store's business. */
export function signFreezeStatement(
  election: Election,
  signedHeads: readonly Uint8Array[],
  trustee: string,
  key: SigningKey,
): Uint8Array {
  return signStatement(freezeStatement, election.manifestHash, { heads: signedHeads }, trustee, key);
}

/**
 * The Commissioner's part: the first n - k valid statements; those of hostile Trustees are passed over.
 * Errors: freeze/too-few.
 */
export function signProposal(
  election: Election,
  statements: readonly Uint8Array[],
  commissioner: SigningKey,
): Uint8Array {
  const valid = new Map<string, Uint8Array>();
  for (const statement of statements) {
    const opened = attempt(() => openFreezeStatement(election, statement));
    if (opened !== undefined && !valid.has(opened.trustee)) valid.set(opened.trustee, statement);
  }
  const chosen = [...valid.values()].slice(0, freezeQuorum(election));
  require(chosen.length === freezeQuorum(election), 'freeze/too-few', 'fewer than n - k valid statements');
  const content = { statements: chosen };
  return signStatement(freezeProposal, election.manifestHash, content, COMMISSIONER, commissioner);
}

/** The different heads that the proposal's n - k statements name. */
export function openProposal(election: Election, proposal: Uint8Array): HeldHead[] {
  const keyOf = (signer: string) => (signer === COMMISSIONER ? election.plan.commissionerKey : undefined);
  const { content } = openStatement(freezeProposal, election.manifestHash, proposal, keyOf);
  const opened = content.statements.map((statement) => openFreezeStatement(election, statement));
  const trustees = new Set(opened.map(({ trustee }) => trustee));
  require(trustees.size === freezeQuorum(election) &&
    opened.length ===
      trustees.size, 'freeze/too-few', 'a proposal needs the statements of n - k different Trustees');
  const named = opened.flatMap(({ heads }) => heads);
  const different = new Map(named.map((head) => [`${head.counter} ${head.size} ${toHex(head.root)}`, head]));
  return [...different.values()];
}

/** Whose statement it is and which heads it names. */
export function openFreezeStatement(
  election: Election,
  statement: Uint8Array,
): { trustee: string; heads: readonly HeldHead[] } {
  const keyOf = election.keyOf('trustees');
  const { signer, content } = openStatement(freezeStatement, election.manifestHash, statement, keyOf);
  return { trustee: signer, heads: content.heads.map((head) => openHead(election, head)) };
}

/** The Trustee's signature on the frozen bulletin that it has computed itself from the proposal. */
export function signFinalRoot(
  election: Election,
  proposal: Uint8Array,
  bulletin: TreeHead,
  trustee: string,
  key: SigningKey,
): Uint8Array {
  const content: FinalRoot = { proposal: sha256(proposal), size: bulletin.size, root: bulletin.root };
  return signStatement(finalRootStatement, election.manifestHash, content, trustee, key);
}

/**
 * The root that n - k Trustees signed alike, whatever the others sent: as n >= 3k + 1, no two roots have so many.
 * Errors: freeze/not-final.
 */
export function openFinalRoot(election: Election, signatures: readonly Uint8Array[]): FinalRoot {
  const signersOf = new Map<string, Set<string>>();
  for (const input of signatures) {
    const opened = attempt(() => openFinalStatement(election, input));
    if (opened === undefined) continue;
    const { signer, content } = opened;
    const name = toHex(encode(finalRootStatement.content, content));
    const signers = signersOf.get(name) ?? new Set();
    signersOf.set(name, signers.add(signer));
    if (signers.size === freezeQuorum(election)) return content;
  }
  throw new ProtocolError(
    'freeze/not-final',
    'the frozen bulletin does not have n - k signatures on one root',
  );
}

/** One Trustee's signature on a final root. */
export const openFinalStatement = (election: Election, input: Uint8Array): Statement<FinalRoot> =>
  openStatement(finalRootStatement, election.manifestHash, input, election.keyOf('trustees'));

function attempt<T>(open: () => T): T | undefined {
  try {
    return open();
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}
