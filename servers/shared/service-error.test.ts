import assert from 'node:assert/strict';
import { test } from 'vitest';
import { BallotError } from '../../ballots/errors.ts';
import { type ErrorCode, ProtocolError } from '../../protocol/errors.ts';
import { refusalOf, refusalOfStatus, ServiceError } from './service-error.ts';
import { StartupError } from './startup-error.ts';

test('a protocol error keeps its code and message; the status follows from the code', () => {
  const statuses: [ErrorCode, number][] = [
    ['vote/other-message', 409],
    ['signature/invalid', 403],
    ['voter/unknown', 403],
    ['time/not-open', 425],
    ['time/closed', 425],
    ['time/too-early', 425],
    ['cbor/malformed', 400],
    ['hpke/failed', 400],
  ];
  for (const [code, status] of statuses)
    assert.deepEqual(refusalOf(new ProtocolError(code, 'why', 'admin-1')), { status, code, message: 'why' });
});

test('service and ballot errors keep their codes', () => {
  const busy = new ServiceError('service/busy', 503, 'later');
  assert.deepEqual(refusalOf(busy), { status: 503, code: 'service/busy', message: 'later' });
  const ballot = refusalOf(new BallotError('ballot/doctype', 'line 1', 'no DOCTYPE'));
  assert.deepEqual([ballot.status, ballot.code], [400, 'ballot/doctype']);
});

test('anything else is internal and tells nothing, whatever it claims to be', () => {
  const claims = [
    new Error('the secret is 42'),
    Object.assign(new Error('the secret is 42'), { code: 'ERR_SQLITE_ERROR', statusCode: 400 }),
    Object.assign(new Error('the secret is 42'), {
      code: 'FST_ERR_REP_INVALID_PAYLOAD_TYPE',
      statusCode: 500,
    }),
    Object.assign(new Error('the secret is 42'), { code: 'FST_ERR_X', statusCode: 'x' }),
    'the secret is 42',
    undefined,
  ];
  for (const error of claims)
    assert.deepEqual(refusalOf(error), { status: 500, code: 'service/internal', message: 'internal error' });
});

test('a store that fails is told from a mistake, without a path', () => {
  assert.equal(refusalOf(new StartupError('store/full', '/srv/x.db: the disk is full')).code, 'store/full');
  assert.doesNotMatch(refusalOf(new StartupError('store/full', '/srv/x.db')).message, /srv/);
  const unread = Object.assign(new Error('database disk image is malformed'), {
    code: 'ERR_SQLITE_ERROR',
    errcode: 11,
  });
  assert.deepEqual([refusalOf(unread).status, refusalOf(unread).code], [503, 'store/damaged']);
});

test('client errors that Fastify and Node.js find have codes by status', () => {
  const codes = [400, 404, 408, 413, 414, 415, 431].map((status) => refusalOfStatus(status).code);
  assert.deepEqual(codes, [
    'service/bad-request',
    'service/bad-request',
    'service/timeout',
    'service/too-large',
    'service/too-large',
    'service/unsupported-type',
    'service/too-large',
  ]);
});
