/** A server that lacks the manifest which the board has: it asks those who may have it, and takes no other (board contract, 4). */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, beforeEach, test } from 'vitest';
import { signManifest } from '../../protocol/0-setup/check-manifest.ts';
import { ElectionSetUp } from '../../protocol/board/manifest-test-support.ts';
import { toHex, utf8 } from '../../protocol/primitives/bytes.ts';
import { flipped, newKey } from '../../protocol/test-support.ts';
import { Poster } from '../shared/poster.ts';
import { removeFolder, serverContext, temporaryFolder } from '../shared/test-support.ts';
import { CounterElection } from './counter-election.ts';

const SELF = 'counter-1';
/** What each server answers that is asked for the manifest; whoever is not here hangs up. */
const answers = new Map<string, Uint8Array>();
const asked: string[] = [];
const others = createServer((request, response) => {
  const [, id = '', path = ''] = (request.url ?? '').split(/^\/([^/]+)/);
  asked.push(`${id} ${path}`);
  const answer = answers.get(id);
  if (answer === undefined) request.destroy();
  else response.writeHead(200, { 'content-type': 'application/cbor' }).end(answer);
});
await new Promise<void>((resolve) => others.listen(0, '127.0.0.1', resolve));
const base = `http://127.0.0.1:${(others.address() as AddressInfo).port}`;
const setUp = await ElectionSetUp.make({
  styles: [{ style: 'all', voters: 1 }],
  urlOf: (id) => `${base}/${id}`,
});
setUp.stand();
const { fixture, board } = setUp;
const { election, manifest, signedManifest, commissioner, plan } = fixture;
const route = `/elections/${toHex(plan.electionId)}/manifest/${toHex(election.manifestHash)}`;

const folder = temporaryFolder();
let now = 0;
let counter: CounterElection;
let opened = 0;
beforeEach(async () => {
  answers.clear();
  asked.length = 0;
  counter = new CounterElection(
    serverContext(fixture, SELF, `${folder}/${opened++}`, () => now),
    toHex(plan.electionId),
  );
  await counter.acceptPlan(fixture.planDocument);
});
afterAll(() => {
  others.closeAllConnections();
  others.close();
  removeFolder(folder);
});

function follow(log = board.readAgain(board.entries)): void {
  const common = { clock: () => now, logger: pino({ level: 'silent' }) };
  const post = () => assert.fail('a Counter says nothing in the setup');
  const poster = new Poster({ election: board.name, signer: SELF, post, ...common });
  counter.follow({ log, poster, past: board.board.pastLogs, isCurrent: () => true });
}

/** Looks until it is so, a second of the server's clock each time. */
async function look(isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    now += 1_000;
    await counter.tick();
    await setImmediate();
  }
}

test('it is asked of one after the other, until one has the very manifest', async () => {
  answers.set('administrator-1', utf8('garbage'));
  answers.set('administrator-2', signManifest({ ...manifest, title: 'Another title' }, commissioner));
  answers.set('administrator-3', signManifest(manifest, newKey()));
  answers.set('trustee-1', signedManifest);
  follow();
  await look(() => counter.isOpen);
  assert.deepEqual(counter.election.manifestHash, election.manifestHash);
  const those = ['administrator-1', 'administrator-2', 'administrator-3', 'administrator-4', 'trustee-1'];
  // A call whose connection breaks is made again.
  assert.deepEqual(
    [...new Set(asked)],
    those.map((id) => `${id} ${route}`),
  );
  await counter.close();
});

test('it is asked again of all where nobody had it', async () => {
  follow();
  await look(() => asked.length >= 16);
  assert.equal(counter.isOpen, false);
  answers.set('trustee-4', signedManifest);
  await look(() => counter.isOpen);
  await counter.close();
});

test('it is not acted on before it stands', async () => {
  const quorum = board.readAgain(board.entries.slice(0, -2));
  assert.ok(quorum.setup.step === 'countersignature');
  follow(quorum);
  counter.setup.offer(signedManifest);
  for (let second = 0; second < 10; second++) {
    now += 1_000;
    await counter.tick();
  }
  assert.equal(counter.isOpen, false, 'two of q = 3 Trustees');
  follow();
  await look(() => counter.isOpen);
  await counter.close();
});

test('countersignatures that are none do not count', async () => {
  const forged = await ElectionSetUp.make({ styles: [{ style: 'all', voters: 1 }] });
  forged.stand(({ kid, signature }) => (/^administrator-[12]$/.test(kid) ? flipped(signature) : signature));
  const { fixture: own, board: its } = forged;
  const server = new CounterElection(
    serverContext(own, SELF, `${folder}/forged`, () => now),
    toHex(own.plan.electionId),
  );
  await server.acceptPlan(own.planDocument);
  const common = { clock: () => now, logger: pino({ level: 'silent' }) };
  const post = () => assert.fail();
  const poster = new Poster({ election: its.name, signer: SELF, post, ...common });
  server.follow({ log: its.log, poster, past: its.board.pastLogs, isCurrent: () => true });
  server.setup.offer(own.signedManifest);
  for (let second = 0; second < 10; second++) {
    now += 1_000;
    await server.tick();
  }
  const { setup } = its.log;
  assert.ok(
    setup.step === 'countersignature' && setup.administrators.size === 2 && setup.trustees.size === 4,
  );
  assert.equal(server.isOpen, false);
  await server.close();
});
