/** FINREAD semantics: signed Finlets, the bound of memory, and sessions that end; resuming on another terminal. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'vitest';
import { packVotingFinlet } from '../../deployment/pack-finlet.ts';
import { nobleBls } from '../../protocol/primitives/bls-noble.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import { randomSecretKey, signingKey } from '../../protocol/primitives/p256-signature.ts';
import { signerOf } from '../../protocol/primitives/signer.ts';
import { random } from '../../protocol/test-support.ts';
import { EmulatedCard } from '../../tcb-emulator/card/emulator/emulated-card.ts';
import { keysForPin } from '../../tcb-emulator/dialogue/prompts.ts';
import { Panel } from '../../tcb-emulator/display/panel.ts';
import { electoralDataCodec } from '../../tcb-emulator/finlet/pc-messages.ts';
import { finlet } from '../../tcb-emulator/finlet/voting-finlet.ts';
import { loadFinlet, openFinletPackage, packFinlet } from '../../tcb-emulator/terminal/finlet-package.ts';
import { FinreadTerminal } from '../../tcb-emulator/terminal/finread-terminal.ts';
import { TERMINAL_MEMORY } from '../../tcb-emulator/terminal/terminal-refusal.ts';
import { PIN, PUK, TerminalRig, terminalOf } from '../support/terminal-rig.ts';

const rig = await TerminalRig.make();
const { commissioner } = rig.fixture;
const VOTE = rig.ballot.contests.map(() => [[0]]);
const shown = (panel = rig.panel): string => panel.frame().lines.join(' ');

beforeEach(() => rig.newCard());
afterEach(() => rig.terminal.remove());

describe('the package of a Finlet', () => {
  const code = new TextEncoder().encode(
    'export const finlet = { entryPoints: new Map([["x", () => {}]]), start: () => undefined };',
  );
  const content = { name: 'REVS voting', version: 3, code };
  const packed = packFinlet(content, commissioner);

  test('opens with the key that signed it, and its very code runs', async () => {
    const opened = openFinletPackage(packed, commissioner.publicKey);
    assert.deepEqual([opened.name, opened.version], ['REVS voting', 3]);
    assert.deepEqual([...(await loadFinlet(opened)).entryPoints.keys()], ['x']);
  });

  test('is refused when any byte is altered, cut off or added, or when another signed it', () => {
    for (let at = 0; at < packed.length; at += 1) {
      const altered = packed.slice();
      altered[at] = (altered[at] ?? 0) ^ 1;
      assert.throws(() => openFinletPackage(altered, commissioner.publicKey), { code: 'finlet/unsigned' });
    }
    const others = [
      packed.slice(0, -1),
      new Uint8Array([...packed, 0]),
      new Uint8Array(),
      packFinlet(content, signingKey(randomSecretKey(random))),
      new Uint8Array(TERMINAL_MEMORY + 1),
    ];
    for (const other of others)
      assert.throws(() => openFinletPackage(other, commissioner.publicKey), { code: 'finlet/unsigned' });
  });

  test('of the voting Finlet: fits the terminal, imports nothing but OpenSSL, and carries a vote', async () => {
    const opened = openFinletPackage(await packVotingFinlet(signerOf(commissioner)), commissioner.publicKey);
    assert.ok(opened.code.length < TERMINAL_MEMORY / 2);
    const text = new TextDecoder().decode(opened.code);
    const imports = [...text.matchAll(/\bfrom"([^"]+)"/g)].map(([, name]) => name);
    const modules = imports.filter((name) => name?.includes(':') && !name.includes(','));
    assert.deepEqual(new Set(modules), new Set(['node:crypto']));
    const { name, version } = opened;
    const other = await rig.otherTerminal(rig.identity);
    other.terminal.install({ name, version, size: opened.code.length, finlet: await loadFinlet(opened) });
    await other.begin(other.data());
    await other.voterVotes(VOTE);
    const { phase, requests, election } = await other.settled();
    assert.equal(phase, 'sign');
    assert.deepEqual(election, rig.fixture.election.plan.electionId, 'a page that was reloaded can go on');
    await other.collect(requests);
    assert.equal((await other.settled()).phase, 'submit');
    await other.terminal.call('voting/sent', new Uint8Array());
    assert.equal((await other.settled()).phase, 'sent', 'a page that was reloaded need not send it again');
  });
});

describe('an election in which servers lack keys or shares', () => {
  const begun = async (options: Parameters<typeof TerminalRig.make>[0]) => {
    const other = await TerminalRig.make(options);
    await other.begin(other.data());
    await other.voterVotes(VOTE);
    const { requests } = await other.settled();
    return { other, requests, asked: requests.map(({ administrator }) => administrator) };
  };

  test('nothing is sealed to an Administrator or Anonymizer without a key; the vote gets on its way', async () => {
    const withoutKey = ['administrator-2', 'anonymizer-1'];
    const { other, requests, asked } = await begun({ withoutKey });
    assert.deepEqual(asked, ['administrator-1', 'administrator-3', 'administrator-4']);
    await other.collect(requests);
    const { body: challenge } = await other.call('POST', '/finlet/challenge', new Uint8Array());
    const { entry } = await other.onion(await other.anonymizersAnswer(challenge));
    assert.notEqual(entry, 'anonymizer-1');
  });

  test('an Administrator outside of R is asked for its echo; a signature of its is not taken', async () => {
    const outside = 'administrator-1';
    const { other, requests, asked } = await begun({ withoutShares: [outside] });
    assert.equal(asked.length, 4);
    for (const { administrator, sealed } of requests)
      await other.giveEcho(administrator, await other.honestEcho(administrator, sealed));
    for (const { administrator, sealed } of requests) {
      const partial = await other.honestPartial(administrator, sealed);
      const { faultySigners, ready } = await other.givePartial(administrator, partial);
      assert.deepEqual(faultySigners, administrator === outside ? [outside] : []);
      assert.equal(ready, administrator === 'administrator-4' ? 'yes' : 'no');
    }
  });
});

describe('installing', () => {
  const installed = (version: number, size = 1) => ({ name: 'REVS voting', version, size, finlet });

  test('an older Finlet, or one that does not fit, is refused', async () => {
    const { terminal } = await rig.otherTerminal(rig.identity);
    terminal.install(installed(5));
    assert.throws(() => terminal.install(installed(4)), { code: 'finlet/outdated' });
    assert.throws(() => terminal.install(installed(6, TERMINAL_MEMORY + 1)), {
      code: 'terminal/memory-full',
    });
  });

  test('what the PC gives must fit beside it', async () => {
    const { terminal } = await rig.otherTerminal(rig.identity);
    terminal.install(installed(5, TERMINAL_MEMORY - 100));
    await assert.rejects(terminal.call('voting', new Uint8Array(101)), { code: 'terminal/memory-full' });
  });

  test('the name is shown when it starts, and a refusal on an idle terminal is shown too', async () => {
    const other = await rig.otherTerminal(rig.identity);
    other.terminal.install(installed(5));
    const starting = other.panel.waitForText('Signed program: REVS voting 5');
    await other.begin(other.data());
    await starting;
    other.terminal.showRefusedFinlet();
    assert.doesNotMatch(shown(other.panel), /refused/, 'not over an active one');
    other.terminal.remove();
    other.terminal.showRefusedFinlet();
    assert.match(shown(other.panel), /Program refused/);
  });
});

describe('a session ends', () => {
  test('when the card is removed: the voter reads it, the PC reads nothing', async () => {
    await rig.begin(rig.data());
    await rig.panel.type(['1', 'ok']);
    rig.terminal.remove();
    assert.match(shown(), /Card removed\. +What was not cast +is forgotten/);
    assert.equal(rig.terminal.status().phase, 'none');
    assert.equal(rig.panel.frame().mode, 'idle');
    assert.equal(rig.panel.press('ok').accepted, false);
    await assert.rejects(rig.terminal.call('voting/sent', new Uint8Array()), { code: 'terminal/no-session' });
  });

  test('with the card, which keeps a vote that is cast: the voter reads so until it is sent, and then thanks', async () => {
    await rig.begin(rig.data());
    await rig.voterVotes(VOTE);
    const { requests } = await rig.settled();
    rig.terminal.remove();
    assert.match(shown(), /Carte retirée\. +Elle garde le vote|Card removed\. +It keeps your vote/);
    const other = await rig.otherTerminal(terminalOf(commissioner));
    await other.begin(other.data());
    await other.panel.type(['1']);
    await other.panel.waitForText('is not finished');
    await other.panel.type(['ok', ...keysForPin(PIN)]);
    await other.settled();
    await other.collect(requests);
    await other.terminal.call('voting/sent', new Uint8Array());
    other.terminal.remove();
    assert.match(shown(other.panel), /Vote sent\. +Thank you/);
    other.terminal.remove();
    assert.doesNotMatch(shown(other.panel), /Vote sent/, 'the next voter reads nothing of it');
  });

  test('a card whose vote was sent says so when it is back, and sends it again or leaves it', async () => {
    await rig.begin(rig.data());
    await rig.voterVotes(VOTE);
    await rig.collect((await rig.settled()).requests);
    const { body: challenge } = await rig.call('POST', '/finlet/challenge', new Uint8Array());
    await rig.onion(await rig.anonymizersAnswer(challenge));
    const other = await rig.otherTerminal(terminalOf(commissioner));
    const back = async (): Promise<string> => {
      await other.begin(other.data());
      await other.panel.type(['1']);
      return (await other.panel.waitForText('was sent')).lines.join(' ');
    };
    assert.match(await back(), /^Your vote of +20\d\d-\d\d-\d\d \d\d:\d\d +was sent\. +OK:send again X:end/);
    await other.panel.type(['cancel']);
    assert.equal((await other.settled()).code, 'finlet/cancelled');
    assert.match(shown(other.panel), /Your vote is sent/);
    await back();
    await other.panel.type(['ok', ...keysForPin(PIN)]);
    assert.equal((await other.settled()).phase, 'submit');
  });

  test('cancel at the PIN asks before the choices are forgotten, and goes back to the PIN', async () => {
    await rig.begin(rig.data());
    await rig.fillIn(VOTE);
    await rig.panel.waitForText('Type your PIN');
    await rig.panel.type(['1', 'cancel']);
    await rig.panel.waitForText('Stop voting?');
    await rig.panel.type(['cancel']);
    await rig.panel.waitForText('Type your PIN');
    assert.equal(rig.terminal.status().phase, 'voter');
    await rig.panel.type(keysForPin(PIN));
    assert.equal((await rig.settled()).phase, 'sign');
    await rig.newCard();
    await rig.begin(rig.data());
    await rig.fillIn(VOTE);
    await rig.panel.type(['cancel', 'ok']);
    assert.equal((await rig.settled()).code, 'finlet/cancelled');
    assert.match(shown(), /Nothing was cast/);
  });

  test('when the voter cancels: nothing was cast, or what was begun is kept', async () => {
    await rig.begin(rig.data());
    await rig.panel.type(['3', 'cancel']);
    assert.deepEqual((await rig.settled()).code, 'finlet/cancelled');
    assert.match(shown(), /Rien n'a été envoyé|Arrêté/);
    await rig.begin(rig.data());
    await rig.voterVotes(VOTE);
    await rig.settled();
    await rig.begin(rig.data());
    await rig.panel.type(['1', 'cancel']);
    await rig.settled();
    assert.match(shown(), /vote is safe on the +card/);
  });

  test('when nothing is done for too long', async () => {
    const panel = new Panel();
    const terminal = new FinreadTerminal({
      panel,
      random,
      bls: nobleBls,
      clock: Date.now,
      identity: rig.identity,
      openCard: () => new EmulatedCard({ memory: rig.memory, random }),
      idleTimeout: 20,
    });
    terminal.install({ name: 'voting', version: 1, size: 1, finlet });
    await terminal.insert('card');
    await terminal.call('voting', encode(electoralDataCodec, rig.data()));
    await panel.waitForText('No key for too long');
    assert.equal(terminal.status().phase, 'stopped');
    assert.equal(terminal.status().code, 'terminal/timed-out');
    assert.equal(panel.frame().mode, 'idle');
  });

  test('when a new one begins: the old one shows and reads nothing any more', async () => {
    await rig.begin(rig.data());
    await rig.panel.type(['1']);
    await rig.begin(rig.data());
    await rig.panel.waitForText('English');
    await rig.voterVotes(VOTE);
    assert.equal((await rig.settled()).phase, 'sign');
  });
});

describe('an interrupted vote', () => {
  test('is shown with its time, and finished on another terminal with the card alone', async () => {
    await rig.begin(rig.data());
    await rig.voterVotes(VOTE);
    const first = await rig.settled();
    const image = rig.memory.state;
    rig.terminal.remove();
    const other = await rig.otherTerminal(terminalOf(commissioner));
    await other.begin(other.data());
    await other.panel.type(['1']);
    const { lines } = await other.panel.waitForText('is not finished');
    assert.match(lines[1] ?? '', /^20\d\d-\d\d-\d\d \d\d:\d\d *$/);
    await other.panel.type(['ok', ...keysForPin(PIN)]);
    const second = await other.settled();
    assert.equal(second.phase, 'sign');
    await assert.rejects(other.onion([]), /finlet\/wrong-step/);
    const [a, b] = [first.requests[0], second.requests[0]];
    assert.ok(a !== undefined && b !== undefined);
    assert.deepEqual(
      (await rig.open(a.administrator, a.sealed)).blinded,
      (await rig.open(b.administrator, b.sealed)).blinded,
      'the same M',
    );
    await other.collect(second.requests);
    assert.equal((await other.settled()).phase, 'submit');
    await assert.rejects(other.giveEcho(b.administrator, new Uint8Array()), /finlet\/wrong-step/);
    assert.notDeepEqual(rig.memory.state, image);
  });

  test('a blocked PIN is replaced with the PUK, and the vote goes on', async () => {
    await rig.begin(rig.data());
    await rig.fillIn(VOTE);
    for (const _ of [1, 2]) await rig.panel.type([...keysForPin('0000'), 'ok']);
    await rig.panel.type(keysForPin('0000'));
    await rig.panel.waitForText('Do you have the PUK');
    const digits = [...keysForPin('9182'), ...keysForPin('9182')];
    await rig.panel.type([
      'ok',
      ...keysForPin('99999999'),
      ...digits,
      'ok',
      ...keysForPin(PUK),
      ...digits,
      'ok',
    ]);
    assert.equal((await rig.settled()).phase, 'sign');
    assert.equal(await rig.pinIs('9182'), true);
    assert.equal(await rig.pinIs(PIN), false);
  });
});
