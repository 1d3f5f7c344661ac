/** Programs that break the protocol, stall it, or throw random messages at it: each harms only itself. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, test, vi } from 'vitest';
import { type Program, select, TestService, until } from './test-support.ts';
import {
  type CallName,
  calls,
  encodeCall,
  encodeQuestion,
  header,
  MAX_DATA,
  PROTOCOL,
  type QuestionName,
  RV,
} from './winscard-messages.ts';

const TRANSMIT = calls.transmit.decode(Buffer.alloc(calls.transmit.length));
const QUESTIONS = ['getReadersState', 'waitReaderStateChange', 'stopWaitingReaderStateChange'] as const;
let service: TestService;
let honest: Program;

beforeEach(async () => {
  service = new TestService();
  await service.start();
  honest = await service.program();
  await honest.connect();
});
afterEach(async () => {
  vi.useRealTimers();
  await service.stop();
});

const isServed = async (): Promise<boolean> =>
  (await honest.transmit(select(), { sendProtocol: PROTOCOL.any })).rv === RV.success;

async function connected(): Promise<Socket> {
  const socket = createConnection(service.socketPath);
  await once(socket, 'connect');
  return socket.on('error', () => socket.destroy());
}

/** Sends all and waits until the service has closed. */
async function sendAll(bytes: Uint8Array): Promise<void> {
  const socket = await connected();
  socket.resume();
  socket.end(bytes);
  await once(socket, 'close');
}

const malformed: readonly (readonly [string, Buffer])[] = [
  ['command 0', header.encode({ size: 0, command: 0 })],
  ['an unused command', header.encode({ size: 0, command: 3 })],
  ['a command far off', header.encode({ size: 12, command: 0xffffffff })],
  ['a body of another length', header.encode({ size: 11, command: 0x01 })],
  ['a body of gigabytes', header.encode({ size: 0xffffffff, command: 0x09 })],
  ['a question with a body', header.encode({ size: 4, command: 0x12 })],
  [
    'a name without end',
    Buffer.concat([header.encode({ size: 152, command: 0x04 }), Buffer.alloc(152, 'x')]),
  ],
  ['a command longer than any APDU', encodeCall('transmit', { ...TRANSMIT, sendLength: MAX_DATA + 1 })],
];
for (const [what, bytes] of malformed)
  test(`a program is cut off after ${what}`, async () => {
    const socket = await connected();
    socket.resume().write(bytes);
    await once(socket, 'close');
    assert.ok(await isServed());
  });

test('a program that announces a command and does not send it is cut off, after its time', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const socket = await connected();
  socket.resume();
  socket.write(encodeCall('transmit', { ...TRANSMIT, sendLength: MAX_DATA }));
  assert.ok(await isServed());
  vi.advanceTimersByTime(4000);
  assert.ok(await isServed());
  assert.equal(socket.closed, false);
  await until(() => {
    vi.advanceTimersByTime(1000);
    return socket.closed;
  });
  assert.ok(await isServed());
});

test('a program that takes no answers is cut off, after its time', async () => {
  const socket = await connected();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const question = encodeQuestion('getReadersState');
  socket.pause().write(Buffer.concat(Array.from({ length: 2000 }, () => question)));
  await until(() => {
    vi.advanceTimersByTime(1000);
    // Only the service's end of the socket tells: what was written is no longer taken.
    socket.write(question);
    return socket.closed;
  });
  assert.ok(await isServed());
});

/** Features, PIN entry and change, PIN properties, nothing. */
const CONTROLS = [0x42000d48, 0x42330006, 0x42330007, 0x4233000a, 0];
const NAMES = Object.keys(calls) as CallName[];

interface RandomCall {
  readonly name: CallName;
  readonly fields: Buffer;
  readonly data: Uint8Array;
}

/** Without its context a program is refused all, so that this is rare. */
const randomName = fc.oneof(
  { weight: 99, arbitrary: fc.constantFrom(...NAMES.filter((name) => name !== 'releaseContext')) },
  { weight: 1, arbitrary: fc.constant<CallName>('releaseContext') },
);

/** Calls with any fields, most of them small numbers, so that many mean something. */
const randomCall: fc.Arbitrary<RandomCall> = randomName.chain((name) => {
  const word = fc.oneof({ weight: 3, arbitrary: fc.nat(4) }, { weight: 1, arbitrary: fc.nat(0x7fffffff) });
  const length = calls[name].length / 4;
  return fc.record({
    name: fc.constant(name),
    fields: fc.array(word, { minLength: length, maxLength: length }).map((words) => {
      return Buffer.from(Uint32Array.from(words).buffer);
    }),
    data: fc.uint8Array({ maxLength: 300 }),
  });
});

/** The whole message: to the reader by name, in this context, for one of these cards. */
function encodeRandom({ name, fields, data }: RandomCall, context: number, cards: readonly number[]): Buffer {
  const bytes = Buffer.from(fields);
  if (name === 'connect') bytes.write(`${service.reader.name}\0`, 4, 'latin1');
  const first = ['connect', 'releaseContext', 'cancel'].includes(name)
    ? context
    : cards[bytes.readUInt32LE() % cards.length];
  if (first !== undefined) bytes.writeUInt32LE(first);
  if (name === 'control') bytes.writeUInt32LE(CONTROLS[bytes.readUInt32LE(4) % CONTROLS.length] ?? 0, 4);
  const body = calls[name].decode(bytes);
  if (!('sendLength' in body)) return encodeCall(name, body);
  return encodeCall(name, { ...body, receiveLength: MAX_DATA, sendLength: data.length }, data);
}

async function assertUnharmed(): Promise<void> {
  await until(async () => (await honest.state()).sharing === 1);
  if (!(await isServed())) assert.equal(await honest.reconnect(), RV.success);
  assert.ok(await isServed());
  assert.equal(service.reader.mostAtOnce, 1);
}

test('5,000 random calls in a context, for cards that it has: nothing breaks, nothing is left behind', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(randomCall, { minLength: 100, maxLength: 100 }), async (batch) => {
      const program = await service.program();
      const cards: number[] = [];
      for (const random of batch) {
        const { name } = random;
        const message = encodeRandom(random, program.context, cards).subarray(header.length);
        const [body, data] = [message.subarray(0, calls[name].length), message.subarray(calls[name].length)];
        const answer = await program.client.call(name, calls[name].decode(body), data);
        seen.add(`${name} ${answer.rv === RV.success}`);
        if (answer.rv !== RV.success || !('card' in answer)) continue;
        if (name === 'connect') cards.push(answer.card);
        if (name === 'disconnect') cards.splice(cards.indexOf(answer.card), 1);
      }
      program.client.close();
      await assertUnharmed();
    }),
    { numRuns: 50 },
  );
  // Random, but not in vain.
  for (const name of ['connect', 'reconnect', 'disconnect', 'beginTransaction', 'endTransaction', 'transmit'])
    assert.ok(seen.has(`${name} true`) && seen.has(`${name} false`), name);
});

test('5,000 random messages without waiting for answers', async () => {
  const question = fc.constantFrom<QuestionName[]>(...QUESTIONS).map(encodeQuestion);
  const message = fc.oneof(
    question,
    randomCall.map((random) => encodeRandom(random, 1, [1])),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(message, { minLength: 100, maxLength: 100 }), async (batch) => {
      await sendAll(Buffer.concat(batch));
      await assertUnharmed();
    }),
    { numRuns: 50 },
  );
});

test('random bytes', async () => {
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), sendAll), { numRuns: 200 });
  assert.ok(await isServed());
});
