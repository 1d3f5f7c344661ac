/** A vote that cannot go on: what the voter reads, what the card keeps, and what the voter alone can give up. */
import assert from 'node:assert/strict';
import { afterAll, beforeEach, describe, test } from 'vitest';
import { encode } from '../../protocol/primitives/cbor.ts';
import { MAX_UNFINISHED } from '../../tcb-emulator/card/memory/card-state.ts';
import { keysForPin } from '../../tcb-emulator/dialogue/prompts.ts';
import { checkDataCodec, type Setback, setbackCodec } from '../../tcb-emulator/finlet/pc-messages.ts';
import { PIN, PUK, TerminalRig } from '../support/terminal-rig.ts';

const rig = await TerminalRig.make();
const { election } = rig.fixture;
const VOTE = rig.ballot.contests.map(() => [[0]]);
const shown = (): string => rig.panel.frame().lines.join(' ').replace(/ +/g, ' ');
const phases = async () => (await (await rig.cardOf()).votes()).map(({ phase }) => phase);
const CLAIMS_END = election.manifest.claimsEnd * 1000;

/** The vote is final, and never gets its signature. */
beforeEach(async () => {
  rig.now = () => CLAIMS_END - 60_000;
  await rig.newCard();
  await rig.begin(rig.data());
  await rig.voterVotes(VOTE);
  assert.equal((await rig.settled()).phase, 'sign');
});
afterAll(() => rig.terminal.remove());

async function check(): Promise<void> {
  const { manifest, distributions } = rig.data();
  await rig.call('POST', '/finlet/checking', encode(checkDataCodec, { manifest, distributions }));
  await rig.panel.type(['1']);
}

/** As a clock beside this terminal shows it: of all locales, Sweden's is written like ISO 8601. */
const local = (time: string): string => new Date(time).toLocaleString('sv-SE').slice(0, 16);

describe('a vote that never got its signature', () => {
  test("stays in the card while the election's claims last: the voter is not even asked", async () => {
    await check();
    assert.equal((await rig.settled()).code, 'finlet/no-vote');
    assert.match(shown(), /vote is safe on the +card/);
    assert.deepEqual(await phases(), ['voted']);
  });

  test('stays unless the voter agrees, who is shown both times', async () => {
    rig.now = () => CLAIMS_END;
    await check();
    await rig.panel.waitForText('was never signed');
    assert.ok(shown().includes(`Your vote of ${local('2027-01-15T10:59Z')}`), shown());
    await rig.panel.type(['cancel']);
    assert.equal((await rig.settled()).code, 'finlet/cancelled');
    assert.match(shown(), /safe on the card/);
    await check();
    await rig.panel.type(['ok']);
    await rig.panel.waitForText('Give it up');
    assert.ok(shown().includes(`election ended ${local('2027-01-15T11:00Z')}`), shown());
    await rig.panel.type(['cancel']);
    await rig.settled();
    assert.deepEqual(await phases(), ['voted']);
  });

  test("leaves its slot on the voter's word and PIN, and there is no second vote", async () => {
    rig.now = () => CLAIMS_END;
    await check();
    await rig.panel.type(['ok', 'ok', ...keysForPin(PIN)]);
    assert.equal((await rig.settled()).code, 'finlet/given-up');
    assert.match(shown(), /Given up/);
    assert.deepEqual(await phases(), ['done']);
    await rig.begin(rig.data());
    await rig.panel.type(['1']);
    assert.equal((await rig.settled()).code, 'finlet/already-voted');
  });
});

test('a card that is full of unfinished votes says so, and which way out there is', async () => {
  await rig.newCard();
  const card = await rig.cardOf();
  for (let other = 1; other <= MAX_UNFINISHED; other++)
    await card.beginVote({
      electionId: new Uint8Array(16).fill(other),
      manifestHash: new Uint8Array(32).fill(other),
      style: 'north',
      begun: 0,
      choices: rig.choices(VOTE),
    });
  await rig.terminal.insert('card');
  await rig.begin(rig.data());
  await rig.voterVotes(VOTE);
  assert.equal((await rig.settled()).code, 'card/full');
  assert.match(shown(), /full of open votes. Check earlier elections/);
});

