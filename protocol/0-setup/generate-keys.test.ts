import assert from 'node:assert/strict';
import { mod } from '@noble/curves/abstract/modular.js';
import { beforeAll, test } from 'vitest';
import { type Deal, dealStatement, dealtShareCodec } from '../messages/deal.ts';
import type { Plan } from '../messages/plan.ts';
import { scalarToBytes } from '../primitives/bytes.ts';
import { encode } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { seal, TRAFFIC } from '../primitives/hpke.ts';
import {
  commitTo,
  drawPolynomial,
  provePossession,
  shareFor,
  shareMatches,
} from '../primitives/key-generation.ts';
import { lagrangeAtZero } from '../primitives/lagrange.ts';
import { openStatement, signStatement } from '../primitives/statement.ts';
import { flipped, given, makePlan, newKey, random, type TestServer } from '../test-support.ts';
import {
  acceptDeals,
  checkAcceptances,
  deal,
  electionKeyCeremony,
  issuanceKeyCeremonies,
  jointCommitments,
  type KeyCeremony,
  type KeyShare,
  signAcceptance,
} from './generate-keys.ts';

const planHash = random(32);
let plan: Plan;
let servers: Map<string, TestServer>;
/** One run of each group's ceremony, by name. */
const runs = new Map<string, Run>();

interface Run {
  readonly ceremony: KeyCeremony;
  readonly ids: readonly string[];
  readonly deals: readonly Uint8Array[];
  readonly shares: readonly KeyShare[];
}

const server = (id: string): TestServer => given(servers.get(id));
const trafficKeyOf = (id: string): Uint8Array => given(server(id).traffic).publicKey;
const accept = (ceremony: KeyCeremony, self: string, deals: readonly Uint8Array[]) =>
  acceptDeals(ceremony, self, server(self).open, deals);

async function run(ceremony: KeyCeremony): Promise<Run> {
  const ids = ceremony.participants.map(({ id }) => id);
  const deals = await Promise.all(ids.map((id) => deal(ceremony, server(id), trafficKeyOf, random)));
  return { ceremony, ids, deals, shares: await Promise.all(ids.map((id) => accept(ceremony, id, deals))) };
}

beforeAll(async () => {
  ({ plan, servers } = await makePlan({}, newKey()));
  runs.set('election', await run(electionKeyCeremony(plan, planHash)));
  runs.set('issuance', await run(given(issuanceKeyCeremonies(plan, planHash)[0])));
});

for (const name of ['election', 'issuance']) {
  test(`${name}: everyone computes one key, holds its share, and accepts the same deals`, () => {
    const { ceremony, ids, deals, shares } = given(runs.get(name));
    const commitments = jointCommitments(ceremony, deals);
    assert.equal(commitments.length, ceremony.threshold);
    for (const [i, share] of shares.entries()) {
      assert.equal(share.index, i + 1);
      assert.deepEqual(share.commitments, commitments);
      assert.ok(shareMatches(ceremony.group, commitments, i + 1, share.share));
    }
    const { order } = ceremony.group;
    const opening = shares.slice(-ceremony.threshold);
    const weights = lagrangeAtZero(
      opening.map(({ index }) => index),
      order,
    );
    const secret = opening.reduce((sum, { share }, i) => mod(sum + share * given(weights[i]), order), 0n);
    assert.deepEqual(ceremony.group.fromSecret(secret), commitments[0]);
    const acceptances = ids.map((id, i) => signAcceptance(ceremony, server(id), given(shares[i])));
    checkAcceptances(ceremony, deals, acceptances);
  });
}

test('each key has its own name, threshold and participants', () => {
  const names = [electionKeyCeremony(plan, planHash), ...issuanceKeyCeremonies(plan, planHash)];
  assert.deepEqual(
    names.map(({ key, threshold, participants }) => [key, threshold, participants.length]),
    [
      ['election', 2, 4],
      ['style:north', 3, 4],
      ['style:south', 3, 4],
    ],
  );
  // A style named "election" is not the election key.
  const [posing] = issuanceKeyCeremonies({ ...plan, styles: ['election'] }, planHash);
  assert.equal(given(posing).key, 'style:election');
});

const FAULTY = 'trustee-2';

