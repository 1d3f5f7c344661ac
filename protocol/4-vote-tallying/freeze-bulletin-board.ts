/**
 * Protocol step 4.2, freezing. At the Commissioner's request each Trustee states, once, the Counters' heads whose full lists
 * it holds, the closing order that binds at it, and the ledgers and erasures that it was given; the Commissioner proposes
 * n - k such statements that agree on the closing order, once; the frozen bulletin board is the sorted union of those lists; n - k
 * Trustees' signatures on its root make it final. Context: paper section 2, step 4 (merge). No head that n - k honest
 * Trustees hold is left out. Errors: freeze/too-few, freeze/not-final, statement/*, signature/invalid, cbor/*.
 */
import { attempt } from '../../common/attempt.ts';
import type { Election } from '../0-setup/election.ts';
import { ensure, ProtocolError } from '../errors.ts';
import {
  type FinalRoot,
  type FreezeContent,
  finalRootStatement,
  freezeProposal,
  freezeRequest,
  freezeStatement,
} from '../messages/freezing.ts';
import { COMMISSIONER } from '../messages/plan.ts';
import { type TreeHead, treeHeadStatement } from '../messages/tree-head.ts';
import { compareBytes, equalBytes, toHex } from '../primitives/bytes.ts';
import { encode } from '../primitives/cbor.ts';
import type { SigningKey } from '../primitives/p256-signature.ts';
import { sha256 } from '../primitives/sha256.ts';
import { type KeyLookup, openStatement, type Statement, signStatement } from '../primitives/statement.ts';

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

const commissionerOf =
  ({ plan }: Election): KeyLookup =>
  (signer) =>
    signer === COMMISSIONER ? plan.commissionerKey : undefined;

/** `url`: where the Commissioner's service serves the lists that it holds. */
export const signFreezeRequest = (election: Election, url: string, commissioner: SigningKey): Uint8Array =>
  signStatement(freezeRequest, election.manifestHash, { url }, COMMISSIONER, commissioner);

/** The URL in the Commissioner's request. */
export const openFreezeRequest = (election: Election, request: Uint8Array): string =>
  openStatement(freezeRequest, election.manifestHash, request, commissionerOf(election)).content.url;

/** The Trustee's part: that it is signed once, ever, is its store's business. */
export function signFreezeStatement(
  election: Election,
  content: FreezeContent,
  trustee: string,
  key: SigningKey,
): Uint8Array {
  return signStatement(freezeStatement, election.manifestHash, content, trustee, key);
}

/**
 * The Commissioner's part: the first n - k valid statements of different Trustees that agree on the closing order; those of
 * hostile Trustees are passed over. Errors: freeze/too-few.
 */
export function signProposal(
  election: Election,
  statements: readonly Uint8Array[],
  commissioner: SigningKey,
): Uint8Array {
  const statementsBy = new Map<string, Map<string, Uint8Array>>();
  for (const statement of statements) {
    const opened = attempt(ProtocolError, () => openFreezeStatement(election, statement));
    if (opened === undefined) continue;
    const order = toHex(opened.closingOrder);
    const alike = statementsBy.get(order) ?? new Map<string, Uint8Array>();
    if (!alike.has(opened.trustee)) statementsBy.set(order, alike.set(opened.trustee, statement));
  }
  const needed = freezeQuorum(election);
  const enough = [...statementsBy.values()].find(({ size }) => size >= needed);
  if (enough === undefined)
    throw new ProtocolError('freeze/too-few', 'fewer than n - k valid statements with one closing order');
  const content = { statements: [...enough.values()].slice(0, needed) };
  return signStatement(freezeProposal, election.manifestHash, content, COMMISSIONER, commissioner);
}

/** What a proposal freezes. */
export interface Proposal {
  /** The different heads that its n - k statements name. */
  readonly heads: readonly HeldHead[];
  /** SHA-256 of the closing order that all of them name; empty without one. */
  readonly closingOrder: Uint8Array;
  /** For each Administrator in the plan's order the different hashes, ascending, of the ledgers that any of them names. */
  readonly ledgers: readonly (readonly Uint8Array[])[];
  /** For each Anonymizer likewise its erasure statements. */
  readonly erasures: readonly (readonly Uint8Array[])[];
}

