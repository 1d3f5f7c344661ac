/** Command chaining (ISO/IEC 7816-4, section 5.3.3), GET RESPONSE (section 11.8.1) and Le (section 5.3.2). */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { concat } from '../../protocol/primitives/bytes.ts';
import { type Command, encodeResponse, parseResponse, type Response, StatusError, SW } from './apdu.ts';
import { Transport } from './transport.ts';

const NONE = new Uint8Array();
const CHAINED = 0x10;
/** Any command that brings data. */
const STORE: Command = { cla: 0x80, ins: 0x18, p1p2: 0x0100, data: NONE, expected: 0 };
const OTHER: Command = { ...STORE, ins: 0x1a };
const GET_RESPONSE: Command = { cla: 0, ins: 0xc0, p1p2: 0, data: NONE, expected: 256 };

const counting = (length: number): Uint8Array => new Uint8Array(length).map((_, i) => i % 251);
const part = (data: Uint8Array, command = STORE): Command => ({
  ...command,
  cla: command.cla | CHAINED,
  data,
});
const last = (data: Uint8Array, command = STORE): Command => ({ ...command, data });

/** A card that notes the commands that come through whole, and answers each in the same way. */
function cardWith(run: (command: Command) => Uint8Array = () => NONE) {
  const transport = new Transport();
  const ran: Command[] = [];
  const send = (command: Command): Response => {
    const note = (whole: Command): Uint8Array => {
      ran.push(whole);
      return run(whole);
    };
    return parseResponse(exchanged(transport, command, note)) ?? assert.fail();
  };
  return { transport, ran, send };
}

/** As EmulatedCard does it: a refusal is an answer. */
function exchanged(
  transport: Transport,
  command: Command,
  run: (command: Command) => Uint8Array,
): Uint8Array {
  try {
    return transport.exchange(command, run);
  } catch (error) {
    assert.ok(error instanceof StatusError);
    return encodeResponse(NONE, error.statusWord);
  }
}

const onlyStatus = (statusWord: number): Response => ({ data: NONE, statusWord });

