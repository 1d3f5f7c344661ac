/** Who may post what in an election's topics, and under which policies: the table of the contract's section 4. */
import type { HolderRole } from '../ceremony/refresh-role.ts';
import { MAX_PERIOD } from '../messages/period-chain.ts';
import {
  afterCountersignatures,
  afterKeys,
  afterOutcomes,
  afterRoots,
  apart,
  atMost,
  beforeListsEnd,
  cas,
  from,
  grow,
  growInSize,
  growMask,
  markInterval,
  ofTheManifest,
  once,
  onceEver,
  orderToClose,
  type Policy,
  until,
} from './policies.ts';
import { claimsEndOf, closeOf, type Poster } from './posts.ts';
import { inPeriod, inRefresh, ofPeriod, tickInterval } from './refresh-policies.ts';
import type { ElectionTopic } from './topics.ts';

export interface PostRule {
  readonly by: readonly Poster['role'][];
  /** All must agree; the first that does not says why. */
  readonly policies: readonly Policy[];
  /** Bytes of the content, if the operation's bound is not enough. */
  readonly maxLength?: number;
}

const KIB = 1024;
/** ms. */
const AUDIT_INTERVAL = 600_000;

/** More than two, which an honest one needs that was early: a thief's STATE must not shut out the honest one's. */
const MAX_STATES = 6;
/** Two contradict each other, and a third says nothing new. */
const MAX_REJOINS = 3;

/** Whatever there can be of each ceremony is bounded, and so is how many ceremonies there can be. */
const refresh = (role: HolderRole): Readonly<Record<string, PostRule>> => {
  const by = [role];
  const ofCeremony = inRefresh(role);
  return {
    state: { by, policies: [ofCeremony, atMost(MAX_STATES)], maxLength: 24 * KIB },
    deal: { by, policies: [ofCeremony, once], maxLength: 192 * KIB },
    complaint: { by, policies: [ofCeremony, once] },
    ok: { by, policies: [ofCeremony, once] },
    outcome: { by, policies: [ofCeremony, once] },
    rejoin: { by, policies: [inPeriod(role), atMost(MAX_REJOINS)] },
    abandon: { by, policies: [ofCeremony, once] },
    tick: { by, policies: [ofCeremony, apart(tickInterval(role))] },
    period: { by, policies: [ofCeremony, once], maxLength: 2 * MAX_PERIOD },
  };
};

const ceremony = (role: HolderRole): Readonly<Record<string, PostRule>> => ({
  state: { by: [role], policies: [once], maxLength: 24 * KIB },
  deal: { by: [role], policies: [once], maxLength: 192 * KIB },
  complaint: { by: [role], policies: [once, until(closeOf)] },
  ok: { by: [role], policies: [once] },
  outcome: { by: [role], policies: [onceEver] },
  repair: { by: [role], policies: [once, until(closeOf)] },
});

/** With the plan an election begins: once it is there, `cas` refuses every other. */
const RULES: { readonly [T in ElectionTopic]: Readonly<Record<string, PostRule>> } = {
  setup: {
    plan: { by: ['commissioner'], policies: [cas] },
    key: { by: ['administrator', 'anonymizer'], policies: [once] },
    manifest: { by: ['commissioner'], policies: [cas, afterOutcomes, afterKeys] },
    countersignature: { by: ['administrator', 'trustee'], policies: [once, ofTheManifest] },
  },
  'dkg-administrator': ceremony('administrator'),
  'dkg-trustee': ceremony('trustee'),
  run: {
    close: { by: ['commissioner'], policies: [afterCountersignatures, orderToClose] },
    'close-head': { by: ['counter'], policies: [afterCountersignatures, once, from(closeOf)] },
    ledger: {
      by: ['administrator'],
      policies: [afterCountersignatures, from(claimsEndOf), ofPeriod('administrator'), once],
    },
    erasure: { by: ['anonymizer'], policies: [afterCountersignatures, once, from(claimsEndOf)] },
  },
  heads: {
    'counter-head': { by: ['counter'], policies: [afterCountersignatures, apart(markInterval), grow] },
  },
  marks: { mark: { by: ['administrator'], policies: [afterCountersignatures, apart(markInterval)] } },
  freeze: {
    'final-head': {
      by: ['counter'],
      policies: [afterCountersignatures, once, from(claimsEndOf), beforeListsEnd],
    },
    hold: {
      by: ['trustee'],
      policies: [afterCountersignatures, from(claimsEndOf), ofPeriod('trustee'), growMask],
    },
    root: {
      by: ['trustee'],
      policies: [afterCountersignatures, from(claimsEndOf), ofPeriod('trustee'), once],
    },
    disclosure: {
      by: ['trustee'],
      policies: [afterCountersignatures, afterRoots, ofPeriod('trustee'), once],
    },
  },
  'refresh-trustee': refresh('trustee'),
  'refresh-administrator': refresh('administrator'),
  audit: {
    head: {
      by: ['commissioner', 'administrator', 'trustee', 'anonymizer', 'counter', 'distributor'],
      policies: [growInSize, apart(() => AUDIT_INTERVAL)],
    },
  },
};

/** Undefined if nothing of the type is posted there. */
export const ruleFor = (topic: ElectionTopic, type: string): PostRule | undefined =>
  Object.hasOwn(RULES[topic], type) ? RULES[topic][type] : undefined;
