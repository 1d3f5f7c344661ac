/**
 * Shares are renewed (trustees contract, section 2): a fold over the topic of a role, in which one ceremony follows the other,
 * each named c after the certificate before it. The log gives only order and progress; what makes anyone switch is a certificate:
 * q members of the last record who have signed one X, each once ever.
 */
import type { Fold } from '../folds/batches.ts';
import type { Ended } from '../messages/period-chain.ts';
import { equalBytes, toHex } from '../primitives/bytes.ts';
import { sha256 } from '../primitives/sha256.ts';
import { has } from '../quorums/quorum-system.ts';
import { isCertified, periodOf } from './period-chain.ts';
import { abandonedHash, decodePeriod, isVoid } from './period-record.ts';
import { provesComplaint } from './refresh-judges.ts';
import {
  type Dealing,
  keyInForce,
  nextCeremony,
  type Period,
  type RefreshLog,
  withAlert,
  withEntry,
} from './refresh-log.ts';
import { endPhase, endPosted, isOver } from './refresh-phases.ts';
import type { PostOf, RefreshPost } from './refresh-posts.ts';
import { isPossessed, nextSlot, type RefreshRole } from './refresh-role.ts';

/** What the chain begins with: generation. */
export interface FirstPeriod {
  readonly period: Period;
  /** Batch time (ms) that completed its certificate. */
  readonly time: number;
}

export function refreshFold(role: RefreshRole, { period, time }: FirstPeriod): Fold<RefreshLog, RefreshPost> {
  const known = [...role.participants.map(({ identityKey }) => identityKey), ...period.keys.values()];
  const chain = {
    period,
    time,
    rejoins: new Map(),
    used: new Set(known.map(toHex)),
    ended: [],
    made: undefined,
    alerts: [],
  };
  return {
    start: nextCeremony(role, chain, period.hash, nextSlot(role.slots, time)),
    next: (log, batch) =>
      [...(batch.hasTick ? [undefined] : []), ...batch.posts].reduce(
        (now, post) => take(role, now, batch.time, post),
        log,
      ),
  };
}

/** A phase whose time is over ends with the next entry, which is in the phase after it; any ends when all have posted. */
function take(
  role: RefreshRole,
  before: RefreshLog,
  time: number,
  post: RefreshPost | undefined,
): RefreshLog {
  const now = { ...before, time };
  const timely = isOver(role, now) ? endPhase(role, now) : now;
  return endPosted(role, post === undefined ? timely : takePost(role, timely, post));
}

function takePost(role: RefreshRole, log: RefreshLog, post: RefreshPost): RefreshLog {
  if (post.type === 'rejoin') return takeRejoin(role, log, post);
  const { ceremony } = log;
  if (!equalBytes(post.context, log.c) || log.time < log.opens) return log;
  switch (post.type) {
    case 'state':
      return takeState(role, log, post);
    case 'deal':
      return ceremony.step === 'deal' ? takeDeal(log, ceremony, post) : log;
    case 'complaint':
      return ceremony.step === 'complaint' ? takeComplaint(role, log, ceremony, post) : log;
    case 'ok':
      return ceremony.step === 'complaint' ? takeOk(log, ceremony, post) : log;
    case 'outcome':
      return takeOutcome(role, log, post);
    case 'period':
      return takeCertificate(role, log, post);
    case 'abandon':
      return takeAbandon(role, log, post);
    case 'tick':
      // Only its time counts.
      return log;
  }
}

/** By the identity key, with a key never seen. It serves the ceremony whose first phase is not over, else the next. */
function takeRejoin(role: RefreshRole, log: RefreshLog, { signer, ...post }: PostOf<'rejoin'>): RefreshLog {
  const { period, key, possession } = post.content;
  const participant = role.participants[signer];
  if (participant === undefined || period !== log.period.number) return log;
  if (!equalBytes(post.context, role.manifestHash) || !post.isBy(participant.identityKey)) return log;
  const fresh = log.rejoins.get(signer) ?? [];
  if (log.used.has(toHex(key)) || fresh.length > 1) return log;
  if (!isPossessed(role, role.manifestHash, participant.id, key, possession)) return log;
  const rejoins = withEntry(log.rejoins, signer, [...fresh, key]);
  const taken = { ...log, rejoins, used: new Set([...log.used, toHex(key)]) };
  return fresh.length === 0 ? taken : withAlert(role, taken, 'alert/two-rejoins', signer);
}

/** Step 1. */
function takeState(role: RefreshRole, log: RefreshLog, post: PostOf<'state'>): RefreshLog {
  const { ceremony } = log;
  const { signer } = post;
  if (ceremony.step !== 'state') return takeLateState(role, log, post);
  const key = keyInForce(log, signer);
  if (key === undefined || !post.isBy(key)) return log;
  const earlier = ceremony.stated.find((one) => one.signer === signer && equalBytes(one.key, key));
  if (earlier === undefined) {
    const stated = [...ceremony.stated, { signer, key, post, isTwice: false }];
    return { ...log, ceremony: { ...ceremony, began: Math.min(ceremony.began, log.time), stated } };
  }
  if (equalBytes(earlier.post.body, post.body)) return log;
  const stated = ceremony.stated.map((one) => (one === earlier ? { ...one, isTwice: true } : one));
  return withAlert(role, { ...log, ceremony: { ...ceremony, stated } }, 'alert/two-states', signer);
}

