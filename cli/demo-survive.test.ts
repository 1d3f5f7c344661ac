/** The visitor who breaks into Trustees: what is told of what has been stolen. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { playIntruder, type Scene } from './demo-survive.ts';

const NEEDED = 2;

/** Trustees that come to the next period before each line of the visitor's that says so. */
async function play(lines: readonly string[]): Promise<string> {
  let period = 0;
  const stolen: { readonly trustee: string; readonly period: number }[] = [];
  const sharesOf = (one: number): number => stolen.filter((entry) => entry.period === one).length;
  const intruder: Scene['intruder'] = {
    breakInto: (trustee) => {
      stolen.push({ trustee, period });
      return [period];
    },
    stolenFrom: (trustee) => stolen.flatMap((entry) => (entry.trustee === trustee ? entry.period : [])),
    get best() {
      return { period, shares: Math.max(0, ...stolen.map((entry) => sharesOf(entry.period))) };
    },
    get key() {
      return this.best.shares >= NEEDED ? 1n : undefined;
    },
  };
  const course = async () => ({ period, next: 0 });
  const told: string[] = [];
  async function* typed() {
    for (const line of lines) {
      if (line === 'renewed') period += 1;
      else yield line;
    }
  }
  const scene = { intruder, trustees: ['t1', 't2', 't3'], needed: NEEDED, course };
  await playIntruder(scene, typed(), (text) => told.push(text));
  return told.slice(1).join('\n');
}

test('shares of two periods are no key, and the older one is said to be worthless', async () => {
  const told = await play(['1', 'renewed', '2']);
  assert.match(told, /You are in t2: its share of period 1 is yours/);
  assert.match(told, /takes 2 shares of one period to open the votes; of none have you more than 1/);
  assert.match(told, /earlier period than 1 is worthless/);
  assert.doesNotMatch(told, /ELECTION KEY/);
});

test('k + 1 of one period are the key', async () => {
  const told = await play(['1', '3']);
  assert.match(told, /You have 2 shares of period 0: THAT IS THE ELECTION KEY/);
  assert.doesNotMatch(told, /worthless/);
});

test('a word that is no Trustee breaks into none; "end" ends it, an empty line shows how it stands', async () => {
  const told = await play(['', '0', '4', 'x', 'end', '1']);
  assert.equal(told.match(/There is no Trustee/g)?.length, 3);
  assert.doesNotMatch(told, /You are in/);
  assert.match(told, /of none have you more than 0/);
});
