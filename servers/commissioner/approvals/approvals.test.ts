/** Four eyes: what cannot be taken back is asked for by one officer and done by another one's approval, once. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, test, vi } from 'vitest';
import { toHex } from '../../../protocol/primitives/bytes.ts';
import { newKey } from '../../../protocol/test-support.ts';
import type { OfficerRole } from '../fields.ts';
import { assertRefused, MINUTE, OTHER, officerService, RIGHT } from '../officer-test-support.ts';
import { Officers } from '../officers/officers.ts';
import type { ApprovalRequest, AskedStep } from './approval-api.ts';

const service = officerService();
const { add, byCookie, byToken, entries, logIn, session } = service;
const DAY = 24 * 60 * MINUTE;
const REMOVE = { step: 'roll/remove', voter: 'v1' } as const;

let ana = '';
let ben = '';

beforeEach(async () => {
  await add('ben', 'approver');
  await byToken('POST', '/officer/voters', [
    { voter: 'v1', style: 's' },
    { voter: 'v2', style: 's' },
  ]);
  await restart();
});

afterEach(() => void vi.restoreAllMocks());

async function restart(): Promise<void> {
  service.fourEyes = true;
  await service.restart();
  [ana, ben] = [await session(), await session('ben')];
}

const ask = (cookie: string, step: AskedStep) => byCookie(cookie, 'POST', '/officer/approvals', step);
async function asked(step: AskedStep, cookie = ana): Promise<string> {
  const answer = await ask(cookie, step);
  assert.equal(answer.statusCode, 201, answer.body);
  return answer.json().request;
}
/** What came of it, or the code of the refusal. */
async function approve(cookie: string, request: string): Promise<unknown> {
  const { body } = await byCookie(cookie, 'POST', `/officer/approvals/${request}`);
  const last = JSON.parse(body.trim().split('\n').at(-1) ?? '');
  return last.result ?? last.error?.code ?? last.code;
}
const open = async (): Promise<ApprovalRequest[]> => (await byToken('GET', '/officer/approvals')).json();
const voters = async (): Promise<string[]> =>
  (await byToken('GET', '/officer/voters')).json().map(({ voter }: { voter: string }) => voter);
const withStore = <T>(file: string, use: (db: DatabaseSync) => T): T => {
  const db = new DatabaseSync(join(service.folder, file));
  try {
    return use(db);
  } finally {
    db.close();
  }
};

test('one officer asks, another one approves, and it is done; the log names both', async () => {
  const request = await asked(REMOVE);
  assert.deepEqual(await open(), [
    {
      request,
      step: REMOVE,
      officer: 'ana',
      asked: service.now,
      expires: service.now + DAY,
      isCurrent: true,
    },
  ]);
  assert.deepEqual(await voters(), ['v1', 'v2']);
  assert.deepEqual(await approve(ben, request), {});
  assert.deepEqual(await voters(), ['v2']);
  assert.deepEqual(await open(), []);
  const facts = { step: 'roll/remove', voter: 'v1', request };
  assert.deepEqual(
    entries().filter(([, action]) => String(action).startsWith('approval/')),
    [
      ['ana', 'approval/ask', facts, 'done'],
      ['ben', 'approval/give', { ...facts, askedBy: 'ana' }, 'begun'],
      ['ben', 'approval/give', { ...facts, askedBy: 'ana' }, 'done'],
    ],
  );
});

