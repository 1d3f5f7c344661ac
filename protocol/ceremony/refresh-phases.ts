/** What ends each phase of a refresh, and what comes of it (trustees contract, section 2, Refresh, steps 1 to 4). */
import { equalBytes, toHex } from '../primitives/bytes.ts';
import { sha256 } from '../primitives/sha256.ts';
import { has, type Mask, maskOf, members } from '../quorums/quorum-system.ts';
import { commitmentsHash, encodePeriod } from './period-record.ts';
import { isDealInForm, isStateInForm, nextCommitments, publicShares } from './refresh-judges.ts';
import {
  type Dealing,
  type Gathering,
  type Holder,
  hasRejoined,
  keyInForce,
  type RefreshLog,
  type Settled,
} from './refresh-log.ts';
import { type RefreshRole, slotAt } from './refresh-role.ts';

/** Whether the phase has lasted so long that the topic's next entry ends it, whatever it is. */
export function isOver({ slots }: RefreshRole, { ceremony, time }: RefreshLog): boolean {
  return 'began' in ceremony && time >= ceremony.began + slots.phase;
}

/** Ends phases for which all have posted whom they await. */
export function endPosted(role: RefreshRole, log: RefreshLog): RefreshLog {
  return hasAll(role, log) ? endPosted(role, endPhase(role, log)) : log;
}

function hasAll(role: RefreshRole, log: RefreshLog): boolean {
  const { ceremony } = log;
  switch (ceremony.step) {
    case 'state':
      return role.participants.every((_, i) => statedBy(log, ceremony, i) !== undefined);
    case 'deal':
      return [...ceremony.shown.keys()].every((dealer) => ceremony.deals.has(dealer));
    case 'complaint':
      return members(holdersOf(ceremony)).every((holder) => ceremony.oks.has(holder));
    default:
      return false;
  }
}

export function endPhase(role: RefreshRole, log: RefreshLog): RefreshLog {
  const { ceremony } = log;
  switch (ceremony.step) {
    case 'state':
      return endStates(role, log, ceremony);
    case 'deal':
      return endDeals(role, log, ceremony);
    case 'complaint':
      return { ...log, ceremony: settle(role, log, ceremony) };
    default:
      return log;
  }
}

/** Its STATE under the key that counts for it now: a REJOIN annuls one under the period key. */
const statedBy = (log: RefreshLog, { stated }: Gathering, member: number) => {
  const key = keyInForce(log, member);
  return stated.find((one) => one.signer === member && key !== undefined && equalBytes(one.key, key));
};

/** Step 1. R: who posted one STATE, well-formed, with a key never seen. */
function endStates(role: RefreshRole, log: RefreshLog, gathering: Gathering): RefreshLog {
  const holders = new Map<number, Holder>();
  const used = new Set(log.used);
  role.participants.forEach((_, member) => {
    const one = statedBy(log, gathering, member);
    if (one === undefined || one.isTwice) return;
    const { content } = one.post;
    const name = toHex(content.periodKey);
    if (used.has(name) || !isStateInForm(role, log.c, member, content)) return;
    used.add(name);
    holders.set(member, { post: one.post, key: one.key });
  });
  const signers = maskOf([...holders.keys()].filter((member) => !hasRejoined(log, member)));
  const shown = new Map<number, readonly Uint8Array[]>();
  for (const dealer of members(signers)) {
    const shares = publicShares(role, log.period.commitments, dealer);
    if (shares !== undefined) shown.set(dealer, shares);
  }
  const none = { deals: new Map(), judged: new Map(), out: 0, oks: new Map() };
  return { ...log, used, ceremony: { step: 'deal', began: log.time, holders, signers, shown, ...none } };
}

/** Step 2. Only deals in form go on. */
function endDeals(role: RefreshRole, log: RefreshLog, dealing: Dealing): RefreshLog {
  const holders = maskOf(dealing.holders.keys());
  const deals = [...dealing.deals].filter(([dealer, deal]) => isDealInForm(role, holders, dealer, deal));
  return { ...log, ceremony: { ...dealing, step: 'complaint', began: log.time, deals: new Map(deals) } };
}

/** R less cheats. */
const holdersOf = ({ holders, out }: Dealing): Mask => maskOf(holders.keys()) & ~out;

/** Step 4: X. It is void unless so many have dealt, and received all of D, that any two quorums have an honest one in common. */
function settle(role: RefreshRole, log: RefreshLog, dealing: Dealing): Settled {
  const { holders, signers, shown, deals, oks, out } = dealing;
  const held = holdersOf(dealing);
  const dealers = maskOf(deals.keys()) & ~out;
  const sure = members(held & signers).filter((member) => (dealers & ~(oks.get(member) ?? 0)) === 0);
  const isEnough = members(dealers).length >= role.quorum && sure.length >= role.quorum;
  const commitments = isEnough ? nextCommitments(role, log.period.commitments, deals, dealers) : undefined;
  const isVoid = commitments === undefined;
  const record = encodePeriod({
    manifestHash: role.manifestHash,
    role: role.role,
    period: log.period.number + 1,
    slot: slotAt(role.slots, log.opens),
    previous: log.previous,
    members: isVoid ? [] : [...holders].filter(([member]) => has(held, member)).map(memberOf),
    dealers: isVoid ? 0 : dealers,
    keys: (commitments ?? []).map((one, i) => ({
      name: role.keys[i]?.name ?? '',
      commitments: commitmentsHash(one),
    })),
  });
  return {
    step: 'outcome',
    holders,
    signers,
    shown,
    deals,
    dealers: isVoid ? 0 : dealers,
    record,
    hash: sha256(record),
    commitments: commitments ?? [],
    outcomes: new Map(),
  };
}

const memberOf = ([member, { post }]: readonly [number, Holder]) => ({
  index: member + 1,
  state: sha256(post.bytes),
  periodKey: post.content.periodKey,
});
