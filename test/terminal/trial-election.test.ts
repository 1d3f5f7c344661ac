/** What the terminal itself makes of a trial election and of test cards: the PC has no say in it. */
import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'vitest';
import { treeHeadStatement } from '../../protocol/messages/tree-head.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import { merkleRoot } from '../../protocol/primitives/merkle-tree.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import { given, random } from '../../protocol/test-support.ts';
import { keysToVote } from '../../simulation/robot-voter.ts';
import { headCodec } from '../../tcb-emulator/finlet/pc-messages.ts';
import { PIN, TerminalRig } from '../support/terminal-rig.ts';

const rigs = {
  trial: await TerminalRig.make({ trial: true }),
  real: await TerminalRig.make(),
};
afterEach(() => {
  for (const { terminal } of Object.values(rigs)) terminal.remove();
});
const VOTE = rigs.real.ballot.contests.map(() => [[0]]);
const shown = (rig: TerminalRig): string => rig.panel.frame().lines.join(' ').replace(/ +/g, ' ');

/** Each screen that the voter saw, from the language to the PIN. */
async function screensOf(rig: TerminalRig): Promise<string[]> {
  await rig.newCard();
  await rig.begin(rig.data());
  const screens: string[] = [];
  for (const key of keysToVote(rig.fixture.manifest.title, rig.ballot, VOTE, PIN)) {
    await rig.panel.type([key]);
    screens.push(shown(rig));
  }
  return screens;
}

describe('screens', () => {
  test('of a trial say so at title, fingerprint, review and before the vote is cast, and once it is sent', async () => {
    const rig = rigs.trial;
    const screens = (await screensOf(rig)).filter((screen) => screen.includes('TRIAL'));
    const [title, ballot, fingerprint] = screens;
    assert.ok(title?.includes(rig.fixture.manifest.title.slice(0, 10)));
    assert.ok(ballot?.includes('river bridge'));
    assert.match(fingerprint ?? '', /^TRIAL: as in letter\? [A-Z2-7]{4} /);
    assert.ok(screens.some((screen) => /TRIAL OK:right <:fix/.test(screen)));
    assert.match(screens.at(-1) ?? '', /^TRIAL: cast vote\? It counts in no real election/);
    await rig.collect((await rig.settled()).requests);
    await rig.terminal.call('voting/sent', new Uint8Array());
    assert.match(shown(rig), /^TRIAL vote is sent/);
  });

  test('of a real election never do', async () => {
    assert.deepEqual(
      (await screensOf(rigs.real)).filter((screen) => screen.includes('TRIAL')),
      [],
    );
  });

  test("of a check say whose list it was: a trial's vote is not taken for the real one", async () => {
    const rig = rigs.trial;
    await screensOf(rig);
    await rig.collect((await rig.settled()).requests);
    assert.equal((await rig.beginCheck()).phase, 'check');
    const { election, server } = rig.fixture;
    const own = sha256(given(await (await rig.cardOf()).readStored(election.manifestHash, 'package')));
    for (const [leaf, said] of [
      [own, /^Your TRIAL vote is in the ballot box/],
      [random(32), /^Your TRIAL vote is not in/],
    ] as const) {
      const key = server('counter-1').key;
      const content = { size: 1, root: merkleRoot([leaf]) };
      const head = signStatement(treeHeadStatement, election.manifestHash, content, 'counter-1', key);
      await rig.terminal.call('checking/head', encode(headCodec, { kind: 'latest', head }));
      await rig.terminal.call('checking/leaves', leaf);
      await rig.terminal.call('checking/end', new Uint8Array());
      assert.match(shown(rig), said);
    }
  });
});

describe('test cards', () => {
  test('vote in a trial', async () => {
    const rig = rigs.trial;
    await rig.newCard('TEST-1');
    await rig.begin(rig.data());
    await rig.voterVotes(VOTE);
    assert.equal((await rig.settled()).phase, 'sign');
  });

  test('are refused in a real election, enrolled or not, before anything is asked', async () => {
    const rig = rigs.real;
    await rig.newCard('TEST-1');
    await rig.begin(rig.data());
    assert.equal((await rig.settled()).code, 'finlet/test-card');
    assert.match(shown(rig), /This is a test card/);
  });
});
