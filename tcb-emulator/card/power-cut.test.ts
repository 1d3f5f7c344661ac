/** Robustness (protocol section 5.5): the card's power is cut in any write, and the vote goes on as it was. */

import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { seededRandom } from '../../protocol/seeded-random-test-support.ts';
import { encodeCommand, SW } from '../iso7816/apdu.ts';
import type { Card } from '../iso7816/card.ts';
import { CardError } from '../iso7816/card-error.ts';
import { pinBlock } from '../iso7816/reference-data.ts';
import { EmulatedCard } from './emulator/emulated-card.ts';
import { decodeState } from './memory/card-state.ts';
import { FileMemory, MemoryError } from './memory/non-volatile-memory.ts';
import {
  ask,
  CuttableDisk,
  channelTo,
  ISSUER,
  insert,
  PERSONALISATION,
  PIN,
  personalised,
  RamMemory,
  use,
  VOTE,
  VOTE_STEPS,
  VOTER,
  votedUpTo,
  voteIn,
  WRONG_PIN,
} from './test-support.ts';
import { CardClient } from './voting/card-client.ts';
import { personaliseCard } from './voting/personalise-card.ts';
import { AID, INS, P1P2 } from './voting/voting-commands.ts';

const PATH = 'card';
const isMemoryFailure = (error: unknown): boolean =>
  error instanceof CardError && error.code === 'card/memory' && error.statusWord === SW.memoryFailure;

/** A card on a copy of this disk, with PIN verified. */
async function powerOn(disk: CuttableDisk): Promise<{ disk: CuttableDisk; client: CardClient }> {
  const [copy = assert.fail()] = disk.afterPowerCut();
  const { client } = await use(new FileMemory(PATH, copy), 'same draws every time');
  await client.verifyPin(PIN);
  return { disk: copy, client };
}

const contentOf = (disk: CuttableDisk): string => String(new FileMemory(PATH, disk).read());

/** Runs the command with the power cut after each number of steps; yields every disk found afterwards. */
async function* cuts(
  start: CuttableDisk,
  run: (client: CardClient) => Promise<unknown>,
): AsyncGenerator<CuttableDisk> {
  const whole = await powerOn(start);
  const atStart = whole.disk.stepsDone;
  await run(whole.client);
  const steps = whole.disk.stepsDone - atStart;
  assert.ok(steps > 0, 'the command writes');
  for (let step = 0; step < steps; step++) {
    const { disk, client } = await powerOn(start);
    disk.cutAfter(step);
    await assert.rejects(run(client), isMemoryFailure);
    yield* disk.afterPowerCut();
  }
}

describe('every update of a vote, cut at every byte, is done or not done', () => {
  const abandon = ['abandon vote', (client: CardClient) => client.abandon(VOTE.manifestHash)] as const;
  [...VOTE_STEPS.map((step, index) => [index, step] as const), [2, abandon] as const].forEach(
    ([done, [name, run]]) => {
      test(name, async () => {
        const start = new CuttableDisk();
        await votedUpTo(done, new FileMemory(PATH, start));
        const before = contentOf(start);
        const whole = await powerOn(start);
        await run(whole.client);
        const after = contentOf(whole.disk);
        const found = new Set<string>();
        for await (const disk of cuts(start, run)) {
          const content = contentOf(disk);
          found.add(content);
          assert.ok(content === before || content === after);
        }
        assert.deepEqual(found, new Set([before, after]));
      });
    },
  );
});

