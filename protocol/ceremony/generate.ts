/**
 * The key ceremony of one role as a fold over its topic (board contract, section 5). Participants go by their index in the plan's
 * order; sets of them are masks. What only cryptography can tell is asked of judges, so that this is the logic alone.
 */

import type { Fold } from '../folds/batches.ts';
import { hasPassed, LONG, PHASE } from '../folds/spans.ts';
import type { Hash } from '../primitives/hash-form.ts';
import { has, type Mask, maskOf, members } from '../quorums/quorum-system.ts';

/** After so many attempts it takes a new election ID. */
export const MAX_ATTEMPTS = 16;

export interface CeremonyRules {
  /** N or n. */
  readonly participants: number;
  /** q_h: t or q. */
  readonly quorum: number;
  /** tau: so many shares open the key; t or k + 1. */
  readonly threshold: number;
  /** f: so many may be hostile; b or k. */
  readonly hostile: number;
}

/** The parts of messages that only judges look into. */
export interface Forms {
  readonly state: unknown;
  readonly deal: unknown;
  readonly seed: unknown;
  readonly shares: unknown;
}

/** A statement in the topic; `attempt` is the one whose x it is bound to. */
export type CeremonyPost<F extends Forms> = { readonly signer: number; readonly attempt: number } & (
  | { readonly type: 'state'; readonly state: F['state'] }
  | { readonly type: 'deal'; readonly deal: F['deal'] }
  | { readonly type: 'complaint'; readonly dealer: number; readonly seed: F['seed'] }
  /** Dealers whose shares are right. */
  | { readonly type: 'ok'; readonly dealers: Mask }
  | { readonly type: 'outcome'; readonly hash: Hash }
  | { readonly type: 'repair'; readonly dealer: number; readonly shares: F['shares'] }
);
type PostOf<F extends Forms, T extends CeremonyPost<F>['type']> = Extract<CeremonyPost<F>, { type: T }>;

/** What stands in the log of one attempt. */
export interface Dealt<F extends Forms> {
  readonly attempt: number;
  /** Valid STATEs, by holder: S. */
  readonly states: ReadonlyMap<number, F['state']>;
  /** Valid deals, by dealer. */
  readonly deals: ReadonlyMap<number, F['deal']>;
}

/** X: who dealt and who holds. */
export interface CeremonyResult {
  /** R. */
  readonly holders: Mask;
  /** D: their deals add up to the keys. */
  readonly dealers: Mask;
}

/** Cryptography. None of it may throw, whatever was posted. */
export interface CeremonyJudges<F extends Forms> {
  /** Whether all its KEM keys are valid, and its period key is its own and nobody's before it. */
  isValidState(dealt: Dealt<F>, signer: number, state: F['state']): boolean;
  /** Whether it fits the dealer's STATE, and has right degrees, points and proofs, and a seal for all of S. */
  isValidDeal(dealt: Dealt<F>, dealer: number, deal: F['deal']): boolean;
  /** Whether the seed is that of the complainer's key for the dealer, and opens the deal to anything but right shares. */
  provesComplaint(dealt: Dealt<F>, complainer: number, dealer: number, seed: F['seed']): boolean;
  /** Whether these are the holder's shares from the dealer. */
  isRightRepair(dealt: Dealt<F>, holder: number, dealer: number, shares: F['shares']): boolean;
  /** H(X). */
  hash(dealt: Dealt<F>, result: CeremonyResult): Hash;
}

/** Before X: the first three of the contract's numbered steps. */
export interface OpenAttempt<F extends Forms> extends Dealt<F> {
  readonly step: 'state' | 'deal' | 'complaint';
  /** Ticks of the topic, and how many there were when the step began. */
  readonly ticks: number;
  readonly began: number;
  /** Proven cheats, of this attempt and all before. */
  readonly out: Mask;
  readonly oks: ReadonlyMap<number, Mask>;
}

/** After X, which stands whatever comes. */
export interface Settled<F extends Forms> extends Dealt<F>, CeremonyResult {
  readonly step: 'outcome';
  readonly hash: Hash;
  /** Holders who signed H(X): q_h certify it. */
  readonly signers: Mask;
  readonly isCertified: boolean;
  /** Dealers of D against whom a late complaint was proven: all holders show their shares from them. */
  readonly cheats: Mask;
  /** Right ones, by dealer and holder: tau of a dealer give everyone's share from it. */
  readonly repairs: ReadonlyMap<number, ReadonlyMap<number, F['shares']>>;
}

export type Ceremony<F extends Forms> = OpenAttempt<F> | Settled<F> | { readonly step: 'failed' };

interface Setting<F extends Forms> {
  readonly rules: CeremonyRules;
  readonly judges: CeremonyJudges<F>;
}

