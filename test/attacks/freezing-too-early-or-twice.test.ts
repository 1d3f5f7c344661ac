/** Freezing at a real Trustee: who may start it, when, once, and what it waits for. Properties: Robustness, Fairness. */
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, beforeEach, test } from 'vitest';
import { signClosingOrder } from '../../protocol/0-setup/close-early.ts';
import { openDisclosure } from '../../protocol/4-vote-tallying/disclose-key.ts';
import {
  openFreezeRequest,
  openFreezeStatement,
  signFinalRoot,
  signFreezeStatement,
  signProposal,
} from '../../protocol/4-vote-tallying/freeze-bulletin-board.ts';
import { type FreezeContent, freezeRequest } from '../../protocol/messages/freezing.ts';
import { COMMISSIONER } from '../../protocol/messages/plan.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import { given, holding, newKey, random } from '../../protocol/test-support.ts';
import { getBytes, postCbor } from '../../servers/shared/http-client.ts';
import { plantKeys } from '../../servers/shared/test-support.ts';
import { TrusteeElection } from '../../servers/trustee/trustee-election.ts';
import { FreezingRig, headOf, PATIENCE, patiently } from '../support/freezing-rig.ts';

const LONG = 600_000;
const NONE = new Uint8Array();
let rig: FreezingRig;
beforeAll(async () => {
  rig = await FreezingRig.start();
});
beforeEach(() => rig.reset());
afterAll(() => rig.stop());

const freeze = (trustee: TrusteeElection): Promise<Uint8Array> =>
  patiently(() => trustee.freeze(rig.request));
const stated = async (trustee: TrusteeElection) =>
  openFreezeStatement(rig.fixture.election, await freeze(trustee));
/** A proposal of three Trustees that state this. */
const proposalOf = (content: Partial<FreezeContent> = {}): Uint8Array => {
  const { election, server, commissioner } = rig.fixture;
  const statements = ['trustee-2', 'trustee-3', 'trustee-4'].map((id) =>
    signFreezeStatement(election, { ...holding(election, []), ...content }, id, server(id).key),
  );
  return signProposal(election, statements, commissioner);
};
const orderFor = (closes: number): Uint8Array =>
  signClosingOrder({ manifestHash: rig.fixture.election.manifestHash, closes }, rig.fixture.commissioner);

test('A4: nobody but the Commissioner starts freezing', async () => {
  const trustee = await rig.trustee('trustee-1');
  const { election, commissioner, server } = rig.fixture;
  const { url } = { url: openFreezeRequest(election, rig.request) };
  const requestBy = (signer: string, key = newKey(), context = election.manifestHash) =>
    signStatement(freezeRequest, context, { url }, signer, key);
  const { key } = server('trustee-2');
  for (const [request, code] of [
    [NONE, 'cbor/malformed'],
    [requestBy(COMMISSIONER), 'signature/invalid'],
    [requestBy('trustee-2', key), 'statement/unknown-signer'],
    [requestBy(COMMISSIONER, commissioner, random(32)), 'statement/wrong-context'],
  ] as const)
    await assert.rejects(trustee.freeze(request), { code });
  assert.deepEqual(rig.asked, []);
  assert.equal(trustee.documents.get('freeze-statement'), undefined);
  const route = election.member('trustees', 'trustee-1')?.url;
  const post = (body: Uint8Array) => postCbor(`${route}/elections/${rig.electionId}/freeze-statement`, body);
  await assert.rejects(post(requestBy(COMMISSIONER)), { code: 'signature/invalid' });
  assert.equal(openFreezeStatement(election, await patiently(() => post(rig.request))).trustee, 'trustee-1');
});

test('A4: an honest Counter that is down for a moment is not left out', async () => {
  const packages = rig.packages(3);
  const [up, ledger] = [rig.counter('counter-1', packages), rig.ledger('administrator-1')];
  let [refused, failed] = [0, 0];
  rig.peer('counter-1', (path, body) => (++refused <= 5 ? 'service/busy' : up(path, body)));
  rig.peer('administrator-1', () => (++failed <= 3 ? 'service/busy' : ledger));
  const { heads, ledgers } = await stated(await rig.trustee('trustee-1', LONG));
  assert.deepEqual(heads.map(({ counter, size }) => [counter, size]).sort(), [
    ['counter-1', 3],
    ['counter-2', 0],
    ['counter-3', 0],
  ]);
  assert.deepEqual(ledgers[0], sha256(ledger));
});

