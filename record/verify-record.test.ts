/** Section 5.6, verifiability: any change to an election record is found and named. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parseBallot } from '../ballots/parse-ballot.ts';
import { encodeVote, maxVoteLength } from '../ballots/vote-encoding.ts';
import { signLedger } from '../protocol/4-vote-tallying/close-ledger.ts';
import { disclose } from '../protocol/4-vote-tallying/disclose-key.ts';
import {
  signFinalRoot,
  signFreezeStatement,
  signProposal,
} from '../protocol/4-vote-tallying/freeze-bulletin.ts';
import { statementSetCodec } from '../protocol/messages/freezing.ts';
import { erasureStatement } from '../protocol/messages/relay.ts';
import { compareBytes, utf8 } from '../protocol/primitives/bytes.ts';
import { encode } from '../protocol/primitives/cbor.ts';
import { merkleRoot } from '../protocol/primitives/merkle-tree.ts';
import { sha256 } from '../protocol/primitives/sha256.ts';
import { signerOf } from '../protocol/primitives/signer.ts';
import { signStatement } from '../protocol/primitives/statement.ts';
import {
  flipped,
  given,
  holding,
  makeElection,
  newKey,
  random,
  sealedVote,
  type TestElection,
} from '../protocol/test-support.ts';
import { computeResults, encodeResults } from './compute-results.ts';
import { ballotFile, RECORD_FILES, RecordError } from './files.ts';
import { loadRecord } from './load-record.ts';
import { verifyRecord } from './verify-record.ts';
import { writeBulletin, writeIndex, writePart } from './write-record.ts';

const STYLE = 's';
const xml = new Uint8Array(readFileSync(new URL('../ballots/samples/referendum.xml', import.meta.url)));
const ballot = parseBallot(xml);
const folder = mkdtempSync(join(tmpdir(), 'revs-record-test-'));
const original = join(folder, 'original');
const copies: string[] = [];
let made: TestElection;
let paths: string[];
let packages: readonly Uint8Array[];

after(() => rmSync(folder, { recursive: true, force: true }));

before(async () => {
  made = await makeElection({
    styles: [{ style: STYLE, voters: 3, ballot: xml, maxVoteLength: maxVoteLength(ballot) }],
  });
  const vote = (option: number) =>
    encodeVote(
      ballot,
      ballot.contests.map(() => [[option]]),
    );
  const sealed = [
    await sealedVote(made, STYLE, vote(0)),
    await sealedVote(made, STYLE, vote(1)),
    await sealedVote(made, STYLE, vote(0)),
  ];
  packages = [...sealed, random(given(sealed[0]).length)].toSorted((a, b) =>
    compareBytes(sha256(a), sha256(b)),
  );
  await writeAll(original, packages);
});

/** Every file of a record; returns nothing but what stands on disk. */
async function writeAll(to: string, bulletin: readonly Uint8Array[]): Promise<void> {
  const { election } = made;
  const frozen = { size: bulletin.length, root: merkleRoot(bulletin.map(sha256)) };
  const trustees = made.plan.trustees.slice(0, 3).map(({ id }) => ({ id, key: made.server(id).key }));
  const proposal = signProposal(
    election,
    trustees.map(({ id, key }) => signFreezeStatement(election, holding(election, []), id, key)),
    made.commissioner,
  );
  const roots = trustees.map(({ id, key }) => signFinalRoot(election, proposal, frozen, id, key));
  const disclosures = trustees.map(({ id, key }) =>
    disclose(election, roots, given(made.electionShares.get(id)).share, id, key),
  );
  const ledgers = made.plan.administrators.map(({ id }) =>
    signLedger(election, [{ style: STYLE, signed: 3 }], [], id, made.server(id).key),
  );
  const erasures = made.plan.anonymizers.map(({ id }) =>
    signStatement(erasureStatement, election.manifestHash, {}, id, made.server(id).key),
  );
  const set = (statements: readonly Uint8Array[]) => encode(statementSetCodec, statements);
  const parts: [string, Uint8Array][] = [
    [RECORD_FILES.plan, made.planDocument],
    [RECORD_FILES.manifest, made.manifestDocument],
    [ballotFile(STYLE), xml],
    [RECORD_FILES.proposal, proposal],
    [RECORD_FILES.finalRoots, set(roots)],
    [RECORD_FILES.disclosures, set(disclosures)],
    [RECORD_FILES.ledgers, set(ledgers)],
    [RECORD_FILES.erasures, set(erasures)],
  ];
  for (const [path, content] of parts) await writePart(to, path, content);
  await writeBulletin(to, bulletin, () => undefined);
  const record = await loadRecord(to, made.commissioner.publicKey);
  await writePart(
    to,
    RECORD_FILES.results,
    encodeResults(await computeResults({ ...record, random }, record.packages())),
  );
  paths = [...parts.map(([path]) => path), RECORD_FILES.bulletin, RECORD_FILES.results];
  await writeIndex(to, paths, election.manifestHash, signerOf(made.commissioner));
}

const verify = (at: string, key = made.commissioner.publicKey) =>
  verifyRecord(at, key, random, () => undefined);
function copy(): string {
  const to = join(folder, `copy-${copies.length}`);
  copies.push(to);
  cpSync(original, to, { recursive: true });
  return to;
}
/** Verification must fail and name the part. */
const names = (part: string, code?: string) => (error: unknown) =>
  error instanceof RecordError && error.part === part && (code === undefined || error.code === code);

/** As a dishonest Commissioner does: changes a part and signs the index anew. */
async function forged(path: string, change: (content: Uint8Array) => Uint8Array): Promise<string> {
  const to = copy();
  await writePart(to, path, change(new Uint8Array(readFileSync(join(to, path)))));
  await writeIndex(to, paths, made.election.manifestHash, signerOf(made.commissioner));
  return to;
}

