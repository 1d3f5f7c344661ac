/**
 * The Commissioner sets an election up with real servers on the board, of which one at a time is hostile, away or killed again and
 * again: the election is set up all the same, without whoever cheated, and nobody stops it (board contract, sections 4 and 5).
 */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'vitest';
import { CEREMONY_STATEMENTS } from '../../protocol/ceremony/generate-messages.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import { peekStatement } from '../../protocol/primitives/statement-form.ts';
import { random } from '../../protocol/test-support.ts';
import { ids, type Lie, SetupRig } from '../support/setup-rig.ts';

let rig: SetupRig;
beforeEach(async () => {
  rig = await SetupRig.open();
});
afterEach(() => rig.close());

const EVERYONE = (['administrator', 'trustee', 'anonymizer', 'counter', 'distributor'] as const).flatMap(ids);
const isOpenAt = (id: string): boolean => rig.hosts(id) && rig.election(id).isOpen;
const holdersOf = ({ election }: { election: Awaited<ReturnType<SetupRig['create']>>['election'] }) => [
  election.manifest.administratorCeremony.holders,
  election.manifest.trusteeCeremony.holders,
];

test('with honest servers the election opens everywhere, with one manifest', async () => {
  const election = await rig.create();
  assert.equal(election.isOpen, true);
  await rig.passUntil(() => EVERYONE.every(isOpenAt));
  assert.deepEqual(holdersOf(election), [0b1111, 0b1111]);
  const { manifestHash } = election.election;
  for (const id of EVERYONE) assert.deepEqual(rig.election(id).election.manifestHash, manifestHash);
  const seeds = () =>
    [...ids('administrator'), ...ids('trustee')].map(
      (id) => rig.election(id).documents.get('ceremony-seed-1')?.length,
    );
  assert.deepEqual(seeds(), Array(8).fill(32), 'dealt shares can be repaired until the close');
  rig.board.now = election.times.closes;
  await rig.pass();
  assert.deepEqual(seeds(), Array(8).fill(0), 'then they are erased');
});

describe('whoever is away', () => {
  test('is waited for long; then keys are made without it, and it takes the manifest when it is back', async () => {
    for (const id of ['administrator-4', 'trustee-2', 'anonymizer-1']) rig.away.add(id);
    const election = await rig.create();
    assert.deepEqual(holdersOf(election), [0b0111, 0b1101]);
    const keyed = [...election.election.keyed('administrators'), ...election.election.keyed('anonymizers')];
    assert.deepEqual(
      keyed.map(({ id }) => id),
      ['administrator-1', 'administrator-2', 'administrator-3', 'anonymizer-2', 'anonymizer-3'],
    );
    assert.ok(rig.told.some((stage) => stage === 'server keys: waiting for administrator-4, anonymizer-1'));
    rig.away.clear();
    // An Administrator needs the roll besides: the Commissioner sends it again as it opens the election.
    await rig.passUntil(() => ['trustee-2', 'anonymizer-1'].every(isOpenAt));
  });

  test('after it dealt: what it dealt counts, and it holds a share when it is back', async () => {
    const leave: Lie = (id, topic, tuple) => {
      if (id === 'trustee-3' && tuple[0] === 'deal') rig.away.add(id);
      return topic.endsWith('dkg-trustee') || id !== 'trustee-3' ? tuple : undefined;
    };
    rig.lie = leave;
    const election = await rig.create();
    assert.deepEqual(holdersOf(election)[1], 0b1111);
    rig.away.clear();
    await rig.passUntil(() => rig.election('trustee-3').documents.get('shares') !== undefined);
  });
});

