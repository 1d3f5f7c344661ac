/**
 * Opens what is posted (board contract, section 4): label, context, and that its signer is the key that posts. What a statement
 * says is judged by the folds. Whatever was posted, nothing here throws.
 */
import { attempt } from '../../common/attempt.ts';
import { openPlan } from '../0-setup/check-plan.ts';
import { longestRefreshPost } from '../0-setup/refresh-room.ts';
import { checkKeyStatement } from '../0-setup/state-key.ts';
import { MAX_ATTEMPTS } from '../ceremony/generate.ts';
import { attemptHash, type RoleCeremony } from '../ceremony/generate-judges.ts';
import { CEREMONY_STATEMENTS } from '../ceremony/generate-messages.ts';
import type { RefreshContent, RefreshType } from '../ceremony/refresh-messages.ts';
import { readPost } from '../ceremony/refresh-posts.ts';
import type { HolderRole } from '../ceremony/refresh-role.ts';
import { ProtocolError } from '../errors.ts';
import { closingOrderCodec, MAX_CLOSING_ORDER_LENGTH } from '../messages/closing-order.ts';
import { disclosureStatement } from '../messages/freezing.ts';
import { type KeyStatement, keyStatementCodec, MAX_KEY_STATEMENT_LENGTH } from '../messages/key-statement.ts';
import { allParties, COMMISSIONER, type Plan, renewalOf } from '../messages/plan.ts';
import { erasureStatement } from '../messages/relay.ts';
import { closeHeadStatement, ledgerStatement, treeHeadStatement } from '../messages/tree-head.ts';
import { EMPTY, equalBytes, requireHex, toHex } from '../primitives/bytes.ts';
import { decode, encode } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { decodeJws, type Jws, requireOnlySignature } from '../primitives/jws.ts';
import { sha256 } from '../primitives/sha256.ts';
import { openStatement, readStatement } from '../primitives/statement.ts';
import { peekStatement, type StatementType } from '../primitives/statement-form.ts';
import type { ElectionPorts } from './elections.ts';
import type { OrderPost } from './folds/close.ts';
import { finalHeadStatement, holdStatement, rootStatement } from './folds/freeze-messages.ts';
import * as posts from './post-messages.ts';
import type { Opened } from './posts.ts';
import type { ElectionTopic } from './topics.ts';

/** What a post is opened with. Hashes of 32 bytes. */
export interface PostContext {
  readonly plan: Plan;
  readonly planHash: Uint8Array;
  /** Undefined before there is a manifest. */
  readonly manifestHash: Uint8Array | undefined;
}

/** A post: who says to have signed the content. */
export interface Signed {
  readonly signer: string;
  readonly content: Uint8Array;
}

type Post = PostContext & Signed;

const ATTEMPTS = Array.from({ length: MAX_ATTEMPTS }, (_, i) => i + 1);

type Open = (post: Post) => Opened | undefined;

/** Errors there: none, whatever was posted. */
export const electionPorts = (board: Uint8Array): ElectionPorts => ({
  server: (content, signer, key) =>
    attempt(ProtocolError, () => {
      const keyOf = (name: string) => (name === signer ? key : undefined);
      return openStatement(posts.serverStatement, board, content, keyOf).content;
    }),
  plan: (content, key) =>
    attempt(ProtocolError, () => {
      const { plan, planHash } = openPlan(content, key);
      return equalBytes(plan.board, board) ? { plan, planHash: toHex(planHash) } : undefined;
    }),
  statement: (topic, type, content, signer, { terms: { plan, planHash }, manifest }) =>
    attempt(ProtocolError, () =>
      openerOf(
        topic,
        type,
      )?.({
        plan,
        planHash: requireHex(planHash),
        manifestHash: manifest && requireHex(manifest.hash),
        content,
        signer,
      }),
    ),
});

const keyOf =
  ({ plan, signer: expected }: Pick<Post, 'plan' | 'signer'>) =>
  (signer: string): Uint8Array | undefined => {
    if (signer !== expected) return undefined;
    if (signer === COMMISSIONER) return plan.commissionerKey;
    return allParties(plan).find(({ id }) => id === signer)?.identityKey;
  };

/** What the post says, by its signer's key in the plan. Errors: those of {@link openStatement}. */
export const openPost = <T>(
  type: StatementType<T>,
  context: Uint8Array,
  post: Pick<PostContext, 'plan'> & Signed,
): T => openStatement(type, context, post.content, keyOf(post)).content;

