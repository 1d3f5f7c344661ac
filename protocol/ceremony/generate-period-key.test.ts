/** What holders state as their keys of period 0: a manifest with a key twice is none, and nobody may keep an election from being made. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { signingKey } from '../primitives/p256-signature.ts';
import { given, makePlan, newKey, random } from '../test-support.ts';
import type { Dealt } from './generate.ts';
import { CeremonyHolder } from './generate-holder.ts';
import { attemptHash, electionCeremony, judgesOf, type Posted } from './generate-judges.ts';
import type { CeremonyState } from './generate-messages.ts';
import { provePeriodKey } from './prove-period-key.ts';

const trusteeRenewal = { first: 0, every: 100_000, deadline: 10_000, phase: 1_000, clockError: 0 };
const planned = await makePlan({ trusteeRenewal }, newKey());
const secret = random(32);
const plan = {
  ...planned.plan,
  administrators: planned.plan.administrators.map((party, i) =>
    i === 0 ? { ...party, identityKey: signingKey(secret).publicKey } : party,
  ),
};
const ceremony = electionCeremony(plan, random(32));
const own = new CeremonyHolder(ceremony, 1, 0, random(32)).state();

const begun = (states: Dealt<Posted>['states'] = new Map()): Dealt<Posted> => ({
  ...{ attempt: 1, states, deals: new Map() },
});
const { isValidState } = judgesOf(ceremony);

/** With that key, which it has. */
function stating(holder: number, key: Uint8Array): CeremonyState {
  const id = given(ceremony.participants[holder]);
  const possession = provePeriodKey(ceremony, attemptHash(ceremony, 1), id, key);
  return { ...own, periodKey: signingKey(key).publicKey, possession };
}

test("is nobody's identity key", () => {
  assert.ok(isValidState(begun(), 0, stating(0, random(32))));
  assert.ok(!isValidState(begun(), 0, stating(0, secret)));
});

test('is no key that another holder has stated', () => {
  const shared = random(32);
  const first = stating(0, shared);
  assert.ok(isValidState(begun(new Map([[0, first]])), 0, first), 'its own, said again');
  assert.ok(!isValidState(begun(new Map([[0, first]])), 1, stating(1, shared)));
});
