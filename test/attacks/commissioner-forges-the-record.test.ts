/**
 * A hostile Commissioner against the record (section 5.6): with its own key it signs whatever index it likes. It can change
 * no result with that; and it can leave nothing out, put nothing in and exchange nothing, without verification naming it.
 */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { signManifest } from '../../protocol/0-setup/check-manifest.ts';
import { signPlan } from '../../protocol/0-setup/check-plan.ts';
import { signClosingOrder } from '../../protocol/0-setup/close-early.ts';
import { signLedger } from '../../protocol/4-vote-tallying/close-ledger.ts';
import { disclose } from '../../protocol/4-vote-tallying/disclose-key.ts';
import { openFinalRoot } from '../../protocol/4-vote-tallying/freeze-bulletin-board.ts';
import { decodeFrozen, encodeFrozen } from '../../protocol/board/folds/freeze-messages.ts';
import type { ProvedLeaf } from '../../protocol/board/read-entries.ts';
import { toHex, utf8 } from '../../protocol/primitives/bytes.ts';
import { LABELS } from '../../protocol/primitives/domain-labels.ts';
import { decodeJws, encodeJws, type JwsSignature, signPayload } from '../../protocol/primitives/jws.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { flipped, given, random, sealedVote } from '../../protocol/test-support.ts';
import { decodeEntries, encodeEntries } from '../../record/check-board.ts';
import { ballotFile, RECORD_FILES, RecordError } from '../../record/files.ts';
import {
  choicesFor,
  documentsOf,
  everything,
  freezers,
  ledgerOf,
  makeReferendum,
  type Posted,
  type Referendum,
  rootOf,
  STYLE,
  setOf,
  signIndex,
  sorted,
  statementsIn,
  writeRecord,
} from '../../record/test-support.ts';
import { verifyFolder } from '../../record/verify-folder.ts';
import type { VerifiedRecord } from '../../record/verify-record.ts';
import { writePart } from '../../record/write-record.ts';

const VOTES = 2;
const folder = mkdtempSync(join(tmpdir(), 'revs-commissioner-record-test-'));
const original = join(folder, 'original');
let fixture: Referendum;
let posted: Posted;
let order: Uint8Array;
let bulletinBoard: readonly Uint8Array[];
let paths: string[];
let copies = 0;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  fixture = await makeReferendum(3);
  const { manifestHash, manifest } = fixture.election;
  order = signClosingOrder({ manifestHash, closes: manifest.closes - 60 }, fixture.commissioner);
  bulletinBoard = sorted(
    await Promise.all([0, 1].map((option) => sealedVote(fixture, STYLE, choicesFor(option)))),
  );
  posted = { ...everything(fixture, VOTES), closingOrder: order };
  paths = await writeRecord(
    original,
    fixture,
    await documentsOf(fixture, posted, bulletinBoard),
    bulletinBoard,
  );
});

const verify = (at: string): Promise<VerifiedRecord> =>
  verifyFolder(at, fixture.commissioner.publicKey, random, () => undefined);
const read = (path: string): Uint8Array => new Uint8Array(readFileSync(join(original, path)));

/** A copy in which those files have other content, or none, under a new index that the Commissioner signs. */
async function forged(changes: Readonly<Record<string, Uint8Array | undefined>>): Promise<string> {
  const to = join(folder, `forged-${copies++}`);
  cpSync(original, to, { recursive: true });
  for (const [path, content] of Object.entries(changes))
    if (content === undefined) rmSync(join(to, path));
    else await writePart(to, path, content);
  const present = new Set([...paths, ...Object.keys(changes)]);
  await signIndex(
    to,
    fixture,
    [...present].filter((path) => !(path in changes) || changes[path] !== undefined),
  );
  return to;
}

