/** Section 5.1: voters with broken cards, pooling, and b hostile Administrators get no more votes than there are voters. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { type BlindedBallot, blindVote } from './2-vote-signing/blind-vote.ts';
import {
  isEchoOf,
  prepareAt,
  TestAdministrator,
  testAdministrators,
} from './2-vote-signing/signing-test-support.ts';
import { type Echo, signRequestCodec } from './messages/sign-request.ts';
import { loadMclBls } from './primitives/bls-mcl.ts';
import { utf8 } from './primitives/bytes.ts';
import { encode } from './primitives/cbor.ts';
import { given, makeElection, random, type TestElection } from './test-support.ts';

const bls = await loadMclBls();
const STYLE = 's';

function ballot({ election }: TestElection, choices: string): BlindedBallot {
  const vote = {
    manifestHash: election.manifestHash,
    style: STYLE,
    commitment: random(32),
    choices: utf8(choices),
  };
  return blindVote(bls, vote, random(48));
}
const request = ({ election }: TestElection, digest: Uint8Array, echoes: readonly Echo[]): Uint8Array =>
  encode(signRequestCodec, { manifestHash: election.manifestHash, digest, period: 0, echoes });

test('four voters, N = 5, t = 4, cannot pool their requests into five votes (section 6)', async () => {
  const fixture = await makeElection({ styles: [{ style: STYLE, voters: 4 }], N: 5, t: 4, b: 1 });
  const administrators = testAdministrators(fixture);
  const ballots = Array.from({ length: 5 }, (_, i) => ballot(fixture, `vote ${i}`));
  // Each voter shows each Administrator another M, so that each M has reached four Administrators.
  const reached = ballots.map(() => ({ digests: [] as Uint8Array[], echoes: [] as Echo[] }));
  for (const [v, voter] of fixture.voters.entries())
    for (const [a, administrator] of administrators.entries()) {
      const at = given(reached[(a + v) % 5]);
      const { digest, echoes } = await prepareAt(
        fixture,
        [administrator],
        voter,
        given(ballots[(a + v) % 5]),
      );
      at.digests.push(digest);
      at.echoes.push(...echoes);
    }
  for (const { digests, echoes } of reached) {
    assert.equal(new Set(echoes.map(({ administrator }) => administrator)).size, 4);
    for (const digest of digests) {
      const ofThis = echoes.filter((one) =>
        isEchoOf(fixture.election, one.administrator, digest, one.signature),
      );
      assert.ok(ofThis.length < 4, 'no d has echoes enough, whoever would believe them');
      for (const administrator of administrators)
        await assert.rejects(administrator.sign(request(fixture, digest, echoes)), {
          code: administrator.register.preparedAs(digest) ? 'signature/invalid' : 'vote/not-prepared',
        });
    }
  }
});

test('a voter who asks for two votes, with b Administrators that echo and sign both, gets one at most', async () => {
  const fixture = await makeElection({ styles: [{ style: STYLE, voters: 1 }] });
  const voter = given(fixture.voters[0]);
  const administrators = testAdministrators(fixture);
  const honest = administrators.slice(0, 3);
  const [one, two] = [ballot(fixture, 'one'), ballot(fixture, 'two')];
  // The hostile one is two Administrators in one, with no memory in common.
  const first = await prepareAt(fixture, [...honest.slice(0, 2), given(administrators[3])], voter, one);
  const second = await prepareAt(
    fixture,
    [...honest, new TestAdministrator(fixture, 'administrator-4')],
    voter,
    two,
  );
  assert.deepEqual(
    first.echoes.map(({ administrator }) => administrator),
    ['administrator-1', 'administrator-2', 'administrator-4'],
  );
  assert.deepEqual(
    second.echoes.map(({ administrator }) => administrator),
    ['administrator-3', 'administrator-4'],
  );
  const enough = request(fixture, first.digest, first.echoes);
  await given(honest[0]).sign(enough);
  await assert.rejects(given(honest[2]).sign(enough), { code: 'vote/not-prepared' });
  assert.ok(second.echoes.length < fixture.plan.signingThreshold);
  for (const [i, administrator] of honest.entries())
    await assert.rejects(administrator.sign(request(fixture, second.digest, second.echoes)), {
      code: i === 2 ? 'echo/too-few' : 'vote/not-prepared',
    });
});

test('a vote blinded for one style and asked for in another is refused', async () => {
  const fixture = await makeElection({
    styles: [
      { style: STYLE, voters: 1 },
      { style: 'z', voters: 1 },
    ],
  });
  const voter = given(fixture.voters.find(({ style }) => style === STYLE));
  const administrators = testAdministrators(fixture);
  await assert.rejects(prepareAt(fixture, administrators, { ...voter, style: 'z' }, ballot(fixture, 'x')), {
    code: 'voter/wrong-style',
  });
  await assert.rejects(prepareAt(fixture, administrators, { ...voter, id: 'nobody' }, ballot(fixture, 'x')), {
    code: 'voter/unknown',
  });
});
