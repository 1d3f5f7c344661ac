/** Lists of rows and pages of them, as a hostile Administrator could send them. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import {
  MAX_ROW_PAGE_LENGTH,
  mergeHeadStatement,
  ROW_PAGE,
  type Row,
  rowPageCodec,
} from '../messages/merge.ts';
import { EMPTY } from '../primitives/bytes.ts';
import { encode } from '../primitives/cbor.ts';
import { sha256 } from '../primitives/sha256.ts';
import { signStatement } from '../primitives/statement.ts';
import { flipped, given, newKey, random } from '../test-support.ts';
import { type MergeList, maxListLength, openList, openPage, rowPage, signList } from './merge-list.ts';
import { makeMergeFixture, mergeOf, rowOf } from './merge-test-support.ts';

const { checks, place, election, requestOf, signRequestOf, voters, ids, keyOf } = await makeMergeFixture();
const requests = voters.map((voter) => requestOf(voter, 'one'));
const shown = mergeOf(checks, [
  ...requests.map((request) => rowOf(request)),
  rowOf(given(requests[0]), signRequestOf(given(requests[0]), 1)),
]).shown();
const PERIOD = 2;
const administrator = given(ids[1]);
const at = { election, period: PERIOD, administrator };
const list = signList(at, shown, keyOf(PERIOD, administrator));
const open = (changed: Partial<MergeList>, of = at) => openList(of, place.keyOf, { ...list, ...changed });

/** A head over these names, signed by whom it should be unless told. */
function headOver(
  names: Uint8Array,
  changes: { count?: number; period?: number } = {},
  key = keyOf(PERIOD, administrator),
) {
  const content = { period: PERIOD, count: names.length / 32, hash: sha256(names), ...changes };
  return signStatement(mergeHeadStatement, election.manifestHash, content, administrator, key);
}
const listOver = (names: Uint8Array): MergeList => ({ head: headOver(names), names });

test('a list opens as the names of what is shown', () => {
  assert.deepEqual(open({}), [...shown.keys()]);
  assert.deepEqual(open(listOver(EMPTY)), []);
});

test("a list is that Administrator's, of that period and election, whole, sorted, each name once", () => {
  const { names } = list;
  const [first, second] = [names.slice(0, 32), names.slice(32, 64)];
  const joined = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));
  const wrong: Partial<MergeList>[] = [
    { names: flipped(names) },
    { names: names.slice(32) },
    { names: names.slice(1) },
    { names: EMPTY },
    { head: EMPTY },
    { head: flipped(list.head) },
    { head: headOver(names, { count: shown.size + 1 }) },
    { head: headOver(names, { period: PERIOD - 1 }) },
    { head: headOver(names, {}, keyOf(PERIOD - 1, administrator)) },
    { head: headOver(names, {}, newKey()) },
    {
      names: joined(names, new Uint8Array(1)),
      head: headOver(joined(names, new Uint8Array(1)), { count: shown.size }),
    },
    listOver(joined(second, first)),
    listOver(joined(first, first)),
    {
      head: signStatement(
        mergeHeadStatement,
        random(32),
        { period: PERIOD, count: shown.size, hash: sha256(names) },
        administrator,
        keyOf(PERIOD, administrator),
      ),
    },
  ];
  for (const [i, changes] of wrong.entries()) assert.equal(open(changes), undefined, `${i}`);
  // Another one's list, right by itself, is not this one's answer; nor is one of somebody without a key.
  assert.equal(open({}, { ...at, administrator: given(ids[2]) }), undefined);
  const stranger = { ...at, administrator: 'administrator-9' };
  assert.equal(openList(stranger, place.keyOf, signList(stranger, shown, newKey())), undefined);
  assert.equal(open({}, { ...at, period: PERIOD + 1 }), undefined);
});

test('a list has room for two rows of every voter, and no more', () => {
  const most = maxListLength(election);
  assert.equal(most, 2 * voters.length * 32);
  const names = (count: number): Uint8Array =>
    Uint8Array.from({ length: count * 32 }, (_, i) => (i % 32 === 0 ? i / 32 : 0));
  assert.equal(open(listOver(names(most / 32)))?.length, 2 * voters.length);
  assert.equal(open(listOver(names(most / 32 + 1))), undefined);
});

test('a page has the rows that were asked for and are shown, no others, and makes them again elsewhere', () => {
  const names = [...shown.keys()];
  const rows = openPage(rowPage(shown, [...names, 'ab'.repeat(32)]));
  assert.deepEqual([...mergeOf(checks, rows).shown()], [...shown]);
  assert.equal(openPage(rowPage(shown, names.slice(0, 2))).length, 2);
  assert.deepEqual(openPage(rowPage(shown, [])), []);
});

test('a page has 500 rows at most; what is no page has none; a row that is none leaves the others', () => {
  const [name] = shown.keys();
  const asked = Array.from({ length: ROW_PAGE + 1 }, () => given(name));
  assert.equal(openPage(rowPage(shown, asked)).length, ROW_PAGE);
  const largest: Row = { request: new Uint8Array(512), signRequest: new Uint8Array(4096) };
  const page = encode(
    rowPageCodec,
    Array.from({ length: ROW_PAGE }, () => largest),
  );
  assert.ok(page.length <= MAX_ROW_PAGE_LENGTH);
  assert.equal(openPage(page).length, ROW_PAGE);
  const over = (row: Row) => () => encode(rowPageCodec, [row]);
  assert.throws(over({ ...largest, request: new Uint8Array(513) }), { code: 'cbor/out-of-bounds' });
  assert.throws(over({ ...largest, signRequest: new Uint8Array(4097) }), { code: 'cbor/out-of-bounds' });
  // An array of 501 (0x99 01 f5) rows whose parts are one byte and none.
  const small = Uint8Array.from({ length: (ROW_PAGE + 1) * 4 }, (_, i) => [0x82, 0x41, 0, 0x40][i % 4] ?? 0);
  const many = Uint8Array.of(0x99, 0x01, 0xf5, ...small);
  for (const input of [many, EMPTY, random(100), page.slice(1), new Uint8Array(MAX_ROW_PAGE_LENGTH + 1)])
    assert.deepEqual(openPage(input), []);
  const withJunk = encode(rowPageCodec, [largest, rowOf(given(requests[1]))]);
  assert.equal(mergeOf(checks, openPage(withJunk)).shown().size, 1);
});