test('none of these steps can be done at once, neither by an officer nor by the token', async () => {
  const [card, another] = [toHex(newKey().publicKey), toHex(newKey().publicKey)];
  const cards = (publicKey: string) => [{ voter: 'v1', publicKey }];
  assert.equal((await byToken('POST', '/officer/cards', cards(card))).statusCode, 200, 'a first card');
  for (const act of [byToken, (...call: Parameters<typeof byToken>) => byCookie(ana, ...call)])
    for (const [method, url, body] of [
      ['POST', '/officer/cards', cards(another)],
      ['POST', '/officer/cards', [{ voter: 'v2', publicKey: toHex(newKey().publicKey) }, ...cards(another)]],
      ['DELETE', '/officer/voters/v1', undefined],
      ['POST', '/officer/officers', { name: 'cyd', role: 'observer', passphrase: RIGHT }],
      ['PUT', '/officer/officers/ben/role', { role: 'office' }],
      ['DELETE', '/officer/officers/ben/lock', undefined],
      ['DELETE', '/officer/officers/ben', undefined],
    ] as const)
      assertRefused(await act(method, url, body), 409, 'approval/needed');
  assert.equal((await byToken('POST', '/officer/cards', cards(card))).statusCode, 200, 'the same card again');
  const list = (await byToken('GET', '/officer/voters')).json();
  assert.deepEqual(
    list.map((voter: { card: boolean }) => voter.card),
    [true, false],
  );
});

test('nobody approves what is the own request: by another session, after a restart, or by the token', async () => {
  const request = await asked(REMOVE);
  assert.equal(await approve(ana, request), 'approval/own');
  assert.equal(await approve(await session(), request), 'approval/own');
  const byTheToken = await byToken('POST', `/officer/approvals/${request}`);
  assert.match(byTheToken.body, /approval\/named/);
  await restart();
  assert.equal(await approve(ana, request), 'approval/own');
  assert.deepEqual(await voters(), ['v1', 'v2']);
  assertRefused(await byToken('POST', '/officer/approvals', REMOVE), 403, 'approval/named');
});

test('a request outlasts a restart, is approved once, and is used up over a restart too', async () => {
  const request = await asked(REMOVE);
  await restart();
  const both = await Promise.all([approve(ben, request), approve(ben, request)]);
  assert.deepEqual(
    both.toSorted((a) => (typeof a === 'string' ? 1 : -1)),
    [{}, 'approval/unknown'],
  );
  await byToken('POST', '/officer/voters', [{ voter: 'v1', style: 's' }]);
  await restart();
  assert.equal(await approve(ben, request), 'approval/unknown');
  assert.deepEqual(await voters(), ['v1', 'v2']);
});

test('a step that fails after its approval is asked for anew', async () => {
  const request = await asked(REMOVE);
  const unwritable = new DatabaseSync(join(service.folder, 'registry.db'));
  unwritable.exec('BEGIN EXCLUSIVE');
  assert.equal(await approve(ben, request), 'store/unavailable');
  unwritable.close();
  assert.deepEqual(entries().at(-1)?.at(-1), 'store/unavailable');
  assert.equal(await approve(ben, request), 'approval/unknown');
  assert.deepEqual(await voters(), ['v1', 'v2']);
});

test('where requests or the audit log cannot be written, nothing is asked for, approved or done', async () => {
  const request = await asked(REMOVE);
  for (const file of ['officers.db', 'audit.db']) {
    const other = new DatabaseSync(join(service.folder, file));
    other.exec('BEGIN EXCLUSIVE');
    assertRefused(await ask(ana, { ...REMOVE, voter: 'v2' }), 503, 'store/unavailable');
    assert.equal(await approve(ben, request), 'store/unavailable');
    other.close();
    await service.restart();
    await restart();
  }
  assert.deepEqual(await voters(), ['v1', 'v2']);
  assert.deepEqual(await approve(ben, request), {}, 'it is still open');
});

test('a request ends after a day', async () => {
  const request = await asked(REMOVE);
  service.now += DAY - 1;
  assert.equal((await open()).length, 1);
  service.now += 1;
  assert.deepEqual(await open(), []);
  assert.equal(await approve(await session('ben'), request), 'approval/unknown');
  await asked({ ...REMOVE, voter: 'v2' }, await session());
  assert.equal(
    withStore('officers.db', (db) => db.prepare('SELECT * FROM requests').all().length),
    1,
  );
});