test('A4: while it waits it says for whom, and a Trustee that stops then has stated nothing', async () => {
  rig.peer('counter-2', () => 'service/busy');
  rig.peer('administrator-3', () => 'service/busy');
  const trustee = await rig.trustee('trustee-1', LONG);
  await assert.rejects(trustee.freeze(rig.request), {
    code: 'freeze/under-way',
    message: 'waiting for administrator-3, counter-2',
  });
  rig.peer('administrator-3', () => rig.ledger('administrator-3'));
  rig.peer('counter-2', rig.counter('counter-2', []));
  const again = await rig.trustee('trustee-1', LONG);
  assert.equal(again.documents.get('freeze-statement'), undefined);
  assert.equal((await stated(again)).heads.length, 3);
});

test('A4: stopped in the middle, nothing is stated although the patience is over', async () => {
  rig.peer('counter-2', () => 'service/busy');
  const trustee = await rig.trustee('trustee-1', LONG);
  const frozen = assert.rejects(patiently(() => trustee.freeze(rig.request)));
  while (!rig.asked.includes('counter-2 head')) await new Promise((resolve) => setImmediate(resolve));
  const again = await rig.trustee('trustee-1');
  await frozen;
  assert.equal(again.documents.get('freeze-statement'), undefined);
});

test('a Counter or Administrator that never answers is left out; erasures are not waited for', async () => {
  rig.peer('counter-1', () => 'service/busy');
  rig.peer('counter-2', rig.counter('counter-3', []));
  rig.peer('administrator-2', () => 'service/busy');
  rig.peer('administrator-3', () => rig.ledger('administrator-4'));
  rig.peer('administrator-4', () => rig.erasure('anonymizer-1'));
  const one = rig.ledger('administrator-1');
  rig.peer('administrator-1', () => one);
  const { heads, ledgers, closingOrder } = await stated(await rig.trustee('trustee-1'));
  assert.deepEqual(
    heads.map(({ counter }) => counter),
    ['counter-3'],
    'a head is of its own Counter',
  );
  assert.deepEqual(ledgers, [sha256(one), NONE, NONE, NONE]);
  assert.deepEqual(closingOrder, NONE);
});

test('erasures that come late enough are named, those of others never; all are given by hash', async () => {
  const own = rig.erasure('anonymizer-1');
  let asked = 0;
  rig.peer('anonymizer-1', () => (++asked < 3 ? 'time/too-early' : own));
  rig.peer('anonymizer-2', () => own);
  const ledger = rig.ledger('administrator-1');
  rig.peer('administrator-1', () => ledger);
  const { erasures } = await stated(await rig.trustee('trustee-1'));
  assert.deepEqual(erasures.slice(0, 2), [sha256(own), NONE]);
  const base = `${given(rig.fixture.election.member('trustees', 'trustee-1')).url}/elections/${rig.electionId}`;
  for (const statement of [own, ledger])
    assert.deepEqual(await getBytes(`${base}/statements/${toHex(sha256(statement))}`), statement);
  for (const bad of ['00', toHex(random(32)), 'plan'])
    await assert.rejects(getBytes(`${base}/statements/${bad}`), { code: 'service/not-found' });
});

test('before claims have ended nothing is stated and no root signed', async () => {
  rig.now -= 1;
  const trustee = await rig.trustee('trustee-1');
  await assert.rejects(trustee.freeze(rig.request), { code: 'time/too-early' });
  await assert.rejects(trustee.signProposal(proposalOf()), { code: 'time/too-early' });
  assert.deepEqual(rig.asked, []);
  rig.now += 1;
  await freeze(trustee);
  await trustee.signProposal(proposalOf());
});

test('a Trustee states once, ever: also after a restart, whatever the Counters show then', async () => {
  const first = await freeze(await rig.trustee('trustee-1'));
  rig.peer('counter-1', rig.counter('counter-1', rig.packages(2)));
  const again = await rig.trustee('trustee-1');
  assert.deepEqual(await freeze(again), first);
  assert.deepEqual(await Promise.all([freeze(again), freeze(again)]), [first, first]);
  assert.equal(rig.asked.filter((call) => call === 'counter-1 head').length, 1, 'it gathers no more');
});

test('asked twice at once it gathers once', async () => {
  const trustee = await rig.trustee('trustee-1');
  const [a, b] = await Promise.all([freeze(trustee), freeze(trustee)]);
  assert.deepEqual(a, b);
  assert.equal(rig.asked.filter((call) => call === 'counter-1 head').length, 1);
});

test('a Trustee signs one root, of one proposal: also after a restart', async () => {
  const packages = rig.packages(2);
  rig.peer('counter-1', rig.counter('counter-1', packages));
  const proposal = proposalOf();
  const trustee = await rig.trustee('trustee-1');
  const first = await patiently(() => trustee.signProposal(proposal));
  const other = proposalOf({ heads: [rig.head('counter-1', headOf(packages))] });
  const once = async (open: TrusteeElection): Promise<void> => {
    assert.deepEqual(await patiently(() => open.signProposal(proposal)), first);
    await assert.rejects(open.signProposal(other), { code: 'statement/wrong-context' });
  };
  await once(trustee);
  await once(await rig.trustee('trustee-1'));
});

