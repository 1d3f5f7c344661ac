/** Steps 4.2 and 4.3: freezing with hostile Counters and Trustees, and the disclosure of the election key. */
import assert from 'node:assert/strict';
import { beforeAll, test } from 'vitest';
import {
  disclosureStatement,
  type FreezeContent,
  freezeProposal,
  freezeRequest,
} from '../messages/freezing.ts';
import { COMMISSIONER } from '../messages/plan.ts';
import { closeHeadStatement, type TreeHead, treeHeadStatement } from '../messages/tree-head.ts';
import { scalarToBytes } from '../primitives/bytes.ts';
import type { SigningKey } from '../primitives/p256-signature.ts';
import { P256 } from '../primitives/prime-group.ts';
import { sha256 } from '../primitives/sha256.ts';
import { signStatement } from '../primitives/statement.ts';
import { flipped, given, holding, makeElection, newKey, random, type TestElection } from '../test-support.ts';
import { disclose, openDisclosure, recoverElectionKey } from './disclose-key.ts';
import {
  freezeQuorum,
  openFinalRoot,
  openFreezeRequest,
  openFreezeStatement,
  openHead,
  openProposal,
  signFinalRoot,
  signFreezeRequest,
  signFreezeStatement,
  signProposal,
} from './freeze-bulletin-board.ts';

let fixture: TestElection;
beforeAll(async () => {
  fixture = await makeElection({ styles: [{ style: 's', voters: 1 }] });
});

const head = (counter: number, size: number, fill = size): Uint8Array => {
  const id = `counter-${counter}`;
  const content = { size, root: new Uint8Array(32).fill(fill) };
  return signStatement(treeHeadStatement, fixture.election.manifestHash, content, id, fixture.server(id).key);
};
const statement = (
  trustee: number,
  heads: readonly Uint8Array[],
  key = fixture.server(`trustee-${trustee}`).key,
) => signFreezeStatement(fixture.election, holding(fixture.election, heads), `trustee-${trustee}`, key);
/** With what else the Trustee states. */
const stating = (trustee: number, more: Partial<FreezeContent>) => {
  const id = `trustee-${trustee}`;
  const content = { ...holding(fixture.election, []), ...more };
  return signFreezeStatement(fixture.election, content, id, fixture.server(id).key);
};
const propose = (statements: readonly Uint8Array[]) =>
  signProposal(fixture.election, statements, fixture.commissioner);
/** As a hostile Commissioner signs it, without our software. */
const signProposalBy = (statements: readonly Uint8Array[], key: SigningKey, id: string = COMMISSIONER) =>
  signStatement(freezeProposal, fixture.election.manifestHash, { statements }, id, key);
const bulletinBoard: TreeHead = { size: 5, root: new Uint8Array(32).fill(5) };
const proposalBytes: Uint8Array = new Uint8Array(10).fill(1);
const finalRoot = (
  trustee: number,
  changed: Partial<TreeHead> = {},
  proposal = proposalBytes,
): Uint8Array => {
  const id = `trustee-${trustee}`;
  return signFinalRoot(
    fixture.election,
    proposal,
    { ...bulletinBoard, ...changed },
    id,
    fixture.server(id).key,
  );
};
const finalRoots = (...trustees: number[]): Uint8Array[] => trustees.map((i) => finalRoot(i));

test('n - k statements make a proposal; the heads of all are merged, each once', () => {
  assert.equal(freezeQuorum(fixture.election), 3);
  const [a, b] = [head(1, 3), head(2, 4)];
  const proposal = propose([statement(1, [a]), statement(2, [a, b]), statement(4, [])]);
  const { heads } = openProposal(fixture.election, proposal);
  assert.deepEqual(
    heads.map(({ counter, size }) => [counter, size]),
    [
      ['counter-1', 3],
      ['counter-2', 4],
    ],
  );
});

test("an equivocating Counter's heads are all merged: nothing that one Trustee holds is lost", () => {
  const { heads } = openProposal(
    fixture.election,
    propose([
      statement(1, [head(1, 3)]),
      statement(2, [head(1, 3, 99)]),
      statement(3, [head(1, 2), head(1, 3)]),
    ]),
  );
  assert.equal(heads.length, 3);
  assert.ok(heads.every(({ counter }) => counter === 'counter-1'));
});

test("fewer than n - k statements, or one Trustee's twice, make no proposal", () => {
  for (const statements of [
    [],
    [statement(1, []), statement(2, [])],
    [statement(1, []), statement(2, []), statement(2, [head(1, 3)])],
  ])
    assert.throws(() => propose(statements), { name: 'ProtocolError' });
  for (const statements of [
    [statement(1, []), statement(2, [])],
    [statement(1, []), statement(2, []), statement(2, [])],
    [1, 2, 3, 4].map((i) => statement(i, [])),
    [1, 2, 3, 3].map((i) => statement(i, [])),
  ])
    assert.throws(() => openProposal(fixture.election, signProposalBy(statements, fixture.commissioner)), {
      code: 'freeze/too-few',
    });
});

