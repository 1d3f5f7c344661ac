/**
 * Setting an election up as a fold over its topic `setup` (board contract, section 4, Setup): which keys the manifest has is
 * nobody's choice, and whether it stands is counted. Servers go by role and index in the plan's order.
 */

import type { Fold } from '../../folds/batches.ts';
import { hasPassed, LONG } from '../../folds/spans.ts';
import type { KeyStatement } from '../../messages/key-statement.ts';
import { equalBytes } from '../../primitives/bytes.ts';
import type { Hash } from '../../primitives/hash-form.ts';
import type { ProposedManifest } from '../post-messages.ts';

export interface SetupRules {
  readonly administrators: number;
  /** Of each Anonymizer. */
  readonly operators: readonly string[];
  /** t. */
  readonly signingThreshold: number;
  /** q. */
  readonly quorum: number;
  /** L. */
  readonly pathLength: number;
}

export type KeyRole = 'administrator' | 'anonymizer';
export type CountersigningRole = 'administrator' | 'trustee';
export interface Countersignature {
  readonly role: CountersigningRole;
  readonly signer: number;
  readonly hash: Hash;
  readonly signature: Uint8Array;
}

/** The board takes one plan, and one manifest after both ceremonies' outcomes. */
export type SetupPost =
  | { readonly type: 'plan' }
  | {
      readonly type: 'key';
      readonly role: KeyRole;
      readonly signer: number;
      readonly statement: KeyStatement;
    }
  | { readonly type: 'manifest'; readonly hash: Hash; readonly terms: ProposedManifest }
  | ({ readonly type: 'countersignature' } & Countersignature);

/** Cryptography. None of it may throw, whatever was posted. */
export interface SetupJudges {
  /** Whether the ML-KEM part of its key is reduced and the X25519 part not of low order, and its URL the directory's. */
  isValidKey(statement: KeyStatement): boolean;
  isValidCountersignature(countersignature: Countersignature): boolean;
}

/** By index; undefined: nothing valid was stated in time, and the manifest has an empty entry. */
export interface StatedKeys {
  readonly administrator: ReadonlyMap<number, KeyStatement | undefined>;
  readonly anonymizer: ReadonlyMap<number, KeyStatement | undefined>;
}

export type Setup =
  | { readonly step: 'plan' }
  | {
      readonly step: 'keys';
      readonly ticks: number;
      readonly keys: StatedKeys;
    }
  /** Keys have ended, and are enough. */
  | { readonly step: 'manifest'; readonly keys: StatedKeys }
  | {
      readonly step: 'countersignature';
      readonly keys: StatedKeys;
      readonly hash: Hash;
      readonly terms: ProposedManifest;
      /** Valid ones, by index. */
      readonly administrators: ReadonlyMap<number, Uint8Array>;
      readonly trustees: ReadonlyMap<number, Uint8Array>;
      /** t Administrators and q Trustees: before that nobody acts on it. */
      readonly stands: boolean;
    }
  /** Too few keys: no manifest can be made of this plan. */
  | { readonly step: 'failed' };

export const setupFold = (rules: SetupRules, judges: SetupJudges): Fold<Setup, SetupPost> => ({
  start: { step: 'plan' },
  next: (setup, { hasTick, posts }) => {
    const begun = hasTick && setup.step === 'keys' ? { ...setup, ticks: setup.ticks + 1 } : setup;
    const take = (now: Setup, post: SetupPost): Setup => takePost(rules, judges, now, post);
    return endKeys(rules, posts.reduce(take, endKeys(rules, begun)));
  },
});

function takePost(rules: SetupRules, judges: SetupJudges, now: Setup, post: SetupPost): Setup {
  if (now.step === 'plan' && post.type === 'plan')
    return { step: 'keys', ticks: 0, keys: { administrator: new Map(), anonymizer: new Map() } };
  if (now.step === 'keys' && post.type === 'key') return { ...now, keys: withKey(judges, now.keys, post) };
  if (now.step === 'manifest' && post.type === 'manifest') {
    const { keys } = now;
    const { hash, terms } = post;
    const none = { administrators: new Map(), trustees: new Map(), stands: false };
    return { step: 'countersignature', keys, hash, terms, ...none };
  }
  const isCounted =
    now.step === 'countersignature' && post.type === 'countersignature' && post.hash === now.hash;
  return isCounted && judges.isValidCountersignature(post) ? countersigned(rules, now, post) : now;
}

/** A server has one; of two alike the first counts. */
function withKey(
  judges: SetupJudges,
  keys: StatedKeys,
  { role, signer, statement }: Extract<SetupPost, { type: 'key' }>,
): StatedKeys {
  if (keys[role].has(signer)) return keys;
  const others = [...keys.administrator.values(), ...keys.anonymizer.values()];
  const isTaken = others.some(
    (other) => other !== undefined && equalBytes(other.trafficKey, statement.trafficKey),
  );
  const key = isTaken || !judges.isValidKey(statement) ? undefined : statement;
  return { ...keys, [role]: new Map([...keys[role], [signer, key]]) };
}

/** When all have posted, or long after the plan. */
function endKeys(rules: SetupRules, now: Setup): Setup {
  if (now.step !== 'keys') return now;
  const { keys, ticks } = now;
  const hasAll =
    keys.administrator.size === rules.administrators && keys.anonymizer.size === rules.operators.length;
  if (!hasAll && !hasPassed(LONG, 0, ticks)) return now;
  return isEnough(rules, keys) ? { step: 'manifest', keys } : { step: 'failed' };
}

/** t Administrators that can be asked, and Anonymizers of L operators for a path. */
function isEnough({ signingThreshold, operators, pathLength }: SetupRules, keys: StatedKeys): boolean {
  const stated = (role: KeyRole): number[] =>
    [...keys[role]].flatMap(([at, key]) => (key === undefined ? [] : [at]));
  const paths = new Set(stated('anonymizer').map((at) => operators[at]));
  return stated('administrator').length >= signingThreshold && paths.size >= pathLength;
}

function countersigned(
  { signingThreshold, quorum }: SetupRules,
  now: Extract<Setup, { step: 'countersignature' }>,
  { role, signer, signature }: Countersignature,
): Setup {
  const list = `${role}s` as const;
  const signed = { ...now, [list]: new Map([...now[list], [signer, signature]]) };
  const stands = signed.administrators.size >= signingThreshold && signed.trustees.size >= quorum;
  return { ...signed, stands };
}

/** Ticks of the topic at which something may happen without a post; empty: the board need not tick. */
export const setupDeadlines = (setup: Setup): readonly number[] => (setup.step === 'keys' ? [LONG + 1] : []);
