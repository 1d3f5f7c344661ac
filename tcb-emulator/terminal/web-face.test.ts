import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { type TestContext, test } from 'vitest';
import { LANGUAGES } from '../dialogue/languages.ts';
import { KEY_CAPS, KEYS } from '../display/keys.ts';
import { Panel } from '../display/panel.ts';
import { createHumanInterface } from './human-interface.ts';
import { isWord } from './web/words.ts';
import { webAddress } from './web-face.ts';

const TOKEN = 'test-token-of-the-web-face';
const HOST = '127.0.0.1:8601';
const FILES = ['/', '/terminal.css', '/device.css', '/terminal.js', '/icon.svg'];
const WEB = new URL('web/', import.meta.url);

function served(t: TestContext): FastifyInstance {
  const slot = { insert: async () => undefined, remove: () => undefined };
  const app = createHumanInterface({ panel: new Panel(), slot, token: TOKEN });
  t.onTestFinished(() => app.close());
  return app;
}

const get = (
  app: FastifyInstance,
  url: string,
  headers: Record<string, string>,
): Promise<LightMyRequestResponse> => app.inject({ url, headers: { host: HOST, ...headers } });

test('the page needs no token, holds none, and gives no access without one', async (t) => {
  const app = served(t);
  for (const url of FILES) {
    const answer = await get(app, url, {});
    assert.equal(answer.statusCode, 200, url);
    assert.ok(!answer.body.includes(TOKEN));
    assert.ok(!JSON.stringify(answer.headers).includes(TOKEN));
  }
  for (const url of [
    '/display',
    '/cards',
    '/automation',
    '/keys',
    '/words.ts',
    '/web/terminal.ts',
    '/..%2fmain.ts',
  ]) {
    assert.equal((await get(app, url, {})).statusCode, 401, url);
  }
  assert.equal(
    (await get(app, '/terminal.html', { authorization: `Bearer ${TOKEN}` })).statusCode,
    404,
    'only what is listed is served',
  );
});

test('the page is served under a loopback name only, and to no other origin', async (t) => {
  const app = served(t);
  const own = { authorization: `Bearer ${TOKEN}`, origin: `http://${HOST}` };
  for (const url of [...FILES, '/display']) {
    assert.equal((await get(app, url, own)).statusCode, 200, url);
    const rebound = await get(app, url, { ...own, host: 'evil.example' });
    assert.deepEqual([rebound.statusCode, rebound.json().code], [403, 'terminal/bad-host'], url);
    for (const origin of ['http://evil.example', 'null', `https://${HOST}`, 'http://127.0.0.1:8600', '']) {
      const answer = await get(app, url, { ...own, origin });
      assert.deepEqual([answer.statusCode, answer.json().code], [403, 'terminal/bad-origin'], url + origin);
      assert.equal(answer.headers['access-control-allow-origin'], undefined);
    }
  }
});

test('every answer, refusals too, says how little a browser may do with it', async (t) => {
  const app = served(t);
  const requests = [
    ...FILES.map((url) => get(app, url, {})),
    get(app, '/display', { authorization: `Bearer ${TOKEN}` }),
    get(app, '/display', {}),
    get(app, '/', { host: 'evil.example' }),
  ];
  for (const { headers } of await Promise.all(requests)) {
    const policy = String(headers['content-security-policy']).split('; ');
    for (const rule of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"])
      assert.ok(policy.includes(rule), rule);
    for (const rule of ["frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"])
      assert.ok(policy.includes(rule), rule);
    assert.ok(policy.every((rule) => !/unsafe|http|\*/.test(rule)));
    assert.equal(headers['x-content-type-options'], 'nosniff');
    assert.equal(headers['referrer-policy'], 'no-referrer');
    assert.equal(headers['cache-control'], 'no-store');
  }
});

test('the files ask no other server, and need no exception from the policy', async (t) => {
  const app = served(t);
  for (const url of FILES) {
    const text = (await get(app, url, {})).body.replace('http://www.w3.org/2000/svg', '');
    assert.doesNotMatch(
      text,
      /https?:|\/\/[a-z]+\.[a-z]+\/|@import|url\(|style=|\son[a-z]+=|<style|innerHTML|eval\(/,
      url,
    );
  }
});

test('the script is one module that imports nothing and says what the page needs', async (t) => {
  const script = await get(served(t), '/terminal.js', {});
  assert.equal(script.headers['content-type'], 'text/javascript; charset=utf-8');
  assert.doesNotMatch(script.body, /\b(import|require)\b/);
  assert.match(script.body, /Leitor de cartões/);
});

test('the pad has the 16 keys with their caps', () => {
  const html = readFileSync(new URL('index.html', WEB), 'utf8').replaceAll('&lt;', '<');
  const keys = [...html.matchAll(/data-key="(\w+)"><b>([^\s]+?)<\/b>/g)].map(([, key = '', cap]) => [
    key,
    cap,
  ]);
  const caps: Readonly<Record<string, string>> = KEY_CAPS;
  assert.deepEqual(keys.toSorted(), KEYS.map((key) => [key, caps[key] ?? key]).toSorted());
});

test('the page offers the languages of the terminal, and has each of its texts', () => {
  const html = readFileSync(new URL('index.html', WEB), 'utf8');
  const offered = [...html.matchAll(/<option value="(\w+)"/g)].map(([, language]) => language);
  assert.deepEqual(offered, LANGUAGES);
  const used = [...html.matchAll(/data-word="(\w+)"/g)].map(([, word = '']) => word);
  assert.ok(used.length > 0);
  for (const word of used) assert.ok(isWord(word), word);
});

test('the address holds the token in its fragment, which is never sent', () => {
  const address = new URL(webAddress('http://127.0.0.1:8601', 'a token+'));
  assert.equal(address.pathname + address.search, '/');
  assert.equal(new URLSearchParams(address.hash.slice(1)).get('token'), 'a token+');
});