test("a proposal is the Commissioner's, its statements are Trustees', its heads Counters', of this election", () => {
  const good = [statement(1, [head(1, 3)]), statement(2, []), statement(3, [])];
  const proposal = propose(good);
  const open = (what: Uint8Array) => openProposal(fixture.election, what);
  open(proposal);
  assert.throws(() => open(flipped(proposal)), { code: 'signature/invalid' });
  assert.throws(() => open(signProposalBy(good, newKey())), { code: 'signature/invalid' });
  assert.throws(() => open(signProposalBy(good, fixture.server('trustee-1').key, 'trustee-1')), {
    code: 'statement/unknown-signer',
  });
  const close = signStatement(
    closeHeadStatement,
    fixture.election.manifestHash,
    { size: 1, root: random(32) },
    'counter-1',
    fixture.server('counter-1').key,
  );
  for (const bad of [
    statement(1, [], newKey()),
    statement(1, [flipped(head(1, 3))]),
    statement(1, [close]),
    signFreezeStatement(
      fixture.election,
      holding(fixture.election, []),
      'counter-1',
      fixture.server('counter-1').key,
    ),
    new Uint8Array(9),
  ])
    assert.throws(() => open(signProposalBy([bad, ...good.slice(1)], fixture.commissioner)), {
      name: 'ProtocolError',
    });
});

test('statements of one proposal agree on the closing order; the Commissioner chooses n - k that do', () => {
  const [order, other] = [random(32), random(32)];
  const named = (trustee: number, closingOrder: Uint8Array) => stating(trustee, { closingOrder });
  const three = [1, 3, 4].map((i) => named(i, order));
  for (const strange of [named(2, other), statement(2, [])])
    assert.deepEqual(openProposal(fixture.election, propose([strange, ...three])).closingOrder, order);
  const plain = [1, 2, 3].map((i) => statement(i, []));
  assert.deepEqual(openProposal(fixture.election, propose(plain)).closingOrder, new Uint8Array());
  for (const strange of [named(3, other), statement(3, [])]) {
    const split = [...three.slice(0, 1), strange, named(4, order)];
    assert.throws(() => propose(split), { code: 'freeze/too-few' });
    assert.throws(() => openProposal(fixture.election, signProposalBy(split, fixture.commissioner)), {
      code: 'freeze/too-few',
    });
  }
});

test('a proposal names every ledger and every erasure that any of its Trustees was given, each once', () => {
  const NONE = new Uint8Array();
  const [low, high] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  const opened = openProposal(
    fixture.election,
    propose([
      stating(1, { ledgers: [high, NONE, low, NONE], erasures: [NONE, NONE, high] }),
      stating(2, { ledgers: [low, NONE, low, NONE], erasures: [low, NONE, NONE] }),
      stating(3, { ledgers: [NONE, NONE, NONE, high], erasures: [high, NONE, NONE] }),
      stating(4, { ledgers: [random(32), NONE, NONE, NONE] }),
    ]),
  );
  assert.deepEqual(opened.ledgers, [[low, high], [], [low], [high]]);
  assert.deepEqual(opened.erasures, [[low, high], [], [high]]);
});

test('hashes in a freeze statement are whole or empty, one for each Administrator and Anonymizer', () => {
  const NONE = new Uint8Array();
  for (const bad of [
    { closingOrder: random(31) },
    { ledgers: [random(1), NONE, NONE, NONE] },
    { ledgers: [NONE, NONE, NONE] },
    { ledgers: Array.from({ length: 5 }, () => NONE) },
    { erasures: [NONE, random(20), NONE] },
    { erasures: [NONE, NONE] },
    { erasures: Array.from({ length: 4 }, () => NONE) },
  ])
    assert.throws(() => openFreezeStatement(fixture.election, stating(1, bad)), {
      code: 'cbor/out-of-bounds',
      party: 'trustee-1',
    });
  openFreezeStatement(
    fixture.election,
    stating(1, { closingOrder: random(32), erasures: [NONE, random(32), NONE] }),
  );
});

test("a request to freeze is the Commissioner's and for this election", async () => {
  const url = 'https://commissioner.example.org/revs';
  const request = signFreezeRequest(fixture.election, url, fixture.commissioner);
  assert.equal(openFreezeRequest(fixture.election, request), url);
  const { key } = fixture.server('trustee-1');
  const sign = (signer: string, by: SigningKey, hash = fixture.election.manifestHash) =>
    signStatement(freezeRequest, hash, { url }, signer, by);
  for (const [bad, code] of [
    [sign(COMMISSIONER, newKey()), 'signature/invalid'],
    [sign('trustee-1', key), 'statement/unknown-signer'],
    [sign(COMMISSIONER, fixture.commissioner, random(32)), 'statement/wrong-context'],
  ] as const)
    assert.throws(() => openFreezeRequest(fixture.election, bad), { code });
});

