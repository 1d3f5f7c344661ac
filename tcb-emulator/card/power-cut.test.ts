/** Robustness (protocol section 5.5): the card's power is cut in any write, and the vote goes on as it was. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { encodeCommand, SW } from './apdu.ts';
import { type CardClient, CardError } from './card-client.ts';
import { decodeState } from './card-state.ts';
import { EmulatedCard } from './emulated-card.ts';
import { FileMemory, MemoryError } from './non-volatile-memory.ts';
import {
  COMMISSIONER_KEY,
  CuttableDisk,
  insert,
  PIN,
  personalised,
  RamMemory,
  seededRandom,
  VOTE,
  VOTE_STEPS,
  VOTER,
  votedUpTo,
  WRONG_PIN,
} from './test-support.ts';

const PATH = 'card';
const isMemoryFailure = (error: unknown): boolean =>
  error instanceof CardError && error.code === 'card/memory' && error.statusWord === SW.memoryFailure;

/** A card on a copy of this disk, with PIN verified. */
async function powerOn(disk: CuttableDisk): Promise<{ disk: CuttableDisk; client: CardClient }> {
  const [copy = assert.fail()] = disk.afterPowerCut();
  const { client } = insert(new FileMemory(PATH, copy), 'same draws every time');
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
  VOTE_STEPS.forEach(([name, run], index) => {
    test(name, async () => {
      const start = new CuttableDisk();
      await votedUpTo(index, new FileMemory(PATH, start));
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
  });
});

test('a personalisation cut at any byte leaves a blank card, to be done again, or a finished one', async () => {
  const run = (client: CardClient) =>
    client.personalise({ voterId: VOTER, commissionerKey: COMMISSIONER_KEY, pin: PIN });
  const whole = new CuttableDisk();
  const { client: uncut } = insert(new FileMemory(PATH, whole));
  const atStart = whole.stepsDone;
  await run(uncut);
  const finished: boolean[] = [];
  for (let step = 0; step < whole.stepsDone - atStart; step++) {
    const disk = new CuttableDisk();
    const { client } = insert(new FileMemory(PATH, disk));
    disk.cutAfter(step);
    await assert.rejects(run(client), isMemoryFailure);
    for (const later of disk.afterPowerCut()) {
      const again = insert(new FileMemory(PATH, later)).client;
      const isFinished = await again.verifyPin(PIN).then(({ ok }) => ok, isNotYetActive);
      finished.push(isFinished);
      if (!isFinished) await run(again);
      assert.equal(await again.voterId(), VOTER);
      assert.deepEqual(await again.verifyPin(PIN), { ok: true });
    }
  }
  assert.ok(finished.includes(true) && finished.includes(false));
});

function isNotYetActive(error: unknown): false {
  assert.ok(error instanceof CardError && error.statusWord === SW.conditionsNotSatisfied);
  return false;
}

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
      const { client } = insert(new FileMemory(PATH, disk));
      disk.cutAfter(step);
      isCut = await client.verifyPin(pin).then(() => false, isMemoryFailure);
      for (const later of disk.afterPowerCut())
        found.add(decodeState(new FileMemory(PATH, later).read() ?? assert.fail()).triesLeft);
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
    const later = insert(memory, 'other draws').client;
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
    card.reset();
    await client.verifyPin(PIN);
    assert.equal((await client.readVote(VOTE.manifestHash)).blinded, undefined);
  });

  test('while its memory cannot be read it answers 6581 and nothing else', async () => {
    const memory = new RamMemory();
    const { card, client } = await votedUpTo(1, memory);
    card.reset();
    memory.failsToRead = true;
    await assert.rejects(client.votes(), isMemoryFailure);
    await assert.rejects(client.verifyPin(PIN), isMemoryFailure);
    memory.failsToRead = false;
    assert.equal((await client.votes()).length, 1);
  });
});

describe('the PIN try is counted down in memory before the comparison', () => {
  const tries = (memory: RamMemory): (number | undefined)[] =>
    memory.writes.map((state) => decodeState(state).triesLeft);

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
        const { card } = await personalised(memory);
        memory.fails = 'before-write';
        const data = new TextEncoder().encode(pin);
        const apdu = encodeCommand({ cla: 0x00, ins: 0x20, p1p2: 0x0081, data, expected: 0 });
        return card.transmit(apdu);
      }),
    );
    assert.deepEqual(answers[0], answers[1]);
    assert.deepEqual(answers[0], Uint8Array.of(0x65, 0x81));
  });

  test('so that cutting the power after each guess gives three guesses and no more', async () => {
    const memory = new RamMemory();
    await personalised(memory);
    for (const left of [2, 1, 0]) {
      memory.fails = 'after-write';
      await assert.rejects(insert(memory).client.verifyPin(WRONG_PIN), isMemoryFailure);
      memory.fails = 'never';
      assert.deepEqual(await insert(memory).client.pinStatus(), { ok: false, triesLeft: left });
    }
    await assert.rejects(insert(memory).client.verifyPin(PIN), { code: 'card/blocked' });
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