export function ceremonyFold<F extends Forms>(
  rules: CeremonyRules,
  judges: CeremonyJudges<F>,
): Fold<Ceremony<F>, CeremonyPost<F>> {
  const setting: Setting<F> = { rules, judges };
  return {
    start: openAttempt(1, 0, 0),
    next: (ceremony, { hasTick, posts }) => {
      const begun = hasTick ? settle(setting, addTick(ceremony)) : ceremony;
      return settle(
        setting,
        posts.reduce((now, post) => take(setting, now, post), begun),
      );
    },
  };
}

const openAttempt = <F extends Forms>(attempt: number, out: Mask, ticks: number): OpenAttempt<F> => ({
  step: 'state',
  attempt,
  ticks,
  began: ticks,
  out,
  states: new Map(),
  deals: new Map(),
  oks: new Map(),
});

const isOpen = <F extends Forms>(ceremony: Ceremony<F>): ceremony is OpenAttempt<F> =>
  ceremony.step !== 'outcome' && ceremony.step !== 'failed';

const addTick = <F extends Forms>(ceremony: Ceremony<F>): Ceremony<F> =>
  isOpen(ceremony) ? { ...ceremony, ticks: ceremony.ticks + 1 } : ceremony;

/** S less cheats, as R will be. */
export const holdersOf = <F extends Forms>({ states, out }: OpenAttempt<F>): Mask =>
  maskOf(states.keys()) & ~out;
/** Valid dealers less cheats, as D will be. */
export const dealersOf = <F extends Forms>({ deals, out }: OpenAttempt<F>): Mask =>
  maskOf(deals.keys()) & ~out;

/** Ticks of the topic at which something may happen without a post; empty: the board need not tick. */
export function deadlines<F extends Forms>(ceremony: Ceremony<F>): readonly number[] {
  if (!isOpen(ceremony)) return [];
  const { step, began, ticks } = ceremony;
  const spans = step === 'state' ? [LONG] : [PHASE, LONG];
  return spans.map((span) => began + span + 1).filter((deadline) => deadline > ticks);
}

// What is posted.

function take<F extends Forms>(
  setting: Setting<F>,
  ceremony: Ceremony<F>,
  post: CeremonyPost<F>,
): Ceremony<F> {
  if (ceremony.step === 'failed' || post.attempt !== ceremony.attempt) return ceremony;
  return isOpen(ceremony) ? takeOpen(setting, ceremony, post) : takeLate(setting, ceremony, post);
}

function takeOpen<F extends Forms>(
  { judges }: Setting<F>,
  open: OpenAttempt<F>,
  post: CeremonyPost<F>,
): OpenAttempt<F> {
  const { step, states, deals, oks, out } = open;
  const { signer } = post;
  if (
    post.type === 'state' &&
    step === 'state' &&
    !has(out, signer) &&
    judges.isValidState(open, signer, post.state)
  )
    return { ...open, states: withFirst(states, signer, post.state) };
  if (!states.has(signer)) return open;
  if (post.type === 'deal' && step === 'deal' && judges.isValidDeal(open, signer, post.deal))
    return { ...open, deals: withFirst(deals, signer, post.deal) };
  if (step !== 'complaint') return open;
  if (post.type === 'complaint' && deals.has(post.dealer)) {
    const isProven = judges.provesComplaint(open, signer, post.dealer, post.seed);
    return { ...open, out: out | (1 << (isProven ? post.dealer : signer)) };
  }
  return post.type === 'ok' ? { ...open, oks: withFirst(oks, signer, post.dealers) } : open;
}

const isWithin = (part: Mask, whole: Mask): boolean => (part & ~whole) === 0;
const count = (mask: Mask): number => members(mask).length;

const withFirst = <V>(map: ReadonlyMap<number, V>, key: number, value: V): ReadonlyMap<number, V> =>
  map.has(key) ? map : new Map([...map, [key, value]]);

/** Outcomes, and what mends the shares of who was away. A late complaint puts nobody out: X stands. */
function takeLate<F extends Forms>(
  setting: Setting<F>,
  settled: Settled<F>,
  post: CeremonyPost<F>,
): Settled<F> {
  const { rules, judges } = setting;
  const { signer } = post;
  if (!has(settled.holders, signer)) return settled;
  if (post.type === 'outcome' && post.hash === settled.hash) {
    const signers = settled.signers | (1 << signer);
    return { ...settled, signers, isCertified: count(signers) >= rules.quorum };
  }
  if (post.type === 'complaint' && has(settled.dealers, post.dealer)) {
    const isProven = judges.provesComplaint(settled, signer, post.dealer, post.seed);
    return isProven ? { ...settled, cheats: settled.cheats | (1 << post.dealer) } : settled;
  }
  return post.type === 'repair' ? takeRepair(judges, settled, post) : settled;
}