export function openProposal(election: Election, proposal: Uint8Array): Proposal {
  const { content } = openStatement(
    freezeProposal,
    election.manifestHash,
    proposal,
    commissionerOf(election),
  );
  const opened = content.statements.map((statement) => openFreezeStatement(election, statement));
  const trustees = new Set(opened.map(({ trustee }) => trustee));
  const [first] = opened;
  ensure(
    first !== undefined && trustees.size === freezeQuorum(election) && opened.length === trustees.size,
    'freeze/too-few',
    'a proposal needs the statements of n - k different Trustees',
  );
  const { closingOrder } = first;
  ensure(
    opened.every((statement) => equalBytes(statement.closingOrder, closingOrder)),
    'freeze/too-few',
    'the statements name different closing orders',
  );
  const named = opened.flatMap(({ heads }) => heads);
  const different = new Map(named.map((head) => [`${head.counter} ${head.size} ${toHex(head.root)}`, head]));
  const { administrators, anonymizers } = election.plan;
  return {
    heads: [...different.values()],
    closingOrder,
    ledgers: administrators.map((_, i) => differentHashes(opened.map(({ ledgers }) => ledgers[i]))),
    erasures: anonymizers.map((_, i) => differentHashes(opened.map(({ erasures }) => erasures[i]))),
  };
}

function differentHashes(hashes: readonly (Uint8Array | undefined)[]): Uint8Array[] {
  const known = hashes.flatMap((hash) => (hash === undefined || hash.length === 0 ? [] : [hash]));
  return [...new Map(known.map((hash) => [toHex(hash), hash])).values()].sort(compareBytes);
}

export interface OpenedFreezeStatement extends Omit<FreezeContent, 'heads'> {
  /** Whose statement it is. */
  readonly trustee: string;
  readonly heads: readonly HeldHead[];
}

export function openFreezeStatement(election: Election, statement: Uint8Array): OpenedFreezeStatement {
  const keyOf = election.keyOf('trustees');
  const { signer, content } = openStatement(freezeStatement, election.manifestHash, statement, keyOf);
  const { closingOrder, ledgers, erasures } = content;
  const { administrators, anonymizers } = election.plan;
  ensure(
    [closingOrder, ...ledgers, ...erasures].every(({ length }) => length === 0 || length === 32),
    'cbor/out-of-bounds',
    'a hash has 32 bytes, or none',
    signer,
  );
  ensure(
    ledgers.length === administrators.length && erasures.length === anonymizers.length,
    'cbor/out-of-bounds',
    'one hash for each Administrator and Anonymizer',
    signer,
  );
  const heads = content.heads.map((head) => openHead(election, head));
  return { trustee: signer, heads, closingOrder, ledgers, erasures };
}

/** The Trustee's signature on the frozen bulletin board that it has computed itself from the proposal. */
export function signFinalRoot(
  election: Election,
  proposal: Uint8Array,
  bulletinBoard: TreeHead,
  trustee: string,
  key: SigningKey,
): Uint8Array {
  const content: FinalRoot = {
    proposal: sha256(proposal),
    size: bulletinBoard.size,
    root: bulletinBoard.root,
  };
  return signStatement(finalRootStatement, election.manifestHash, content, trustee, key);
}

/**
 * The root that n - k Trustees signed alike, whatever the others sent: as n >= 3k + 1, no two roots have so many.
 * Errors: freeze/not-final.
 */
export const openFinalRoot = (election: Election, signatures: readonly Uint8Array[]): FinalRoot =>
  findFinal(election, signatures).root;

/** Exactly n - k signatures that make a root final, in the plan's order. Errors: freeze/not-final. */
export function chooseFinalRoots(election: Election, signatures: readonly Uint8Array[]): Uint8Array[] {
  const { signed } = findFinal(election, signatures);
  return election.plan.trustees.flatMap(({ id }) => signed.get(id) ?? []);
}

function findFinal(
  election: Election,
  signatures: readonly Uint8Array[],
): { root: FinalRoot; signed: ReadonlyMap<string, Uint8Array> } {
  const signedBy = new Map<string, Map<string, Uint8Array>>();
  for (const input of signatures) {
    const opened = attempt(ProtocolError, () => openFinalStatement(election, input));
    if (opened === undefined) continue;
    const { signer, content } = opened;
    const name = toHex(encode(finalRootStatement.content, content));
    const signed = signedBy.get(name) ?? new Map<string, Uint8Array>();
    signedBy.set(name, signed.set(signer, input));
    if (signed.size === freezeQuorum(election)) return { root: content, signed };
  }
  throw new ProtocolError(
    'freeze/not-final',
    'the frozen bulletin board does not have n - k signatures on one root',
  );
}

/** One Trustee's signature on a final root. */
export const openFinalStatement = (election: Election, input: Uint8Array): Statement<FinalRoot> =>
  openStatement(finalRootStatement, election.manifestHash, input, election.keyOf('trustees'));
