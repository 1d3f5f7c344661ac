/** Step 4.4: what is counted, what is refused and why, and what is proof of fraud. */
import assert from 'node:assert/strict';
import { beforeAll, test } from 'vitest';
import { packagePlace, sealPackage } from '../3-vote-submission/seal-package.ts';
import { type PackageContent, packageContentCodec } from '../messages/submission-package.ts';
import { ledgerStatement } from '../messages/tree-head.ts';
import { encodeVote } from '../messages/vote.ts';
import { loadMclBls } from '../primitives/bls-mcl.ts';
import { concat, pad, toHex, utf8 } from '../primitives/bytes.ts';
import { encode } from '../primitives/cbor.ts';
import { SEALED_VOTE, seal } from '../primitives/hpke.ts';
import { merkleRoot } from '../primitives/merkle-tree.ts';
import { sealedVoteOpener } from '../primitives/open-sealed-vote.ts';
import { P256, uncompressP256 } from '../primitives/prime-group.ts';
import { sha256 } from '../primitives/sha256.ts';
import { signStatement } from '../primitives/statement.ts';
import { BLS_ORDER } from '../primitives/threshold-blind-bls.ts';
import {
  flipped,
  given,
  issue,
  makeElection,
  newKey,
  packageContent,
  random,
  sealedVote,
  type TestElection,
} from '../test-support.ts';
import { openLedger, signLedger } from './close-ledger.ts';
import { recoverElectionKey } from './disclose-key.ts';
import { BATCH, checkAgainstLedgers, REFUSALS, type RefusalReason, tallyVotes } from './tally-votes.ts';
import { type SignedMessage, verifyBatch } from './verify-in-batches.ts';

const bls = await loadMclBls();
let fixture: TestElection;
let electionKey: bigint;
beforeAll(async () => {
  fixture = await makeElection();
  const shares = [...fixture.electionShares.values()].map(({ index, share }) => ({
    index,
    share,
    trustee: '',
  }));
  electionKey = recoverElectionKey(fixture.election, shares);
});

interface Tallied {
  readonly counted: string[];
  readonly refused: [string, RefusalReason][];
}

/** A vote whose choices begin with "bad" is against the ballot's rules. */
async function tally(packages: readonly Uint8Array[]): Promise<Tallied> {
  const tallied: Tallied = { counted: [], refused: [] };
  const seen = new Set<string>();
  await tallyVotes(
    {
      election: fixture.election,
      open: sealedVoteOpener(electionKey, packagePlace(fixture.election.manifestHash)),
      bls,
      random,
      obeysBallot: (_, choices) => !Buffer.from(choices).toString().startsWith('bad'),
      sink: {
        accept: (style, voteHash, choices) => {
          if (seen.has(toHex(voteHash))) return false;
          seen.add(toHex(voteHash));
          tallied.counted.push(`${style} ${Buffer.from(choices).toString()}`);
          return true;
        },
        refuse: (leaf, reason) => void tallied.refused.push([toHex(leaf), reason]),
      },
    },
    packages,
  );
  return tallied;
}

const content = (style: string, choices: string, changed: Partial<PackageContent> = {}) =>
  packageContent(fixture, style, utf8(choices), changed);
const sealed = async (style: string, choices: string, changed: Partial<PackageContent> = {}) =>
  sealPackage(fixture.election, await content(style, choices, changed));
/** Seals bytes that are no package. */
const sealBytes = (plain: Uint8Array, place = packagePlace(fixture.election.manifestHash)) =>
  seal(SEALED_VOTE, uncompressP256(given(fixture.manifest.electionCommitments[0])), place, plain);

test('valid votes of every style are counted', async () => {
  const packages = [await sealed('north', 'a'), await sealed('south', 'a'), await sealed('north', 'b')];
  const { counted, refused } = await tally(packages);
  assert.deepEqual(counted.toSorted(), ['north a', 'north b', 'south a']);
  assert.deepEqual(refused, []);
});

test('the empty bulletin board is a tally of nothing', async () => {
  assert.deepEqual(await tally([]), { counted: [], refused: [] });
});