test('A7: a Trustee states the order that binds at it, and signs no root of a proposal with another', async () => {
  const { closes } = rig.fixture.manifest;
  const order = orderFor(closes - 60);
  await rig.prepare(rig.context('trustee-1'), { 'closing-order': order });
  const trustee = await rig.trustee('trustee-1');
  assert.deepEqual((await stated(trustee)).closingOrder, sha256(order));
  for (const closingOrder of [NONE, sha256(orderFor(closes - 120)), random(32)])
    await assert.rejects(trustee.signProposal(proposalOf({ closingOrder })), { code: 'freeze/other-order' });
  await patiently(() => trustee.signProposal(proposalOf({ closingOrder: sha256(order) })));
  const without = await rig.trustee('trustee-2');
  await assert.rejects(without.signProposal(proposalOf({ closingOrder: sha256(order) })), {
    code: 'freeze/other-order',
  });
});

test('a store that cannot write: nothing leaves, and once it can the Trustee goes on', async () => {
  const trustee = await rig.trustee('trustee-1');
  trustee.store.db.exec('PRAGMA busy_timeout = 1');
  const blocker = new DatabaseSync(`${rig.context('trustee-1').folder}/elections/${rig.electionId}/store.db`);
  const proposal = proposalOf();
  blocker.exec('BEGIN EXCLUSIVE');
  await assert.rejects(freeze(trustee), { code: 'store/unavailable' });
  await assert.rejects(trustee.signProposal(proposal), { code: 'store/unavailable' });
  blocker.exec('COMMIT');
  // From now on the store is locked while the Counters are asked: they are not left out for that.
  rig.peer('counter-1', (path) => {
    if (blocker.isTransaction === false) blocker.exec('BEGIN EXCLUSIVE');
    return rig.counter('counter-1', [])(path, NONE);
  });
  await assert.rejects(freeze(trustee), { code: 'store/unavailable' });
  assert.equal(trustee.documents.get('freeze-statement'), undefined);
  blocker.exec('COMMIT');
  blocker.close();
  rig.peer('counter-1', rig.counter('counter-1', []));
  assert.equal((await stated(trustee)).heads.length, 3);
  await patiently(() => trustee.signProposal(proposal));
});

test('a store that runs full while lists come in: nothing leaves, no Counter is left out, and with room it goes on', async () => {
  const packages = rig.packages(300);
  const head = rig.head('counter-1', headOf(packages));
  const proposal = proposalOf({ heads: [head] });
  for (const [document, act] of [
    ['freeze-statement', freeze],
    ['final-root', (trustee: TrusteeElection) => patiently(() => trustee.signProposal(proposal))],
  ] as const) {
    await rig.reset();
    const trustee = await rig.trustee('trustee-1');
    const { store } = trustee;
    rig.peer('counter-1', (path, body) => {
      store.db.exec('PRAGMA max_page_count = 1');
      return rig.counter('counter-1', packages)(path, body);
    });
    await assert.rejects(act(trustee), { code: 'store/full' });
    assert.equal(trustee.documents.get(document), undefined);
    assert.equal(store.fault(), 'store/full');
    rig.peer('counter-1', rig.counter('counter-1', packages));
    store.db.exec('PRAGMA max_page_count = 1000000');
    assert.equal(store.fault(), undefined);
    await act(trustee);
    assert.equal((await stated(trustee)).heads.length, 3);
  }
});

test('fairness: a share is given against a final root alone, the same whenever asked', async () => {
  const { election, server } = rig.fixture;
  await rig.prepare(rig.context('trustee-1'));
  const open = () => new TrusteeElection(rig.context('trustee-1'), rig.electionId, PATIENCE);
  const rootsOf = (...roots: readonly Uint8Array[]) =>
    roots.map((root, i) => {
      const id = `trustee-${i + 2}`;
      return signFinalRoot(election, NONE, { size: 1, root }, id, server(id).key);
    });
  const root = random(32);
  const final = rootsOf(root, root, root);
  const trustee = open();
  await plantKeys(trustee, rig.fixture);
  for (const roots of [
    [],
    final.slice(1),
    rootsOf(root, root, random(32)),
    [...final.slice(1), given(final[1])],
  ])
    await assert.rejects(trustee.disclose(roots), { code: 'freeze/not-final' });
  assert.equal(trustee.documents.get('disclosure'), undefined);
  const given_ = await trustee.disclose(final);
  assert.equal(openDisclosure(election, given_).trustee, 'trustee-1');
  await trustee.close();
  const again = open();
  assert.deepEqual(await again.disclose(final), given_);
  await again.close();
});