/** The honest deals with the second dealer's replaced by what it signs. */
async function withDeal(change: (deal: Deal) => Deal | Promise<Deal>): Promise<readonly Uint8Array[]> {
  const { ceremony, deals } = given(runs.get('election'));
  const keyOf = () => server(FAULTY).key.publicKey;
  const { content } = openStatement(dealStatement, planHash, given(deals[1]), keyOf);
  const lie = signStatement(
    dealStatement,
    ceremony.planHash,
    await change(content),
    FAULTY,
    server(FAULTY).key,
  );
  return deals.with(1, lie);
}

/** A share sealed to trustee-1, with whatever is wrong in it. */
async function sealedTo(
  receiver: string,
  changed: { dealer?: string; key?: string; label?: string; share?: bigint; hop?: number; server?: string },
): Promise<Uint8Array> {
  const { dealer = FAULTY, key = 'election', label = LABELS.dealtShare, share = 5n } = changed;
  const plain = encode(dealtShareCodec, { label, dealer, key, share: scalarToBytes(share) });
  const place = {
    label: LABELS.dealtShare,
    context: planHash,
    role: 'trustee' as const,
    server: changed.server ?? receiver,
    hop: changed.hop ?? 1,
  };
  return seal(TRAFFIC, trafficKeyOf(receiver), place, plain);
}

const badDeals: readonly [string, (deal: Deal) => Deal | Promise<Deal>][] = [
  ['for another key', (d) => ({ ...d, key: 'style:north' })],
  ['with a commitment too few', (d) => ({ ...d, commitments: d.commitments.slice(1) })],
  ['with a commitment too many', (d) => ({ ...d, commitments: [...d.commitments, given(d.commitments[0])] })],
  [
    'with a commitment that is no point',
    (d) => ({ ...d, commitments: d.commitments.with(1, new Uint8Array(33)) }),
  ],
  [
    'with a commitment of the other group',
    (d) => ({ ...d, commitments: d.commitments.with(1, new Uint8Array(96)) }),
  ],
  ['with a share too few', (d) => ({ ...d, shares: d.shares.slice(1) })],
  ['with shares in another order', (d) => ({ ...d, shares: d.shares.toReversed() })],
  ['with two shares for one', (d) => ({ ...d, shares: d.shares.with(1, given(d.shares[0])) })],
  ['with a changed proof', (d) => ({ ...d, proof: flipped(d.proof) })],
  [
    "with another dealer's proof",
    (d) => ({
      ...d,
      proof: provePossession(
        random,
        given(runs.get('election')).ceremony.group,
        { planHash, dealer: 'trustee-1', key: 'election' },
        5n,
      ),
    }),
  ],
];
for (const [what, change] of badDeals)
  test(`a deal ${what} is refused and its dealer named`, async () => {
    const { ceremony } = given(runs.get('election'));
    const deals = await withDeal(change);
    const expected = { code: 'key-generation/bad-deal', party: FAULTY };
    await assert.rejects(accept(ceremony, 'trustee-1', deals), expected);
    assert.throws(() => jointCommitments(ceremony, deals), expected);
  });

test("a deal that is missing, garbled, another's, or of another plan is refused and its dealer named", async () => {
  const { ceremony, deals } = given(runs.get('election'));
  const other = await deal({ ...ceremony, planHash: random(32) }, server(FAULTY), trafficKeyOf, random);
  const forged = await deal(ceremony, { id: FAULTY, key: newKey() }, trafficKeyOf, random);
  const { content } = openStatement(
    dealStatement,
    planHash,
    given(deals[1]),
    () => server(FAULTY).key.publicKey,
  );
  const renamed = signStatement(dealStatement, planHash, content, 'trustee-3', server(FAULTY).key);
  for (const bad of [new Uint8Array(), flipped(given(deals[1])), given(deals[0]), other, forged, renamed])
    await assert.rejects(accept(ceremony, 'trustee-1', deals.with(1, bad)), {
      code: 'key-generation/bad-deal',
      party: FAULTY,
    });
  await assert.rejects(accept(ceremony, 'trustee-1', deals.slice(1)), { code: 'key-generation/bad-deal' });
  assert.throws(() => jointCommitments(ceremony, deals.slice(0, 1)), {
    code: 'key-generation/bad-deal',
    party: FAULTY,
  });
  await assert.rejects(acceptDeals(ceremony, 'trustee-9', server(FAULTY).open, deals), {
    code: 'key-generation/bad-deal',
  });
});