test('who has asked withdraws, who may approve declines, and then it cannot be approved', async () => {
  for (const cookie of [ana, ben]) {
    const request = await asked(REMOVE);
    assert.equal((await byCookie(cookie, 'DELETE', `/officer/approvals/${request}`)).statusCode, 204);
    assertRefused(await byCookie(cookie, 'DELETE', `/officer/approvals/${request}`), 404, 'approval/unknown');
    assert.equal(await approve(ben, request), 'approval/unknown');
  }
  const ends = entries().filter(([, action, , outcome]) => action === 'approval/end' && outcome === 'done');
  assert.deepEqual(
    ends.map(([officer, , detail]) => [officer, (detail as { askedBy: string }).askedBy]),
    [
      ['ana', 'ana'],
      ['ben', 'ana'],
    ],
  );
});

test('an approval is for nothing that has changed since', async () => {
  const steps: [AskedStep, () => Promise<unknown>][] = [
    [REMOVE, () => byToken('POST', '/officer/voters', [{ voter: 'v1', style: 'other' }])],
    [
      { step: 'card/replace', voter: 'v2', publicKey: toHex(newKey().publicKey) },
      () => byToken('POST', '/officer/cards', [{ voter: 'v2', publicKey: toHex(newKey().publicKey) }]),
    ],
    [
      { step: 'card/revoke', voter: 'v2' },
      () => byToken('POST', '/officer/voters', [{ voter: 'v2', style: 'other' }]),
    ],
  ];
  for (const [step, change] of steps) {
    const request = await asked(step);
    await change();
    assert.equal((await open())[0]?.isCurrent, false);
    assert.equal(await approve(ben, request), 'approval/changed');
    assert.equal((await byCookie(ana, 'DELETE', `/officer/approvals/${request}`)).statusCode, 204);
  }
  const request = await asked(REMOVE);
  const other = await asked(REMOVE, await office('cyd'));
  assert.deepEqual(await approve(ben, other), {});
  assert.equal(await approve(ben, request), 'approval/changed', 'another one has asked for the same');
});

/** Another officer of the office, added as two officers do. Returns the cookie. */
async function office(name: string): Promise<string> {
  const request = await asked({ step: 'officer/add', name, role: 'office', passphrase: OTHER });
  const { code } = (await approve(ben, request)) as { code: string };
  return session(name, `${OTHER} ${code}`);
}

test('a new officer logs in with both halves of the first passphrase: neither officer has the whole', async () => {
  const request = await asked({ step: 'officer/add', name: 'cyd', role: 'office', passphrase: OTHER });
  await restart();
  assertRefused(await logIn(OTHER, 'cyd'), 401, 'officer/wrong-passphrase');
  const { code } = (await approve(ben, request)) as { code: string };
  assert.match(code, /^[0-9a-f]{4}(-[0-9a-f]{4}){4}$/);
  for (const half of [OTHER, code, `${OTHER} ${code.slice(0, -1)}x`, `${RIGHT} ${code}`])
    assertRefused(await logIn(half, 'cyd'), 401, 'officer/wrong-passphrase');
  const cyd = await session('cyd', `${OTHER} ${code}`);
  assertRefused(
    await byCookie(cyd, 'PUT', '/officer/passphrase', { old: OTHER, new: 'a new passphrase' }),
    401,
    'officer/wrong-passphrase',
  );
  const change = { old: `${OTHER} ${code}`, new: 'a new passphrase' };
  assert.equal((await byCookie(cyd, 'PUT', '/officer/passphrase', change)).statusCode, 204);
  await session('cyd', 'a new passphrase');
  const exported =
    (await byToken('GET', '/officer/audit.jsonl')).body + (await byToken('GET', '/officer/approvals')).body;
  assert.ok(!exported.includes('planted') && !exported.includes(code));
});

