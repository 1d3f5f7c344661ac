/** The whole protocol in memory, step by step, with as many hostile parties as it withstands. */
import assert from 'node:assert/strict';
import { beforeAll, test } from 'vitest';
import { enrol } from './0-setup/enrol-voter.ts';
import { acceptBallot, acceptManifest } from './1-ballot-distribution/accept-ballot.ts';
import { stateDistribution } from './1-ballot-distribution/distribute-ballot.ts';
import { blindVote } from './2-vote-signing/blind-vote.ts';
import { combineSignature } from './2-vote-signing/combine-signature.ts';
import type { TestAdministrator } from './2-vote-signing/signing-test-support.ts';
import { prepareAt, testAdministrators } from './2-vote-signing/signing-test-support.ts';
import { BulletinBoardCheck } from './3-vote-submission/check-bulletin-board.ts';
import { peelOnion } from './3-vote-submission/peel-onion.ts';
import { packagePlace, sealPackage } from './3-vote-submission/seal-package.ts';
import { drawPath, wrapPackage } from './3-vote-submission/wrap-onion.ts';
import { openLedger, signLedger } from './4-vote-tallying/close-ledger.ts';
import { disclose, openDisclosure, recoverElectionKey } from './4-vote-tallying/disclose-key.ts';
import { checkAgainstLedgers, tallyVotes } from './4-vote-tallying/tally-votes.ts';
import { rootStatement } from './board/folds/freeze-messages.ts';
import { challengeStatement } from './messages/relay.ts';
import { signRequestCodec } from './messages/sign-request.ts';
import { treeHeadStatement } from './messages/tree-head.ts';
import { loadMclBls } from './primitives/bls-mcl.ts';
import { nobleBls } from './primitives/bls-noble.ts';
import { compareBytes, toHex, utf8 } from './primitives/bytes.ts';
import { encode } from './primitives/cbor.ts';
import { merkleRoot } from './primitives/merkle-tree.ts';
import { sealedVoteOpener } from './primitives/open-sealed-vote.ts';
import { sha256 } from './primitives/sha256.ts';
import { signStatement } from './primitives/statement.ts';
import { given, makeElection, random, type TestElection, type TestVoter } from './test-support.ts';

const mcl = await loadMclBls();

let fixture: TestElection;
let administrators: TestAdministrator[];
beforeAll(async () => {
  fixture = await makeElection();
  administrators = testAdministrators(fixture);
});

/** Steps 1 to 3.2 of one voter; the first Administrator lies about its partial signature. */
async function castVote(
  voter: TestVoter,
  choices: string,
): Promise<{ entry: string; onion: Uint8Array; leaf: Uint8Array }> {
  const { commissioner, manifestDocument, ballots } = fixture;
  const distributions = fixture.plan.distributors.map(({ id }) =>
    stateDistribution(fixture.election, id, fixture.server(id).key),
  );
  const election = acceptManifest({ manifest: manifestDocument, distributions }, commissioner.publicKey);
  const enrolment = enrol(election.manifestHash, voter.key.publicKey, voter.style, commissioner);
  const keys = { commissionerKey: commissioner.publicKey, publicKey: voter.key.publicKey };
  const style = acceptBallot(election, { ballot: given(ballots.get(voter.style)), enrolment }, keys);

  const vote = { manifestHash: election.manifestHash, style, commitment: random(32), choices: utf8(choices) };
  const blinded = blindVote(nobleBls, vote, random(48));
  const { digest, echoes } = await prepareAt(fixture, administrators, voter, blinded);
  const request = encode(signRequestCodec, {
    manifestHash: election.manifestHash,
    digest,
    period: 0,
    echoes: echoes.slice(0, election.plan.signingThreshold),
  });
  const lying = new Map<string, Uint8Array>();
  for (const one of administrators.slice(0, 3)) lying.set(one.id, (await one.sign(request)).signature);
  lying.set('administrator-1', blinded.blinded);
  assert.deepEqual(combineSignature(nobleBls, election, style, blinded, lying), {
    faultySigners: ['administrator-1'],
  });
  lying.delete('administrator-1');
  lying.set('administrator-4', (await given(administrators[3]).sign(request)).signature);
  const combined = combineSignature(nobleBls, election, style, blinded, lying);
  assert.ok('signature' in combined);

  const sealed = await sealPackage(election, { ...vote, signature: combined.signature });
  const challenge = random(32);
  const answers = fixture.plan.anonymizers.map(({ id }) =>
    signStatement(challengeStatement, election.manifestHash, { challenge }, id, fixture.server(id).key),
  );
  const path = drawPath(election, challenge, answers, random);
  return { ...(await wrapPackage(election, path, sealed)), leaf: sha256(sealed) };
}