const openedAs = <T>(type: StatementType<T>, context: Uint8Array, content: T): Opened => ({
  context: toHex(context),
  says: toHex(sha256(encode(type.content, content))),
});

/** A statement bound to a hash; `what` adds what policies ask of it. */
const bound =
  <T>(
    contextOf: (post: Post) => Uint8Array | undefined,
    type: StatementType<T>,
    what: (content: T) => Partial<Opened> = () => ({}),
  ): Open =>
  (post) => {
    const context = contextOf(post);
    if (context === undefined) return undefined;
    const content = openPost(type, context, post);
    return { ...openedAs(type, context, content), ...what(content) };
  };

const ofPlan = ({ planHash }: Post): Uint8Array => planHash;
const ofManifest = ({ manifestHash }: Post): Uint8Array | undefined => manifestHash;
const ms = (seconds: number): number => 1000 * seconds;

/** Errors: those of cbor; manifest/invalid. */
export function openKeyPost({
  plan,
  planHash,
  content,
  signer,
}: Omit<Post, 'manifestHash'>): KeyStatement | undefined {
  const statement = decode(keyStatementCodec, content, MAX_KEY_STATEMENT_LENGTH, 'key statement');
  const party = allParties(plan).find(({ id }) => id === signer);
  if (party !== undefined) checkKeyStatement(planHash, party, statement);
  return party && statement;
}

const key: Open = (post) =>
  openKeyPost(post) && { context: toHex(post.planHash), says: toHex(sha256(post.content)) };

const proposedManifest = bound(
  ofPlan,
  posts.manifestStatement,
  ({ hash, opens, closes, claimsEnd, voters }) => {
    const times = { opens: ms(opens), closes: ms(closes), claimsEnd: ms(claimsEnd) };
    return { manifest: { hash: toHex(hash), ...times, voters } };
  },
);

/** What it says is which manifest: the signatures differ. */
const countersignature = bound(ofPlan, posts.countersignatureStatement, ({ hash }) => ({
  says: toHex(hash),
}));

/** The order is a document of its own: a JWS, whose payload names the manifest. Errors: those of jws, cbor and signature. */
export function openOrderPost({ plan, manifestHash, content }: PostContext & Signed): OrderPost | undefined {
  const jws = decodeOrder(content);
  requireOnlySignature(jws, COMMISSIONER, plan.commissionerKey);
  const order = decode(closingOrderCodec, jws.payload, MAX_CLOSING_ORDER_LENGTH, 'closing order');
  if (manifestHash === undefined || !equalBytes(order.manifestHash, manifestHash)) return undefined;
  return { closes: ms(order.closes), document: content };
}

const decodeOrder = (document: Uint8Array): Jws =>
  decodeJws(LABELS.closingOrder, document, MAX_CLOSING_ORDER_LENGTH);

/** Which order it is, whoever signed it again. Errors: those of jws. */
export const orderPayload = (document: Uint8Array): Uint8Array => decodeOrder(document).payload;

const close: Open = (post) => {
  const order = openOrderPost(post);
  const { manifestHash = EMPTY } = post;
  return order && { context: toHex(manifestHash), says: toHex(sha256(order.document)), order };
};

/** A proof of growth stands beside the signed head. Errors: those of cbor. */
export const readCounterHead = (content: Uint8Array): posts.CounterHead =>
  decode(posts.counterHeadForm, content, posts.MAX_COUNTER_HEAD, 'head');

const counterHead: Open = (post) => {
  const { head, proof } = readCounterHead(post.content);
  return bound(ofManifest, treeHeadStatement, ({ size, root }) => ({ head: { size, root, proof } }))({
    ...post,
    content: head,
  });
};

/** In the context of one of the attempts that there can be. */
function ceremony(role: RoleCeremony['role']): Readonly<Record<string, Open>> {
  const { state, deal, complaint, ok, outcome, repair } = CEREMONY_STATEMENTS;
  const of = <T>(type: StatementType<T>, what?: (content: T) => Partial<Opened>): Open =>
    bound((post) => attemptOf(role, type, post)?.x, type, what);
  const about = ({ dealer }: { readonly dealer: number }): Partial<Opened> => ({ about: String(dealer) });
  return {
    state: of(state),
    deal: of(deal),
    complaint: of(complaint, about),
    ok: of(ok),
    outcome: of(outcome, ({ hash }) => ({ outcome: hash })),
    repair: of(repair, about),
  };
}

