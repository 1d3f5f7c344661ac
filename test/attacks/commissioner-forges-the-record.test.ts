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
import { disclose } from '../../protocol/4-vote-tallying/disclose-key.ts';
import { signFinalRoot } from '../../protocol/4-vote-tallying/freeze-bulletin-board.ts';
import { utf8 } from '../../protocol/primitives/bytes.ts';
import { LABELS } from '../../protocol/primitives/domain-labels.ts';
import { decodeJws, encodeJws, type JwsSignature, signPayload } from '../../protocol/primitives/jws.ts';
import { merkleRoot } from '../../protocol/primitives/merkle-tree.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { flipped, given, random, sealedVote, type TestElection } from '../../protocol/test-support.ts';
import { ballotFile, RECORD_FILES, RecordError } from '../../record/files.ts';
import type { Given } from '../../record/load-record.ts';
import {
  choicesFor,
  documentsOf,
  erasureOf,
  everything,
  type Frozen,
  freezers,
  ledgerOf,
  makeReferendum,
  proposalOf,
  STYLE,
  setOf,
  signIndex,
  sorted,
  statementsIn,
  writeRecord,
} from '../../record/test-support.ts';
import { type VerifiedRecord, verifyRecord } from '../../record/verify-record.ts';
import { writePart } from '../../record/write-record.ts';

const VOTES = 2;
const folder = mkdtempSync(join(tmpdir(), 'revs-commissioner-record-test-'));
const original = join(folder, 'original');
let fixture: TestElection;
let frozen: Frozen;
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
  frozen = { ...everything(fixture, VOTES), closingOrder: order };
  paths = await writeRecord(original, fixture, documentsOf(fixture, frozen, bulletinBoard), bulletinBoard);
});

const verify = (at: string): Promise<VerifiedRecord> =>
  verifyRecord(at, fixture.commissioner.publicKey, random, () => undefined);
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
  const { results, given } = await verify(original);
  assert.equal(results.styles[0]?.votes, VOTES);
  assert.ok(given.every(({ count }) => count === 1));
  await verify(await forged({}));
});

test('ledgers are exactly those that the Trustees were given', async () => {
  await setFails(RECORD_FILES.ledgers, everyChange('record/not-named'));
  const others = fixture.plan.administrators.map(({ id }) => ledgerOf(fixture, id, VOTES + 1));
  const exchanged = await forged({ [RECORD_FILES.ledgers]: setOf(others) });
  await fails(exchanged, RECORD_FILES.ledgers, 'record/not-named');
});

test('erasures are exactly those that the Trustees were given', async () => {
  await setFails(RECORD_FILES.erasures, everyChange('record/not-named'));
});