const badShares: readonly [string, () => Promise<Uint8Array>][] = [
  ['that does not fit the commitments', () => sealedTo('trustee-1', { share: 5n })],
  ['that is zero', () => sealedTo('trustee-1', { share: 0n })],
  ['in the name of another dealer', () => sealedTo('trustee-1', { dealer: 'trustee-3' })],
  ['for another key', () => sealedTo('trustee-1', { key: 'style:north' })],
  ['under another label', () => sealedTo('trustee-1', { label: LABELS.deal })],
  ['sealed to another', () => sealedTo('trustee-3', {})],
  ['sealed for another place', () => sealedTo('trustee-1', { hop: 2 })],
  ['that is noise', async () => random(1300)],
];
for (const [what, sealed] of badShares)
  test(`a share ${what} is refused and its dealer named; nobody else is hurt`, async () => {
    const { ceremony } = given(runs.get('election'));
    const bad = { receiver: 'trustee-1', sealed: await sealed() };
    const deals = await withDeal((d) => ({ ...d, shares: d.shares.with(0, bad) }));
    await assert.rejects(accept(ceremony, 'trustee-1', deals), {
      code: 'key-generation/bad-share',
      party: FAULTY,
    });
    await accept(ceremony, 'trustee-3', deals);
  });

test('a right share is accepted only with its own label, dealer and key', async () => {
  const { ceremony } = given(runs.get('election'));
  const coefficients = drawPolynomial(random, ceremony.group, 2);
  const share = shareFor(ceremony.group, coefficients, 1);
  const fresh = async (changed: object) => {
    const sealed = await sealedTo('trustee-1', { share, ...changed });
    return withDeal((d) => ({
      ...d,
      commitments: commitTo(ceremony.group, coefficients),
      proof: provePossession(
        random,
        ceremony.group,
        { planHash, dealer: FAULTY, key: 'election' },
        given(coefficients[0]),
      ),
      shares: d.shares.with(0, { receiver: 'trustee-1', sealed }),
    }));
  };
  await accept(ceremony, 'trustee-1', await fresh({}));
  for (const changed of [{ dealer: 'trustee-3' }, { key: 'style:north' }, { label: LABELS.deal }])
    await assert.rejects(accept(ceremony, 'trustee-1', await fresh(changed)), { party: FAULTY });
});

test('participants who saw different deals are found and named', async () => {
  const { ceremony, ids, deals, shares } = given(runs.get('election'));
  const others = deals.with(1, await deal(ceremony, server(FAULTY), trafficKeyOf, random));
  const deceived = await accept(ceremony, 'trustee-3', others);
  const acceptances = ids.map((id, i) => signAcceptance(ceremony, server(id), given(shares[i])));
  const differing = acceptances.with(2, signAcceptance(ceremony, server('trustee-3'), deceived));
  assert.throws(() => checkAcceptances(ceremony, deals, differing), {
    code: 'key-generation/transcripts-differ',
    party: 'trustee-3',
  });
});

test("an acceptance that is missing, forged, another's, or for another key is refused and its signer named", () => {
  const { ceremony, ids, deals, shares } = given(runs.get('election'));
  const acceptances = ids.map((id, i) => signAcceptance(ceremony, server(id), given(shares[i])));
  const share = given(shares[2]);
  const key = newKey();
  const bad = [
    new Uint8Array(),
    flipped(given(acceptances[2])),
    given(acceptances[1]),
    signAcceptance(ceremony, { id: 'trustee-3', key }, share),
    signAcceptance(ceremony, { ...server('trustee-3'), id: 'trustee-2' }, share),
    signAcceptance({ ...ceremony, key: 'style:north' }, server('trustee-3'), share),
    signAcceptance({ ...ceremony, planHash: random(32) }, server('trustee-3'), share),
  ];
  for (const acceptance of bad)
    assert.throws(() => checkAcceptances(ceremony, deals, acceptances.with(2, acceptance)), {
      party: 'trustee-3',
    });
  assert.throws(() => checkAcceptances(ceremony, deals, acceptances.slice(0, 3)), { party: 'trustee-4' });
});
