/**
 * An election freezes by itself, with real servers on the board (board contract, section 7): whatever one Counter, one Trustee or
 * the Commissioner does, the lists that are counted are nobody's choice, and nothing that one of them does stops the count.
 */
import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, test } from 'vitest';
import { openFinalRoot } from '../../protocol/4-vote-tallying/freeze-bulletin-board.ts';
import { rootSigners } from '../../protocol/board/folds/freeze.ts';
import { finalHeadStatement, rootStatement } from '../../protocol/board/folds/freeze-messages.ts';
import { electionName } from '../../protocol/board/topics.ts';
import { disclosureStatement } from '../../protocol/messages/freezing.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { random } from '../../protocol/test-support.ts';
import { verifyFolder } from '../../record/verify-folder.ts';
import { closeElection } from '../../servers/commissioner/election/run-election.ts';
import { tally } from '../../servers/commissioner/record/tally.ts';
import { FreezingRig, GRACE } from '../support/freezing-rig.ts';

let f: FreezingRig;
beforeEach(async () => {
  f = await FreezingRig.open();
});
afterEach(() => f.close());

const COUNTERS = ['counter-1', 'counter-2', 'counter-3'];
const TRUSTEES = ['trustee-1', 'trustee-2', 'trustee-3', 'trustee-4'];

test('honest servers: all lists are frozen, the key is disclosed, nobody is asked; the record verifies', async () => {
  const [a, b, c] = f.junk(3);
  assert.ok(a && b && c);
  await f.deliver(1, [a, b]);
  await f.deliver(2, [b, c]);
  f.endClaims();
  await f.untilPosted('final-head', COUNTERS);
  await f.untilPosted('hold', TRUSTEES);
  await f.untilFrozen();
  assert.deepEqual(f.frozen, [1, 2, 3]);
  await f.untilPosted('root', TRUSTEES);
  await f.untilPosted('disclosure', TRUSTEES);
  await f.untilDisclosed();
  assert.equal(f.election.stage, 'disclosed');
  const results = await tally(f.election, () => undefined);
  assert.equal(results.packages, 3);
  const { commissionerKey } = f.election.context;
  const verified = await verifyFolder(f.election.recordFolder, commissionerKey, random, () => undefined);
  assert.deepEqual(verified.results, results);
  assert.deepEqual(verified.absent, []);
});

