/** What is posted is opened: bound to its election, by the key that posts it. */
import assert from 'node:assert/strict';
import { beforeAll, describe, test } from 'vitest';
import { signPlan } from '../0-setup/check-plan.ts';
import { signClosingOrder } from '../0-setup/close-early.ts';
import { stateKey } from '../0-setup/state-key.ts';
import { attemptHash } from '../ceremony/generate-judges.ts';
import { CEREMONY_STATEMENTS } from '../ceremony/generate-messages.ts';
import { disclosureStatement } from '../messages/freezing.ts';
import { keyStatementCodec } from '../messages/key-statement.ts';
import { erasureStatement } from '../messages/relay.ts';
import { closeHeadStatement, ledgerStatement, treeHeadStatement } from '../messages/tree-head.ts';
import { EMPTY, toHex } from '../primitives/bytes.ts';
import { encode } from '../primitives/cbor.ts';
import { signStatement } from '../primitives/statement.ts';
import type { StatementType } from '../primitives/statement-form.ts';
import { flipped, given, makeElection, newKey, random, type TestElection } from '../test-support.ts';
import type { DirectoryEntry } from './elections.ts';
import { finalHeadStatement, holdStatement, rootStatement } from './folds/freeze-messages.ts';
import { electionPorts } from './open-posts.ts';
import {
  auditHeadStatement,
  counterHeadForm,
  countersignatureStatement,
  manifestStatement,
  markStatement,
  serverStatement,
} from './post-messages.ts';
import type { Opened } from './posts.ts';
import type { ElectionTopic } from './topics.ts';

/** Where shares are not renewed. */
const NO_KEY = { periodKey: new Uint8Array(), possession: new Uint8Array() };

const BOARD = random(32);
const ports = electionPorts(BOARD);
const zero = '00'.repeat(32);
const RENEWAL = {
  first: 1_800_000_100_000,
  every: 60_000,
  deadline: 30_000,
  phase: 5_000,
  clockError: 1_000,
};

let fixture: TestElection;
let terms: Parameters<typeof ports.statement>[4];
beforeAll(async () => {
  fixture = await makeElection({ board: BOARD });
  const { plan, planHash, manifestHash } = fixture.election;
  const times = { opens: 0, closes: 1, claimsEnd: 2, voters: 6 };
  terms = {
    terms: { plan, planHash: toHex(planHash), posted: 0 },
    manifest: { hash: toHex(manifestHash), ...times },
  };
});

const keyOf = (signer: string) =>
  signer === 'commissioner' ? fixture.commissioner : fixture.server(signer).key;
const signed = <T>(
  type: StatementType<T>,
  context: Uint8Array,
  content: T,
  signer: string,
  key = keyOf(signer),
) => signStatement(type, context, content, signer, key);
const open = (topic: ElectionTopic, type: string, content: Uint8Array, signer: string): Opened | undefined =>
  ports.statement(topic, type, content, signer, terms);

