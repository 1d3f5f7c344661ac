/** The Commissioner's service freezes although Trustees and Counters are hostile. Properties: Robustness, Verifiability. */
import assert from 'node:assert/strict';
import { afterAll, beforeAll, beforeEach, test } from 'vitest';
import { openDisclosure } from '../../protocol/4-vote-tallying/disclose-key.ts';
import {
  openFinalStatement,
  openProposal,
  signFinalRoot,
  signFreezeStatement,
} from '../../protocol/4-vote-tallying/freeze-bulletin-board.ts';
import { disclosureStatement, type FreezeContent } from '../../protocol/messages/freezing.ts';
import { scalarToBytes, toHex } from '../../protocol/primitives/bytes.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import { given, holding, random } from '../../protocol/test-support.ts';
import { discloseKey, freezeBulletinBoard } from '../../servers/commissioner/election/freeze-election.ts';
import { recordStatements } from '../../servers/commissioner/election/record-statements.ts';
import { FreezingRig, headOf, type Peer, partOf } from '../support/freezing-rig.ts';

let rig: FreezingRig;
beforeAll(async () => {
  rig = await FreezingRig.start();
});
beforeEach(() => rig.reset());
afterAll(() => rig.stop());

const TRUSTEES = ['trustee-1', 'trustee-2', 'trustee-3', 'trustee-4'] as const;
const quiet = (): void => undefined;
const NONE = new Uint8Array();
const EMPTY = headOf([]);

interface Saying {
  readonly content?: Partial<FreezeContent>;
  /** Whose statement it shows. */
  readonly as?: string;
  /** What it serves by name. */
  readonly lists?: readonly Uint8Array[];
  readonly statements?: readonly Uint8Array[];
  /** What it serves by any other name. */
  readonly otherwise?: Uint8Array;
  readonly root?: { readonly size: number; readonly root: Uint8Array };
  /** What it signs a root of, if not of the proposal. */
  readonly proposal?: Uint8Array;
}

/** A Trustee that says just this. */
function trustee(id: string, saying: Saying = {}): void {
  const { election, server, electionShares } = rig.fixture;
  const { as = id, lists = [], statements = [], root = EMPTY } = saying;
  const { key } = server(as);
  const content = { ...holding(election, []), ...saying.content };
  const statement = signFreezeStatement(election, content, as, key);
  const share = { share: scalarToBytes(given(electionShares.get(as)).share) };
  const disclosure = signStatement(disclosureStatement, election.manifestHash, share, as, key);
  const named = new Map(statements.map((input) => [`statements/${toHex(sha256(input))}`, input]));
  const peer: Peer = (path, body) => {
    if (path === 'freeze-statement') return statement;
    if (path === 'proposal') return signFinalRoot(election, saying.proposal ?? body, root, as, key);
    if (path === 'disclosure') return disclosure;
    if (path.startsWith('lists/')) return partOf(lists, path);
    return named.get(path) ?? saying.otherwise ?? 'service/not-found';
  };
  rig.peer(id, peer);
}

test('A6: a list that one Trustee alone has is fetched from it, and served to all from then on', async () => {
  const old = rig.packages(300);
  const sorted = old.toSorted((a, b) => Buffer.compare(sha256(a), sha256(b)));
  const head = rig.head('counter-1', headOf(old));
  trustee('trustee-1', { root: headOf(sorted), content: { heads: [head] }, lists: old });
  for (const id of ['trustee-2', 'trustee-3']) trustee(id, { root: headOf(sorted) });
  const election = await rig.commissioner();
  assert.deepEqual(Object.keys(await freezeBulletinBoard(election, quiet)), ['trustee-4']);
  const { heads } = openProposal(election.election, given(election.documents.get('proposal')));
  assert.deepEqual(heads, [{ counter: 'counter-1', ...headOf(old) }]);
  assert.equal(election.bulletinBoard.listPackages(given(heads[0]), 299, 256).length, given(old[0]).length);
});