describe('Counters', () => {
  test('one that is down is waited for `grace`; back within it, its list is counted', async () => {
    f.rig.away.add('counter-2');
    await f.deliver(2, f.junk(2));
    f.endClaims();
    await f.untilPosted('final-head', ['counter-1', 'counter-3']);
    await f.untilPosted('hold', TRUSTEES);
    await f.pass(2);
    assert.equal(f.frozen, undefined);
    f.rig.away.clear();
    await f.untilFrozen();
    assert.deepEqual(f.frozen, [1, 2, 3]);
  });

  test('one that is down for longer is left out, and is too late then', async () => {
    f.rig.away.add('counter-2');
    f.endClaims();
    await f.untilPosted('final-head', ['counter-1', 'counter-3']);
    await f.untilHeld(TRUSTEES, 0b101);
    await f.pass(2 * GRACE);
    assert.deepEqual(f.frozen, [1, 3]);
    f.rig.away.clear();
    await f.untilFinal();
    await f.pass(2);
    assert.deepEqual(f.posted('final-head'), ['counter-1', 'counter-3']);
  });

  for (const [what, answer] of [
    ['other leaves than its head has', (path: string) => (path.includes('/leaves') ? random(32) : undefined)],
    [
      'other packages than its leaves',
      (path: string) => (path.includes('/packages') ? random(7) : undefined),
    ],
  ] as const)
    test(`one that serves ${what} is never available, and holds nobody up for longer than \`grace\``, async () => {
      await f.deliver(3, f.junk(1));
      f.rig.serve = (id, path) => (id === 'counter-3' ? answer(path) : undefined);
      f.endClaims();
      await f.untilPosted('final-head', COUNTERS);
      await f.untilHeld(TRUSTEES, 0b011);
      await f.pass(2 * GRACE);
      assert.deepEqual(f.frozen, [1, 2]);
      await f.untilDisclosed();
    });

  test('one that takes requests and never answers holds up its own list alone: each has a stream', async () => {
    await f.deliver(1, f.junk(1));
    await f.deliver(2, f.junk(1));
    f.rig.serve = (id, path) => (id === 'counter-1' && /leaves|packages/.test(path) ? 'never' : undefined);
    f.endClaims();
    await f.untilHeld(TRUSTEES, 0b110);
  });

  test('one that serves a single honest Trustee and vanishes is counted: that Trustee serves the others', async () => {
    await f.deliver(3, f.junk(600));
    for (const id of TRUSTEES.slice(1)) f.rig.away.add(id);
    f.endClaims();
    await f.untilHeld(['trustee-1'], 0b111);
    f.rig.away.clear();
    f.rig.away.add('counter-3');
    await f.untilFrozen();
    assert.deepEqual(f.frozen, [1, 2, 3]);
    await f.untilDisclosed();
  });

  test('one that states more packages than there can be is not asked for them', async () => {
    f.rig.lie = (id, _topic, [type, signer, content]) =>
      id === 'counter-1' && type === 'final-head'
        ? [type, signer, f.sign(id, finalHeadStatement, { size: 10 ** 9, root: toHex(random(32)) })]
        : [type, signer, content];
    const asked: string[] = [];
    f.rig.serve = (id, path) => {
      if (id === 'counter-1' && /leaves|packages/.test(path)) asked.push(path);
      return undefined;
    };
    f.endClaims();
    await f.untilHeld(TRUSTEES, 0b110);
    assert.deepEqual(asked, []);
  });

  test('take no package from their final head on, whatever the clock says and whatever was on its way', async () => {
    f.endClaims();
    await f.untilPosted('final-head', COUNTERS);
    f.rig.board.now = f.election.times.opens;
    await assert.rejects(f.deliver(1, f.junk(1)), { code: 'time/closed' });
    assert.deepEqual(f.counter(1).packages(0, 1), new Uint8Array());
  });

  test('do not close their lists while their own clock says that claims go on, or the board does', async () => {
    f.rig.behind.set('counter-1', 60_000);
    f.endClaims();
    await f.untilPosted('final-head', ['counter-2', 'counter-3']);
    assert.deepEqual(f.posted('final-head'), ['counter-2', 'counter-3']);
    assert.equal(f.counter(1).documents.get('final-head'), undefined);
    f.rig.behind.clear();
    await f.untilPosted('final-head', COUNTERS);
  });

  test('that cannot post heads of their lists any more close them all the same', async () => {
    Object.defineProperty(f.counter(2), 'size', {
      get: () => {
        throw new Error('of a test');
      },
    });
    f.endClaims();
    await f.untilPosted('final-head', ['counter-1', 'counter-2', 'counter-3']);
  });

  test('whose clock is ahead do not close their lists before the board', async () => {
    f.rig.behind.set('counter-1', -7_200_000);
    await f.pass(2);
    assert.equal(f.counter(1).documents.get('final-head'), undefined);
  });
});