describe('a statement', () => {
  const head = { size: 2, root: new Uint8Array(32) };
  const ceremonies = Object.fromEntries(
    (['administrator', 'trustee'] as const).map((role) => [
      `dkg-${role}`,
      {
        state: [
          `${role}-1`,
          CEREMONY_STATEMENTS.state,
          { kemKeys: [new Uint8Array(1216)], dealHash: new Uint8Array(32), ...NO_KEY },
        ],
        deal: [
          `${role}-1`,
          CEREMONY_STATEMENTS.deal,
          {
            keys: [{ commitments: [new Uint8Array(33)], proof: new Uint8Array(65) }],
            seals: [new Uint8Array(1136)],
          },
        ],
        complaint: [`${role}-2`, CEREMONY_STATEMENTS.complaint, { dealer: 3, seed: new Uint8Array(32) }],
        ok: [`${role}-2`, CEREMONY_STATEMENTS.ok, { dealers: 3 }],
        outcome: [`${role}-2`, CEREMONY_STATEMENTS.outcome, { hash: zero }],
        repair: [`${role}-2`, CEREMONY_STATEMENTS.repair, { dealer: 1, shares: [new Uint8Array(32)] }],
      },
    ]),
  );
  const of = <T>(signer: string, type: StatementType<T>, content: T) => [signer, type, content] as const;
  const all: Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>> = {
    ...ceremonies,
    setup: {
      manifest: of('commissioner', manifestStatement, {
        hash: new Uint8Array(32),
        opens: 1,
        closes: 2,
        intakeEnds: 3,
        claimsEnd: 4,
        voters: 6,
      }),
      countersignature: of('trustee-1', countersignatureStatement, {
        hash: new Uint8Array(32).fill(7),
        signature: new Uint8Array(64),
      }),
    },
    run: {
      'close-head': of('counter-1', closeHeadStatement, head),
      ledger: of('administrator-1', ledgerStatement, {
        period: 0,
        counts: [{ style: 'north', signed: 1 }],
        root: head.root,
      }),
      erasure: of('anonymizer-1', erasureStatement, {}),
    },
    marks: { mark: of('administrator-1', markStatement, { mark: new Uint8Array(32) }) },
    freeze: {
      'final-head': of('counter-1', finalHeadStatement, { size: 2, root: zero }),
      hold: of('trustee-1', holdStatement, { period: 0, counters: 5 }),
      root: of('trustee-1', rootStatement, { period: 0, x: zero, size: 2, root: zero }),
      disclosure: of('trustee-1', disclosureStatement, [{ period: 0, share: new Uint8Array(32) }]),
    },
    audit: { head: of('trustee-1', auditHeadStatement, { size: 9, hash: new Uint8Array(32) }) },
  };
  const contextOf = (topic: string) => {
    const { planHash, manifestHash } = fixture.election;
    if (topic.startsWith('dkg-')) {
      const role = topic === 'dkg-trustee' ? 'trustee' : 'administrator';
      return attemptHash({ planHash, role }, 16);
    }
    return topic === 'setup' || topic === 'audit' ? planHash : manifestHash;
  };
  const cases = Object.entries(all).flatMap(([topic, types]) =>
    Object.entries(types).map(([type, entry]) => [topic, type, ...entry] as const),
  );

  test.each(cases)('%s %s is bound to its context, its kind and the key that posts', (...one) => {
    const [topic, type, signer, statement, content] = one as unknown as [
      ElectionTopic,
      string,
      string,
      StatementType<unknown>,
      unknown,
    ];
    const context = contextOf(topic);
    const good = signed(statement, context, content, signer);
    assert.equal(open(topic, type, good, signer)?.context, toHex(context));
    const other = signer === 'trustee-2' ? 'trustee-1' : 'trustee-2';
    assert.equal(open(topic, type, good, other), undefined, 'posted by another');
    assert.equal(open(topic, type, signed(statement, random(32), content, signer), signer), undefined);
    assert.equal(open(topic, type, signed(statement, context, content, signer, newKey()), signer), undefined);
    assert.equal(open(topic, type, flipped(good), signer), undefined);
    assert.equal(open(topic, type, EMPTY, signer), undefined);
    const label = { ...statement, label: 'revs/other/v1' as const };
    assert.equal(open(topic, type, signed(label, context, content, signer), signer), undefined);
  });

  test('says to policies what they ask for', () => {
    const { planHash, manifestHash } = fixture.election;
    const complaint = signed(
      CEREMONY_STATEMENTS.complaint,
      attemptHash({ planHash, role: 'trustee' }, 2),
      { dealer: 3, seed: random(32) },
      'trustee-1',
    );
    assert.equal(open('dkg-trustee', 'complaint', complaint, 'trustee-1')?.about, '3');
    const hold = signed(holdStatement, manifestHash, { period: 0, counters: 5 }, 'trustee-1');
    assert.equal(open('freeze', 'hold', hold, 'trustee-1')?.mask, 5);
    const final = signed(finalHeadStatement, manifestHash, { size: 2, root: zero }, 'counter-1');
    assert.equal(open('freeze', 'final-head', final, 'counter-1')?.head?.size, 2);
    const audit = signed(auditHeadStatement, planHash, { size: 9, hash: random(32) }, 'trustee-1');
    assert.equal(open('audit', 'head', audit, 'trustee-1')?.head?.size, 9);
    const hash = random(32);
    const countersignature = (id: string) =>
      signed(countersignatureStatement, planHash, { hash, signature: random(64) }, id);
    for (const id of ['trustee-1', 'administrator-1'])
      assert.equal(open('setup', 'countersignature', countersignature(id), id)?.says, toHex(hash));
    const times = { opens: 1, closes: 2, intakeEnds: 3, claimsEnd: 4 };
    const proposed = signed(manifestStatement, planHash, { hash, ...times, voters: 6 }, 'commissioner');
    assert.deepEqual(open('setup', 'manifest', proposed, 'commissioner')?.manifest, {
      hash: toHex(hash),
      opens: 1000,
      closes: 2000,
      claimsEnd: 4000,
      voters: 6,
    });
  });

  test('where keys are renewed leaves signatures of the freeze to its fold, and not whose they are', async () => {
    const renewing = await makeElection({ trusteeRenewal: RENEWAL });
    const { plan, planHash, manifestHash } = renewing.election;
    const standing = {
      terms: { plan, planHash: toHex(planHash), posted: 0 },
      manifest: { hash: toHex(manifestHash), opens: 0, closes: 0, claimsEnd: 0, voters: 1 },
    };
    const ports = electionPorts(plan.board);
    const said = <T>(type: string, form: StatementType<T>, content: T, context = manifestHash) => {
      const statement = signStatement(form, context, content, 'trustee-1', newKey());
      return (poster = 'trustee-1') => ports.statement('freeze', type, statement, poster, standing);
    };
    const hold = said('hold', holdStatement, { period: 3, counters: 5 });
    const root = said('root', rootStatement, { period: 4, x: zero, size: 2, root: zero });
    const share = said('disclosure', disclosureStatement, [{ period: 5, share: random(32) }]);
    assert.deepEqual([hold()?.about, hold()?.mask, root()?.about, share()?.about], ['3', 5, '4', '5']);
    for (const one of [hold, root, share]) assert.equal(one('trustee-2'), undefined, 'posted by another');
    const elsewhere = said('hold', holdStatement, { period: 3, counters: 5 }, random(32));
    assert.equal(elsewhere(), undefined);
    assert.equal(said('root', holdStatement, { period: 3, counters: 5 })(), undefined);
    assert.equal(ports.statement('freeze', 'hold', random(40), 'trustee-1', standing), undefined);
    const head = said('final-head', finalHeadStatement, { size: 2, root: zero });
    assert.equal(head(), undefined, 'a Counter has one key');
  });

  test('says the same for all who say the same, and something else for what differs', () => {
    const { manifestHash } = fixture.election;
    const says = (id: string, size: number) =>
      open(
        'freeze',
        'root',
        signed(rootStatement, manifestHash, { period: 0, x: zero, size, root: zero }, id),
        id,
      )?.says;
    assert.equal(says('trustee-1', 1), says('trustee-2', 1));
    assert.notEqual(says('trustee-1', 1), says('trustee-1', 2));
  });

  test('of a ceremony belongs to one of 16 attempts, and to its role', () => {
    const { planHash } = fixture.election;
    const ok = (role: 'administrator' | 'trustee', number: number) => {
      const x = attemptHash({ planHash, role }, Math.min(number, 16));
      return signed(CEREMONY_STATEMENTS.ok, number > 16 ? random(32) : x, { dealers: 1 }, 'trustee-1');
    };
    assert.ok(open('dkg-trustee', 'ok', ok('trustee', 1), 'trustee-1'));
    assert.equal(open('dkg-trustee', 'ok', ok('trustee', 17), 'trustee-1'), undefined);
    assert.equal(open('dkg-trustee', 'ok', ok('administrator', 1), 'trustee-1'), undefined);
  });

  test('of the run waits for a manifest', () => {
    const erasure = signed(erasureStatement, fixture.election.manifestHash, {}, 'anonymizer-1');
    const before = { terms: terms.terms, manifest: undefined };
    assert.equal(ports.statement('run', 'erasure', erasure, 'anonymizer-1', before), undefined);
    const order = signClosingOrder(
      { manifestHash: fixture.election.manifestHash, closes: 5 },
      fixture.commissioner,
    );
    assert.equal(ports.statement('run', 'close', order, 'commissioner', before), undefined);
  });

  test('of no known kind is nothing', () => {
    assert.equal(open('run', 'nothing', EMPTY, 'counter-1'), undefined);
    assert.equal(open('run', 'toString', EMPTY, 'counter-1'), undefined);
  });
});