test('final roots: n - k, all on one root, in the order of the plan', async () => {
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
  const head = { size: bulletinBoard.length, root: merkleRoot(bulletinBoard.map(sha256)) };
  const last = given(fixture.plan.trustees.at(-1)).id;
  const proposal = read(RECORD_FILES.proposal);
  const more = signFinalRoot(fixture.election, proposal, head, last, fixture.server(last).key);
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

test('the closing order is the one in what the Trustees signed, and cannot be left out or put in', async () => {
  const path = RECORD_FILES.closingOrder;
  await fails(await forged({ [path]: undefined }), path, 'record/missing');
  const { manifestHash, manifest } = fixture.election;
  const earlier = signClosingOrder({ manifestHash, closes: manifest.opens + 1 }, fixture.commissioner);
  await fails(await forged({ [path]: earlier }), path, 'record/not-named');
  const without = { ...everything(fixture, VOTES) };
  const to = join(folder, 'no-order');
  const names = await writeRecord(to, fixture, documentsOf(fixture, without, bulletinBoard), bulletinBoard);
  await verify(to);
  await writePart(to, path, order);
  await signIndex(to, fixture, [...names, path]);
  await fails(to, path, 'record/unknown-file');
});

test('a closing order that the Trustees did name must still be one', async () => {
  const broken = { ...frozen, closingOrder: utf8('{}') };
  const documents = documentsOf(fixture, broken, bulletinBoard);
  await fails(await forged(Object.fromEntries(documents)), RECORD_FILES.closingOrder, 'jws/malformed');
});

test('another proposal is not the one whose bulletin board the Trustees froze', async () => {
  const none = { ledgers: frozen.ledgers.map(() => []), erasures: frozen.erasures, closingOrder: order };
  const changes = { [RECORD_FILES.proposal]: proposalOf(fixture, none), [RECORD_FILES.ledgers]: setOf([]) };
  await fails(await forged(changes), RECORD_FILES.finalRoots, 'freeze/not-final');
  const garbled = await forged({ [RECORD_FILES.proposal]: flipped(read(RECORD_FILES.proposal)) });
  await fails(garbled, RECORD_FILES.proposal, 'signature/invalid');
});

test("a ledger or an erasure in another's name is found, although the Trustees named it", async () => {
  const [, second, ...rest] = frozen.ledgers;
  const swapped = { ...frozen, ledgers: [given(second), given(second), ...rest] };
  const ledgers = await forged(Object.fromEntries(documentsOf(fixture, swapped, bulletinBoard)));
  await fails(ledgers, RECORD_FILES.ledgers, 'record/not-named');
  const [, other, ...others] = frozen.erasures;
  const exchanged = { ...frozen, erasures: [given(other), given(other), ...others] };
  const erasures = await forged(Object.fromEntries(documentsOf(fixture, exchanged, bulletinBoard)));
  await fails(erasures, RECORD_FILES.erasures, 'record/not-named');
});

test('a ledger or an erasure that is no valid one is found, although the Trustees named it', async () => {
  const [first, ...rest] = frozen.ledgers;
  const spoiled = { ...frozen, ledgers: [[flipped(given(first?.[0]))], ...rest] };
  const ledgers = await forged(Object.fromEntries(documentsOf(fixture, spoiled, bulletinBoard)));
  await fails(ledgers, RECORD_FILES.ledgers, 'signature/invalid');
  const [one, ...others] = frozen.erasures;
  const forgedErasure = { ...frozen, erasures: [[flipped(given(one?.[0]))], ...others] };
  const erasures = await forged(Object.fromEntries(documentsOf(fixture, forgedErasure, bulletinBoard)));
  await fails(erasures, RECORD_FILES.erasures, 'signature/invalid');
});

/** What of a server's statements is not as it should be. */
const unusual = (all: readonly Given[]): string[] =>
  all.filter(({ count }) => count !== 1).map(({ kind, server, count }) => `${count} ${kind} ${server}`);

test('what the Trustees were not given is said in the result, and so are two ledgers of one', async () => {
  const [first, second, , fourth] = frozen.ledgers;
  const two = [ledgerOf(fixture, 'administrator-2', VOTES), ledgerOf(fixture, 'administrator-2', 0)];
  const partial: Frozen = {
    closingOrder: order,
    ledgers: [given(first), two, [], given(fourth)],
    erasures: [[erasureOf(fixture, 'anonymizer-1')], [], [erasureOf(fixture, 'anonymizer-3')]],
  };
  assert.ok(second !== undefined);
  const to = join(folder, 'partial');
  await writeRecord(to, fixture, documentsOf(fixture, partial, bulletinBoard), bulletinBoard);
  const verified = await verify(to);
  assert.deepEqual(unusual(verified.given), [
    '2 ledger administrator-2',
    '0 ledger administrator-3',
    '0 erasure anonymizer-2',
  ]);
});

test('fewer signatures in the ledgers than votes is fraud, which no record can hide', async () => {
  const short = { ...everything(fixture, 0), closingOrder: order };
  const to = await forged(Object.fromEntries(documentsOf(fixture, short, bulletinBoard)));
  await fails(to, RECORD_FILES.results, 'tally/fraud');
  // Without the ledgers the fraud would not show, and then the Trustees' signatures do not fit.
  const hidden = { ...short, ledgers: short.ledgers.map(() => []) };
  const documents = documentsOf(fixture, short, bulletinBoard);
  documents.set(RECORD_FILES.proposal, proposalOf(fixture, hidden));
  documents.set(RECORD_FILES.ledgers, setOf([]));
  await fails(await forged(Object.fromEntries(documents)), RECORD_FILES.finalRoots, 'freeze/not-final');
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
  const documents = documentsOf(fixture, { ...frozen, closingOrder: doubled }, bulletinBoard);
  await fails(await forged(Object.fromEntries(documents)), RECORD_FILES.closingOrder, 'jws/malformed');
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