describe('Trustees', () => {
  test('one that is down is not missed', async () => {
    f.rig.away.add('trustee-4');
    f.endClaims();
    await f.untilDisclosed();
    assert.deepEqual(f.posted('root'), TRUSTEES.slice(0, 3));
    f.rig.away.clear();
    await f.untilPosted('disclosure', TRUSTEES);
  });

  test('do nothing while their own clock says that claims go on', async () => {
    for (const id of TRUSTEES) f.rig.behind.set(id, 60_000);
    f.endClaims();
    await f.untilPosted('final-head', COUNTERS);
    await f.pass(2);
    assert.deepEqual(f.posted('hold'), []);
  });

  test('a root that one forges is not final; that one discloses junk is passed over', async () => {
    const wrong = { period: 0, x: toHex(random(32)), size: 1, root: toHex(random(32)) };
    f.rig.lie = (id, _topic, tuple) => {
      if (id !== 'trustee-1') return tuple;
      const [type, signer] = tuple;
      if (type === 'root') return [type, signer, f.sign(id, rootStatement, wrong)];
      if (type === 'disclosure')
        return [type, signer, f.sign(id, disclosureStatement, [{ period: 0, share: random(32) }])];
      return tuple;
    };
    f.endClaims();
    await f.untilPosted('disclosure', TRUSTEES);
    await f.untilDisclosed();
    const { x } = openFinalRoot(f.election.election, f.election.statements('final-roots'));
    assert.notEqual(x, wrong.x);
    assert.equal((await tally(f.election, () => undefined)).packages, 0);
  });

  test('whom the board shows another log sign another X, which is not final', async () => {
    const { past } = f.rig.board;
    const isFooled = f.trustee(1);
    Object.defineProperty(isFooled, 'past', {
      value: {
        after: async (c: number) => {
          const { head, topics } = await past.after(c);
          return { topics, head: { ...head, logRoot: random(32) } };
        },
      },
    });
    f.endClaims();
    await f.untilPosted('root', TRUSTEES);
    await f.untilDisclosed();
    const { freeze } = f.election.log;
    assert.ok(freeze?.step === 'frozen');
    assert.deepEqual(rootSigners(freeze), [1, 2, 3]);
  });

  test('that have not read all of the log to the freeze point sign nothing yet', async () => {
    const { past } = f.rig.board;
    const name = electionName(f.election.election.plan.electionId, f.rig.commissioner.publicKey);
    let lacks = true;
    Object.defineProperty(f.trustee(1), 'past', {
      value: {
        after: async (c: number) => {
          const { head, topics } = await past.after(c);
          const more = topics.map(
            ([topic, last]) => [topic, topic === `${name}/run` ? last + 1 : last] as const,
          );
          return { head, topics: lacks ? more : topics };
        },
      },
    });
    f.endClaims();
    await f.untilPosted('root', TRUSTEES.slice(1));
    await f.pass(2);
    assert.equal(f.trustee(1).documents.get('root'), undefined);
    lacks = false;
    f.rig.board.tick(60_000);
    await f.untilPosted('root', TRUSTEES);
  });

  test('killed after whatever they say sign one root, ever', async () => {
    const roots = new Map<string, Set<string>>();
    const killed = new Set<string>();
    f.rig.lie = (id, _topic, tuple) => {
      if (tuple[0] === 'root') roots.set(id, (roots.get(id) ?? new Set()).add(toHex(tuple[2])));
      const about = `${id} ${tuple[0]}`;
      if (!id.startsWith('trustee') || killed.has(about)) return tuple;
      killed.add(about);
      due.push(id);
      // What it says is lost with it.
      return undefined;
    };
    const due: string[] = [];
    f.endClaims();
    for (let look = 0; look < 2_000 && f.election.documents.get('disclosures') === undefined; look++) {
      await f.rig.look();
      await setTimeout(1);
      for (const id of due.splice(0)) await f.rig.restart(id);
    }
    await f.untilPosted('disclosure', TRUSTEES);
    assert.deepEqual(
      TRUSTEES.map((id) => roots.get(id)?.size),
      [1, 1, 1, 1],
    );
  });
});

describe('a store that cannot write', () => {
  for (const [id, document, type] of [
    ['counter-1', 'final-head', 'final-head'],
    ['trustee-1', 'root', 'root'],
    ['trustee-1', 'root-0', 'root'],
    ['trustee-1', 'disclosure-0', 'disclosure'],
  ] as const)
    test(`its ${document} keeps ${id} from saying it, and nobody else`, async () => {
      const { db } = f.rig.election(id).store;
      db.exec(
        `CREATE TRIGGER full BEFORE INSERT ON documents WHEN NEW.name = '${document}'
         BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END`,
      );
      f.endClaims();
      const others = (id.startsWith('counter') ? COUNTERS : TRUSTEES).filter((other) => other !== id);
      await f.untilPosted(type, others);
      await f.pass(1);
      assert.deepEqual(f.posted(type), others);
      db.exec('DROP TRIGGER full');
      f.rig.board.tick(2_000);
      await f.untilPosted(type, [...others, id]);
    });
});

