import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { ApiError, type ApiEvent, makeApi, type StreamStep } from './api.ts';

const NOW = Date.parse('2027-05-02T12:00:00Z');

function apiWith(answer: () => Response) {
  const asked: { path: string; method: string | undefined; body: unknown }[] = [];
  const api = makeApi(
    async (path, init) => {
      asked.push({ path: String(path), method: init?.method, body: init?.body });
      return answer();
    },
    () => NOW,
  );
  const events: ApiEvent[] = [];
  const unsubscribe = api.subscribe((event) => events.push(event));
  return { api, asked, events, unsubscribe };
}

function streamOf(parts: readonly string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(new TextEncoder().encode(part));
      controller.close();
    },
  });
}

const refusal = (status: number, code: string) => () => Response.json({ code, message: 'why' }, { status });

describe('the console asks the service', () => {
  test('JSON goes out and comes in', async () => {
    const { api, asked } = apiWith(() => Response.json({ imported: 2 }, { status: 201 }));
    assert.deepEqual(await api.post('/officer/voters', [{ voter: 'a' }]), { imported: 2 });
    assert.deepEqual(asked, [{ path: '/officer/voters', method: 'POST', body: '[{"voter":"a"}]' }]);
  });

  test('an answer without content is null', async () => {
    const { api } = apiWith(() => new Response(null, { status: 204 }));
    assert.equal(await api.delete('/officer/session'), null);
  });

  test('a refusal keeps code, message and status', async () => {
    const { api, events } = apiWith(refusal(409, 'officer/last'));
    await assert.rejects(api.delete('/officer/officers/a'), (error: ApiError) => {
      assert.deepEqual([error.code, error.message, error.status], ['officer/last', 'why', 409]);
      return true;
    });
    assert.deepEqual(events, [{ kind: 'answered', skew: null }]);
  });

  test('a session that ended is told; a wrong passphrase is not that', async () => {
    for (const code of ['service/unauthorised', 'officer/session-expired']) {
      const { api, events } = apiWith(refusal(401, code));
      await assert.rejects(api.get('/officer/servers'), ApiError);
      assert.deepEqual(events.at(-1), { kind: 'unauthorised', code });
    }
    const other = apiWith(refusal(403, 'officer/role'));
    await assert.rejects(other.api.post('/officer/voters', []), ApiError);
    assert.deepEqual(other.events.at(-1), { kind: 'other-role' }, 'nor is another role');
    const { api, events } = apiWith(refusal(401, 'officer/wrong-passphrase'));
    await assert.rejects(api.post('/officer/session', {}), { code: 'officer/wrong-passphrase' });
    assert.deepEqual(events, [{ kind: 'answered', skew: null }]);
  });

  test("how far the service's clock is ahead", async () => {
    const date = 'Sun, 02 May 2027 12:00:07 GMT';
    const { api, events } = apiWith(() => Response.json([], { headers: { date } }));
    await api.get('/officer/elections');
    assert.deepEqual(events, [{ kind: 'answered', skew: 7000 }]);
  });

  test('no answer, and an answer that is none of the service', async () => {
    const { api, events, unsubscribe } = apiWith(() => {
      throw new TypeError('Failed to fetch');
    });
    await assert.rejects(api.get('/officer/health'), { code: 'console/unreachable', status: 0 });
    assert.deepEqual(events, [{ kind: 'unreachable' }]);
    unsubscribe();
    await assert.rejects(api.get('/officer/health'), ApiError);
    assert.equal(events.length, 1);
    const gateway = apiWith(() => new Response('<html>Bad gateway', { status: 502 }));
    await assert.rejects(gateway.api.get('/x'), { code: 'console/bad-answer', status: 502 });
    const page = apiWith(() => new Response('<html>Hotel'));
    await assert.rejects(page.api.get('/x'), { code: 'console/bad-answer' });
  });
});

describe('long jobs', () => {
  const inParts = (...parts: string[]) => apiWith(() => new Response(streamOf(parts)));

  test('every line is a step, wherever the parts of the answer end; the last one is the result', async () => {
    const { api } = inParts(
      '{"stage":"manifest","done":1,"to',
      'tal":2}\n{"stage":"manifest","done":2,"total":2}\n{"resu',
      'lt":{"a":"é"}}\n',
    );
    const steps: StreamStep[] = [];
    assert.deepEqual(await api.stream('/x', undefined, (step) => steps.push(step)), { a: 'é' });
    assert.deepEqual(
      steps.map(({ stage, done, total }) => [stage, done, total]),
      [
        ['manifest', 1, 2],
        ['manifest', 2, 2],
      ],
    );
  });

  test('an error in the last line', async () => {
    const { api } = inParts('{"error":{"code":"share/too-few","message":"2 of 3"}}\n');
    const step = () => assert.fail('no step');
    await assert.rejects(api.stream('/x', {}, step), { code: 'share/too-few', message: '2 of 3' });
  });

  test('an end without a result, and a connection that breaks', async () => {
    await assert.rejects(
      inParts('{"stage":"a","done":1,"total":2}\n').api.stream('/x', {}, () => undefined),
      {
        code: 'console/broken-off',
      },
    );
    const broken = apiWith(
      () =>
        new Response(
          new ReadableStream({
            pull() {
              throw new TypeError('network error');
            },
          }),
        ),
    );
    await assert.rejects(
      broken.api.stream('/x', {}, () => undefined),
      { code: 'console/broken-off' },
    );
  });
});