/** One package for each reason; each is wrong in everything that is checked later, too. */
async function refusedPackages(): Promise<[RefusalReason, Uint8Array][]> {
  const { packageSize } = fixture.manifest;
  const hash = random(32);
  const wrong = { manifestHash: hash, style: 'east', signature: random(48), choices: utf8('bad') };
  const bytes = encode(packageContentCodec, await content('north', 'bad', wrong));
  const foreign = uncompressP256(P256.fromSecret(99n));
  const otherPlace = packagePlace(flipped(fixture.election.manifestHash));
  return [
    ['package/does-not-open', new Uint8Array(await sealed('north', 'a')).fill(0)],
    ['package/does-not-open', flipped(await sealed('north', 'a'))],
    ['package/does-not-open', (await sealed('north', 'a')).subarray(1)],
    ['package/does-not-open', new Uint8Array()],
    ['package/does-not-open', await sealBytes(pad(bytes, packageSize), otherPlace)],
    [
      'package/does-not-open',
      await seal(SEALED_VOTE, foreign, packagePlace(fixture.election.manifestHash), pad(bytes, packageSize)),
    ],
    ['package/wrong-form', await sealBytes(new Uint8Array(packageSize))],
    ['package/wrong-form', await sealBytes(new Uint8Array())],
    ['package/wrong-form', await sealBytes(concat(bytes, Uint8Array.of(0x80)).subarray(1))],
    ['package/wrong-form', await sealBytes(pad(concat(bytes, Uint8Array.of(0)), packageSize + 9))],
    ['package/wrong-form', await sealBytes(pad(utf8('not CBOR'), packageSize))],
    ['package/other-election', await sealed('north', 'bad', wrong)],
    [
      'package/unknown-style',
      await sealed('north', 'bad', { ...wrong, manifestHash: fixture.election.manifestHash }),
    ],
    ['package/bad-signature', await sealed('north', 'bad', { signature: random(48) })],
    ['package/against-ballot-rules', await sealed('north', 'bad')],
  ];
}

test('each refused package has one reason, the first that holds', async () => {
  const bad = await refusedPackages();
  const good = await sealed('north', 'a');
  const { counted, refused } = await tally([...bad.map(([, body]) => body), good]);
  assert.deepEqual(counted, ['north a']);
  const reasonOf = new Map(refused);
  assert.equal(refused.length, bad.length);
  assert.deepEqual([...new Set(reasonOf.values()), 'package/repeated-vote'], REFUSALS);
  for (const [reason, body] of bad) assert.equal(reasonOf.get(toHex(sha256(body))), reason);
});

test('equal m counts once, however it is sealed; votes that differ in r alone all count', async () => {
  const one = await content('north', 'a');
  const packages = [];
  for (let i = 0; i < 3; i++) packages.push(await sealPackage(fixture.election, one));
  packages.push(given(packages[0]), await sealed('north', 'a'));
  const { counted, refused } = await tally(packages);
  assert.deepEqual(counted, ['north a', 'north a']);
  assert.deepEqual(
    refused.map(([, reason]) => reason),
    Array(3).fill('package/repeated-vote'),
  );
});

test('a vote with a worthless signature does not cancel the same vote with a good one', async () => {
  const good = await content('north', 'a');
  const spoiled = await sealPackage(fixture.election, { ...good, signature: random(48) });
  for (const order of [
    [spoiled, await sealPackage(fixture.election, good)],
    [await sealPackage(fixture.election, good), spoiled],
  ]) {
    const { counted, refused } = await tally(order);
    assert.deepEqual(counted, ['north a']);
    assert.deepEqual(
      refused.map(([, reason]) => reason),
      ['package/bad-signature'],
    );
  }
});

test('a signature is worth nothing for another style, other choices, another r, negated or blinded', async () => {
  const good = await content('north', 'a');
  const { signature } = good;
  const vote = encodeVote(good);
  const changes: Partial<PackageContent>[] = [
    { style: 'south' },
    { choices: utf8('b') },
    { commitment: flipped(good.commitment) },
    { signature: await issue(fixture, 'south', vote) },
    { signature: flipped(signature, 0, 5) },
    { signature: bls.combine([signature], [2n]) },
    { signature: bls.hashToG1(vote) },
    { signature: Uint8Array.of(0xc0, ...new Uint8Array(47)) },
  ];
  const packages = [];
  for (const change of changes) packages.push(await sealPackage(fixture.election, { ...good, ...change }));
  const { counted, refused } = await tally(packages);
  assert.deepEqual(counted, []);
  assert.deepEqual(new Set(refused.map(([, reason]) => reason)), new Set(['package/bad-signature']));
});

test('a bulletin board larger than a batch is tallied whole, and progress ends at its size', async () => {
  const good = await content('north', 'a');
  const body = await sealPackage(fixture.election, good);
  const packages = Array.from({ length: BATCH + 3 }, () => body);
  const { counted, refused } = await tally(packages);
  assert.equal(counted.length, 1);
  assert.equal(refused.length, BATCH + 2);
});

test('batches: wrong signatures are found at every position, alone, in pairs and all', async () => {
  const messages = Array.from({ length: 7 }, (_, i) => utf8(`m${i}`));
  const signed: SignedMessage[] = [];
  for (const message of messages) signed.push({ message, signature: await issue(fixture, 'north', message) });
  const publicKey = given(given(fixture.election.style('north')).commitments[0]);
  const verdicts = (entries: readonly SignedMessage[]) => verifyBatch(bls, publicKey, entries, random);
  for (const size of [0, 1, 2, 3, 7]) {
    const good = signed.slice(0, size);
    assert.deepEqual(
      verdicts(good),
      good.map(() => true),
    );
    for (let a = 0; a < size; a++)
      for (let b = a; b < size; b++) {
        const lying = good.map((entry, i) =>
          i === a || i === b ? { ...entry, signature: bls.combine([entry.signature], [3n]) } : entry,
        );
        assert.deepEqual(
          verdicts(lying),
          good.map((_, i) => i !== a && i !== b),
        );
      }
  }
  assert.deepEqual(
    verdicts(signed.map((entry) => ({ ...entry, signature: random(48) }))),
    signed.map(() => false),
  );
});

