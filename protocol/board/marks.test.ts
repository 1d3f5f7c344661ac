import assert from 'node:assert/strict';
import { test } from 'vitest';
import { signStatement } from '../primitives/statement.ts';
import { given, makeElection, newKey, random } from '../test-support.ts';
import { out } from './machine-test-support.ts';
import { markDue, marksOf } from './marks.ts';
import { encodeOperation } from './operations.ts';
import { markStatement } from './post-messages.ts';
import { signRequest } from './requests.ts';

const MINUTE = 60_000;

test('a mark is due each M from the opening on, and none from C on', () => {
  const terms = { opens: 1_000, claimsEnd: 1_000 + 5 * MINUTE };
  const due = (now: number, claimsEnd = terms.claimsEnd) => markDue(terms, claimsEnd, now);
  assert.deepEqual([due(0), due(999), due(1_000)], [undefined, undefined, 0]);
  assert.deepEqual([due(1_000 + MINUTE - 1), due(1_000 + MINUTE)], [0, 1]);
  assert.deepEqual([due(terms.claimsEnd - 1), due(terms.claimsEnd)], [4, undefined]);
  assert.equal(due(1_000 + 2 * MINUTE, 1_000 + 2 * MINUTE), undefined, 'an order to close moves C');
});

test('in a long election they are further apart: 10,000 at most', () => {
  const terms = { opens: 0, claimsEnd: 20_000 * MINUTE };
  assert.deepEqual(
    [0, 2 * MINUTE - 1, 2 * MINUTE, terms.claimsEnd - 1].map((now) => markDue(terms, terms.claimsEnd, now)),
    [0, 0, 1, 9_999],
  );
});

test("an Administrator's marks are what it has signed, for this election, and nothing else", async () => {
  const { election, server } = await makeElection();
  const own = 'administrator-1';
  const entry = (type: string, signer: string, content: Uint8Array) => ({
    request: signRequest(
      election.plan.board,
      { topic: 'x/marks', seq: 1, op: encodeOperation(out([type, signer, content])) },
      newKey(),
    ),
  });
  const signed = (
    mark: Uint8Array,
    signer = own,
    key = server(signer).key,
    context = election.manifestHash,
  ) => signStatement(markStatement, context, { mark }, signer, key);
  const [first, second, other] = [random(32), random(32), random(32)].map(given);
  const entries = [
    { request: new Uint8Array() },
    entry('mark', own, signed(given(first))),
    entry('mark', 'administrator-2', signed(given(other), 'administrator-2')),
    entry('mark', own, signed(given(other), 'administrator-2')),
    entry('mark', own, signed(given(other), own, newKey())),
    entry('mark', own, signed(given(other), own, server(own).key, random(32))),
    entry('other', own, signed(given(other))),
    entry('mark', own, random(40)),
    entry('mark', own, signed(given(second))),
  ];
  assert.deepEqual(marksOf(own, entries, election), [first, second]);
});