test('what a Trustee names and nobody can show does not get into the one proposal', async () => {
  const [ledger, erasure] = [rig.ledger('administrator-1'), rig.erasure('anonymizer-1')];
  const lost = rig.head('counter-1', { size: 3, root: random(32) });
  const boast = rig.head('counter-1', { size: 100_000_000, root: random(32) });
  const statements = [ledger, erasure];
  const bad: Saying[] = [
    { content: { heads: [lost] } },
    { content: { heads: [boast] } },
    { content: { ledgers: [random(32), NONE, NONE, NONE] } },
    { content: { ledgers: [random(32), NONE, NONE, NONE] }, otherwise: ledger },
    { content: { ledgers: [NONE, sha256(ledger), NONE, NONE] }, statements },
    { content: { ledgers: [sha256(erasure), NONE, NONE, NONE] }, statements },
    { content: { erasures: [NONE, sha256(erasure), NONE] }, statements },
    { content: { closingOrder: random(32) } },
    { as: 'trustee-4' },
  ];
  for (const id of ['trustee-2', 'trustee-3']) trustee(id);
  const election = await rig.commissioner();
  for (const saying of bad) {
    trustee('trustee-1', saying);
    await assert.rejects(
      freezeBulletinBoard(election, quiet),
      { code: 'freeze/too-few' },
      JSON.stringify(saying),
    );
    assert.equal(election.documents.get('proposal'), undefined);
  }
  const closingOrder = random(32);
  for (const id of TRUSTEES) trustee(id, { content: { closingOrder } });
  await assert.rejects(freezeBulletinBoard(election, quiet), { code: 'freeze/too-few' });
  for (const id of TRUSTEES) trustee(id);
  // With one more that is honest it goes on, and the hostile one is passed over.
  trustee('trustee-1', { content: { heads: [lost] } });
  await freezeBulletinBoard(election, quiet);
  assert.deepEqual(openProposal(election.election, given(election.documents.get('proposal'))).heads, []);
});

test("it keeps no root that is not its own lists', and counts none of another proposal", async () => {
  const election = await rig.commissioner();
  const other = { size: 1, root: random(32) };
  for (const id of TRUSTEES) trustee(id, { root: other });
  await assert.rejects(freezeBulletinBoard(election, quiet), { code: 'freeze/list-mismatch' });
  for (const id of TRUSTEES) trustee(id, { proposal: random(32) });
  await assert.rejects(freezeBulletinBoard(election, quiet), { code: 'freeze/too-few' });
  assert.equal(election.documents.get('final-roots'), undefined);
  rig.now -= 1;
  await assert.rejects(freezeBulletinBoard(election, quiet), { code: 'time/too-early' });
});

test('one proposal ever, also over a restart; n - k roots and k + 1 shares; what is named, in order', async () => {
  const ledgers = [rig.ledger('administrator-2', 1), rig.ledger('administrator-2', 2)];
  const first = rig.ledger('administrator-1');
  const erasure = rig.erasure('anonymizer-3');
  const named = (i: number) => ({
    ledgers: [sha256(first), sha256(given(ledgers[i % 2])), NONE, NONE],
    erasures: [NONE, NONE, i === 0 ? sha256(erasure) : NONE],
  });
  const statements = [first, ...ledgers, erasure];
  // The first three answer at once: it is of them that the proposal consists.
  for (const [i, id] of TRUSTEES.slice(0, 3).entries()) trustee(id, { content: named(i), statements });
  const election = await rig.commissioner();
  await freezeBulletinBoard(election, quiet);
  const proposal = given(election.documents.get('proposal'));
  for (const id of TRUSTEES) trustee(id);
  const again = await rig.commissioner();
  assert.deepEqual(await freezeBulletinBoard(again, quiet), {});
  assert.deepEqual(again.documents.get('proposal'), proposal);
  const { election: public_ } = again;
  assert.deepEqual(
    again.statements('final-roots').map((input) => openFinalStatement(public_, input).signer),
    TRUSTEES.slice(0, 3),
  );
  const failures = await discloseKey(again, quiet);
  assert.deepEqual(Object.keys(failures).sort(), [
    'administrator-3',
    'administrator-4',
    'anonymizer-1',
    'anonymizer-2',
  ]);
  assert.deepEqual(
    again.statements('disclosures').map((input) => openDisclosure(public_, input).trustee),
    TRUSTEES.slice(0, 2),
  );
  const both = ledgers.toSorted((a, b) => Buffer.compare(sha256(a), sha256(b)));
  assert.deepEqual(recordStatements(again, 'ledgers'), [first, ...both]);
  assert.deepEqual(recordStatements(again, 'erasures'), [erasure]);
});