/** After step 1 a second one changes nothing, but somebody must hear of it. */
function takeLateState(role: RefreshRole, log: RefreshLog, post: PostOf<'state'>): RefreshLog {
  const holder = 'holders' in log.ceremony ? log.ceremony.holders.get(post.signer) : undefined;
  const isSecond = holder !== undefined && !equalBytes(holder.post.body, post.body) && post.isBy(holder.key);
  return isSecond ? withAlert(role, log, 'alert/two-states', post.signer) : log;
}

const isOfHolder = ({ holders }: Dealing, { signer, isBy }: RefreshPost): boolean => {
  const holder = holders.get(signer);
  return holder !== undefined && isBy(holder.key);
};

/** Step 2. The first counts, in form or not. */
function takeDeal(log: RefreshLog, dealing: Dealing, post: PostOf<'deal'>): RefreshLog {
  const { signer, content } = post;
  const isDue = dealing.shown.has(signer) && !dealing.deals.has(signer);
  if (!isDue || !isOfHolder(dealing, post)) return log;
  return { ...log, ceremony: { ...dealing, deals: withEntry(dealing.deals, signer, content) } };
}

/** Step 3. Whom the shown seed convicts is out: the dealer, or who complained. */
function takeComplaint(
  role: RefreshRole,
  log: RefreshLog,
  dealing: Dealing,
  post: PostOf<'complaint'>,
): RefreshLog {
  const { signer, content } = post;
  const { dealer, seed } = content;
  const { deals, shown, judged, holders, out } = dealing;
  const deal = deals.get(dealer);
  const complainer = holders.get(signer);
  const before = judged.get(signer) ?? 0;
  if (deal === undefined || complainer === undefined || has(out, dealer) || has(before, dealer)) return log;
  if (!post.isBy(complainer.key)) return log;
  const dealt = { dealer, deal, shown: shown.get(dealer) ?? [] };
  const state = complainer.post.content;
  const cheat = provesComplaint(role, log.c, dealt, { index: signer, state }, seed) ? dealer : signer;
  const after = {
    ...dealing,
    judged: withEntry(judged, signer, before | (1 << dealer)),
    out: out | (1 << cheat),
  };
  return withAlert(role, { ...log, ceremony: after }, 'alert/cheat', cheat);
}

function takeOk(log: RefreshLog, dealing: Dealing, post: PostOf<'ok'>): RefreshLog {
  const { signer, content } = post;
  if (dealing.oks.has(signer) || !isOfHolder(dealing, post)) return log;
  return { ...log, ceremony: { ...dealing, oks: withEntry(dealing.oks, signer, content.dealers) } };
}

/** Step 5. Members of the last record, also those who were away: who computes the same X signs it. */
function takeOutcome(role: RefreshRole, log: RefreshLog, post: PostOf<'outcome'>): RefreshLog {
  const { ceremony, period } = log;
  const key = period.keys.get(post.signer);
  if (ceremony.step !== 'outcome' || ceremony.outcomes.has(post.signer)) return log;
  if (key === undefined || !post.isBy(key)) return log;
  const outcomes = withEntry(ceremony.outcomes, post.signer, post);
  const alike = [...outcomes.values()].filter(({ content }) => equalBytes(content.hash, ceremony.hash));
  if (alike.length < role.quorum) return { ...log, ceremony: { ...ceremony, outcomes } };
  const { record, commitments } = ceremony;
  return endWith(role, log, { c: log.c, record, statements: alike.map(({ bytes }) => bytes), commitments });
}

/** Step 5, a certificate that was gathered elsewhere. If it is not of the X of this log, the board has forked. */
function takeCertificate(
  role: RefreshRole,
  log: RefreshLog,
  { signer, content }: PostOf<'period'>,
): RefreshLog {
  const { ceremony, c, period } = log;
  const { record, outcomes: statements } = content;
  if (!isCertified(role, c, period, sha256(record), statements)) return log;
  if (ceremony.step === 'outcome' && equalBytes(ceremony.record, record))
    return endWith(role, log, { c, record, statements, commitments: ceremony.commitments });
  return withAlert(role, { ...log, ceremony: { step: 'elsewhere' } }, 'alert/another-branch', signer);
}

/** By the identity keys of q members, who have promised never to switch. */
function takeAbandon(role: RefreshRole, log: RefreshLog, post: PostOf<'abandon'>): RefreshLog {
  const identityKey = role.participants[post.signer]?.identityKey;
  if (identityKey === undefined || !log.period.keys.has(post.signer) || !post.isBy(identityKey)) return log;
  const abandons = withEntry(log.abandons, post.signer, post.bytes);
  if (abandons.size < role.quorum) return { ...log, abandons };
  const statements = [...abandons.values()];
  return endWith(role, log, { c: log.c, record: undefined, statements, commitments: [] });
}

/** The next ceremony opens at once after a void or abandoned one, else with a slot. */
function endWith(role: RefreshRole, log: RefreshLog, link: Ended): RefreshLog {
  const { ceremony } = log;
  const chain = { ...log, ended: [...log.ended, link] };
  if (link.record === undefined) return nextCeremony(role, chain, abandonedHash(log.c), log.time);
  const previous = sha256(link.record);
  const record = decodePeriod(link.record);
  if (isVoid(record)) return nextCeremony(role, chain, previous, log.time);
  const period = periodOf(record, previous, link.commitments);
  const made = ceremony.step === 'outcome' ? { c: log.c, settled: ceremony } : undefined;
  const opens = nextSlot(role.slots, log.time);
  return nextCeremony(role, { ...chain, period, made, rejoins: new Map() }, previous, opens);
}
