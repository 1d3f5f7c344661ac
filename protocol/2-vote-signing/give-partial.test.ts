/** Whoever holds an Administrator's shares, asked by a server that was broken into: it signs what t have echoed, and nothing else. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { fail } from '../errors.ts';
import { type Echo, echoBody } from '../messages/sign-request.ts';
import { blindedVoteDigest } from '../messages/vote.ts';
import { loadMclBls } from '../primitives/bls-mcl.ts';
import { signPartially } from '../primitives/threshold-blind-bls.ts';
import { flipped, given, makeElection, newKey, random } from '../test-support.ts';
import { givePartial, type PartialRequest, type Shares } from './give-partial.ts';
import { NO_ELEMENTS } from './signing-test-support.ts';

const bls = await loadMclBls();
const fixture = await makeElection();
const { election, plan } = fixture;
const { manifestHash } = election;
const ids = plan.administrators.map(({ id }) => id);
const STYLE = 'north';
const { share } = given(fixture.issuanceShares.get(`${ids[0]} ${STYLE}`));
/** Of period 2, to which those of 1 still come. */
const PERIOD = 2;
const keys = new Map([0, 1, 2, 3].flatMap((p) => ids.map((id) => [`${p} ${id}`, newKey()] as const)));
const shares: Shares = {
  period: PERIOD,
  keyOf: (period, id) => keys.get(`${period} ${id}`)?.publicKey,
  bls,
  shareOf: (style) => (style === STYLE ? share : fail('voter/wrong-style', 'no key for this style')),
};
const vote = { voter: 'ana', style: STYLE, blinded: bls.hashToG1(random(32)) };

function echoes(period: number, of: readonly string[] = ids.slice(0, 3), what = vote): readonly Echo[] {
  const body = echoBody(manifestHash, blindedVoteDigest({ manifestHash, ...what }));
  return of.map((administrator) => ({
    administrator,
    signature: given(keys.get(`${period} ${administrator}`)).sign(body),
  }));
}
const ask = (change: Partial<PartialRequest> = {}) =>
  givePartial(election, shares, { ...vote, period: PERIOD, echoes: echoes(PERIOD), ...change });
const refused = (code: string, ...changes: readonly Partial<PartialRequest>[]) => {
  for (const change of changes) assert.throws(() => ask(change), { code });
};

test('t echoes of its period or of the one before: its share of M, and its own period', () => {
  const right = { period: PERIOD, signature: signPartially(bls, vote.blinded, share) };
  assert.deepEqual(ask(), right);
  assert.deepEqual(ask({ period: 1, echoes: echoes(1) }), right);
});

test('fewer echoes, more, or one twice are refused', () => {
  const [one, two, three] = echoes(PERIOD);
  const few = [given(one), given(two)];
  refused('echo/too-few', { echoes: [] }, { echoes: few }, { echoes: [...few, given(two)] });
  refused('echo/too-few', { echoes: [...few, given(three), given(two)] }, { echoes: echoes(PERIOD, ids) });
});

test('echoes of an older period are too old; those of a later one have to wait', () => {
  refused('period/past', { period: 0, echoes: echoes(0) });
  refused('period/behind', { period: 3, echoes: echoes(3) });
});

test('every echo is under the key of its Administrator in that period, on this voter, style and M', () => {
  const [one, two, three] = echoes(PERIOD).map(given);
  const rest = [given(one), given(two)];
  refused(
    'signature/invalid',
    { echoes: [...rest, ...echoes(1, [given(ids[2])])] },
    { period: 1 },
    { echoes: [...rest, { ...given(three), signature: flipped(given(three).signature) }] },
    { echoes: [...rest, { ...given(three), administrator: given(ids[3]) }] },
    { echoes: [...rest, { ...given(three), administrator: 'nobody' }] },
    { voter: 'bruno' },
    { style: 'south' },
    { blinded: bls.hashToG1(random(32)) },
  );
});

test('a style of which it has no share, and what is no element of the group, are refused whoever has echoed them', () => {
  const south = { ...vote, style: 'south' };
  refused('voter/wrong-style', { ...south, echoes: echoes(PERIOD, undefined, south) });
  for (const blinded of NO_ELEMENTS) {
    const bad = { ...vote, blinded };
    refused('point/invalid', { ...bad, echoes: echoes(PERIOD, undefined, bad) });
  }
});