/** What is forged must fail, named by part and code. */
async function fails(at: string, part: string, code: string, what = ''): Promise<void> {
  await assert.rejects(
    verify(at),
    (error) => {
      assert.ok(error instanceof RecordError, String(error));
      assert.deepEqual([error.part, error.code], [part, code], what);
      return true;
    },
    what,
  );
}

type Change = (statements: readonly Uint8Array[]) => readonly Uint8Array[];
const CHANGES: Readonly<Record<string, Change>> = {
  'all dropped': () => [],
  'the first dropped': (all) => all.slice(1),
  'the last dropped': (all) => all.slice(0, -1),
  'one doubled': (all) => [...all, given(all[0])],
  'the last doubled': (all) => [...all, given(all.at(-1))],
  'in another order': (all) => all.toReversed(),
  'one garbled': (all) => [flipped(given(all[0])), ...all.slice(1)],
  'garbage added': (all) => [...all, utf8('garbage')],
};

/** Each change of a set and the code that it must give. */
async function setFails(path: string, codes: Readonly<Record<keyof typeof CHANGES, string>>): Promise<void> {
  assert.deepEqual(Object.keys(codes), Object.keys(CHANGES));
  for (const [what, change] of Object.entries(CHANGES)) {
    const changed = setOf(change(statementsIn(read(path))));
    await fails(await forged({ [path]: changed }), path, given(codes[what]), `${path}: ${what}`);
  }
}

const everyChange = (code: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.keys(CHANGES).map((what) => [what, code]));

test('the record before it is forged verifies, also when its index is signed again', async () => {
  const { results, absent } = await verify(original);
  assert.equal(results.styles[0]?.votes, VOTES);
  assert.deepEqual(absent, []);
  await verify(await forged({}));
});

test('ledgers are exactly those that were on the board', async () => {
  await setFails(RECORD_FILES.ledgers, everyChange('record/not-named'));
  const others = fixture.plan.administrators.map(({ id }) => ledgerOf(fixture, id, VOTES + 1));
  const exchanged = await forged({ [RECORD_FILES.ledgers]: setOf(others) });
  await fails(exchanged, RECORD_FILES.ledgers, 'record/not-named');
});

test('erasures are exactly those that were on the board', async () => {
  await setFails(RECORD_FILES.erasures, everyChange('record/not-named'));
});

test('final roots: q, all on one root, in the order of the plan', async () => {
  await setFails(RECORD_FILES.finalRoots, {
    'all dropped': 'freeze/not-final',
    'the first dropped': 'freeze/not-final',
    'the last dropped': 'freeze/not-final',
    'one doubled': 'record/not-canonical',
    'the last doubled': 'record/not-canonical',
    'in another order': 'record/not-canonical',
    'one garbled': 'freeze/not-final',
    'garbage added': 'record/not-canonical',
  });
  // One more valid signature is one that somebody else's record of this election may lack.
  const last = given(fixture.plan.trustees.at(-1)).id;
  const final = openFinalRoot(fixture.election, statementsIn(read(RECORD_FILES.finalRoots)));
  const more = rootOf(fixture, last, final);
  const all = [...statementsIn(read(RECORD_FILES.finalRoots)), more];
  const withMore = await forged({ [RECORD_FILES.finalRoots]: setOf(all) });
  await fails(withMore, RECORD_FILES.finalRoots, 'record/not-canonical');
  const other = await forged({ [RECORD_FILES.finalRoots]: setOf(all.slice(1).toReversed()) });
  await fails(other, RECORD_FILES.finalRoots, 'record/not-canonical');
});

