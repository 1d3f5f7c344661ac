/** The visitor who breaks into servers: what is told of what has been stolen. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { HolderRole } from '../protocol/ceremony/refresh-role.ts';
import { playIntruder, type Side } from './demo-survive.ts';

const NEEDED = 2;

/** Servers of a role, which come to the next period when told so. */
class Renewing {
  period = 0;
  readonly #stolen: { readonly server: string; readonly period: number }[] = [];

  side(role: HolderRole, members: readonly string[]): Side {
    const stolen = this.#stolen;
    const periodNow = () => this.period;
    const sharesOf = (one: number): number => stolen.filter(({ period }) => period === one).length;
    const intruder: Side['intruder'] = {
      breakInto: (server) => {
        stolen.push({ server, period: periodNow() });
        return [periodNow()];
      },
      stolenFrom: (server) => stolen.flatMap((entry) => (entry.server === server ? entry.period : [])),
      get best() {
        return { period: periodNow(), shares: Math.max(0, ...stolen.map(({ period }) => sharesOf(period))) };
      },
      get key() {
        return this.best.shares >= NEEDED ? 1n : undefined;
      },
    };
    return {
      role,
      intruder,
      members,
      needed: NEEDED,
      course: async () => ({ period: periodNow(), next: 0 }),
    };
  }
}

/** Trustees come to the next period at the line "renewed". */
async function play(lines: readonly string[]): Promise<string> {
  const trustees = new Renewing();
  const sides = [
    trustees.side('trustee', ['t1', 't2', 't3']),
    new Renewing().side('administrator', ['a1', 'a2']),
  ];
  const told: string[] = [];
  async function* typed() {
    for (const line of lines) {
      if (line === 'renewed') trustees.period += 1;
      else yield line;
    }
  }
  await playIntruder(sides, typed(), (text) => told.push(text));
  return told.slice(1).join('\n');
}

test('shares of two periods are no key, and the older one is said to be worthless', async () => {
  const told = await play(['1', 'renewed', '2']);
  assert.match(told, /You are in t2: its share of period 1 is yours/);
  assert.match(told, /takes 2 shares of one period to open the votes; of none have you more than 1/);
  assert.match(told, /earlier period than 1 is worthless/);
  assert.doesNotMatch(told, /THAT IS/);
});

test('k + 1 Trustees’ of one period are the election key', async () => {
  const told = await play(['1', '3']);
  assert.match(told, /Trustees: period 0;.* You have 2 shares of period 0: THAT IS THE ELECTION KEY/);
  assert.match(told, /Administrators: period 0;.* to sign votes; of none have you more than 0/);
  assert.doesNotMatch(told, /worthless/);
});

test('t Administrators’ sign votes; one of each role is nothing', async () => {
  assert.doesNotMatch(await play(['1', '4']), /THAT IS/);
  const told = await play(['4', '5']);
  assert.match(told, /Administrators: .* You have 2 shares of period 0: THAT IS THE KEY THAT SIGNS VOTES/);
  assert.match(told, /Trustees: .* of none have you more than 0/);
});

test('a word that is no server breaks into none; "end" ends it, an empty line shows how it stands', async () => {
  const told = await play(['', '0', '6', 'x', 'end', '1']);
  assert.equal(told.match(/There is no server/g)?.length, 3);
  assert.doesNotMatch(told, /You are in/);
  assert.match(told, /of none have you more than 0/);
});
