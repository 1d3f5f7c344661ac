/** The merge: an intruder's deleted and invented rows, two M of one voter, what is checked once only, and when it may end. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import type { Row } from '../messages/merge.ts';
import { EMPTY } from '../primitives/bytes.ts';
import { flipped, given, newKey, random } from '../test-support.ts';
import type { RowChecks } from './check-row.ts';
import type { HeldRow } from './held-row.ts';
import { heldOf, makeMergeFixture, mergeOf, rowOf } from './merge-test-support.ts';
import { mayGoOn, showEchoes, VoteMerge } from './merge-votes.ts';

const fixture = await makeMergeFixture();
const { checks, requestOf, echoesOf, signRequestOf, voters, ids, plan } = fixture;
const voter = given(voters[0]);
const other = given(voters[1]);
const requests = new Map(['one', 'two', 'three', 'four'].map((name) => [name, requestOf(voter, name)]));
const request = (name: string) => given(requests.get(name));
const row = (name: string): Row => rowOf(request(name));
const signedRow = (name: string, period = 1): Row =>
  rowOf(request(name), signRequestOf(request(name), period));
const NAMES = [...requests.keys()];
const held = (rows: readonly Row[]) => heldOf(mergeOf(checks, rows), voter.id, NAMES);

/** Counts how often signatures are looked at. */
function countingChecks(): { checks: RowChecks; count: { voters: number; shown: number } } {
  const count = { voters: 0, shown: 0 };
  const counting: RowChecks = {
    isVoters: (each) => {
      count.voters += 1;
      return checks.isVoters(each);
    },
    isShown: (each, signRequest) => {
      count.shown += 1;
      return checks.isShown(each, signRequest);
    },
  };
  return { checks: counting, count };
}

test('the attack: a row deleted at one Administrator comes back from another, and the second M meets a conflict', () => {
  // Period 1: A1, A2 and the hostile A4 echo "one". A3 has not heard of it; A4's row is deleted. Period 2: A1 is hostile.
  const [atA2, atA3, atA4] = [[signedRow('one')], [], []];
  for (const own of [atA3, atA4]) assert.equal(held([...own, ...atA2]), 'one*');
  // Without the merge each would take "two", and A1 would echo it as well.
  assert.equal(held([row('two'), ...atA2]), 'one*', 'whoever took "two" gives it up for what t have echoed');
  assert.equal(held([row('two'), row('one')]), 'one two', 'and echoes neither while nothing is shown');
});

test('what a hostile Administrator invents is dropped, and harms no valid row', () => {
  const foreign = requestOf({ ...voter, key: newKey() }, 'two');
  const broken = rowOf(request('two'), EMPTY);
  const invented: Row[] = [
    rowOf(foreign),
    rowOf(foreign, signRequestOf(foreign, 1)),
    rowOf(requestOf(voter, 'two', { manifestHash: random(32) })),
    rowOf(requestOf(voter, 'two', { blinded: new Uint8Array(48) })),
    { ...broken, request: flipped(broken.request) },
    { ...broken, request: broken.request.slice(1) },
    { ...broken, request: new Uint8Array(600) },
    { request: EMPTY, signRequest: EMPTY },
  ];
  const merge = mergeOf(checks, [...invented, row('one'), ...invented]);
  assert.equal(heldOf(merge, voter.id, NAMES), 'one');
  assert.deepEqual([merge.result().kept.size, merge.result().conflicts.size], [1, 0]);
});

test('nothing throws on a changed row, and no changed byte makes a row of another vote, or a mark', () => {
  const { request: encoded, signRequest } = signedRow('one');
  const rows = given(
    mergeOf(checks, [row('one'), row('two')])
      .result()
      .conflicts.get(voter.id),
  );
  for (let at = 0; at < encoded.length; at++)
    assert.equal(held([{ request: flipped(encoded, at, at % 8), signRequest }]), '');
  for (let at = 0; at < signRequest.length; at++) {
    const changed = flipped(signRequest, at, at % 8);
    assert.equal(held([{ request: encoded, signRequest: changed }]), 'one');
    assert.deepEqual(showEchoes(checks, rows, changed), rows);
  }
});