test("a record is verified from the Commissioner's public key alone, and gives the results again", async () => {
  const { results } = await verify(original);
  assert.equal(results.packages, 4);
  assert.equal(results.refused['package/does-not-open'], 1);
  assert.deepEqual(
    results.styles.map(({ style, voters, votes }) => [style, voters, votes]),
    [[STYLE, 3, 3]],
  );
  assert.deepEqual(
    encodeResults(results),
    new Uint8Array(readFileSync(join(original, RECORD_FILES.results))),
  );
  await assert.rejects(verify(original, newKey().publicKey), names(RECORD_FILES.index, 'signature/invalid'));
});

test('every file: one changed bit, a byte less, a byte more, or no file at all is found and named', async () => {
  for (const path of [...paths, RECORD_FILES.index]) {
    const content = new Uint8Array(readFileSync(join(original, path)));
    const changes = [
      flipped(content, content.length >> 1),
      flipped(content, 0),
      content.slice(0, -1),
      Uint8Array.of(...content, 10),
    ];
    for (const change of changes) {
      const to = copy();
      writeFileSync(join(to, path), change);
      await assert.rejects(verify(to), names(path), path);
    }
    const without = copy();
    rmSync(join(without, path));
    await assert.rejects(verify(without), names(path), path);
  }
});

test('a file or link that the index does not list is found and named', async () => {
  const extra = copy();
  writeFileSync(join(extra, 'ballots', 'extra.xml'), 'x');
  await assert.rejects(verify(extra), names(join('ballots', 'extra.xml'), 'record/unknown-file'));
  const linked = copy();
  symlinkSync(original, join(linked, 'link'));
  await assert.rejects(verify(linked), names('link', 'record/unknown-file'));
  assert.ok((await readdir(linked)).includes('link'));
});

test('what the Commissioner alone cannot make is found even under a new index', async () => {
  const length = made.manifest.packageSize + 81;
  const forgeries: [string, (content: Uint8Array) => Uint8Array, string][] = [
    [RECORD_FILES.manifest, () => made.signedManifest, 'manifest/not-countersigned'],
    [RECORD_FILES.plan, () => utf8('{}'), 'jws/malformed'],
    [ballotFile(STYLE), (content) => flipped(content), 'ballot/other'],
    [RECORD_FILES.proposal, (content) => flipped(content), 'signature/invalid'],
    [RECORD_FILES.finalRoots, () => encode(statementSetCodec, []), 'freeze/not-final'],
    [RECORD_FILES.disclosures, () => encode(statementSetCodec, []), 'share/too-few'],
    [RECORD_FILES.disclosures, (content) => flipped(content), 'signature/invalid'],
    [RECORD_FILES.ledgers, (content) => flipped(content), 'signature/invalid'],
    [RECORD_FILES.erasures, (content) => flipped(content), 'signature/invalid'],
    [RECORD_FILES.bulletin, (content) => content.slice(length), 'freeze/list-mismatch'],
    [
      RECORD_FILES.bulletin,
      (content) => Uint8Array.of(...content, ...content.slice(-length)),
      'freeze/list-mismatch',
    ],
    [
      RECORD_FILES.bulletin,
      (content) => Uint8Array.of(...content.slice(length), ...content.slice(0, length)),
      'freeze/list-mismatch',
    ],
    [RECORD_FILES.bulletin, (content) => flipped(content), 'freeze/list-mismatch'],
    [RECORD_FILES.bulletin, (content) => content.slice(1), 'record/torn'],
    [
      RECORD_FILES.results,
      (content) => utf8(Buffer.from(content).toString().replace('"votes": 3', '"votes": 2')),
      'record/wrong-results',
    ],
  ];
  for (const [path, change, code] of forgeries)
    await assert.rejects(verify(await forged(path, change)), (error) => {
      assert.ok(error instanceof RecordError);
      return assert.deepEqual([error.part, error.code], [path, code]) === undefined;
    });
});

test('fewer signatures in the ledgers than votes is fraud, and fails the tally', async () => {
  const short = made.plan.administrators.map(({ id }) =>
    signLedger(made.election, [{ style: STYLE, signed: 1 }], [], id, made.server(id).key),
  );
  const to = await forged(RECORD_FILES.ledgers, () => encode(statementSetCodec, short));
  await assert.rejects(verify(to), names(RECORD_FILES.results, 'tally/fraud'));
});

test('an index for another election, or signed twice, is refused', async () => {
  const other = copy();
  await writeIndex(other, paths, random(32), signerOf(made.commissioner));
  await assert.rejects(verify(other), names(RECORD_FILES.index, 'manifest/other'));
  const foreign = copy();
  await writeIndex(foreign, paths, made.election.manifestHash, signerOf(newKey()));
  await assert.rejects(verify(foreign), names(RECORD_FILES.index, 'signature/invalid'));
});

test('a bulletin that the Trustees froze unsorted, or with a package twice, is found and named', async () => {
  for (const [i, bulletin] of [packages.toReversed(), [...packages, given(packages[3])]].entries()) {
    const to = join(folder, `unsorted-${i}`);
    await writeAll(to, bulletin);
    await assert.rejects(verify(to), names(RECORD_FILES.bulletin, 'freeze/list-mismatch'));
  }
});

test('final roots for another proposal than the one in the record are found and named', async () => {
  const statements = made.plan.trustees.map(({ id }) =>
    signFreezeStatement(made.election, holding(made.election, []), id, made.server(id).key),
  );
  const second = signProposal(made.election, statements, made.commissioner);
  const to = await forged(RECORD_FILES.proposal, () => second);
  await assert.rejects(verify(to), names(RECORD_FILES.finalRoots, 'freeze/not-final'));
});