test('disclosures: k + 1, each fitting its commitment, in the order of the plan', async () => {
  await setFails(RECORD_FILES.disclosures, {
    'all dropped': 'share/too-few',
    'the first dropped': 'share/too-few',
    'the last dropped': 'share/too-few',
    'one doubled': 'record/not-canonical',
    'the last doubled': 'record/not-canonical',
    'in another order': 'record/not-canonical',
    'one garbled': 'signature/invalid',
    'garbage added': 'cbor/malformed',
  });
  const roots = statementsIn(read(RECORD_FILES.finalRoots));
  const shareOf = (id: string, share: bigint): Uint8Array =>
    disclose(fixture.election, roots, share, id, fixture.server(id).key);
  const [first, second, third] = freezers(fixture).map((id) =>
    shareOf(id, given(fixture.electionShares.get(id)).share),
  );
  const three = await forged({
    [RECORD_FILES.disclosures]: setOf([given(first), given(second), given(third)]),
  });
  await fails(three, RECORD_FILES.disclosures, 'record/not-canonical');
  const wrong = shareOf('trustee-2', 1n);
  const lying = await forged({ [RECORD_FILES.disclosures]: setOf([given(first), wrong]) });
  await fails(lying, RECORD_FILES.disclosures, 'share/invalid');
});

test('the closing order is the one that was in force on the board, and cannot be left out or put in', async () => {
  const path = RECORD_FILES.closingOrder;
  await fails(await forged({ [path]: undefined }), path, 'record/missing');
  const { manifestHash, manifest } = fixture.election;
  const earlier = signClosingOrder({ manifestHash, closes: manifest.opens + 1 }, fixture.commissioner);
  await fails(await forged({ [path]: earlier }), path, 'record/not-named');
  const without = { ...everything(fixture, VOTES) };
  const to = join(folder, 'no-order');
  const documents = await documentsOf(fixture, without, bulletinBoard);
  const names = await writeRecord(to, fixture, documents, bulletinBoard);
  await verify(to);
  await writePart(to, path, order);
  await signIndex(to, fixture, [...names, path]);
  await fails(to, path, 'record/unknown-file');
});

test('what froze is what q Trustees signed', async () => {
  const path = RECORD_FILES.frozen;
  const frozen = decodeFrozen(read(path));
  for (const other of [
    { ...frozen, size: frozen.size - 1 },
    { ...frozen, closingOrder: undefined },
  ])
    await fails(await forged({ [path]: encodeFrozen(other) }), path, 'freeze/other-root');
  await fails(await forged({ [path]: utf8('garbage') }), path, 'freeze/other-root');
});

/** A record that honest Trustees' keys sign, of a board that said something else. */
async function otherBoard(change: Partial<Posted>): Promise<ReadonlyMap<string, Uint8Array>> {
  return documentsOf(fixture, { ...posted, ...change }, bulletinBoard);
}

test('the board is that of the plan, and all that it had of the election', async () => {
  const { genesis, topics, entries } = RECORD_FILES;
  const stranger = await makeReferendum(1);
  const foreign = await documentsOf(stranger, everything(stranger, 1), []);
  await fails(await forged({ [genesis]: given(foreign.get(genesis)) }), genesis, 'board/genesis');
  await fails(await forged({ [topics]: given(foreign.get(topics)) }), topics, 'board/not-consistent');
  await fails(await forged({ [entries]: given(foreign.get(entries)) }), entries, 'board/not-consistent');
  const lists = decodeEntries(read(entries));
  const changed = (change: (list: readonly ProvedLeaf[]) => readonly ProvedLeaf[], at: number): Uint8Array =>
    encodeEntries(lists.map((list, i) => (i === at ? change(list) : list)));
  for (const at of lists.keys())
    for (const change of [
      (list: readonly ProvedLeaf[]) => list.slice(0, -1),
      (list: readonly ProvedLeaf[]) => list.slice(1),
      (list: readonly ProvedLeaf[]) => [...list, given(list.at(-1))],
      (list: readonly ProvedLeaf[]) => list.map(({ leaf }) => ({ leaf, proof: [] })),
      () => [],
    ])
      await fails(await forged({ [entries]: changed(change, at) }), entries, 'board/not-consistent', `${at}`);
  await fails(await forged({ [entries]: encodeEntries(lists.slice(1)) }), entries, 'board/not-consistent');
});