function takeRepair<F extends Forms>(
  judges: CeremonyJudges<F>,
  settled: Settled<F>,
  { signer, dealer, shares }: PostOf<F, 'repair'>,
): Settled<F> {
  const { cheats, repairs } = settled;
  if (!has(cheats, dealer) || !judges.isRightRepair(settled, signer, dealer, shares)) return settled;
  const ofDealer = withFirst(repairs.get(dealer) ?? new Map(), signer, shares);
  return { ...settled, repairs: new Map([...repairs, [dealer, ofDealer]]) };
}

// What ends a step.

function settle<F extends Forms>(setting: Setting<F>, ceremony: Ceremony<F>): Ceremony<F> {
  if (!isOpen(ceremony)) return ceremony;
  const after = STEPS[ceremony.step](setting, ceremony);
  return after === undefined ? ceremony : settle(setting, after);
}

/** What follows each step; undefined while it stays open. */
const STEPS: {
  readonly [step in OpenAttempt<Forms>['step']]: <F extends Forms>(
    setting: Setting<F>,
    open: OpenAttempt<F>,
  ) => Ceremony<F> | undefined;
} = { state: endStates, deal: endDeals, complaint: endComplaints };

/** Step 1 waits for all but cheats, or long for a quorum. */
function endStates<F extends Forms>({ rules }: Setting<F>, open: OpenAttempt<F>): Ceremony<F> | undefined {
  const { states, out, began, ticks } = open;
  const everyone = 2 ** rules.participants - 1;
  const hasAll = isWithin(everyone & ~out, maskOf(states.keys()));
  const hasEnough = hasPassed(LONG, began, ticks) && states.size >= rules.quorum;
  return hasAll || hasEnough ? { ...open, step: 'deal', began: ticks } : undefined;
}

/** Step 2 waits for all of S, or `phase` for a quorum. */
function endDeals<F extends Forms>({ rules }: Setting<F>, open: OpenAttempt<F>): Ceremony<F> | undefined {
  const { states, deals, began, ticks } = open;
  if (states.size < rules.quorum) return nextAttempt(open);
  const hasEnough = hasPassed(PHASE, began, ticks) && deals.size >= rules.quorum;
  if (deals.size === states.size || hasEnough) return { ...open, step: 'complaint', began: ticks };
  return hasPassed(LONG, began, ticks) ? nextAttempt(open) : undefined;
}

/**
 * Step 3 waits for all of R; or `phase` for so many oks that, whoever of them is hostile, tau can repair a share that was dealt
 * badly to somebody away; or long for a quorum of oks.
 */
function endComplaints<F extends Forms>(
  { rules, judges }: Setting<F>,
  open: OpenAttempt<F>,
): Ceremony<F> | undefined {
  const { quorum, threshold, hostile } = rules;
  const { oks, began, ticks } = open;
  const result = { holders: holdersOf(open), dealers: dealersOf(open) };
  const { holders, dealers } = result;
  if (count(dealers) < quorum || count(holders) < quorum) return nextAttempt(open);
  const sure = members(holders).filter((holder) => isWithin(dealers, oks.get(holder) ?? 0)).length;
  const isLong = hasPassed(LONG, began, ticks);
  const mayEnd =
    isWithin(holders, maskOf(oks.keys())) ||
    (hasPassed(PHASE, began, ticks) && sure >= threshold + hostile) ||
    isLong;
  if (mayEnd && sure >= quorum) return settled(open, result, judges.hash(open, result));
  return isLong ? nextAttempt(open) : undefined;
}

const nextAttempt = <F extends Forms>({ attempt, out, ticks }: OpenAttempt<F>): Ceremony<F> =>
  attempt === MAX_ATTEMPTS ? { step: 'failed' } : openAttempt(attempt + 1, out, ticks);

const settled = <F extends Forms>(
  { attempt, states, deals }: OpenAttempt<F>,
  result: CeremonyResult,
  hash: Hash,
): Settled<F> => ({
  step: 'outcome',
  attempt,
  states,
  deals,
  ...result,
  hash,
  signers: 0,
  isCertified: false,
  cheats: 0,
  repairs: new Map(),
});

/**
 * H(X), if a holder may sign it (step 5): it is of R and has right shares of all of D, and has signed nothing else for this plan
 * and role, in whatever attempt. `signed` is what it signed before; the caller stores what it signs before that leaves.
 */
export function outcomeToSign<F extends Forms>(
  ceremony: Ceremony<F>,
  holder: number,
  right: Mask,
  signed: Hash | undefined,
): Hash | undefined {
  if (ceremony.step !== 'outcome') return undefined;
  const { holders, dealers, hash } = ceremony;
  const mayEver = has(holders, holder) && isWithin(dealers, right);
  return mayEver && (signed === undefined || signed === hash) ? hash : undefined;
}