/**
 * While shares are renewed keys come and go with the log's fold, which judges signatures by them (trustees contract, section 2).
 * Whose post it is the key says that has asked for it; what it is about bounds how many there can be.
 */
function refresh(role: HolderRole): Readonly<Record<string, Open>> {
  const of =
    <T extends RefreshType>(type: T, what?: (content: RefreshContent<T>) => Partial<Opened>): Open =>
    ({ plan, content, signer }) => {
      if (content.length > longestRefreshPost(plan, role)) return undefined;
      const participants = plan[`${role}s`];
      const post = readPost({ participants }, type, content);
      if (post === undefined || participants[post.signer]?.id !== signer) return undefined;
      const opened = { context: toHex(post.context), says: toHex(sha256(post.body)) };
      return { ...opened, ...what?.(post.content) };
    };
  return {
    state: of('state'),
    deal: of('deal'),
    complaint: of('complaint', ({ dealer }) => ({ about: String(dealer) })),
    ok: of('ok'),
    outcome: of('outcome', ({ hash }) => ({ outcome: toHex(hash) })),
    rejoin: of('rejoin', ({ period }) => ({ about: String(period) })),
    abandon: of('abandon'),
    tick: of('tick'),
    period: of('period'),
  };
}

/** Signed with the key of a period that it names. Where that role renews its keys the log judges its signature, as in a refresh. */
const byPeriodKey =
  <T>(role: HolderRole, type: StatementType<T>, what: (content: T) => Partial<Opened>): Open =>
  (post) => {
    const { plan, manifestHash, signer } = post;
    if (renewalOf(plan, role) === undefined) return bound(ofManifest, type, what)(post);
    if (manifestHash === undefined) return undefined;
    const said = readStatement(type, manifestHash, post.content);
    if (said.signer !== signer) return undefined;
    return { ...openedAs(type, manifestHash, said.content), ...what(said.content) };
  };

/** The attempt in whose context the post is, and its x; undefined if there can be none such. Errors: those of cbor. */
export function attemptOf<T>(
  role: RoleCeremony['role'],
  { content }: StatementType<T>,
  { planHash, content: input }: Pick<PostContext, 'planHash'> & Signed,
): { number: number; x: Uint8Array } | undefined {
  const { context } = peekStatement(content, input);
  return ATTEMPTS.map((number) => ({ number, x: attemptHash({ planHash, role }, number) })).find(({ x }) =>
    equalBytes(x, context),
  );
}

const OPENERS: { readonly [T in ElectionTopic]: Readonly<Record<string, Open>> } = {
  setup: { key, manifest: proposedManifest, countersignature },
  'dkg-administrator': ceremony('administrator'),
  'dkg-trustee': ceremony('trustee'),
  run: {
    close,
    'close-head': bound(ofManifest, closeHeadStatement),
    ledger: byPeriodKey('administrator', ledgerStatement, ({ period }) => ({ about: String(period) })),
    erasure: bound(ofManifest, erasureStatement),
  },
  heads: { 'counter-head': counterHead },
  marks: { mark: bound(ofManifest, posts.markStatement) },
  freeze: {
    'final-head': bound(ofManifest, finalHeadStatement, ({ size, root }) => ({
      head: { size, root: requireHex(root), proof: [] },
    })),
    hold: byPeriodKey('trustee', holdStatement, ({ period, counters }) => ({
      about: String(period),
      mask: counters,
    })),
    root: byPeriodKey('trustee', rootStatement, ({ period }) => ({ about: String(period) })),
    disclosure: byPeriodKey('trustee', disclosureStatement, (shares) => ({
      about: shares.map(({ period }) => period).join(),
    })),
  },
  audit: {
    head: bound(ofPlan, posts.auditHeadStatement, ({ size }) => ({ head: { size, root: EMPTY, proof: [] } })),
  },
  'refresh-trustee': refresh('trustee'),
  'refresh-administrator': refresh('administrator'),
};

const openerOf = (topic: ElectionTopic, type: string): Open | undefined =>
  Object.hasOwn(OPENERS[topic], type) ? OPENERS[topic][type] : undefined;