test('a key statement is its server’s own, for this plan', () => {
  const { planHash } = fixture.election;
  const own = (id: string, key = keyOf(id), plan = planHash) => {
    const { url, traffic } = fixture.server(id);
    return encode(keyStatementCodec, stateKey(plan, { id, url, trafficKey: given(traffic).publicKey }, key));
  };
  assert.equal(open('setup', 'key', own('anonymizer-1'), 'anonymizer-1')?.context, toHex(planHash));
  assert.equal(open('setup', 'key', own('anonymizer-1'), 'anonymizer-2'), undefined);
  assert.equal(open('setup', 'key', own('anonymizer-1'), 'stranger'), undefined);
  assert.equal(open('setup', 'key', own('anonymizer-1', newKey()), 'anonymizer-1'), undefined);
  assert.equal(open('setup', 'key', own('anonymizer-1', undefined, random(32)), 'anonymizer-1'), undefined);
});

test('an order to close is the Commissioner’s, for this manifest', () => {
  const { manifestHash } = fixture.election;
  const order = signClosingOrder({ manifestHash, closes: 5 }, fixture.commissioner);
  assert.deepEqual(open('run', 'close', order, 'commissioner')?.order, { closes: 5000, document: order });
  assert.equal(
    open('run', 'close', signClosingOrder({ manifestHash, closes: 5 }, newKey()), 'commissioner'),
    undefined,
  );
  const other = signClosingOrder({ manifestHash: random(32), closes: 5 }, fixture.commissioner);
  assert.equal(open('run', 'close', other, 'commissioner'), undefined);
});

