/** The Setup paragraph of section 4 of the board contract on hand-written logs. */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { LONG } from '../../folds/spans.ts';
import {
  type CountersigningRole,
  type KeyRole,
  type Setup,
  type SetupPost,
  setupDeadlines,
  setupFold,
} from './setup.ts';

/** N = 4, t = 3; n = 4, q = 3; three Anonymizers of two operators, L = 2. */
const RULES = {
  administrators: 4,
  operators: ['x', 'x', 'y'],
  signingThreshold: 3,
  quorum: 3,
  pathLength: 2,
};

const fold = setupFold(RULES, {
  isValidKey: ({ trafficKey: [first] }) => first !== 0,
  isValidCountersignature: ({ signature }) => signature.length > 0,
});

const plan: SetupPost = { type: 'plan' };
const terms = { hash: new Uint8Array(32), opens: 1, closes: 2, intakeEnds: 3, claimsEnd: 4, voters: 5 };
const manifest = (hash = 'M'): SetupPost => ({ type: 'manifest', hash, terms });
let drawn = 0;
const key = (role: KeyRole, signer: number, trafficKey = Uint8Array.of(1, ++drawn)): SetupPost => ({
  type: 'key',
  role,
  signer,
  statement: { id: `${role}-${signer}`, url: '', trafficKey, signature: new Uint8Array() },
});
const sign = (
  role: CountersigningRole,
  signer: number,
  hash = 'M',
  signature = Uint8Array.of(1),
): SetupPost => ({
  type: 'countersignature',
  role,
  signer,
  hash,
  signature,
});
const administrators = (...signers: number[]) => signers.map((signer) => key('administrator', signer));
const anonymizers = (...signers: number[]) => signers.map((signer) => key('anonymizer', signer));

const add = (setup: Setup, hasTick: boolean, posts: readonly SetupPost[]): Setup =>
  fold.next(setup, { c: 0, time: 0, hasTick, posts });
const batch = (setup: Setup, ...posts: readonly SetupPost[]): Setup => add(setup, false, posts);
const tick = (setup: Setup, ...posts: readonly SetupPost[]): Setup => add(setup, true, posts);
function ticks(setup: Setup, count: number): Setup {
  let now = setup;
  for (let i = 0; i < count; i++) now = tick(now);
  return now;
}
const planned = () => batch(fold.start, plan);
const stated = () => batch(planned(), ...administrators(0, 1, 2, 3), ...anonymizers(0, 1, 2));

function keysOf(setup: Setup): { administrator: number[]; anonymizer: number[] } {
  if (setup.step === 'plan' || setup.step === 'failed') return assert.fail(`no keys: ${setup.step}`);
  const { keys } = setup;
  const of = (role: KeyRole) => [...keys[role]].flatMap(([at, stated]) => (stated === undefined ? [] : [at]));
  return { administrator: of('administrator'), anonymizer: of('anonymizer') };
}

describe("keys' end", () => {
  test('when all have posted; nothing counts before the plan', () => {
    const early = batch(
      fold.start,
      ...administrators(0),
      plan,
      ...administrators(1, 2, 3),
      ...anonymizers(0, 1, 2),
    );
    assert.equal(early.step, 'keys');
    assert.equal(batch(early, ...administrators(0)).step, 'manifest');
  });

  test('else long after the plan; who comes later has no key', () => {
    const some = batch(planned(), ...administrators(0, 1, 2), ...anonymizers(0, 2));
    assert.deepEqual(setupDeadlines(some), [LONG + 1]);
    assert.equal(ticks(some, LONG).step, 'keys');
    const ended = tick(ticks(some, LONG), ...administrators(3), ...anonymizers(1));
    assert.equal(ended.step, 'manifest');
    assert.deepEqual(keysOf(ended), { administrator: [0, 1, 2], anonymizer: [0, 2] });
    assert.deepEqual(setupDeadlines(ended), []);
  });

  test('a bad key is an empty entry, and so is one that another has stated first', () => {
    const same = Uint8Array.of(9);
    const bad = key('administrator', 3, Uint8Array.of(0));
    const all = [bad, key('anonymizer', 0, same), key('anonymizer', 1, same), ...anonymizers(2)];
    assert.deepEqual(keysOf(batch(planned(), ...all, ...administrators(0, 1, 2))), {
      administrator: [0, 1, 2],
      anonymizer: [0, 2],
    });
  });

  test('a server states one key', () => {
    const bad = key('administrator', 0, Uint8Array.of(0));
    const setup = batch(planned(), bad, ...administrators(0, 1, 2, 3), ...anonymizers(0, 1, 2));
    assert.deepEqual(keysOf(setup).administrator, [1, 2, 3]);
  });

  test('fewer than t Administrators, or Anonymizers of fewer than L operators: it has failed', () => {
    const fewAdministrators = batch(planned(), ...administrators(0, 1), ...anonymizers(0, 1, 2));
    assert.equal(ticks(fewAdministrators, LONG + 1).step, 'failed');
    const oneOperator = batch(planned(), ...administrators(0, 1, 2, 3), ...anonymizers(0, 1));
    assert.equal(ticks(oneOperator, LONG + 1).step, 'failed');
  });
});

describe('manifest', () => {
  test("none before keys' end, and one only", () => {
    assert.equal(batch(planned(), manifest()).step, 'keys');
    const first = batch(stated(), manifest('M'), manifest('other'));
    assert.ok(first.step === 'countersignature' && first.hash === 'M');
  });

  test('stands with t Administrators and q Trustees, each counted once', () => {
    const signed = batch(
      batch(stated(), manifest()),
      ...[0, 1, 2].map((i) => sign('administrator', i)),
      ...[0, 1, 1].map((i) => sign('trustee', i)),
      sign('trustee', 2, 'other'),
      sign('trustee', 2, 'M', new Uint8Array()),
    );
    assert.ok(signed.step === 'countersignature' && !signed.stands);
    const standing = batch(signed, sign('trustee', 3));
    assert.ok(standing.step === 'countersignature' && standing.stands);
    assert.deepEqual([...standing.administrators.keys()], [0, 1, 2]);
    assert.deepEqual([...standing.trustees.keys()], [0, 1, 3]);
  });

  test('q Trustees without t Administrators do not make it stand', () => {
    const signed = batch(
      batch(stated(), manifest()),
      ...[0, 1].map((i) => sign('administrator', i)),
      ...[0, 1, 2, 3].map((i) => sign('trustee', i)),
    );
    assert.ok(signed.step === 'countersignature' && !signed.stands);
  });
});