/** Through the Anonymizers: the package that the last one delivers. */
async function deliver(entry: string, onion: Uint8Array): Promise<Uint8Array> {
  const layer = await peelOnion(fixture.election, entry, fixture.server(entry).open, onion);
  return layer.kind === 'forward' ? deliver(layer.next, layer.body) : layer.body;
}

const headOf = (counter: string, packages: readonly Uint8Array[]): Uint8Array => {
  const content = { size: packages.length, root: merkleRoot(packages.map(sha256)) };
  return signStatement(
    treeHeadStatement,
    fixture.election.manifestHash,
    content,
    counter,
    fixture.server(counter).key,
  );
};

/** Tally of a bulletin board with the recovered key. */
async function tally(electionKey: bigint, packages: readonly Uint8Array[]): Promise<Map<string, string[]>> {
  const counted = new Map<string, string[]>();
  const seen = new Set<string>();
  await tallyVotes(
    {
      election: fixture.election,
      open: sealedVoteOpener(electionKey, packagePlace(fixture.election.manifestHash)),
      bls: mcl,
      random,
      obeysBallot: () => true,
      sink: {
        accept: (style, voteHash, choices) => {
          if (seen.has(toHex(voteHash))) return false;
          seen.add(toHex(voteHash));
          counted.set(style, [...(counted.get(style) ?? []), Buffer.from(choices).toString()]);
          return true;
        },
        refuse: (_, reason) => assert.fail(reason),
      },
    },
    packages,
  );
  return counted;
}

test('an election, from the manifest to the result, with one hostile party in every role', async () => {
  const { election, voters } = fixture;
  const cast = new Map<string, { entry: string; onion: Uint8Array; leaf: Uint8Array }>();
  for (const [i, voter] of voters.entries()) cast.set(voter.id, await castVote(voter, `vote ${i % 2}`));

  // Step 3: counter-1 is honest, counter-2 hides a package, counter-3 shows two lists.
  const packages: Uint8Array[] = [];
  for (const { entry, onion } of cast.values()) packages.push(await deliver(entry, onion));
  const lists = [packages, packages.slice(1), packages.slice(0, 2), packages.slice(2, 3)];
  const heads = lists.map((list, i) => headOf(`counter-${Math.min(i + 1, 3)}`, list));
  const mine = given(cast.get(given(voters[0]).id)).leaf;
  for (const [i, list] of lists.entries()) {
    const check = new BulletinBoardCheck(election, treeHeadStatement, given(heads[i]), mine);
    check.add(list.map(sha256));
    assert.equal(check.finish(), list.includes(given(packages[0])));
  }

  // Step 4.2: trustee-1 signs another root than the others do.
  const union = new Map(lists.flat().map((body) => [toHex(sha256(body)), body]));
  const bulletinBoard = [...union.values()].sort((a, b) => compareBytes(sha256(a), sha256(b)));
  assert.equal(bulletinBoard.length, voters.length);
  const root = toHex(merkleRoot(bulletinBoard.map(sha256)));
  const frozen = { period: 0, x: toHex(random(32)), size: bulletinBoard.length, root };
  const signRoot = (id: string, content = frozen) =>
    signStatement(rootStatement, election.manifestHash, content, id, fixture.server(id).key);
  const roots = [
    signRoot('trustee-1', { ...frozen, size: 1 }),
    ...['trustee-2', 'trustee-3', 'trustee-4'].map((id) => signRoot(id)),
  ];

  // Step 4.3: trustee-1 discloses a false share.
  const disclosures = [1, 2, 3, 4].map((i) => {
    const id = `trustee-${i}`;
    const { share } = given(fixture.electionShares.get(id));
    return disclose(election, roots, i === 1 ? share + 1n : share, id, fixture.server(id).key);
  });
  assert.throws(() => openDisclosure(election, given(disclosures[0])), {
    code: 'share/invalid',
    party: 'trustee-1',
  });
  const shares = disclosures.slice(1).map((input) => openDisclosure(election, input));

  // Step 4.4.
  const counted = await tally(recoverElectionKey(election, shares), bulletinBoard);
  const sorted = (style: string) => given(counted.get(style)).toSorted();
  assert.deepEqual(sorted('north'), ['vote 0', 'vote 0', 'vote 1', 'vote 1']);
  assert.deepEqual(sorted('south'), ['vote 0', 'vote 1']);
  const ledgers = administrators.map(({ id, register }) => {
    const signed = [...register.votes].filter(([, { request }]) => register.signed.has(request.voter));
    const counts = fixture.plan.styles.map((style) => ({
      style,
      signed: signed.filter(([, { request }]) => request.style === style).length,
    }));
    const digests = signed
      .map(([digest]) => digest)
      .sort()
      .map(utf8);
    return openLedger(
      election,
      signLedger(election, { period: 0, counts }, digests, id, fixture.server(id).key),
    ).counts;
  });
  checkAgainstLedgers(
    election,
    new Map([...counted].map(([style, votes]) => [style, votes.length])),
    ledgers,
  );
});