test('a row whose echoes are wrong counts as one that shows none, and another one may show them', () => {
  const few = { echoes: echoesOf(request('one'), 1, ids.slice(0, 2)) };
  const pretended = rowOf(request('one'), signRequestOf(request('one'), 1, few));
  assert.equal(held([pretended]), 'one');
  assert.equal(held([pretended, signedRow('one')]), 'one*');
  assert.equal(held([signedRow('one'), pretended]), 'one*');
});

test('echoes mark the M that the voter asked for, whatever request they come with', () => {
  // Under the same name, with another election's hash, or without the card's signature.
  for (const changes of [{ manifestHash: random(32) }, { signature: random(64) }]) {
    const forged = rowOf({ ...request('one'), ...changes }, signRequestOf(request('one'), 1));
    assert.equal(held([forged]), '');
    const merge = mergeOf(checks, [row('one'), forged]);
    assert.deepEqual(given(merge.result().kept.get(voter.id)).request, request('one'));
    assert.equal(heldOf(merge, voter.id, NAMES), 'one*');
  }
  // The same M asked for in another style is another vote, and its request is checked.
  const moved = requestOf(voter, 'one', { style: 'south' });
  assert.equal(held([row('one'), rowOf(moved, signRequestOf(moved, 1))]), 'one');
});

test('two M of one voter: neither is echoed, both requests are the answer; of one voter alone', () => {
  const merge = mergeOf(checks, [row('one'), row('two'), rowOf(requestOf(other, 'one'))]);
  const { kept, conflicts } = merge.result();
  assert.deepEqual([...kept.keys()], [other.id]);
  const both = given(conflicts.get(voter.id)).map((each) => each.request);
  assert.deepEqual(new Set(both), new Set([request('one'), request('two')]));
});

test('of two the one of which t echoes are shown stays; of both shown, both stay', () => {
  assert.equal(held([row('one'), signedRow('two')]), 'two*');
  for (const name of NAMES) assert.equal(held([...NAMES.map(row), signedRow(name, 3)]), `${name}*`);
  assert.equal(held([signedRow('one'), signedRow('two', 2)]), 'one* two*');
  const { kept, conflicts } = mergeOf(checks, [signedRow('one'), signedRow('two')]).result();
  assert.deepEqual([kept.size, conflicts.size], [0, 1]);
});

test('later a Sign request shows t echoes of one: that one stays, and no other Sign request changes that', () => {
  const rows: readonly HeldRow[] = given(
    mergeOf(checks, [row('one'), row('two')])
      .result()
      .conflicts.get(voter.id),
  );
  const wrong = [
    signRequestOf(request('three'), 1),
    signRequestOf(request('one'), 1, { echoes: echoesOf(request('one'), 2) }),
    random(40),
  ];
  for (const input of wrong) assert.deepEqual(showEchoes(checks, rows, input), rows);
  const signRequest = signRequestOf(request('one'), 1);
  const settled = showEchoes(checks, rows, signRequest);
  assert.deepEqual(settled, [{ request: request('one'), signRequest }]);
  const newer = signRequestOf(request('one'), 2);
  for (const input of [...wrong, signRequestOf(request('two'), 1), newer])
    assert.deepEqual(showEchoes(checks, settled, input), settled);
});

test('whatever the order of rows and slices, the result is the same', () => {
  const pool = [...NAMES.map(row), ...NAMES.slice(0, 2).map((name) => signedRow(name)), signedRow('one', 2)];
  assert.equal(held(NAMES.map(row)), held(NAMES.map(row).reverse()));
  fc.assert(
    fc.property(
      fc
        .shuffledSubarray(pool)
        .chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }))),
      ([a, b]) => assert.equal(held(a), held(b)),
    ),
    { numRuns: 60 },
  );
});

test('of one voter no more than two rows are held, whoever shows how many', () => {
  const rows = Array.from({ length: 20 }, (_, i) => rowOf(requestOf(voter, `M ${i}`)));
  const merge = mergeOf(checks, rows);
  assert.equal(merge.shown().size, 2);
  assert.equal(given(merge.result().conflicts.get(voter.id)).length, 2);
  // All of them count as shown: nobody is waited for who holds others of these.
  for (const each of rows) assert.deepEqual(merge.lacking([...mergeOf(checks, [each]).shown().keys()]), []);
});

