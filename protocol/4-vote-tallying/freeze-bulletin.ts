/**
 * Protocol step 4.2, freezing. Each Trustee states, once, the Counters' heads whose full lists it holds; the Commissioner
 * proposes n - k such statements, once; the frozen bulletin is the sorted union of those lists; n - k Trustees' signatures
 * on its root make it final. Context: paper section 2, step 4 (merge). No head that n - k honest Trustees hold is left out.
 * Errors: freeze/too-few, freeze/not-final, statement/*, signature/invalid.
 */
import type { Election } from '../0-setup/election.ts';
import { require } from '../errors.ts';
import { type FinalRoot, finalRootStatement, freezeProposal, freezeStatement } from '../messages/freezing.ts';
import { COMMISSIONER } from '../messages/plan.ts';
import { type TreeHead, treeHeadStatement } from '../messages/tree-head.ts';
import { equalBytes, toHex } from '../primitives/bytes.ts';
import type { SigningKey } from '../primitives/p256-signature.ts';
import { sha256 } from '../primitives/sha256.ts';
import { openStatement, signStatement } from '../primitives/statement.ts';

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

/** The Commissioner's part. Errors: freeze/too-few. */
export function signProposal(
  election: Election,
  statements: readonly Uint8Array[],
  commissioner: SigningKey,
): Uint8Array {
  const proposal = signStatement(
    freezeProposal,
    election.manifestHash,
    { statements: statements.slice(0, freezeQuorum(election)) },
    COMMISSIONER,
    commissioner,
  );
  openProposal(election, proposal);
  return proposal;
}

/** The different heads that the proposal's n - k statements name. */
export function openProposal(election: Election, proposal: Uint8Array): HeldHead[] {
  const keyOf = (signer: string) => (signer === COMMISSIONER ? election.plan.commissionerKey : undefined);
  const { content } = openStatement(freezeProposal, election.manifestHash, proposal, keyOf);
  const opened = content.statements.map((statement) =>
    openStatement(freezeStatement, election.manifestHash, statement, election.keyOf('trustees')),
  );
  const trustees = new Set(opened.map(({ signer }) => signer));
  require(trustees.size === freezeQuorum(election) &&
    opened.length ===
      trustees.size, 'freeze/too-few', 'a proposal needs the statements of n - k different Trustees');
  const heads = new Map<string, HeldHead>();
  for (const { content: statement } of opened)
    for (const signedHead of statement.heads) {
      const head = openHead(election, signedHead);
      heads.set(`${head.counter} ${head.size} ${toHex(head.root)}`, head);
    }
  return [...heads.values()];
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

/** The root that n - k Trustees signed alike. Errors: freeze/not-final. */
export function openFinalRoot(election: Election, signatures: readonly Uint8Array[]): FinalRoot {
  const opened = signatures.map((input) =>
    openStatement(finalRootStatement, election.manifestHash, input, election.keyOf('trustees')),
  );
  const [first] = opened;
  require(first !== undefined, 'freeze/not-final', 'nobody has signed the frozen bulletin');
  const alike = opened.filter(({ content }) => sameRoot(content, first.content));
  const trustees = new Set(alike.map(({ signer }) => signer));
  require(trustees.size >= freezeQuorum(election) &&
    alike.length ===
      opened.length, 'freeze/not-final', 'the frozen bulletin does not have n - k signatures on one root');
  return first.content;
}

const sameRoot = (a: FinalRoot, b: FinalRoot): boolean =>
  a.size === b.size && equalBytes(a.root, b.root) && equalBytes(a.proposal, b.proposal);
