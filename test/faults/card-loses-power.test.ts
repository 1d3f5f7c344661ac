/** The card loses its power, and the voter comes back only after the close (protocol step 4.1). Property: Robustness. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { Onion } from '../../protocol/3-vote-submission/wrap-onion.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { given, random } from '../../protocol/test-support.ts';
import { EmulatedCard } from '../../tcb-emulator/card/emulator/emulated-card.ts';
import { CopyableMemory, TerminalRig, terminalOf } from '../support/terminal-rig.ts';

const rig = await TerminalRig.make();
await rig.begin(rig.data());
await rig.voterVotes(rig.ballot.contests.map(() => [[0]]));
await rig.collect((await rig.settled()).requests);
const sealed = given(await (await rig.cardOf()).readStored(rig.fixture.election.manifestHash, 'package'));
rig.terminal.remove();
/** The package is in the card, and no onion yet. */
const image = given(rig.memory.state);

/** Loses its power at one of its writes; that a write is done or not done is tested with the card. */
class FailingMemory extends CopyableMemory {
  writes = 0;
  #cut: { readonly at: number; readonly when: 'before' | 'after' } | undefined;

  constructor(cut?: { readonly at: number; readonly when: 'before' | 'after' }) {
    super();
    this.state = image;
    this.#cut = cut;
  }

  override write(state: Uint8Array): void {
    this.writes += 1;
    const isCut = this.writes === this.#cut?.at;
    if (!isCut || this.#cut?.when === 'after') super.write(state);
    if (isCut) throw new Error('power cut');
  }
}

/** After the close, on another terminal: the onions that the PC is given. */
async function check(memory: FailingMemory): Promise<readonly Onion[]> {
  const openCard = async () => new EmulatedCard({ memory, random });
  const other = await rig.otherTerminal(terminalOf(rig.fixture.commissioner), openCard);
  try {
    const { phase } = await other.beginCheck();
    assert.equal(phase, 'check');
    return await other.closingOnions();
  } finally {
    other.terminal.remove();
  }
}

const delivered = async (onion: Onion): Promise<string> => {
  const { kind, body } = await rig.peelAll(onion);
  return `${kind} ${toHex(body)}`;
};
const own = `deliver ${toHex(sealed)}`;

test('a card that never issued its first onion sends that after the close, then the second', async () => {
  const memory = new FailingMemory();
  const onions = await check(memory);
  assert.deepEqual(await Promise.all(onions.map(delivered)), [own, own]);
  const [, second] = onions;
  assert.deepEqual(await check(memory), [second], 'a later check sends the second one again');
});

test('the power is cut before or after any write of that check: the vote still gets on its way', async () => {
  const uncut = new FailingMemory();
  await check(uncut);
  assert.ok(uncut.writes >= 2);
  for (const when of ['before', 'after'] as const)
    for (let at = 1; at <= uncut.writes; at++) {
      const memory = new FailingMemory({ at, when });
      await assert.rejects(check(memory));
      const onions = await check(memory);
      assert.ok(onions.length >= 1 && onions.length <= 2, `cut ${when} write ${at}`);
      for (const onion of onions) assert.equal(await delivered(onion), own);
    }
});
