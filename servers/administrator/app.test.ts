/** The routes that cost an Administrator most have a bound for each network, which they share. */
import assert from 'node:assert/strict';
import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterAll, test } from 'vitest';
import { loadMclBls } from '../../protocol/primitives/bls-mcl.ts';
import { makeElection } from '../../protocol/test-support.ts';
import { IN_FLIGHT } from '../shared/in-flight.ts';
import { Metrics } from '../shared/metrics.ts';
import { removeFolder, serverContext, temporaryFolder } from '../shared/test-support.ts';
import { administratorApp } from './app.ts';

const folder = temporaryFolder();
const context = serverContext(await makeElection(), 'administrator-1', folder, () => 0);
const { app, elections } = administratorApp(context, new Metrics(), await loadMclBls());
let arrived = 0;
app.server.on('request', () => arrived++);
const base = await app.listen({ host: '127.0.0.1', port: 0 });
const open: ClientRequest[] = [];
afterAll(async () => {
  for (const request of open) request.destroy();
  await app.close();
  await elections.close();
  removeFolder(folder);
});

/** A request whose body is still to come, as a proxy on this machine hands it on. */
function begin(route: string, from: string): ClientRequest {
  const headers = { 'content-type': 'application/cbor', 'content-length': 1, 'x-forwarded-for': from };
  const url = `${base}/elections/${'0'.repeat(32)}/${route}`;
  const request = httpRequest(url, { method: 'POST', agent: false, headers });
  request.flushHeaders();
  open.push(request);
  return request;
}

/** The code of its refusal, once the body is here too. */
async function codeOf(request: ClientRequest): Promise<string> {
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    request.on('response', resolve).on('error', reject);
  });
  request.end(Buffer.from([0x80]));
  return ((await json(await answer)) as { code: string }).code;
}

test('so many Prepare and Sign requests of one network are under way, together, and others go on', async () => {
  for (let i = 0; i < IN_FLIGHT; i++)
    begin(i % 2 === 0 ? 'prepare' : 'sign', '203.0.113.7').on('error', () => 0);
  while (arrived < IN_FLIGHT) await new Promise((resolve) => app.server.once('request', resolve));
  for (const route of ['prepare', 'sign']) {
    assert.equal(await codeOf(begin(route, '203.0.113.7')), 'service/busy');
    assert.equal(await codeOf(begin(route, '198.51.100.1')), 'service/not-found');
  }
});

test('the chain of periods is served to the PC', async () => {
  for (const path of ['periods?from=0', 'periods/1/north']) {
    const response = await fetch(`${base}/elections/${'0'.repeat(32)}/${path}`);
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    assert.equal(((await response.json()) as { code: string }).code, 'service/not-found');
  }
});