describe('a hostile holder in each role', () => {
  const WITHHELD = [
    ['state', 'deal'],
    ['ok', 'outcome'],
    ['countersignature', 'countersignature'],
  ] as const;
  for (const [administrator, trustee] of WITHHELD)
    test(`that keeps back its ${administrator}, or its ${trustee}, stops nobody`, async () => {
      rig.lie = (id, _topic, tuple) => {
        const withheld = { 'administrator-2': administrator, 'trustee-3': trustee }[id];
        return tuple[0] === withheld ? undefined : tuple;
      };
      await rig.create();
      await rig.passUntil(() => EVERYONE.every(isOpenAt));
    });

  test('that deals rubbish to one, or accuses an honest one, is proven to have, and is out', async () => {
    rig.lie = (id, _topic, tuple) => {
      const [type, , content] = tuple;
      if (id === 'trustee-1' && type === 'deal') {
        const { context, content: deal } = peekStatement(CEREMONY_STATEMENTS.deal.content, content);
        const seals = deal.seals.map((sealed, receiver) => (receiver === 2 ? random(sealed.length) : sealed));
        return [
          'deal',
          id,
          signStatement(CEREMONY_STATEMENTS.deal, context, { ...deal, seals }, id, rig.keyOf(id)),
        ];
      }
      if (id !== 'administrator-1' || type !== 'ok') return tuple;
      const { context } = peekStatement(CEREMONY_STATEMENTS.ok.content, content);
      const complaint = { dealer: 1, seed: random(32) };
      return [
        'complaint',
        id,
        signStatement(CEREMONY_STATEMENTS.complaint, context, complaint, id, rig.keyOf(id)),
      ];
    };
    assert.deepEqual(holdersOf(await rig.create()), [0b1110, 0b1110]);
  });
});

describe('a Commissioner', () => {
  test('whose manifest differs from the log gets no countersignature', async () => {
    rig.onLook = async () => {
      const own = rig.service.elections.all()[0];
      if (own?.isFollowed !== true) return;
      const { urlOf } = own.log;
      Object.assign(own.log, {
        urlOf: (id: string) => (id === 'counter-1' ? 'http://127.0.0.1:9/mine' : urlOf(id)),
      });
      rig.onLook = async () => undefined;
    };
    const making = rig.create();
    making.catch(() => undefined);
    await rig.passUntil(() => rig.told.includes('manifest'));
    for (let tick = 0; tick < 10; tick++) await rig.pass();
    const hasSigned = (id: string): boolean => rig.election(id).documents.get('countersigned') !== undefined;
    assert.deepEqual([...ids('administrator'), ...ids('trustee')].filter(hasSigned), []);
    rig.board.now += 3_600_000;
    await assert.rejects(making, { code: 'setup/too-long' });
    assert.ok(!EVERYONE.some(isOpenAt));
  });
});

test('on a board that has forked an election is not waited for', async () => {
  rig.onPass = async () => {
    rig.board.hasForked ||= rig.told.some((stage) => stage.startsWith('issuance keys'));
  };
  await assert.rejects(rig.create(), { code: 'board/fork' });
});

describe('a crash', () => {
  test('of any server, at any time, loses nothing', async () => {
    let next = 0;
    rig.onPass = async () => rig.restart(EVERYONE[next++ % EVERYONE.length] as string);
    const election = await rig.create();
    rig.onPass = async () => undefined;
    await rig.passUntil(() => EVERYONE.every(isOpenAt));
    assert.deepEqual(holdersOf(election), [0b1111, 0b1111]);
  });
});

describe('a store that cannot write', () => {
  for (const [type, document] of [
    ['state', 'ceremony-seed-1'],
    ['outcome', 'shares'],
    ['countersignature', 'countersigned'],
  ] as const)
    test(`its ${document} keeps its server from saying its ${type}, and nobody else`, async () => {
      const said: string[] = [];
      rig.lie = (id, _topic, tuple) => {
        if (id === 'trustee-4') said.push(tuple[0]);
        return tuple;
      };
      rig.onLook = async (id) => {
        if (id === 'trustee-4' && rig.hosts(id))
          rig.election(id).store.db.exec(
            `CREATE TRIGGER IF NOT EXISTS full BEFORE INSERT ON documents WHEN NEW.name = '${document}'
             BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END`,
          );
      };
      await rig.create();
      assert.equal(said.includes(type), false);
      assert.equal(rig.election('trustee-4').documents.get(document), undefined);
      rig.onLook = async () => undefined;
      rig.election('trustee-4').store.db.exec('DROP TRIGGER full');
      if (type === 'outcome') await rig.passUntil(() => said.includes(type));
      await rig.passUntil(() => isOpenAt('trustee-4'));
    });
});