test('a passphrase that is too short, and a name that is taken, are refused when they are asked for', async () => {
  const step = { step: 'officer/add', name: 'cyd', role: 'office' } as const;
  assertRefused(await ask(ana, { ...step, passphrase: 'short' }), 400, 'officer/weak-passphrase');
  assertRefused(await ask(ana, { ...step, name: 'ben', passphrase: OTHER }), 409, 'officer/exists');
});

test('with an officer go the own requests: nobody who gets the name later has them, or the old session', async () => {
  const cyd = await office('cyd');
  const request = await asked(REMOVE, cyd);
  assert.deepEqual(await approve(ben, await asked({ step: 'officer/remove', name: 'cyd' })), {});
  await office('cyd');
  assert.deepEqual(await open(), []);
  assert.equal(await approve(ben, request), 'approval/unknown');
  assertRefused(await byCookie(cyd, 'GET', '/officer/session'), 401, 'officer/session-expired');
});

test('who may not ask any more has asked for nothing; who may not approve any more approves nothing', async () => {
  const cyd = await office('cyd');
  const request = await asked(REMOVE, cyd);
  assert.deepEqual(
    await approve(ben, await asked({ step: 'officer/role', name: 'cyd', role: 'approver' })),
    {},
  );
  assert.equal(await approve(ben, request), 'officer/role');
  const last = await asked(REMOVE);
  assert.deepEqual(
    await approve(ben, await asked({ step: 'officer/role', name: 'cyd', role: 'observer' })),
    {},
  );
  assert.equal(await approve(cyd, last), 'officer/role');
  assertRefused(await byCookie(cyd, 'DELETE', `/officer/approvals/${last}`), 403, 'officer/role');
  assertRefused(await ask(ben, REMOVE), 403, 'officer/role');
});

test('who is removed while asking has asked for nothing; who loses the role while approving approves nothing', async () => {
  const cyd = await office('cyd');
  const last = await asked(REMOVE);
  const demotion = await asked({ step: 'officer/role', name: 'cyd', role: 'observer' });
  const append = service.audit.append.bind(service.audit);
  vi.spyOn(service.audit, 'append').mockImplementation(async (entry) => {
    await append(entry);
    if (entry.officer === 'cyd' && entry.outcome === 'begun') await approve(ben, demotion);
  });
  assert.equal(await approve(cyd, last), 'officer/role');
  const dan = await office('dan');
  const removal = await asked({ step: 'officer/remove', name: 'dan' });
  const hashed = Officers.prototype.hashed;
  vi.spyOn(Officers.prototype, 'hashed').mockImplementation(async function (this: Officers, passphrase) {
    assert.deepEqual(await approve(ben, removal), {});
    return hashed.call(this, passphrase);
  });
  const eva = { step: 'officer/add', name: 'eva', role: 'office', passphrase: OTHER } as const;
  assertRefused(await ask(dan, eva), 403, 'officer/role');
  assert.deepEqual(await voters(), ['v1', 'v2']);
});

test('of two requests about one card, officer or name that are approved at once, the first is done', async () => {
  const cyd = await office('cyd');
  await office('dan');
  const key = () => toHex(newKey().publicKey);
  const revoke = (voter: string) => ({ step: 'card/revoke', voter }) as const;
  const replace = (voter: string) => ({ step: 'card/replace', voter, publicKey: key() }) as const;
  const role = (to: OfficerRole) => ({ step: 'officer/role', name: 'dan', role: to }) as const;
  const add = (to: OfficerRole) =>
    ({ ...role(to), step: 'officer/add', name: 'eva', passphrase: OTHER }) as const;
  await byToken('POST', '/officer/cards', [
    { voter: 'v1', publicKey: key() },
    { voter: 'v2', publicKey: key() },
  ]);
  for (const [first, second] of [
    [replace('v1'), revoke('v1')],
    [revoke('v2'), replace('v2')],
    [role('observer'), role('approver')],
    [add('office'), add('observer')],
  ] as const) {
    const requests = [await asked(first), await asked(second, cyd)];
    const [one, other] = await Promise.all(requests.map((request) => approve(ben, request)));
    assert.deepEqual([typeof one, other], ['object', 'approval/changed'], first.step);
  }
});

