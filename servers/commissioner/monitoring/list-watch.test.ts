/** What officers and operators are told of a Counter that contradicts itself. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { treeHeadStatement } from '../../../protocol/messages/tree-head.ts';
import { toHex } from '../../../protocol/primitives/bytes.ts';
import { signStatement } from '../../../protocol/primitives/statement.ts';
import { makeElection } from '../../../protocol/test-support.ts';
import { officerService } from '../officer-test-support.ts';

const service = officerService();

test('its ID with the election, and how often in the metrics', async () => {
  const fixture = await makeElection();
  service.identity = fixture.commissioner;
  await service.restart();
  const { plan, manifestHash } = fixture.election;
  const election = service.elections.open(toHex(plan.electionId));
  await election.acceptManifest(fixture.manifestDocument);
  const told = async () => {
    const [summary] = (await service.byToken('GET', '/officer/elections')).json();
    const metrics = (await service.byToken('GET', '/metrics')).body;
    return [summary.contradicted, /^revs_counter_contradictions (\d+)$/m.exec(metrics)?.[1]];
  };
  assert.deepEqual(await told(), [[], '0']);
  const { key } = fixture.server('counter-2');
  for (const [size, fill] of [
    [3, 0],
    [3, 1],
    [2, 1],
  ] as const) {
    const head = { size, root: new Uint8Array(32).fill(fill) };
    const statement = signStatement(treeHeadStatement, manifestHash, head, 'counter-2', key);
    election.lists.noteServed('counter-2', { ...head, statement }, election.lists.largest('counter-2'));
  }
  assert.deepEqual(await told(), [['counter-2'], '2']);
});