describe('personalisation', () => {
  /** Its commands that write, in their order, and the disk before each of them. */
  async function recorded(): Promise<readonly (readonly [Uint8Array, CuttableDisk])[]> {
    const disk = new CuttableDisk();
    const card = insert(new FileMemory(PATH, disk));
    const commands: [Uint8Array, CuttableDisk][] = [];
    const recorder: Card = {
      atr: card.atr,
      reset: () => card.reset(),
      transmit: async (apdu) => {
        const [before = assert.fail()] = disk.afterPowerCut();
        const stepsBefore = disk.stepsDone;
        const response = await card.transmit(apdu);
        if (disk.stepsDone > stepsBefore) commands.push([apdu, before]);
        return response;
      },
    };
    await personaliseCard(recorder, PERSONALISATION, ISSUER);
    return commands;
  }

  const select = encodeCommand({ cla: 0, ins: INS.select, p1p2: P1P2.byName, data: AID, expected: 0 });

  /** Runs one command, cut after so many steps; the disks found then, or undefined if it was not cut. */
  async function cutCommand(apdu: Uint8Array, start: CuttableDisk, steps: number) {
    const [disk = assert.fail()] = start.afterPowerCut();
    const card = insert(new FileMemory(PATH, disk));
    await card.transmit(select);
    disk.cutAfter(steps);
    const answer = await card.transmit(apdu);
    if (Buffer.from(answer).readUInt16BE(answer.length - 2) === SW.ok) return undefined;
    assert.deepEqual(answer, Uint8Array.of(0x65, 0x81));
    return disk.afterPowerCut();
  }

  test('cut at any byte of any command leaves a blank card, to be done again, or a finished one', async () => {
    const found = new Map<string, CuttableDisk>();
    const commands = await recorded();
    assert.equal(commands.length, 8);
    for (const [apdu, start] of commands)
      for (let step = 0, disks = await cutCommand(apdu, start, step); disks !== undefined; ) {
        for (const disk of disks) found.set(contentOf(disk), disk);
        disks = await cutCommand(apdu, start, ++step);
      }
    const states = [...found.values()].map((disk) => new FileMemory(PATH, disk));
    const finished = states.filter((memory) => {
      const content = memory.read();
      return content !== undefined && decodeState(content).lifeCycle === 'personalised';
    });
    assert.equal(finished.length, 1);
    assert.ok(states.length >= commands.length, 'the state before each command, and the last one');
    for (const memory of states) {
      if (!finished.includes(memory)) await personaliseCard(insert(memory, 'again'), PERSONALISATION, ISSUER);
      const { client } = await use(memory);
      assert.equal(await client.voterId(), VOTER);
      assert.deepEqual(await client.verifyPin(PIN), { ok: true });
    }
  });
});

test('a PIN entry cut at any byte never gives a try back', async () => {
  for (const [pin, expected] of [
    [WRONG_PIN, [1, 0]],
    [PIN, [1, 0, 3]],
  ] as const) {
    const start = new CuttableDisk();
    const { client: first } = await personalised(new FileMemory(PATH, start));
    await first.verifyPin(WRONG_PIN);
    await first.verifyPin(WRONG_PIN);
    const found = new Set<number>();
    const image = start.readFile(PATH) ?? assert.fail();
    for (let step = 0, isCut = true; isCut; step++) {
      const disk = new CuttableDisk(new Map([[PATH, image]]));
      const { client } = await use(new FileMemory(PATH, disk));
      disk.cutAfter(step);
      isCut = await client.verifyPin(pin).then(() => false, isMemoryFailure);
      for (const later of disk.afterPowerCut())
        found.add(decodeState(new FileMemory(PATH, later).read() ?? assert.fail()).pin.triesLeft);
    }
    assert.deepEqual(found, new Set(expected));
  }
});

test('a vote whose beginning was cut anywhere is begun or resumed, and never has two r or rho', async () => {
  const start = new CuttableDisk();
  await votedUpTo(0, new FileMemory(PATH, start));
  for await (const disk of cuts(start, (client) => client.beginVote(VOTE))) {
    const { client } = await powerOn(disk);
    const isVoted = (await client.votes()).length > 0;
    const secrets = isVoted ? await client.readVote(VOTE.manifestHash) : await client.beginVote(VOTE);
    const { r, rho } = await client.readVote(VOTE.manifestHash);
    assert.deepEqual([secrets.r, secrets.rho], [r, rho]);
    await assert.rejects(client.beginVote(VOTE), { code: 'card/refused' });
    for (const [, run] of VOTE_STEPS.slice(1)) await run(client);
    assert.equal((await client.votes()).at(0)?.phase, 'done');
  }
});

test('power cut between commit and answer: the vote resumes with the r and rho that were stored', async () => {
  for (let steps = 0; steps < VOTE_STEPS.length; steps++) {
    const memory = new RamMemory();
    const { client } = await votedUpTo(steps, memory);
    const [name, run] = VOTE_STEPS[steps] ?? assert.fail();
    memory.fails = 'after-write';
    await assert.rejects(run(client), isMemoryFailure, name);
    memory.fails = 'never';
    const later = (await use(memory, 'other draws')).client;
    await later.verifyPin(PIN);
    const { voted } = decodeState(memory.content ?? assert.fail());
    if (steps === 0) {
      const { r, rho } = await later.readVote(VOTE.manifestHash);
      assert.deepEqual([r, rho], [voted.at(0)?.r, voted.at(0)?.rho]);
    }
    for (const [, next] of VOTE_STEPS.slice(steps + 1)) await next(later);
    assert.equal((await later.votes()).at(0)?.phase, 'done');
  }
});

