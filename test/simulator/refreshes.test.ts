/**
 * Refreshes of shares on random schedules, and on a board that has forked (trustees contract, section 9). Each rule is needed: taken
 * out of the deployed source, one of these worlds shows what it is for.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import type * as refreshes from './support/refreshes.ts';
import { WORLDS } from './support/refreshes.ts';
import { firstViolation, type Removal, simulatorWithout } from './support/removals.ts';

type World = keyof typeof WORLDS;
const RUNS = { schedules: 30, forks: 30 };
/** So many are tried before a rule counts as not needed. */
const TRIES = 150;

describe('in no world does an honest one come to harm', () => {
  for (const [name, violationOf] of Object.entries(WORLDS))
    test(name, async () => {
      for (let seed = 0; seed < RUNS[name as World]; seed++)
        assert.equal(await violationOf(seed), undefined, `seed ${seed}`);
    });
});

const FOLD = 'protocol/ceremony/refresh.ts';
const PHASES = 'protocol/ceremony/refresh-phases.ts';
const PART = 'protocol/ceremony/take-part.ts';

const REMOVED: readonly {
  readonly rule: string;
  readonly removals: readonly Removal[];
  readonly world: World;
  readonly shows: RegExp;
}[] = [
  {
    rule: 'q members certify, not q - 1',
    removals: [[FOLD, 'alike.length < role.quorum', 'alike.length < role.quorum - 1']],
    world: 'forks',
    shows: /two outcomes/,
  },
  {
    rule: 'one outcome for each c, durable',
    removals: [
      [
        PART,
        'const stored = files.read(FILES.outcome(c));',
        'const stored = undefined as Uint8Array | undefined;',
      ],
    ],
    world: 'forks',
    shows: /two outcomes/,
  },
  {
    rule: 'no slot in c',
    removals: [
      [
        FOLD,
        'const now = { ...before, time };',
        `const slot = Math.max(0, Math.floor((time - role.slots.first) / 6000));
         const c = sha256(Uint8Array.of(...before.previous, slot));
         const isNext = before.ceremony.step !== 'elsewhere' && !equalBytes(c, before.c);
         const chain = { ...before, time };
         const now = isNext ? { ...nextCeremony(role, chain, before.previous, before.opens), c } : chain;`,
      ],
    ],
    world: 'forks',
    shows: /two outcomes/,
  },
  {
    rule: 'a member goes on only in the log that its own chain is of',
    removals: [
      [PART, 'if (ended.length < stored) return false;', ''],
      [PART, 'if (!isSame) return false;', ''],
    ],
    world: 'forks',
    shows: /two live branches/,
  },
  {
    rule: 'entries before open(c) do not count',
    removals: [[FOLD, ' || log.time < log.opens) return log;', ') return log;']],
    world: 'schedules',
    shows: /before its time/,
  },
  {
    rule: 'whoever states a key proves to have it',
    removals: [
      [
        'protocol/ceremony/refresh-judges.ts',
        'isPossessed(role, c, idOf(role, member), periodKey, possession)',
        'isPossessed(role, c, idOf(role, member), periodKey, possession) !== undefined',
      ],
    ],
    world: 'schedules',
    shows: /left out/,
  },
  {
    rule: 'any entry of the topic ends a phase whose time is over',
    removals: [[PHASES, 'time >= ceremony.began + slots.phase', 'time === 0']],
    world: 'schedules',
    shows: /no end/,
  },
  {
    rule: 'who waits posts a tick',
    removals: [[PART, 'if (late < 1) return;', 'if (late !== -1) return;']],
    world: 'schedules',
    shows: /no end/,
  },
  {
    rule: 'a complaint is proven, not believed',
    removals: [[FOLD, 'seed) ? dealer : signer;', 'seed) || true ? dealer : signer;']],
    world: 'schedules',
    shows: /is honest: alert.cheat/,
  },
  {
    rule: 'a proven cheat is out',
    removals: [[FOLD, 'out: out | (1 << cheat),', 'out: cheat === signer ? out | (1 << cheat) : out,']],
    world: 'schedules',
    shows: /has no share|no end/,
  },
  {
    rule: 'seeds are erased',
    removals: [[PART, '!kept.has(name)) files', "!kept.has(name) && !name.startsWith('seed')) files"]],
    world: 'schedules',
    shows: /keeps seed/,
  },
  {
    rule: 'old shares are erased',
    removals: [[PART, '!kept.has(name)) files', "!kept.has(name) && !name.startsWith('share')) files"]],
    world: 'schedules',
    shows: /keeps share/,
  },
  {
    rule: 'who slept through the certificate takes its share when it wakes',
    removals: [[PART, 'return made === undefined\n', 'return made === undefined || period.number > 0\n']],
    world: 'schedules',
    shows: /has no share/,
  },
  {
    rule: 'X and its signature are durable before they leave',
    removals: [[PART, 'files.write(FILES.outcome(c), encode(outcomeFile, outcome));', 'void 0;']],
    world: 'schedules',
    shows: /before it was durable/,
  },
  {
    rule: 'after a void ceremony the next opens at once',
    removals: [
      [
        FOLD,
        'nextCeremony(role, chain, previous, log.time);',
        'nextCeremony(role, chain, previous, log.time + 1e6);',
      ],
    ],
    world: 'schedules',
    shows: /no end/,
  },
];

describe('without its rule', () => {
  for (const { rule, removals, world, shows } of REMOVED)
    test(rule, async () => {
      const removed = await simulatorWithout<typeof refreshes>('refreshes.ts', removals);
      const found = await firstViolation(removed.WORLDS[world], TRIES);
      assert.match(found?.violation ?? 'no violation', shows);
      assert.equal(await WORLDS[world](found?.seed ?? 0), undefined);
    });
});
