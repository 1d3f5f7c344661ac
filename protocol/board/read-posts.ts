/**
 * What the entries of an election's topics say to the folds (board contract, section 4, Fold). Signatures are verified again:
 * the record's verifier believes no replica. What cannot be opened says nothing, and stops nobody's fold.
 */
import { attempt } from '../../common/attempt.ts';
import type { CeremonyPost } from '../ceremony/generate.ts';
import type { Posted, RoleCeremony } from '../ceremony/generate-judges.ts';
import { CEREMONY_STATEMENTS } from '../ceremony/generate-messages.ts';
import { ProtocolError } from '../errors.ts';
import type { Entry as FoldEntry } from '../folds/batches.ts';
import type { Party, Plan } from '../messages/plan.ts';
import { toHex } from '../primitives/bytes.ts';
import { openStatement, type PeriodKeys } from '../primitives/statement.ts';
import type { StatementType } from '../primitives/statement-form.ts';
import type { Entry } from './entries.ts';
import type { OrderPost } from './folds/close.ts';
import type { FreezePost } from './folds/freeze.ts';
import { finalHeadStatement, holdStatement, rootStatement } from './folds/freeze-messages.ts';
import type { SetupPost } from './folds/setup.ts';
import {
  attemptOf,
  openKeyPost,
  openOrderPost,
  openPost,
  type PostContext,
  type Signed,
} from './open-posts.ts';
import { decodeOperation } from './operations.ts';
import { countersignatureStatement, manifestStatement } from './post-messages.ts';
import { operationIn } from './requests.ts';

export interface RawPost extends Signed {
  readonly type: string;
}

/** What is posted by an entry; undefined for a tick, and for what is no post. */
export function postOf({ request }: Pick<Entry, 'request'>): RawPost | undefined {
  if (request.length === 0) return undefined;
  const [type, signer, content] =
    attempt(ProtocolError, () => decodeOperation(operationIn(request)))?.tuple ?? [];
  const isPost = typeof type === 'string' && typeof signer === 'string' && content instanceof Uint8Array;
  return isPost ? { type, signer, content } : undefined;
}

/** What a fold reads of these entries: ticks, and posts that `read` understands; `c`: the instance of their batch. */
export const foldEntriesOf = <Post>(
  entries: readonly Entry[],
  read: (post: RawPost, c: number) => Post | undefined,
): FoldEntry<Post>[] =>
  entries.flatMap(({ c, time, request }): FoldEntry<Post>[] => {
    if (request.length === 0) return [{ c, time, post: undefined }];
    const raw = postOf({ request });
    const post = raw && attempt(ProtocolError, () => read(raw, c));
    return post === undefined ? [] : [{ c, time, post }];
  });

type Reader<Post> = (context: PostContext) => (raw: RawPost) => Post | undefined;

const indexOf = (parties: readonly Party[], id: string): number =>
  parties.findIndex((party) => party.id === id);

export const readSetup: Reader<SetupPost> = (context) => (raw) => {
  const { plan, planHash } = context;
  const { type, signer } = raw;
  if (type === 'plan') return { type };
  if (type === 'key') {
    const statement = openKeyPost({ plan, planHash, ...raw });
    const found = statement && roleIn(plan, ['administrator', 'anonymizer'], signer);
    return found && { type, ...found, statement };
  }
  if (type === 'manifest') {
    const terms = openPost(manifestStatement, planHash, { plan, ...raw });
    return { type, hash: toHex(terms.hash), terms };
  }
  if (type !== 'countersignature') return undefined;
  const { hash, signature } = openPost(countersignatureStatement, planHash, { plan, ...raw });
  const found = roleIn(plan, ['administrator', 'trustee'], signer);
  return found && { type, ...found, hash: toHex(hash), signature };
};

/** Role and index in the plan's order of a server of one of these roles. */
function roleIn<R extends 'administrator' | 'anonymizer' | 'trustee'>(
  plan: Plan,
  roles: readonly R[],
  id: string,
): { readonly role: R; readonly signer: number } | undefined {
  const role = roles.find((one) => indexOf(plan[`${one}s`], id) >= 0);
  return role && { role, signer: indexOf(plan[`${role}s`], id) };
}

export const readCeremony =
  (role: RoleCeremony['role']): Reader<CeremonyPost<Posted>> =>
  (context) =>
  (raw) => {
    const signer = indexOf(context.plan[`${role}s`], raw.signer);
    const said = <T, P>(type: StatementType<T>, what: (content: T) => P) => {
      const found = attemptOf(role, type, { ...context, ...raw });
      if (found === undefined || signer < 0) return undefined;
      return { signer, attempt: found.number, ...what(openPost(type, found.x, { ...context, ...raw })) };
    };
    const { type } = raw;
    switch (type) {
      case 'state':
        return said(CEREMONY_STATEMENTS.state, (state) => ({ type, state }));
      case 'deal':
        return said(CEREMONY_STATEMENTS.deal, (deal) => ({ type, deal }));
      case 'complaint':
        return said(CEREMONY_STATEMENTS.complaint, (content) => ({ type, ...content }));
      case 'ok':
        return said(CEREMONY_STATEMENTS.ok, (content) => ({ type, ...content }));
      case 'outcome':
        return said(CEREMONY_STATEMENTS.outcome, (content) => ({ type, ...content }));
      case 'repair':
        return said(CEREMONY_STATEMENTS.repair, (content) => ({ type, ...content }));
      default:
        return undefined;
    }
  };

export const readOrder: Reader<OrderPost> = (context) => (raw) =>
  raw.type === 'close' ? openOrderPost({ ...context, ...raw }) : undefined;

/** `keysAt`: the Trustees' keys, of the periods that there were by the batch of that instance. */
export const readFreeze =
  (context: PostContext, keysAt: (c: number) => PeriodKeys) =>
  (raw: RawPost, c: number): FreezePost | undefined => {
    const { plan, manifestHash } = context;
    if (manifestHash === undefined) return undefined;
    const { type } = raw;
    if (type === 'final-head') {
      const head = openPost(finalHeadStatement, manifestHash, { plan, ...raw });
      return { type, signer: indexOf(plan.counters, raw.signer), head };
    }
    const signer = indexOf(plan.trustees, raw.signer);
    const open = <T extends { readonly period: number }>(statement: StatementType<T>): T => {
      const keyOf = (id: string, { period }: T) => (id === raw.signer ? keysAt(c)(period, id) : undefined);
      return openStatement(statement, manifestHash, raw.content, keyOf).content;
    };
    if (type === 'hold') return { type, signer, ...open(holdStatement) };
    if (type !== 'root') return undefined;
    const { period, ...root } = open(rootStatement);
    return { type, signer, period, root };
  };
