/** What a manifest says of renewal: the period keys, and how often there is room for it on the board. */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { given, makeElection, newKey } from '../test-support.ts';
import { openManifest, signManifest } from './check-manifest.ts';

const OPENS = 1_800_000_000;
const EVERY_MINUTE = {
  ...{ first: 1000 * OPENS, every: 60_000, deadline: 30_000, phase: 5000, clockError: 1000 },
};

describe.each([
  // 2 (4 * 1,400 + 100 + 2,048) bytes of each of 4 Trustees: 1,082 refreshes in 64 MiB, of a minute each.
  { role: 'trustee', keys: 'trusteePeriodKeys', end: 'claimsEnd', most: 1082 },
  // 2 (4 * 1,440 + 2 * 2 * 100 + 2,048) bytes of each of 4 Administrators, who sign for two styles.
  { role: 'administrator', keys: 'administratorPeriodKeys', end: 'closes', most: 1022 },
] as const)('renewal by $role', ({ role, keys, end, most }) => {
  const made = makeElection({
    ...{ opens: OPENS, [`${role}Renewal`]: EVERY_MINUTE, withoutShares: [`${role}-2`] },
  });

  test('not before it opens; a new key of its own for each that has a share', async () => {
    const { manifest, commissioner, plan } = await made;
    assert.equal(manifest[keys].length, 3);
    const [first, second, third] = manifest[keys].map(given);
    const wrong: readonly (readonly Uint8Array[])[] = [
      [],
      [given(first), given(second)],
      [given(first), given(second), given(third), newKey().publicKey],
      [given(first), given(second), given(second)],
      [given(first), given(second), given(plan.counters[0]).identityKey],
    ];
    for (const change of [...wrong.map((some) => ({ [keys]: some })), { opens: OPENS + 1 }]) {
      const bad = signManifest({ ...manifest, ...change }, commissioner);
      assert.throws(() => openManifest(bad, commissioner.publicKey), { code: 'manifest/invalid' });
    }
  });

  test('no more often than the board has room for', async () => {
    const { manifest, commissioner } = await made;
    const until = (at: number) => {
      const later = { closes: at - 3, intakeEnds: at - 2, claimsEnd: at + 10 };
      const times = end === 'closes' ? { ...later, closes: at, intakeEnds: at + 1 } : { claimsEnd: at };
      return signManifest({ ...manifest, ...times }, commissioner);
    };
    const longest = OPENS + most * 60;
    assert.equal(openManifest(until(longest), commissioner.publicKey).election.manifest[end], longest);
    assert.throws(() => openManifest(until(longest + 1), commissioner.publicKey), {
      code: 'manifest/invalid',
    });
  });

  test('where nothing is renewed there are no such keys', async () => {
    const { manifest, commissioner } = await makeElection();
    const unasked = signManifest({ ...manifest, [keys]: [newKey().publicKey] }, commissioner);
    assert.throws(() => openManifest(unasked, commissioner.publicKey), { code: 'manifest/invalid' });
  });
});
