import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'vitest';
import { MAX_TEMPLATES, type Template } from '../api/templates.ts';
import { assertRefused, officerService } from '../officer-test-support.ts';

const XML = readFileSync(new URL('../../../ballots/samples/referendum.xml', import.meta.url), 'utf8');
const service = officerService();
const { byToken } = service;

const save = (name: string, xml = XML) => byToken('POST', '/officer/templates', { name, xml });
const idOf = async (name: string): Promise<number> => (await save(name)).json<{ id: number }>().id;
const list = async () => (await byToken('GET', '/officer/templates')).json<Template[]>();

test('a template is kept byte for byte, over a restart, until it is deleted; its ID is never another one', async () => {
  const id = await idOf('  Board,   every year ');
  await service.restart();
  assert.deepEqual(await list(), [{ id, name: 'Board, every year' }]);
  assert.deepEqual((await byToken('GET', `/officer/templates/${id}`)).json(), { xml: XML });
  assert.equal((await byToken('DELETE', `/officer/templates/${id}`)).statusCode, 204);
  assert.deepEqual(await list(), []);
  assert.ok((await idOf('Board')) > id);
});

test('a template is renamed, to what no other has', async () => {
  const [a, b] = [await idOf('B'), await idOf('C')];
  const rename = (id: number, name: string) => byToken('PUT', `/officer/templates/${id}/name`, { name });
  assert.equal((await rename(a, 'A')).statusCode, 204);
  assert.equal((await rename(a, 'A')).statusCode, 204, 'as it is');
  assertRefused(await rename(b, ' A '), 409, 'template/exists');
  assertRefused(await rename(b, ' '), 400, 'template/name');
  assert.deepEqual(await list(), [
    { id: a, name: 'A' },
    { id: b, name: 'C' },
  ]);
});

test('what is no ballot, has no name or a name that another one has, is not kept', async () => {
  await save('Board');
  assertRefused(await save('Board'), 409, 'template/exists');
  for (const name of ['   ', 'a\u202eb']) assertRefused(await save(name), 400, 'template/name');
  assertRefused(await save('x'.repeat(101)), 400, 'service/bad-request');
  const refused = await save('Other', XML.replace('yes-no', 'maybe'));
  assert.equal(refused.statusCode, 400);
  assert.match(refused.json<{ code: string }>().code, /^ballot\//);
  assert.deepEqual(
    (await list()).map(({ name }) => name),
    ['Board'],
  );
});

test('what is not there any more is said to be unknown', async () => {
  for (const call of [
    byToken('GET', '/officer/templates/7'),
    byToken('DELETE', '/officer/templates/7'),
    byToken('PUT', '/officer/templates/7/name', { name: 'x' }),
  ])
    assertRefused(await call, 404, 'template/unknown');
  assertRefused(await byToken('GET', '/officer/templates/x'), 400, 'service/bad-request');
});

test('there is a bound on how many there are', async () => {
  for (let n = 1; n <= MAX_TEMPLATES; n++) assert.equal((await save(`T ${n}`)).statusCode, 200);
  assertRefused(await save('One more'), 409, 'template/too-many');
});