test("a hostile Trustee's worthless statement does not stop the others' proposal", () => {
  const good = [2, 3, 4].map((i) => statement(i, [head(1, 3)]));
  for (const bad of [new Uint8Array(9), statement(1, [flipped(head(1, 3))]), statement(1, [], newKey())])
    assert.equal(openProposal(fixture.election, propose([bad, ...good])).heads.length, 1);
});

test('n - k signatures on one root make it final; fewer, or on different roots, do not', () => {
  assert.deepEqual(openFinalRoot(fixture.election, finalRoots(1, 2, 4)), {
    proposal: sha256(proposalBytes),
    ...bulletinBoard,
  });
  openFinalRoot(fixture.election, finalRoots(1, 2, 3, 4));
  const notFinal: readonly Uint8Array[][] = [
    [],
    finalRoots(1, 2),
    finalRoots(1, 2, 2),
    [...finalRoots(1, 2), finalRoot(3, { size: 6 })],
    [...finalRoots(1, 2), finalRoot(3, { root: random(32) })],
    [...finalRoots(1, 2), finalRoot(3, {}, random(9))],
  ];
  for (const roots of notFinal)
    assert.throws(() => openFinalRoot(fixture.election, roots), { code: 'freeze/not-final' });
});

test("a hostile Trustee's other root, or noise, does not undo a root that n - k others signed", () => {
  const noise = [finalRoot(1, { size: 6 }), flipped(finalRoot(1)), new Uint8Array(7)];
  for (const bad of noise) {
    assert.deepEqual(openFinalRoot(fixture.election, [bad, ...finalRoots(2, 3, 4)]).size, 5);
    assert.deepEqual(openFinalRoot(fixture.election, [...finalRoots(2, 3, 4), bad]).size, 5);
    assert.throws(() => openFinalRoot(fixture.election, [bad, ...finalRoots(2, 3)]), {
      code: 'freeze/not-final',
    });
  }
});

const shareOf = (trustee: number): bigint => given(fixture.electionShares.get(`trustee-${trustee}`)).share;
const disclosed = (trustee: number, share = shareOf(trustee), roots = finalRoots(1, 2, 3)): Uint8Array =>
  disclose(fixture.election, roots, share, `trustee-${trustee}`, fixture.server(`trustee-${trustee}`).key);

test('no share is disclosed before a root is final', () => {
  for (const roots of [[], finalRoots(1, 2), finalRoots(1, 1, 2)])
    assert.throws(() => disclosed(1, shareOf(1), roots), { code: 'freeze/not-final' });
});

test('any k + 1 shares recover the election key, k do not', () => {
  const shares = [1, 2, 3, 4].map((i) => openDisclosure(fixture.election, disclosed(i)));
  const published = given(fixture.manifest.electionCommitments[0]);
  const keys = new Set<bigint>();
  for (const a of shares)
    for (const b of shares.filter((other) => other !== a))
      keys.add(recoverElectionKey(fixture.election, [a, b]));
  assert.equal(keys.size, 1);
  assert.deepEqual(P256.fromSecret(given([...keys][0])), published);
  assert.equal(recoverElectionKey(fixture.election, shares), given([...keys][0]));
  const [first] = shares;
  for (const few of [[], [given(first)], [given(first), given(first)]])
    assert.throws(() => recoverElectionKey(fixture.election, few), { code: 'share/too-few' });
  assert.throws(
    () => recoverElectionKey(fixture.election, [given(first), { ...given(shares[1]), share: 5n }]),
    {
      code: 'share/invalid',
    },
  );
});

test('a false share is refused and its Trustee named', () => {
  for (const share of [shareOf(1), shareOf(2) + 1n, 0n, P256.order - shareOf(2)])
    assert.throws(() => openDisclosure(fixture.election, disclosed(2, share)), {
      code: 'share/invalid',
      party: 'trustee-2',
    });
  const { manifestHash } = fixture.election;
  const content = { share: scalarToBytes(shareOf(2)) };
  const sign = (id: string, key = fixture.server(id).key, hash = manifestHash) =>
    signStatement(disclosureStatement, hash, content, id, key);
  openDisclosure(fixture.election, sign('trustee-2'));
  assert.throws(() => openDisclosure(fixture.election, sign('trustee-3')), { code: 'share/invalid' });
  assert.throws(() => openDisclosure(fixture.election, sign('counter-1')), {
    code: 'statement/unknown-signer',
  });
  assert.throws(() => openDisclosure(fixture.election, sign('trustee-2', newKey())), {
    code: 'signature/invalid',
  });
  const other = sign('trustee-2', fixture.server('trustee-2').key, flipped(manifestHash));
  assert.throws(() => openDisclosure(fixture.election, other), { code: 'statement/wrong-context' });
});

test("a head is a Counter's own", () => {
  assert.deepEqual(openHead(fixture.election, head(2, 4)), {
    counter: 'counter-2',
    size: 4,
    root: new Uint8Array(32).fill(4),
  });
  assert.throws(() => openHead(fixture.election, flipped(head(2, 4))), { code: 'signature/invalid' });
});