test('two officers who can approve are left, whoever agrees to what', async () => {
  const few = async (step: AskedStep) =>
    assert.equal(await approve(ben, await asked(step)), 'officer/too-few');
  await few({ step: 'officer/remove', name: 'ben' });
  await few({ step: 'officer/role', name: 'ben', role: 'observer' });
  const demote = await asked({ step: 'officer/role', name: 'ana', role: 'approver' });
  assert.equal(await approve(ben, demote), 'officer/last');
});

test('until two officers can approve, the token alone says who they are', async () => {
  service.fourEyes = false;
  await service.restart();
  assert.equal((await byToken('DELETE', '/officer/officers/ben')).statusCode, 204);
  service.fourEyes = true;
  await service.restart();
  ana = await session();
  const cyd = { name: 'cyd', role: 'office', passphrase: RIGHT };
  assertRefused(await byCookie(ana, 'POST', '/officer/officers', cyd), 409, 'approval/needed');
  assertRefused(await byToken('DELETE', '/officer/voters/v1'), 409, 'approval/needed');
  await add('cyd', 'observer');
  assert.equal((await byToken('PUT', '/officer/officers/cyd/role', { role: 'approver' })).statusCode, 204);
  assertRefused(
    await byToken('PUT', '/officer/officers/cyd/role', { role: 'office' }),
    409,
    'approval/needed',
  );
  assertRefused(await byToken('POST', '/officer/officers', { ...cyd, name: 'dan' }), 409, 'approval/needed');
});

test('who asks for the same again has asked anew, and for a hundred things at most', async () => {
  const first = await asked(REMOVE);
  const second = await asked(REMOVE);
  assert.equal(await approve(ben, first), 'approval/unknown');
  const cyd = await office('cyd');
  const rows = Array.from({ length: 100 }, (_, i) => ({ voter: `w${i}`, style: 's' }));
  await byToken('POST', '/officer/voters', rows);
  for (const { voter } of rows.slice(0, 99)) {
    service.now += 1;
    await asked({ ...REMOVE, voter });
  }
  const times = (await open()).map((request) => request.asked);
  assert.deepEqual(times, times.toSorted(), 'the oldest first');
  assertRefused(await ask(ana, { ...REMOVE, voter: 'w99' }), 429, 'approval/too-many');
  await asked({ ...REMOVE, voter: 'w99' }, cyd);
  await asked(REMOVE);
  assert.equal(await approve(ben, second), 'approval/unknown');
});

test('without four eyes there is nothing to ask for', async () => {
  service.fourEyes = false;
  await service.restart();
  assertRefused(await ask(await session(), REMOVE), 409, 'approval/not-wanted');
  assert.equal((await byToken('DELETE', '/officer/voters/v1')).statusCode, 204);
});

test('what is not asked for in the right form is refused', async () => {
  for (const step of [
    { step: 'roll/remove' },
    { step: 'roll/remove', voter: 'v1', more: 1 },
    { step: 'election/tally', election: '0'.repeat(32) },
    { step: 'election/open', election: 'x' },
    { step: 'officer/add', name: 'cyd', role: 'owner', passphrase: RIGHT },
    { step: 'card/replace', voter: 'v1', publicKey: 'x' },
  ])
    assertRefused(await byCookie(ana, 'POST', '/officer/approvals', step), 400, 'service/bad-request');
  assertRefused(await ask(ana, { ...REMOVE, voter: 'nobody' }), 404, 'service/not-found');
  assertRefused(await byCookie(ben, 'POST', '/officer/approvals/x'), 400, 'service/bad-request');
});