describe('an order to close', () => {
  test('is in force everywhere once the board has it in time, and claims end earlier', async () => {
    const before = f.election.times;
    const closing = closeElection(f.election, () => undefined);
    await f.until(() => f.posted('close', 'run').length > 0, 'the order');
    await f.pass(3);
    await f.waiting(closing);
    const { times } = f.election;
    assert.ok(times.closes < before.closes);
    assert.equal(before.claimsEnd - times.claimsEnd, before.closes - times.closes);
    for (const id of [...COUNTERS, ...TRUSTEES, 'administrator-1', 'anonymizer-1', 'distributor-1'])
      await f.until(() => f.rig.election(id).times.closes === times.closes, id);
    f.endClaims();
    await f.untilDisclosed();
    assert.equal((await tally(f.election, () => undefined)).packages, 0);
    const { commissionerKey } = f.election.context;
    await verifyFolder(f.election.recordFolder, commissionerKey, random, () => undefined);
  });

  test('that the board took too long with binds nobody', async () => {
    const before = f.election.times;
    const closing = closeElection(f.election, () => undefined);
    closing.catch(() => undefined);
    await f.until(() => f.posted('close', 'run').length > 0, 'the order');
    f.rig.board.tick(9_000);
    await f.pass(3);
    await assert.rejects(f.waiting(closing), { code: 'board/too-late' });
    assert.deepEqual(f.election.times, before);
    assert.deepEqual(f.counter(1).times, before);
  });

  test('that is not yet in force when the board forks is waited for no longer', async () => {
    const closing = closeElection(f.election, () => undefined);
    closing.catch(() => undefined);
    await f.until(() => f.posted('close', 'run').length > 0, 'the order');
    f.rig.board.hasForked = true;
    await assert.rejects(f.waiting(closing), { code: 'board/fork' });
  });

  test('comes too late when the election closes before it could', async () => {
    f.rig.board.now = f.election.times.closes - 5_000;
    assert.deepEqual(await closeElection(f.election, () => undefined), {});
    assert.deepEqual(f.posted('close', 'run'), []);
  });
});

test('the tally waits for the Trustees, says for whom, and refuses to before claims have ended', async () => {
  await assert.rejects(
    tally(f.election, () => undefined),
    { code: 'time/too-early' },
  );
  f.rig.away.add('counter-2');
  f.endClaims();
  const stages: string[] = [];
  const counting = tally(f.election, (stage) => stages.push(stage));
  await f.untilHeld(TRUSTEES, 0b101);
  await f.until(() => stages.includes('final heads: counter-2'), 'what it waits for');
  await f.pass(2 * GRACE);
  await f.waiting(counting);
});

test('the tally does not wait for a board that has forked, and says why', async () => {
  f.endClaims();
  f.rig.away.add('trustee-1').add('trustee-2');
  const stages: string[] = [];
  const counting = tally(f.election, (stage) => stages.push(stage));
  counting.catch(() => undefined);
  await f.until(() => stages.some((stage) => stage.startsWith('lists')), 'what it waits for');
  f.rig.board.hasForked = true;
  await assert.rejects(f.waiting(counting), { code: 'board/fork' });
});

test('what an Administrator has not posted by then is not in the record, and its absence is told', async () => {
  f.rig.away.add('administrator-4');
  f.endClaims();
  await f.untilDisclosed();
  await tally(f.election, () => undefined);
  const { commissionerKey } = f.election.context;
  const verified = await verifyFolder(f.election.recordFolder, commissionerKey, random, () => undefined);
  assert.deepEqual(
    verified.absent.filter(({ kind }) => kind === 'ledger'),
    [{ server: 'administrator-4', kind: 'ledger' }],
  );
});
