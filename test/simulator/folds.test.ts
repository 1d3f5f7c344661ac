/**
 * The folds in random worlds with hostile posters: the honest come to no harm, and whoever reads the log comes to the same. Each
 * rule is needed: taken out of the folds' source, one of these worlds shows what it is for (board contract, section 11).
 */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import type * as folds from './support/folds.ts';
import { WORLDS } from './support/folds.ts';
import { firstViolation, type Removal, simulatorWithout } from './support/removals.ts';

type World = keyof typeof WORLDS;
const RUNS = 3_000;

describe('in no world does an honest one come to harm', () => {
  for (const [name, violationOf] of Object.entries(WORLDS))
    test(name, () => {
      for (let seed = 0; seed < RUNS; seed++) assert.equal(violationOf(seed), undefined, `seed ${seed}`);
    });
});

const fold = (name: string): string => `protocol/board/folds/${name}.ts`;
const CEREMONY = 'protocol/ceremony/generate.ts';
const FREEZE = fold('freeze');
const CLOSE = fold('close');
/** Trustees that say it, whatever the period of the key with which they do. */
const ofAnyPeriod = (said: string, is: string): string =>
  `new Set([...${said}.values()].flatMap((own) => [...own].flatMap(([at, what]) => (${is})(what) ? [at] : []))).size`;

const REMOVED: readonly {
  readonly rule: string;
  readonly removals: readonly Removal[];
  readonly world: World;
  readonly shows: RegExp;
}[] = [
  {
    rule: '5.1: those who are away are waited for, long',
    removals: [
      [CEREMONY, 'hasPassed(LONG, began, ticks) && states', 'hasPassed(PHASE, began, ticks) && states'],
    ],
    world: 'ceremony',
    shows: /left out/,
  },
  {
    rule: '5.3: a complaint is proven, not believed',
    removals: [
      [
        CEREMONY,
        'const isProven = judges.provesComplaint(open, signer, post.dealer, post.seed);',
        'const isProven = true;',
      ],
    ],
    world: 'ceremony',
    shows: /is out/,
  },
  {
    rule: '5.3: a proven cheat is out',
    removals: [
      [CEREMONY, 'out | (1 << (isProven ? post.dealer : signer))', 'isProven ? out : out | (1 << signer)'],
    ],
    world: 'ceremony',
    shows: /right shares/,
  },
  {
    rule: '5.3: after `phase` so many oks that shares can be repaired',
    removals: [[CEREMONY, 'sure >= threshold + hostile', 'sure >= quorum']],
    world: 'ceremony',
    shows: /right shares/,
  },
  {
    rule: '5.4: attempts that fail are made again',
    removals: [[CEREMONY, 'attempt === MAX_ATTEMPTS', 'attempt === 1']],
    world: 'ceremony',
    shows: /no key/,
  },
  {
    rule: '5.5: an outcome is signed once per plan and role, not per x',
    removals: [[CEREMONY, 'mayEver && (signed === undefined || signed === hash)', 'mayEver']],
    world: 'forks',
    shows: /two outcomes/,
  },
  {
    rule: '5.6: shares of who was away are repaired',
    removals: [[CEREMONY, "post.type === 'repair' ? takeRepair(judges, settled, post) : settled", 'settled']],
    world: 'ceremony',
    shows: /right shares/,
  },
  {
    rule: '6: an order is in force by its tick only',
    removals: [[CLOSE, "step: 'pending', order, since: time }", "step: 'in force', order }"]],
    world: 'close',
    shows: /too late/,
  },
  {
    rule: '6: a late tick makes the order void',
    removals: [[CLOSE, 'time <= now.order.closes - lead / 2', 'true']],
    world: 'close',
    shows: /too late/,
  },
  {
    rule: '7.2: absent Counters have `grace`',
    removals: [
      [FREEZE, 'heads.size > 0 && hasPassed(ticksOf(rules.grace, rules.phase), 0, ticks)', 'heads.size > 0'],
    ],
    world: 'freeze',
    shows: /left out|no end/,
  },
  {
    rule: '7.4: a list is available with k + 1 holds',
    removals: [[FREEZE, 'has(mask, counter)) >= hostile + 1', 'has(mask, counter)) >= hostile']],
    world: 'freeze',
    shows: /no honest Trustee/,
  },
  {
    rule: '7.5: longer lists have longer to be fetched',
    removals: [[FREEZE, 'grace + packages * FETCHING', 'grace']],
    world: 'freeze',
    shows: /left out/,
  },
  {
    rule: '7.4, 116: k + 1 holds of one period',
    removals: [
      [
        FREEZE,
        'mostOfOne(holds, (mask) => has(mask, counter)) >= hostile + 1',
        `${ofAnyPeriod('holds', '(mask) => has(mask, counter)')} >= hostile + 1`,
      ],
    ],
    world: 'freeze',
    shows: /no honest Trustee holds/,
  },
  {
    rule: '7.5, 116: q Trustees of one period have said what they hold',
    removals: [
      [
        FREEZE,
        'mostOfOne(holds, () => true) < rules.quorum',
        `${ofAnyPeriod('holds', '() => true')} < rules.quorum`,
      ],
    ],
    world: 'freeze',
    shows: /have spoken/,
  },
  {
    rule: '7.6, 116: q roots of one period',
    removals: [
      [
        FREEZE,
        'mostOfOne(roots, (root) => isSame(root, post.root))',
        ofAnyPeriod('roots', '(root) => isSame(root, post.root)'),
      ],
    ],
    world: 'freeze',
    shows: /that no honest Trustee signed/,
  },
  {
    rule: '116: a hold counts in the period of its key, not in the newest',
    removals: [
      [
        FREEZE,
        'withSaid(holds, period, signer, held)',
        'withSaid(holds, Math.max(period, ...holds.keys()), signer, held)',
      ],
    ],
    world: 'freeze',
    shows: /no honest Trustee holds/,
  },
  {
    rule: '116: a root counts in the period of its key, not in the newest',
    removals: [
      [
        FREEZE,
        'withSaid(now.roots, post.period, signer, post.root)',
        'withSaid(now.roots, Math.max(post.period, ...now.roots.keys()), signer, post.root)',
      ],
    ],
    world: 'freeze',
    shows: /no end/,
  },
  {
    rule: '116: who comes to the next period signs anew',
    removals: [[FREEZE, 'saidIn(now.roots, post.period).has(signer)', 'hasSaid(now.roots, signer)']],
    world: 'freeze',
    shows: /no end/,
  },
  {
    rule: '12: ticks are counted, not time',
    removals: [
      [
        FREEZE,
        'ticks: before.ticks + 1',
        'ticks: Math.floor((4 * (arguments[2].time - rules.claimsEnd)) / rules.phase) + 1',
      ],
    ],
    world: 'freeze',
    shows: /left out/,
  },
];

describe('without its rule', () => {
  for (const { rule, removals, world, shows } of REMOVED)
    test(rule, async () => {
      const removed = await simulatorWithout<typeof folds>('folds.ts', removals);
      const found = await firstViolation(removed.WORLDS[world], RUNS);
      assert.match(found?.violation ?? 'no violation', shows);
      assert.equal(WORLDS[world](found?.seed ?? 0), undefined);
    });
});
