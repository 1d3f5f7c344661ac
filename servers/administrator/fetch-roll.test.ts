/** The roll, from others who may be hostile: the first right one, whoever else shows what. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { ROLL_PART, type RollEntry, rollPartCodec } from '../../protocol/messages/roll.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import { given, makeElection } from '../../protocol/test-support.ts';
import { fetchRoll, isRoll } from './fetch-roll.ts';

const { election, voters } = await makeElection();
const roll = voters.map(({ entry }) => entry);
const others = election.members('administrators').slice(1);
const part = (entries: readonly RollEntry[]): Uint8Array => encode(rollPartCodec, entries);
const endless = Array.from({ length: ROLL_PART }, () => given(roll[0]));
const never = new AbortController().signal;
const noRoll = { code: 'roll/invalid' };

test('the roll of the manifest is one, any other is none', () => {
  assert.ok(isRoll(election, roll));
  assert.ok(!isRoll(election, roll.slice(1)));
  assert.ok(!isRoll(election, []));
});

test('the right one is taken, beside others that are wrong, silent or never end', async () => {
  const answers = [
    async () => part(roll),
    () => new Promise<Uint8Array>(() => undefined),
    async () => part(roll.slice(1)),
  ];
  const ask = (other: { id: string }): Promise<Uint8Array> =>
    given(answers[others.findIndex(({ id }) => id === other.id)])();
  assert.deepEqual(await fetchRoll(election, others, never, ask), roll);
});

test('who shows more than there are voters is asked no further', async () => {
  let asked = 0;
  const ask = async (): Promise<Uint8Array> => {
    asked += 1;
    return part(endless);
  };
  await assert.rejects(fetchRoll(election, others, never, ask), noRoll);
  assert.equal(asked, others.length);
});

test('without a right one there is none; nobody is asked any more once one is here, or the merge is over', async () => {
  await assert.rejects(
    fetchRoll(election, others, never, async () => part([])),
    noRoll,
  );
  const signals: AbortSignal[] = [];
  const over = new AbortController();
  const silent = (_other: unknown, _after: string, signal: AbortSignal): Promise<Uint8Array> => {
    signals.push(signal);
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  };
  const fetched = fetchRoll(election, others, over.signal, silent);
  over.abort();
  await assert.rejects(fetched, { name: 'AbortError' });
  const isFirst = ({ id }: { id: string }): boolean => id === others[0]?.id;
  await fetchRoll(election, others, never, (other, after, signal) =>
    isFirst(other) ? Promise.resolve(part(roll)) : silent(other, after, signal),
  );
  assert.ok(signals.every(({ aborted }) => aborted));
});
