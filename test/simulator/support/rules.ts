/** Each rule of the agreement core, how it is taken out, and the schedule that then breaks the board. */
import type { HAND_WRITTEN } from './hand-written.ts';
import type { Removal } from './removals.ts';

export interface Rule {
  readonly name: string;
  readonly removals: readonly Removal[];
  readonly schedule: keyof typeof HAND_WRITTEN;
}

const QUORUMS = 'protocol/quorums/quorum-system.ts';
const board = (name: string): string => `protocol/board/${name}.ts`;
const SIGNATURES = 'test/simulator/support/signatures.ts';
const LIAR = 'test/simulator/support/liar.ts';

export const RULES: readonly Rule[] = [
  {
    name: 'Q: all but those who may fail together',
    removals: [[QUORUMS, 'withAny(hostileSets, down, replicas)', 'withAny(hostileSets, down + 1, replicas)']],
    schedule: 'lockAndCrash',
  },
  {
    name: 'C1: all but k',
    removals: [
      [QUORUMS, 'withAny(nobody, down, replicas) : nobody', 'withAny(nobody, down + 1, replicas) : nobody'],
    ],
    schedule: 'threeOfFourAtOnce',
  },
  {
    name: '3.3: no WRITE below the own regency',
    removals: [
      [board('rules/3-write'), 'r !== open.r || from', 'r > open.r || from'],
      [board('rules/3-write'), ' || open.wish > r)', ')'],
    ],
    schedule: 'writeBelow',
  },
  {
    name: '3.3: one WRITE in a regency',
    removals: [
      [board('rules/3-write'), 'open.own.has(r) || ', ''],
      [
        board('rules/3-write'),
        'vote(replica, proposal, h);',
        'vote(replica, proposal, h); open.proposals.delete(from);',
      ],
    ],
    schedule: 'twoProposals',
  },
  {
    name: '3.3: the leader is bound by what its STOPDATAs force',
    removals: [[board('rules/3-write'), "if (forced !== undefined && forced !== h) return 'refused';", '']],
    schedule: 'leaderIgnoresSync',
  },
  {
    name: '3.4: WRITEs of one regency are added up',
    removals: [
      [board('replica'), 'const key = alikeKey(r, h);', 'const key = h;'],
      [board('replica'), 'alike.mask |= 1 << from;', 'alike.mask |= 1 << from; alike.r = r;'],
    ],
    schedule: 'writesOfTwoRegencies',
  },
  {
    name: '3.4: no ACCEPT below the own regency',
    removals: [[board('rules/4-lock'), ' && r === open.r', '']],
    schedule: 'acceptBelow',
  },
  {
    name: 'D: WRITEs are stored',
    removals: [[board('rules/3-write'), ", { kind: 'write', r, h, signature }", '']],
    schedule: 'writeAndCrash',
  },
  {
    name: 'D: the lock is stored',
    removals: [[board('rules/4-lock'), "outcome.rows.push({ kind: 'lock', lock: open.lock });", '']],
    schedule: 'lockAndCrash',
  },
  {
    name: 'D: the promise of STOPDATA is stored',
    removals: [
      [board('rules/8-stop'), "outcome.rows.push({ kind: 'regency', r, report: open.report });", ''],
    ],
    schedule: 'promiseAndCrash',
  },
  {
    name: '3.8: STOPDATA tells of the last WRITE',
    removals: [[board('rules/8-stop'), 'last: lastWrite(open.own, open.lock?.r ?? -1)', 'last: undefined']],
    schedule: 'writeAndCrash',
  },
  {
    name: '3.8: the last WRITE, not the first',
    removals: [[board('rules/8-stop'), 'Math.max(-1, ...own.keys())', 'Math.min(...own.keys())']],
    schedule: 'firstAndLastWrite',
  },
  {
    name: '3.11: what is fast-possible is chosen, n = 4',
    removals: [[board('rules/11-choose'), 'return fast ?? lock?.h', 'return lock?.h']],
    schedule: 'writeAndCrash',
  },
  {
    name: '3.11: what is fast-possible is chosen, n = 7',
    removals: [[board('rules/11-choose'), 'return fast ?? lock?.h', 'return lock?.h']],
    schedule: 'amnesiaOfSeven',
  },
  {
    name: '3.11: it wins over a lock below it',
    removals: [[board('rules/11-choose'), 'return fast ?? lock?.h', 'return lock?.h ?? fast']],
    schedule: 'lockAndLaterWrite',
  },
  {
    name: '3.11: a lock above it wins',
    removals: [
      [board('rules/11-choose'), 'last !== undefined && last.r > (lock?.r ?? -1)', 'last !== undefined'],
    ],
    schedule: 'lockAndCrash',
  },
  {
    name: '1: keys evolve',
    removals: [
      [
        board('keys-in-force'),
        'place: Math.min(entry.place + 1, entry.list.length - 1)',
        'place: entry.place',
      ],
    ],
    schedule: 'laggardAndStolenKeys',
  },
  {
    name: '1: only keys of the epoch in force count',
    removals: [
      [
        SIGNATURES,
        'signature.key === names.get(publicKey)',
        'signature.key[0] === names.get(publicKey)?.[0]',
      ],
      [LIAR, 'if (key.epoch !== stolen.epoch || key.place < stolen.place) return undefined;', ''],
    ],
    schedule: 'oldEpoch',
  },
];