test('batches: what fails for another reason than a signature says nothing of it', () => {
  const publicKey = given(given(fixture.election.style('north')).commitments[0]);
  const noRandom = (): never => {
    throw new RangeError('no random bytes');
  };
  const signed = [{ message: utf8('m'), signature: random(48) }];
  assert.throws(() => verifyBatch(bls, publicKey, signed, noRandom), RangeError);
});

test('batches: two wrong signatures whose errors cancel out are both found', async () => {
  const [a, b] = [utf8('a'), utf8('b')];
  const [one, two] = [await issue(fixture, 'north', a), await issue(fixture, 'north', b)];
  const error = bls.hashToG1(utf8('error'));
  const minus = bls.combine([error], [BLS_ORDER - 1n]);
  const publicKey = given(given(fixture.election.style('north')).commitments[0]);
  const cancelling = [
    { message: a, signature: bls.combine([one, error], [1n, 1n]) },
    { message: b, signature: bls.combine([two, minus], [1n, 1n]) },
  ];
  assert.deepEqual(verifyBatch(bls, publicKey, cancelling, random), [false, false]);
  const swapped = [
    { message: a, signature: two },
    { message: b, signature: one },
  ];
  assert.deepEqual(verifyBatch(bls, publicKey, swapped, random), [false, false]);
});

const ledger = (north: number, south = 0) =>
  new Map([
    ['north', north],
    ['south', south],
  ]);
/** For each Administrator its ledger, if it gave one. */
const fraud =
  (votes: number, ...ledgers: readonly (ReadonlyMap<string, number> | undefined)[]) =>
  () =>
    checkAgainstLedgers(fixture.election, new Map([['north', votes]]), ledgers);

test('more votes than voters, or more than the ledgers allow, is proof of fraud', () => {
  // north has 4 voters; t - b = 2, so that v votes need 2 v entries in the ledgers.
  const all = [4, 4, 4, 4].map((n) => ledger(n));
  fraud(4, ...all)();
  assert.throws(fraud(5, ...all), { code: 'tally/fraud' });
  fraud(3, ledger(3), ledger(3), ledger(0), ledger(0))();
  assert.throws(fraud(3, ledger(3), ledger(2), ledger(0), ledger(0)), { code: 'tally/fraud' });
  assert.throws(fraud(1, ledger(0, 9), ledger(1, 9), ledger(0, 9), ledger(0, 9)), { code: 'tally/fraud' });
  fraud(0, ledger(0), ledger(0), ledger(0), ledger(0))();
  // None can have signed for more voters than there are.
  assert.throws(fraud(3, ledger(99), ledger(0), ledger(0), ledger(0)), { code: 'tally/fraud' });
  // One that is down is taken to have signed for all.
  fraud(3, undefined, ledger(2), ledger(0), ledger(0))();
  assert.throws(fraud(3, undefined, ledger(1), ledger(0), ledger(0)), { code: 'tally/fraud' });
});

test("a ledger is an Administrator's own statement, with each style once", () => {
  const { election } = fixture;
  const { key } = fixture.server('administrator-2');
  const digests = [random(32), random(32)];
  const counts = [
    { style: 'north', signed: 2 },
    { style: 'south', signed: 0 },
  ];
  const signedLedger = signLedger(election, { period: 0, counts }, digests, 'administrator-2', key);
  assert.deepEqual(openLedger(election, signedLedger), {
    administrator: 'administrator-2',
    period: 0,
    counts: ledger(2),
  });
  assert.throws(() => openLedger(election, flipped(signedLedger)), { code: 'signature/invalid' });
  assert.throws(
    () =>
      openLedger(election, signLedger(election, { period: 0, counts }, digests, 'administrator-2', newKey())),
    { code: 'signature/invalid' },
  );
  assert.throws(
    () =>
      openLedger(
        election,
        signLedger(election, { period: 0, counts }, digests, 'trustee-1', fixture.server('trustee-1').key),
      ),
    { code: 'statement/unknown-signer' },
  );
  const twice = [...counts, { style: 'north', signed: 9 }];
  const repeated = signStatement(
    ledgerStatement,
    election.manifestHash,
    { period: 0, counts: twice, root: merkleRoot([]) },
    'administrator-2',
    key,
  );
  assert.throws(() => openLedger(election, repeated), { code: 'cbor/not-canonical' });
});

test('sealed twice, a vote never looks the same', async () => {
  const [a, b] = [
    await sealedVote(fixture, 'north', utf8('a')),
    await sealedVote(fixture, 'north', utf8('a')),
  ];
  assert.notDeepEqual(a.subarray(0, 65), b.subarray(0, 65));
});
