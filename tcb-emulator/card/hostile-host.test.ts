/** Bad input (protocol section 5.7): a PC that sends the card whatever it likes, without the PIN. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { concat, utf8 } from '../../protocol/primitives/bytes.ts';
import { uniform } from '../../protocol/primitives/random.ts';
import { encodeCommand, SW } from './apdu.ts';
import type { Card } from './card.ts';
import { CardClient, CardError } from './card-client.ts';
import { decodeState } from './card-state.ts';
import { EmulatedCard } from './emulated-card.ts';
import { PIN, personalised, RamMemory, seededRandom, VOTE_STEPS, votedUpTo } from './test-support.ts';
import { INS, TAG } from './voting-commands.ts';

const ROUNDS = 20_000;
const KNOWN: readonly number[] = Object.values(INS);

/** Random APDUs, most of them close to real ones. Digits never occur: a well-formed PIN spends a try by contract. */
function* randomApdus(seed: string): Generator<Uint8Array> {
  const random = seededRandom(seed);
  const oneOf = (values: readonly number[]): number => values[uniform(random, values.length)] ?? 0;
  const parameters = [0x0000, 0x0081, 0x0100, 0x0200, 0x0400, 0xffff, ...Object.values(TAG)];
  for (let i = 0; i < ROUNDS; i++) {
    const data = random(uniform(random, 8) === 0 ? uniform(random, 2000) : uniform(random, 40)).map(
      (byte) => byte | 0x40,
    );
    if (uniform(random, 4) === 0) yield data;
    const instruction = uniform(random, 4) === 0 ? uniform(random, 65_536) : oneOf(KNOWN);
    const expected = oneOf([0, 1, 80, 256, 65_536]);
    const command = {
      cla: instruction >> 8,
      ins: instruction & 0xff,
      p1p2: oneOf(parameters),
      data,
      expected,
    };
    const apdu = encodeCommand(command);
    yield uniform(random, 8) === 0 ? apdu.subarray(0, uniform(random, apdu.length)) : apdu;
  }
}

for (let steps = 0; steps <= VOTE_STEPS.length; steps += 2)
  test(`${ROUNDS} random APDUs after ${steps} steps of a vote: always a status word, never a change or a secret`, async () => {
    const memory = new RamMemory();
    const { card } = await votedUpTo(steps, memory);
    card.reset();
    const before = memory.content ?? assert.fail();
    const { voted, sealed, secretKey, pin } = decodeState(before);
    const secrets = [
      ...voted.flatMap(({ r, rho, blinded, choices }) => [r, rho, blinded ?? r, choices]),
      ...sealed.flatMap((entry) => [entry.package, ...entry.onions]),
      secretKey ?? assert.fail(),
      pin?.subarray(0, 6) ?? assert.fail(),
    ].map((secret) => Buffer.from(secret));
    for (const apdu of randomApdus(`fuzz ${steps}`)) {
      const response = Buffer.from(await card.transmit(apdu));
      assert.ok(response.length >= 2);
      for (const secret of secrets) assert.equal(response.includes(secret), false);
      assert.notEqual(response.readUInt16BE(response.length - 2), SW.internalError);
    }
    assert.equal(memory.content, before, 'nothing was written');
  });

test('the same APDUs with the PIN verified crash nothing either', async () => {
  const { card } = await votedUpTo(2);
  for (const apdu of randomApdus('with PIN')) {
    const response = Buffer.from(await card.transmit(apdu));
    assert.notEqual(response.readUInt16BE(response.length - 2), SW.internalError);
  }
});

test('a source of randomness that fails makes no exception and no change', async () => {
  const memory = new RamMemory();
  await personalised(memory);
  const card = new EmulatedCard({
    memory,
    random: () => {
      throw new Error('no entropy');
    },
  });
  const client = new CardClient(card);
  await client.verifyPin(PIN);
  const before = memory.content;
  const [, begin] = VOTE_STEPS[0] ?? assert.fail();
  await assert.rejects(begin(client), { code: 'card/refused', statusWord: SW.internalError });
  assert.equal(memory.content, before);
});

describe('a card that lies to the client, or goes away', () => {
  const answering = (data: Uint8Array, statusWord = SW.ok as number): CardClient => {
    const card: Card = {
      transmit: async () => concat(data, Uint8Array.of(statusWord >> 8, statusWord & 0xff)),
      reset: () => undefined,
    };
    return new CardClient(card);
  };
  const calls: readonly ((client: CardClient) => Promise<unknown>)[] = [
    (client) => client.voterId(),
    (client) => client.publicKey(),
    (client) => client.commissionerKey(),
    (client) => client.votes(),
    (client) => client.readVote(new Uint8Array(32)),
    (client) => client.personalise({ voterId: 'v', commissionerKey: new Uint8Array(33), pin: PIN }),
    ...VOTE_STEPS.map(([, run]) => run),
  ];

  test('nonsense with status 9000 is a malformed answer', async () => {
    for (const call of calls)
      await assert.rejects(call(answering(utf8('nonsense!'))), { code: 'card/malformed-answer' });
    await assert.rejects(calls[0]?.(answering(new Uint8Array())) ?? assert.fail(), {
      code: 'card/malformed-answer',
    });
  });

  test('an answer without a status word is a malformed answer', async () => {
    const mute: Card = { transmit: async () => Uint8Array.of(0x90), reset: () => undefined };
    await assert.rejects(new CardClient(mute).votes(), { code: 'card/malformed-answer' });
  });

  test('no answer is a removed card, with its cause', async () => {
    const cause = new Error('reader unplugged');
    const gone: Card = { transmit: () => Promise.reject(cause), reset: () => undefined };
    for (const call of calls)
      await assert.rejects(call(new CardClient(gone)), { code: 'card/removed', cause });
  });

  test('each status word has its code', async () => {
    const codes: readonly [number, string][] = [
      [SW.pinRequired, 'card/pin-required'],
      [SW.pinBlocked, 'card/blocked'],
      [SW.memoryFailure, 'card/memory'],
      [SW.conditionsNotSatisfied, 'card/refused'],
      [0x1234, 'card/refused'],
    ];
    for (const [statusWord, code] of codes)
      for (const call of calls)
        await assert.rejects(call(answering(new Uint8Array(), statusWord)), (error) => {
          assert.ok(error instanceof CardError);
          assert.deepEqual([error.code, error.statusWord], [code, statusWord]);
          return true;
        });
    await assert.rejects(answering(new Uint8Array(), 0x63cf).verifyPin(PIN), { code: 'card/refused' });
  });
});