test('what the board decides is decided again: the manifest stands there, and this has frozen', async () => {
  const { entries, topics, frozen } = RECORD_FILES;
  const other = await otherBoard({ ledgers: [] });
  const swapped = (names: readonly string[]) =>
    forged(Object.fromEntries(names.map((name) => [name, given(other.get(name))])));
  // Whole, but of another log than the Trustees signed.
  await fails(await swapped([topics, entries]), topics, 'board/not-consistent');
  await fails(await swapped([entries]), entries, 'board/not-consistent');
  await fails(await swapped([frozen]), frozen, 'freeze/other-root');
  // Trustees that sign an X whose log has frozen at another point, or something else.
  const x = decodeFrozen(read(frozen));
  const lies = [
    { ...x, c: x.c + 1 },
    { ...x, available: x.available.slice(1) },
    { ...x, closingOrder: undefined },
  ];
  for (const lie of lies) {
    const root = { ...openFinalRoot(fixture.election, statementsIn(read(RECORD_FILES.finalRoots))) };
    const signed = freezers(fixture).map((id) =>
      rootOf(fixture, id, { ...root, x: toHex(sha256(encodeFrozen(lie))) }),
    );
    const at = await forged({ [frozen]: encodeFrozen(lie), [RECORD_FILES.finalRoots]: setOf(signed) });
    await fails(at, entries, 'freeze/other-root');
  }
});

test('what was not on the board is said in the result', async () => {
  const { ledgers, erasures } = everything(fixture, VOTES);
  const to = join(folder, 'partial');
  const partial = await otherBoard({ ledgers: ledgers.toSpliced(2, 1), erasures: erasures.slice(1) });
  await writeRecord(to, fixture, partial, bulletinBoard);
  assert.deepEqual((await verify(to)).absent, [
    { server: 'administrator-3', kind: 'ledger' },
    { server: 'anonymizer-1', kind: 'erasure' },
  ]);
});

test('a ledger that is none, as its style stands in it twice, counts as none: it does not stop the count', async () => {
  const [, ...others] = everything(fixture, VOTES).ledgers;
  const id = 'administrator-1';
  const counts = [1, 2].map((signed) => ({ style: STYLE, signed }));
  const bad = signLedger(fixture.election, { period: 0, counts }, [], id, fixture.server(id).key);
  const to = join(folder, 'bad-ledger');
  await writeRecord(to, fixture, await otherBoard({ ledgers: others, badLedger: [id, bad] }), bulletinBoard);
  assert.deepEqual((await verify(to)).absent, [{ server: id, kind: 'ledger' }]);
});

test('fewer signatures in the ledgers than votes is fraud, which no record can hide', async () => {
  const short = everything(fixture, 0);
  const to = await forged(Object.fromEntries(await otherBoard(short)));
  await fails(to, RECORD_FILES.results, 'tally/fraud');
  const documents = new Map(await otherBoard(short));
  documents.set(RECORD_FILES.ledgers, setOf([]));
  await fails(await forged(Object.fromEntries(documents)), RECORD_FILES.ledgers, 'record/not-named');
});

/** The document with its signatures changed. */
function resigned(
  path: string,
  typ: typeof LABELS.plan | typeof LABELS.manifest | typeof LABELS.closingOrder,
  change: (signatures: readonly JwsSignature[], payload: Uint8Array) => JwsSignature[],
): Uint8Array {
  const jws = decodeJws(typ, read(path), 1_000_000);
  return encodeJws({ ...jws, signatures: change(jws.signatures, jws.payload) });
}