describe('the Finlet', () => {
  const refusal = async (name: string) => {
    const { status, body } = await rig.call('POST', `/finlet/${name}`, new Uint8Array([0x80]));
    return `${status} ${JSON.parse(new TextDecoder().decode(body)).code}`;
  };

  test('refuses a call that it does not know, and one of another step', async () => {
    assert.equal(await refusal('unknown'), '409 finlet/wrong-step');
    assert.equal(await refusal('checking/end'), '409 finlet/wrong-step');
    assert.equal((await rig.settled()).phase, 'sign');
  });

  test('erases the vote in progress when its session ends', () => {
    const hashed = rig.hashed ?? assert.fail();
    assert.ok(hashed.some((byte) => byte !== 0));
    rig.terminal.remove();
    assert.ok(hashed.every((byte) => byte === 0));
  });

  test('does not resume a vote whose two onions are issued', async () => {
    await rig.collect((await rig.settled()).requests);
    assert.equal((await rig.beginCheck()).phase, 'check');
    await rig.closingOnions();
    assert.deepEqual(await phases(), ['sent-twice']);
    await rig.begin(rig.data());
    await rig.panel.type(['1']);
    assert.equal((await rig.settled()).code, 'finlet/already-voted');
  });

  test('neither goes on with a vote under another manifest of the election nor begins a second one', async () => {
    await rig.newCard();
    const begun = { style: 'north', begun: 0, choices: rig.choices(VOTE) };
    const { electionId } = rig.fixture.plan;
    const card = await rig.cardOf();
    await card.beginVote({ ...begun, electionId, manifestHash: new Uint8Array(32).fill(1) });
    await rig.terminal.insert('card');
    await rig.begin(rig.data());
    await rig.panel.type(['1']);
    assert.equal((await rig.settled()).code, 'finlet/other-manifest');
    assert.deepEqual(await phases(), ['voted']);
  });

  test('says that the PIN is blocked when the PUK is blocked too', async () => {
    await rig.newCard();
    const card = await rig.cardOf();
    for (const _ of [1, 2, 3]) await card.verifyPin('000000');
    for (const _ of [1, 2, 3]) await card.resetPin('00000000', PIN);
    await rig.terminal.insert('card');
    await rig.begin(rig.data());
    await rig.fillIn(VOTE);
    await rig.panel.waitForText('Do you have the PUK');
    await rig.panel.type(['ok', ...keysForPin(PUK), ...keysForPin(PIN), ...keysForPin(PIN)]);
    assert.equal((await rig.settled()).code, 'finlet/pin-blocked');
    assert.match(shown(), /PIN is blocked/);
  });
});

describe('why it does not go on', () => {
  const tell = (reason: Setback) =>
    rig.call('POST', '/finlet/voting/setback', encode(setbackCodec, { reason }));

  test('is shown in words, and changes nothing else', async () => {
    const before = await rig.settled();
    assert.equal((await tell('store/full')).status, 200);
    assert.match(shown(), /server's disk is full.*kept on the card.*later/);
    assert.equal((await tell('servers/too-few')).status, 200);
    assert.match(shown(), /Too few servers answer.*kept on the card/);
    assert.deepEqual(await rig.settled(), before);
    await rig.collect(before.requests);
    assert.equal((await rig.settled()).phase, 'submit');
  });

  test('is refused from a PC when there is no vote under way', async () => {
    await rig.begin(rig.data());
    const { status, body } = await tell('store/full');
    assert.equal(status, 409);
    assert.match(new TextDecoder().decode(body), /finlet\/wrong-step/);
  });
});