test('what one holds by name is neither fetched nor checked again', () => {
  const { checks: counting, count } = countingChecks();
  const merge = mergeOf(counting, [signedRow('one'), row('two')]);
  assert.deepEqual(count, { voters: 2, shown: 1 });
  const elsewhere = rowOf(requestOf(voter, 'one', { administrator: given(ids[1]) }));
  for (const same of [row('one'), signedRow('one', 2), elsewhere, row('two')]) merge.take(same);
  assert.deepEqual(count, { voters: 2, shown: 1 });
  // Only the echoes of an M that is held are new.
  merge.take(signedRow('two'));
  assert.deepEqual(count, { voters: 2, shown: 2 });
});

test('a row that comes with its echoes takes the place of the same without', () => {
  assert.equal(mergeOf(checks, [row('one'), signedRow('one')]).shown().size, 1);
});

test('a mark stays when the same row comes without', () => {
  const merge = mergeOf(checks, [signedRow('one')]);
  merge.hold({ request: request('one'), signRequest: EMPTY });
  assert.equal(heldOf(merge, voter.id, NAMES), 'one*');
});

test('what was checked before needs no check, and is lacking to nobody', () => {
  const { checks: counting, count } = countingChecks();
  const merge = new VoteMerge(counting);
  merge.hold({ request: request('one'), signRequest: signRequestOf(request('one'), 1) });
  merge.hold({ request: requestOf(other, 'one'), signRequest: EMPTY });
  const equal = mergeOf(checks, [signedRow('one'), rowOf(requestOf(other, 'one'))]);
  const unsigned = mergeOf(checks, [row('one')]);
  for (const list of [equal, unsigned]) assert.deepEqual(merge.lacking([...list.shown().keys()]), []);
  assert.deepEqual(count, { voters: 0, shown: 0 });
  assert.equal(heldOf(merge, voter.id, NAMES), 'one*');
});

test('lacking is what came under no valid row: also the mark of a row that is held', () => {
  const all = [
    ...mergeOf(checks, [signedRow('one'), rowOf(requestOf(other, 'two'))])
      .shown()
      .keys(),
  ];
  const [signedName] = [
    ...mergeOf(checks, [signedRow('one')])
      .shown()
      .keys(),
  ];
  assert.deepEqual(new VoteMerge(checks).lacking(all), all);
  const merge = mergeOf(checks, [rowOf(requestOf(other, 'two'))]);
  assert.deepEqual(merge.lacking(all), [signedName]);
  // A row that only claims to show echoes leaves its name lacking.
  merge.take(rowOf(request('one'), random(100)));
  assert.deepEqual(merge.lacking(all), [signedName]);
  merge.take(signedRow('one'));
  assert.deepEqual(merge.lacking(all), []);
});

test("an intruder's row under a right name does not keep the right one away", () => {
  const junk = rowOf({ ...request('one'), signature: random(64) });
  const merge = mergeOf(checks, [junk]);
  const theirs = [
    ...mergeOf(checks, [row('one')])
      .shown()
      .keys(),
  ];
  assert.deepEqual(merge.lacking(theirs), theirs);
  merge.take(row('one'));
  assert.equal(heldOf(merge, voter.id, NAMES), 'one');
  assert.deepEqual([...mergeOf(checks, [junk]).shown()], [], 'nor is it shown to others');
});

test('what is shown is sorted by name, and stays as it was', () => {
  const merge = mergeOf(
    checks,
    voters.map((each) => rowOf(requestOf(each, 'one'))),
  );
  const shown = merge.shown();
  const names = [...shown.keys()];
  assert.deepEqual(names, names.toSorted());
  assert.equal(names.length, voters.length);
  merge.take(signedRow('one'));
  merge.take(row('two'));
  assert.deepEqual([...shown.keys()], names);
});

test('it may end when all have answered, or after 10 s when t have, itself among them', () => {
  const self = given(ids[0]);
  const end = (answered: readonly string[], waited: number) => mayGoOn(plan, self, new Set(answered), waited);
  assert.ok(end(ids, 0));
  assert.ok(end(ids.slice(1), 0));
  assert.ok(!end(ids.slice(1, 3), 9_999));
  assert.ok(end(ids.slice(1, 3), 10_000));
  assert.ok(!end(ids.slice(1, 2), 10_000));
  assert.ok(!end([self, given(ids[1])], 1e9), 'itself counts once');
  assert.ok(!end(['administrator-5', 'trustee-1', given(ids[1])], 1e9), 'only Administrators count');
});