test('signatures stand in their order, with none besides', async () => {
  const manifest = (change: (signatures: readonly JwsSignature[]) => JwsSignature[]) =>
    forged({ [RECORD_FILES.manifest]: resigned(RECORD_FILES.manifest, LABELS.manifest, change) });
  const disorders: readonly ((signatures: readonly JwsSignature[]) => JwsSignature[])[] = [
    (all) => all.toReversed(),
    ([commissioner, first, second, ...rest]) => [given(commissioner), given(second), given(first), ...rest],
    ([commissioner, ...rest]) => [...rest, given(commissioner)],
    (all) => all.slice(0, -2),
    ([commissioner, , , ...rest]) => [given(commissioner), ...rest],
  ];
  for (const disorder of disorders)
    await fails(await manifest(disorder), RECORD_FILES.manifest, 'manifest/not-countersigned');
  const uncountersigned = { [RECORD_FILES.manifest]: signManifest(fixture.manifest, fixture.commissioner) };
  await fails(await forged(uncountersigned), RECORD_FILES.manifest, 'manifest/not-countersigned');
  const { key } = fixture.server('trustee-1');
  const plan = resigned(RECORD_FILES.plan, LABELS.plan, (all, payload) => [
    ...all,
    signPayload(LABELS.plan, payload, 'trustee-1', key),
  ]);
  await fails(await forged({ [RECORD_FILES.plan]: plan }), RECORD_FILES.plan, 'jws/malformed');
  const { closingOrder } = LABELS;
  const doubled = resigned(RECORD_FILES.closingOrder, closingOrder, (all, payload) => [
    ...all,
    signPayload(closingOrder, payload, 'trustee-1', key),
  ]);
  const order = { [RECORD_FILES.closingOrder]: doubled };
  await fails(await forged(order), RECORD_FILES.closingOrder, 'jws/malformed');
});

test('another plan or ballot, or results that the votes do not give', async () => {
  const attempt = signPlan({ ...fixture.plan, attempt: 2 }, fixture.commissioner);
  await fails(await forged({ [RECORD_FILES.plan]: attempt }), RECORD_FILES.plan, 'plan/invalid');
  const xml = read(ballotFile(STYLE));
  const ballot = { [ballotFile(STYLE)]: Uint8Array.of(...xml, 10) };
  await fails(await forged(ballot), ballotFile(STYLE), 'ballot/other');
  const counted = Buffer.from(read(RECORD_FILES.results)).toString();
  const results = { [RECORD_FILES.results]: utf8(counted.replace(`"votes": ${VOTES}`, '"votes": 1')) };
  assert.notDeepEqual(results[RECORD_FILES.results], read(RECORD_FILES.results));
  await fails(await forged(results), RECORD_FILES.results, 'record/wrong-results');
});

test("files that are no part of this election's record cannot be slipped in, nor files left out", async () => {
  const extra = ballotFile('another');
  await fails(await forged({ [extra]: read(ballotFile(STYLE)) }), extra, 'record/unknown-file');
  for (const path of paths) await fails(await forged({ [path]: undefined }), path, 'record/missing');
});

test('a bulletin board with packages dropped, doubled, moved, changed or cut', async () => {
  const path = RECORD_FILES.bulletinBoard;
  const all = read(path);
  const length = all.length / bulletinBoard.length;
  const changes: readonly (readonly [Uint8Array, string])[] = [
    [all.slice(length), 'freeze/list-mismatch'],
    [all.slice(1), 'freeze/list-mismatch'],
    [new Uint8Array(), 'freeze/list-mismatch'],
    [Uint8Array.of(...all, ...all.slice(-length)), 'record/too-long'],
    [Uint8Array.of(...all, 0), 'record/too-long'],
    [Uint8Array.of(...all.slice(length), ...all.slice(0, length)), 'freeze/list-mismatch'],
    [Uint8Array.of(...all.slice(0, length), ...all.slice(0, length)), 'freeze/list-mismatch'],
    [Uint8Array.of(...random(length), ...all.slice(length)), 'freeze/list-mismatch'],
  ];
  for (const [change, code] of changes) await fails(await forged({ [path]: change }), path, code);
});