test('a Counter’s head has the proof beside it', () => {
  const { manifestHash } = fixture.election;
  const head = signed(treeHeadStatement, manifestHash, { size: 3, root: random(32) }, 'counter-1');
  const proof = [random(32)];
  const opened = open('heads', 'counter-head', encode(counterHeadForm, { head, proof }), 'counter-1');
  assert.deepEqual([opened?.head?.size, opened?.head?.proof], [3, proof]);
  const forged = signed(
    treeHeadStatement,
    manifestHash,
    { size: 3, root: random(32) },
    'counter-1',
    newKey(),
  );
  assert.equal(
    open('heads', 'counter-head', encode(counterHeadForm, { head: forged, proof }), 'counter-1'),
    undefined,
  );
});

test('a directory entry is its operator’s, on this board', () => {
  const operator = newKey();
  const server: DirectoryEntry & { role: 'counter' } = {
    ...{ role: 'counter', id: 'counter-1', identityKey: newKey().publicKey },
    ...{ system: 'Debian', url: 'https://counter.example' },
  };
  const entry = (board = BOARD, key = operator) => signStatement(serverStatement, board, server, 'me', key);
  assert.deepEqual(ports.server(entry(), 'me', operator.publicKey), server);
  assert.equal(ports.server(entry(), 'other', operator.publicKey), undefined);
  assert.equal(ports.server(entry(random(32)), 'me', operator.publicKey), undefined);
  assert.equal(ports.server(entry(BOARD, newKey()), 'me', operator.publicKey), undefined);
});

test('a plan is its Commissioner’s, for this board', () => {
  const { planDocument, plan, election, commissioner } = fixture;
  const opened = ports.plan(planDocument, commissioner.publicKey);
  assert.deepEqual(opened, { plan, planHash: toHex(election.planHash) });
  assert.equal(ports.plan(planDocument, newKey().publicKey), undefined);
  assert.equal(ports.plan(EMPTY, commissioner.publicKey), undefined);
  const elsewhere = signPlan({ ...plan, board: random(32) }, commissioner);
  assert.equal(ports.plan(elsewhere, commissioner.publicKey), undefined);
});
