/** What is posted while shares are renewed, as replicas read it: whose it is and what it is about; signatures are for the fold. */
import assert from 'node:assert/strict';
import { beforeAll, test } from 'vitest';
import { longestRefreshPost } from '../0-setup/refresh-room.ts';
import { REFRESH_STATEMENTS, type RefreshContent, type RefreshType } from '../ceremony/refresh-messages.ts';
import { toHex } from '../primitives/bytes.ts';
import { signStatement } from '../primitives/statement.ts';
import type { StatementType } from '../primitives/statement-form.ts';
import { makeElection, newKey, random, type TestElection } from '../test-support.ts';
import { electionPorts } from './open-posts.ts';

const BOARD = random(32);
const C = random(32);
const TOPIC = 'refresh-trustee';
const ports = electionPorts(BOARD);
let fixture: TestElection;
beforeAll(async () => {
  fixture = await makeElection({ board: BOARD });
});

const signed = <T extends RefreshType>(type: T, content: RefreshContent<T>, signer = 'trustee-2') =>
  signStatement(
    REFRESH_STATEMENTS[type] as StatementType<RefreshContent<T>>,
    C,
    content,
    signer,
    // A period key, which replicas do not know.
    newKey(),
  );
function open(type: string, content: Uint8Array, signer = 'trustee-2') {
  const { plan, planHash } = fixture.election;
  const terms = { plan, planHash: toHex(planHash), posted: 0 };
  return ports.statement(TOPIC, type, content, signer, { terms, manifest: undefined });
}

const hash = random(32);
const key = { periodKey: random(33), possession: random(64) };
const EXAMPLES: { readonly [T in RefreshType]: RefreshContent<T> } = {
  state: { kemKeys: Array.from({ length: 4 }, () => random(1216)), ...key },
  deal: { keys: [[random(33)]], seals: Array.from({ length: 4 }, () => random(1200)) },
  complaint: { dealer: 3, seed: random(32) },
  ok: { dealers: 7 },
  outcome: { hash },
  rejoin: { period: 5, key: random(33), possession: random(64) },
  abandon: {},
  tick: { phase: 2 },
  period: { record: random(300), outcomes: [random(200)] },
};
const TYPES = Object.keys(EXAMPLES) as RefreshType[];
const example = (type: RefreshType, signer?: string) =>
  signed(type, EXAMPLES[type] as RefreshContent<RefreshType>, signer);

test.each(TYPES)('%s is of the Trustee that posts it, in its context', (type) => {
  const content = example(type);
  assert.equal(open(type, content)?.context, toHex(C));
  assert.equal(open(type, content, 'trustee-1'), undefined, 'posted by another');
  assert.equal(open(type, example(type, 'administrator-1'), 'administrator-1'), undefined);
  assert.equal(open(type, content.subarray(1)), undefined);
  const other = type === 'tick' ? 'ok' : 'tick';
  assert.equal(open(type, example(other)), undefined, 'another kind');
});

test('policies are told what there may be several of, and which outcome is meant', () => {
  assert.equal(open('complaint', example('complaint'))?.about, '3');
  assert.equal(open('rejoin', example('rejoin'))?.about, '5');
  assert.equal(open('outcome', example('outcome'))?.outcome, toHex(hash));
  assert.notEqual(open('tick', signed('tick', { phase: 1 }))?.says, open('tick', example('tick'))?.says);
});

test('a post is no longer than an honest one can be: one-time keys and seals of as many as there are Trustees', () => {
  const most = longestRefreshPost(fixture.election.plan, 'trustee');
  assert.ok(example('state').length <= most && example('deal').length <= most);
  const more = { ...EXAMPLES.state, kemKeys: Array.from({ length: 7 }, () => random(1216)) };
  assert.ok(signed('state', more).length > most);
  assert.equal(open('state', signed('state', more)), undefined);
});