describe('the card in RAM is never ahead of its memory', () => {
  test('after a write that failed it goes on from the state that the memory has', async () => {
    for (const fails of ['before-write', 'after-write'] as const) {
      const memory = new RamMemory();
      const { client } = await votedUpTo(0, memory);
      memory.fails = fails;
      await assert.rejects(client.beginVote(VOTE), isMemoryFailure);
      memory.fails = 'never';
      const inMemory = decodeState(memory.content ?? assert.fail()).voted.length;
      assert.equal(inMemory, fails === 'after-write' ? 1 : 0);
      assert.equal((await client.votes()).length, inMemory);
    }
  });

  test('no signature leaves the card for an M that is not stored', async () => {
    const memory = new RamMemory();
    const { client, card } = await votedUpTo(1, memory);
    const [, sign] = VOTE_STEPS[1] ?? assert.fail();
    memory.fails = 'before-write';
    await assert.rejects(sign(client), isMemoryFailure);
    memory.fails = 'never';
    await card.reset();
    const again = new CardClient(await channelTo(card));
    await again.verifyPin(PIN);
    assert.equal((await again.readVote(VOTE.manifestHash)).blinded, undefined);
  });

  test('while its memory cannot be read it answers 6581 and nothing else', async () => {
    const memory = new RamMemory();
    const { card, client } = await votedUpTo(1, memory);
    memory.fails = 'before-write';
    await assert.rejects(client.beginVote(voteIn(2)), isMemoryFailure);
    memory.failsToRead = true;
    await assert.rejects(client.votes(), isMemoryFailure);
    await assert.rejects(client.verifyPin(PIN), isMemoryFailure);
    await card.reset();
    for (const instruction of Object.values(INS))
      assert.deepEqual(
        await ask(card, instruction, instruction === INS.select ? P1P2.byName : 0, AID, 256),
        { data: new Uint8Array(), statusWord: SW.memoryFailure },
        instruction.toString(16),
      );
    memory.fails = 'never';
    memory.failsToRead = false;
    assert.equal((await new CardClient(await channelTo(card)).votes()).length, 1);
  });
});

describe('the PIN try is counted down in memory before the comparison', () => {
  const tries = (memory: RamMemory): (number | undefined)[] =>
    memory.writes.map((state) => decodeState(state).pin.triesLeft);

  test('for the right PIN as for a wrong one', async () => {
    for (const [pin, expected] of [
      [PIN, [2, 3]],
      [WRONG_PIN, [2]],
    ] as const) {
      const memory = new RamMemory();
      const { client } = await personalised(memory);
      memory.writes.length = 0;
      await client.verifyPin(pin);
      assert.deepEqual(tries(memory), expected);
    }
  });

  test('and if that fails, neither PIN tells anything', async () => {
    const answers = await Promise.all(
      [PIN, WRONG_PIN].map(async (pin) => {
        const memory = new RamMemory();
        const { channel } = await personalised(memory);
        memory.fails = 'before-write';
        return ask(channel, INS.verify, P1P2.pin, pinBlock(pin));
      }),
    );
    assert.deepEqual(answers[0], answers[1]);
    assert.equal(answers[0]?.statusWord, SW.memoryFailure);
  });

  test('so that cutting the power after each guess gives three guesses and no more', async () => {
    const memory = new RamMemory();
    await personalised(memory);
    for (const left of [2, 1, 0]) {
      const { client } = await use(memory);
      memory.fails = 'after-write';
      await assert.rejects(client.verifyPin(WRONG_PIN), isMemoryFailure);
      memory.fails = 'never';
      assert.deepEqual(await (await use(memory)).client.pinStatus(), { ok: false, triesLeft: left });
    }
    await assert.rejects((await use(memory)).client.verifyPin(PIN), { code: 'card/blocked' });
  });
});

test('a card with a damaged memory is refused when it is put into use, and its memory is left as it is', async () => {
  const disk = new CuttableDisk();
  await votedUpTo(2, new FileMemory(PATH, disk));
  const image = disk.readFile(PATH) ?? assert.fail();
  for (let at = 0; at < image.length; at++) {
    const damaged = new CuttableDisk(new Map([[PATH, image.with(at, (image[at] ?? 0) ^ 0x01)]]));
    const memory = new FileMemory(PATH, damaged);
    assert.throws(() => new EmulatedCard({ memory, random: seededRandom('new') }), MemoryError);
    assert.deepEqual(damaged.readFile(PATH), image.with(at, (image[at] ?? 0) ^ 0x01));
  }
});