describe('command chaining', () => {
  const inParts = (data: Uint8Array, size: number): Command[] => {
    const commands: Command[] = [];
    for (let at = 0; at < data.length; at += size) commands.push(part(data.slice(at, at + size)));
    return [...commands.slice(0, -1), last(commands.at(-1)?.data ?? NONE)];
  };

  for (const [name, size, count] of [
    ['2 parts', 200, 2],
    ['3 parts', 134, 3],
    ['parts of a single byte', 1, 400],
    ['a part and a last one of a single byte', 399, 2],
  ] as const)
    test(`${name} make one command, which runs once, after the last`, () => {
      const { ran, send } = cardWith(() => Uint8Array.of(7));
      const commands = inParts(counting(400), size);
      assert.equal(commands.length, count);
      for (const command of commands.slice(0, -1)) {
        assert.deepEqual(send(command), onlyStatus(SW.ok));
        assert.equal(ran.length, 0);
      }
      assert.deepEqual(send({ ...(commands.at(-1) ?? STORE), expected: 256 }), {
        data: Uint8Array.of(7),
        statusWord: SW.ok,
      });
      assert.deepEqual(ran, [{ ...STORE, data: counting(400), expected: 256 }]);
    });

  test('a chain may hold as much as an extended command, and not a byte more', () => {
    const { ran, send } = cardWith();
    const most = counting(65_535);
    assert.deepEqual(send(part(most.slice(0, 65_000))), onlyStatus(SW.ok));
    assert.deepEqual(send(last(most.slice(65_000))), onlyStatus(SW.ok));
    assert.deepEqual(ran.at(0)?.data, most);
    send(part(most.slice(0, 65_000)));
    assert.deepEqual(send(last(counting(536))), onlyStatus(SW.wrongLength));
    send(part(most));
    assert.deepEqual(send(part(Uint8Array.of(1))), onlyStatus(SW.wrongLength));
    assert.equal(ran.length, 1);
    assert.deepEqual(send(last(Uint8Array.of(2))), onlyStatus(SW.ok));
    assert.deepEqual(ran.at(1)?.data, Uint8Array.of(2), 'the chain that was too long is forgotten');
  });

  test('another command within it is refused and does not run, and the chain is dropped', () => {
    const intruders: readonly Command[] = [
      last(counting(3), OTHER),
      part(counting(3), OTHER),
      last(counting(3), { ...STORE, p1p2: 0x0200 }),
      last(counting(3), { ...STORE, cla: 0x00 }),
      last(counting(3), { ...STORE, cla: 0x8c }),
    ];
    for (const intruder of intruders) {
      const { ran, send } = cardWith();
      send(part(counting(10)));
      assert.deepEqual(send(intruder), onlyStatus(SW.lastOfChainExpected));
      assert.equal(ran.length, 0);
      assert.deepEqual(send(last(counting(2))), onlyStatus(SW.ok));
      assert.deepEqual(ran, [last(counting(2))], 'nothing is left of the chain');
    }
  });

  test('GET RESPONSE within it drops the chain too', () => {
    const { ran, send } = cardWith();
    send(part(counting(10)));
    const { statusWord } = send(GET_RESPONSE);
    assert.ok(statusWord === SW.conditionsNotSatisfied || statusWord === SW.lastOfChainExpected);
    send(last(counting(2)));
    assert.deepEqual(ran, [last(counting(2))]);
  });

  test('a power cycle drops it', () => {
    const { transport, ran, send } = cardWith();
    send(part(counting(10)));
    transport.reset();
    send(last(counting(2)));
    assert.deepEqual(ran, [last(counting(2))]);
  });

  test('a refused command ends its chain', () => {
    const { ran, send } = cardWith(() => {
      throw new StatusError(SW.memoryFull);
    });
    send(part(counting(10)));
    assert.deepEqual(send(last(counting(2))), onlyStatus(SW.memoryFull));
    send(last(counting(3)));
    assert.deepEqual(
      ran.map(({ data }) => data.length),
      [12, 3],
    );
  });
});

