import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { ElectionRequest } from '../../../servers/commissioner/api/elections.ts';
import { DIRECTORY } from '../console/test-support.tsx';
import { copyOf } from './copy-election.ts';
import { newDraft } from './draft.ts';
import { electionRequest } from './election-request.ts';
import { BALLOT_XML } from './test-support.ts';

const NOW = Date.UTC(2027, 4, 2, 12);
const OTHER_XML = BALLOT_XML.replace('The river bridge', 'The other bridge');
const MADE: ElectionRequest = {
  ...{ title: 'Board', opens: 1000, closes: 5000, intakeEnds: 5600, claimsEnd: 9000 },
  ballots: [
    { style: 'north', xml: BALLOT_XML },
    { style: 'south', xml: BALLOT_XML },
    { style: 'west', xml: OTHER_XML },
  ],
  thresholds: DIRECTORY.thresholds,
  servers: DIRECTORY.servers.map(({ id }) => id),
};

test('its times are as long, and none is past', () => {
  const { opens, closes, intakeEnds, claimsEnd } = copyOf(MADE, DIRECTORY, NOW);
  assert.equal(opens, newDraft(NOW).opens);
  assert.ok(opens > NOW / 1000);
  assert.deepEqual([closes - opens, intakeEnds - opens, claimsEnd - opens], [4000, 4600, 8000]);
  assert.equal(copyOf(MADE, DIRECTORY, NOW).renewEvery, null);
  assert.equal(copyOf({ ...MADE, renewEvery: 60 }, DIRECTORY, NOW).renewEvery, 60);
});

test('the same could be made of it again: title, ballots, servers, thresholds; not whether it was a trial', () => {
  const draft = copyOf({ ...MADE, trial: 'everybody' }, DIRECTORY, NOW);
  assert.equal(draft.trial, null);
  const again = electionRequest(draft, ['north', 'south', 'west'], DIRECTORY);
  assert.equal(again.title, 'Board');
  assert.ok(!('servers' in again) && !('thresholds' in again), 'as the deployment has them');
  const [north, south, west] = again.ballots;
  assert.equal(south?.xml, north?.xml);
  assert.match(west?.xml ?? '', /The other bridge/);
  assert.deepEqual(
    draft.papers.map(({ use }) => use),
    [null, 'north', null],
  );
});

test('servers that took no part take none; what the deployment has no more is left out; own thresholds stay own', () => {
  const thresholds = { ...DIRECTORY.thresholds, poolSize: 9 };
  const servers = [...(MADE.servers ?? []).filter((id) => id !== 'counter-3'), 'gone-1'];
  const draft = copyOf({ ...MADE, thresholds, servers }, DIRECTORY, NOW);
  assert.deepEqual(draft.absent, ['counter-3']);
  assert.deepEqual(draft.thresholds, thresholds);
});