describe('GET RESPONSE', () => {
  const answering = (length: number) => cardWith(() => counting(length));

  test('61xx says how much waits: the number up to 255, and 00 for more', () => {
    for (const [waiting, low] of [
      [1, 1],
      [255, 255],
      [256, 0],
      [257, 0],
      [60_000, 0],
    ] as const) {
      const { send } = answering(100 + waiting);
      const { data, statusWord } = send({ ...STORE, expected: 100 });
      assert.equal(statusWord, SW.moreData | low);
      assert.deepEqual(data, counting(100));
    }
  });

  test('brings the rest, in as many parts as it takes', () => {
    const { send, ran } = answering(600);
    const answers = [send({ ...STORE, expected: 256 }), send(GET_RESPONSE), send(GET_RESPONSE)];
    assert.deepEqual(
      answers.map(({ statusWord }) => statusWord),
      [SW.moreData, SW.moreData | 88, SW.ok],
    );
    assert.deepEqual(concat(...answers.map(({ data }) => data)), counting(600));
    assert.equal(ran.length, 1, 'it is no command of the applet');
  });

  test('asking for less leaves the rest waiting; asking for nothing says how much it is', () => {
    const { send } = answering(20);
    assert.deepEqual(send(STORE), onlyStatus(SW.moreData | 20));
    assert.deepEqual(send({ ...GET_RESPONSE, expected: 0 }), onlyStatus(SW.moreData | 20));
    assert.equal(send({ ...GET_RESPONSE, expected: 5 }).statusWord, SW.moreData | 15);
    assert.deepEqual(send({ ...GET_RESPONSE, expected: 15 }), {
      data: counting(20).slice(5),
      statusWord: SW.ok,
    });
    assert.deepEqual(send(GET_RESPONSE), onlyStatus(SW.conditionsNotSatisfied));
  });

  test('is refused when nothing waits', () => {
    const { send, ran } = answering(10);
    assert.deepEqual(send(GET_RESPONSE), onlyStatus(SW.conditionsNotSatisfied));
    assert.equal(send({ ...STORE, expected: 10 }).statusWord, SW.ok);
    assert.deepEqual(send(GET_RESPONSE), onlyStatus(SW.conditionsNotSatisfied));
    assert.equal(ran.length, 1);
  });

  test('takes no parameters and no data', () => {
    const { send } = answering(20);
    send({ ...STORE, expected: 10 });
    assert.deepEqual(send({ ...GET_RESPONSE, p1p2: 1 }), onlyStatus(SW.wrongParameters));
    assert.deepEqual(send(GET_RESPONSE).data, counting(20).slice(10), 'a malformed one takes nothing away');
    send({ ...STORE, expected: 10 });
    assert.deepEqual(send({ ...GET_RESPONSE, data: counting(1) }), onlyStatus(SW.wrongLength));
  });

  test('any other command, also a refused one and the part of a chain, drops what waits', () => {
    const refused = new StatusError(SW.dataNotFound);
    const others: readonly Command[] = [STORE, OTHER, part(counting(1))];
    for (const other of others) {
      const { send } = cardWith(({ expected }) => {
        if (expected > 0) return counting(20);
        throw refused;
      });
      assert.equal(send({ ...STORE, expected: 10 }).statusWord, SW.moreData | 10);
      send(other);
      assert.deepEqual(send(GET_RESPONSE), onlyStatus(SW.conditionsNotSatisfied));
    }
  });

  test('a power cycle drops it', () => {
    const { transport, send } = answering(20);
    send({ ...STORE, expected: 10 });
    transport.reset();
    assert.deepEqual(send(GET_RESPONSE), onlyStatus(SW.conditionsNotSatisfied));
  });

  test('with extended Le the longest answer leaves at once', () => {
    const { send } = answering(65_536);
    assert.equal(send({ ...STORE, expected: 65_536 }).statusWord, SW.ok);
    const { data, statusWord } = send({ ...STORE, expected: 65_535 });
    assert.deepEqual([data.length, statusWord], [65_535, SW.moreData | 1]);
  });
});

test('any split of a command, and any way to collect its answer, gives the same as the whole', () => {
  const split = fc.record({
    data: fc.uint8Array({ maxLength: 700 }),
    cuts: fc.array(fc.nat(700), { maxLength: 6 }),
    les: fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 }),
  });
  /** Depends on every byte and on where it stands. */
  const answer = ({ data }: Command): Uint8Array => {
    if (data[0] === 0x42) throw new StatusError(SW.memoryFull);
    return data.map((byte, i) => (byte * 31 + i) & 0xff);
  };
  fc.assert(
    fc.property(split, ({ data, cuts, les }) => {
      const whole = cardWith(answer).send({ ...STORE, data, expected: 65_536 });
      const { send, ran } = cardWith(answer);
      const ends = [...new Set([...cuts.filter((cut) => cut < data.length), data.length])];
      ends.sort((a, b) => a - b);
      const parts = ends.map((end, i) => data.slice(ends[i - 1] ?? 0, end));
      for (const middle of parts.slice(0, -1)) assert.equal(send(part(middle)).statusWord, SW.ok);
      let response = send({ ...last(parts.at(-1) ?? NONE), expected: les[0] ?? 1 });
      let collected = response.data;
      for (let i = 1; response.statusWord >> 8 === 0x61; i++) {
        response = send({ ...GET_RESPONSE, expected: les[i % les.length] ?? 1 });
        collected = concat(collected, response.data);
      }
      assert.deepEqual({ data: collected, statusWord: response.statusWord }, whole);
      assert.equal(ran.length, 1);
    }),
  );
});
