/** A PIN and its PUK: VERIFY, CHANGE REFERENCE DATA, RESET RETRY COUNTER (ISO/IEC 7816-4, sections 11.5.6, .7, .10). */

import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { failureOf } from '../../common/attempt.ts';
import { concat, utf8 } from '../../protocol/primitives/bytes.ts';
import { StatusError, SW } from './apdu.ts';
import { NO_PIN, type PinState, pinBlock, ReferenceData, requirePinBlock, TRIES } from './reference-data.ts';

const PIN = pinBlock('271828');
const NEXT = pinBlock('1234');
const WRONG = pinBlock('0000');
const PUK = pinBlock('31415926');
const START: PinState = { ...NO_PIN, pin: PIN, puk: PUK };

/** Reference data on a memory that records its writes, and loses power before or after one on demand. */
function onMemory(start: PinState = START) {
  let state = start;
  const writes: PinState[] = [];
  const power = { cutAt: Number.POSITIVE_INFINITY, isWritten: false };
  const reference = new ReferenceData({
    get: () => state,
    commit: (next) => {
      const isCut = writes.length === power.cutAt;
      if (isCut && !power.isWritten) throw new Error('power cut');
      writes.push(next);
      state = next;
      if (isCut) throw new Error('power cut');
    },
  });
  return { reference, writes, power, now: () => state };
}

/** The status word with which it ends. */
const outcome = (run: () => void): number => failureOf(StatusError, run)?.statusWord ?? SW.ok;

const wrong = (triesLeft: number): number => 0x63c0 | triesLeft;

describe('the block of a PIN', () => {
  test('is its ASCII digits, filled up with FF to 8 bytes', () => {
    assert.deepEqual(pinBlock('1234'), Uint8Array.of(0x31, 0x32, 0x33, 0x34, 0xff, 0xff, 0xff, 0xff));
    assert.deepEqual(pinBlock('12345678'), utf8('12345678'));
    for (const digits of ['1234', '98765', '000000', '1234567', '12345678'])
      assert.deepEqual(requirePinBlock(pinBlock(digits)), pinBlock(digits));
  });

  test('what is longer than a PIN does not stand for the PIN that begins alike', () => {
    let block: Uint8Array | undefined;
    try {
      block = pinBlock('123456789');
    } catch {
      return;
    }
    assert.notDeepEqual(block, pinBlock('12345678'));
  });

  test('is refused when it is malformed, and no try is spent', () => {
    const malformed: readonly (readonly [Uint8Array, number])[] = [
      [new Uint8Array(), SW.wrongLength],
      [PIN.slice(0, 7), SW.wrongLength],
      [concat(PIN, Uint8Array.of(0xff)), SW.wrongLength],
      [new Uint8Array(8).fill(0xff), SW.malformedData],
      [pinBlock('123'), SW.malformedData],
      [pinBlock('12a4'), SW.malformedData],
      [new Uint8Array(8), SW.malformedData],
      [utf8('1234    '), SW.malformedData],
      [PIN.with(3, 0xff), SW.malformedData],
      [PIN.with(7, 0x31), SW.malformedData],
      [PIN.with(0, 0x2f), SW.malformedData],
      [PIN.with(0, 0x3a), SW.malformedData],
    ];
    for (const [block, expected] of malformed) {
      const { reference, writes } = onMemory();
      assert.equal(
        outcome(() => reference.verify(block)),
        expected,
      );
      assert.equal(
        outcome(() => reference.change(concat(block, NEXT))),
        expected,
      );
      assert.equal(
        outcome(() => reference.change(concat(PIN, block))),
        expected,
      );
      assert.equal(
        outcome(() => reference.resetRetryCounter(concat(block, NEXT))),
        expected,
      );
      assert.equal(
        outcome(() => reference.resetRetryCounter(concat(PUK, block))),
        expected,
      );
      assert.equal(writes.length, 0);
      assert.equal(reference.isVerified, false);
    }
  });

  test('is copied, so that the buffer it came in can be erased', () => {
    const { reference } = onMemory();
    const typed = concat(PIN, NEXT);
    reference.change(typed);
    typed.fill(0);
    assert.equal(
      outcome(() => reference.verify(NEXT)),
      SW.ok,
    );
  });
});

describe('VERIFY', () => {
  test('counts down, says how many tries are left, and blocks', () => {
    const { reference, now } = onMemory();
    assert.equal(
      outcome(() => reference.requireVerified()),
      wrong(3),
    );
    for (const left of [2, 1, 0]) {
      assert.equal(
        outcome(() => reference.verify(WRONG)),
        wrong(left),
      );
      assert.equal(now().triesLeft, left);
    }
    assert.equal(
      outcome(() => reference.verify(WRONG)),
      SW.pinBlocked,
    );
    assert.equal(
      outcome(() => reference.verify(PIN)),
      SW.pinBlocked,
    );
    assert.equal(
      outcome(() => reference.requireVerified()),
      SW.pinBlocked,
    );
    assert.equal(now().triesLeft, 0);
  });

  test('the right PIN gives all tries back', () => {
    const { reference, now } = onMemory();
    outcome(() => reference.verify(WRONG));
    outcome(() => reference.verify(WRONG));
    assert.equal(
      outcome(() => reference.verify(PIN)),
      SW.ok,
    );
    assert.equal(now().triesLeft, TRIES);
    assert.equal(
      outcome(() => reference.requireVerified()),
      SW.ok,
    );
  });

  test('is undone by a wrong PIN, a malformed one, and forgetting', () => {
    const { reference } = onMemory();
    for (const undo of [
      () => reference.verify(WRONG),
      () => reference.verify(pinBlock('12')),
      () => reference.forget(),
    ]) {
      reference.verify(PIN);
      assert.equal(reference.isVerified, true);
      outcome(undo);
      assert.equal(reference.isVerified, false);
    }
  });

  test('there is nothing to verify before a PIN is set', () => {
    const { reference, writes } = onMemory(NO_PIN);
    assert.equal(
      outcome(() => reference.verify(PIN)),
      SW.conditionsNotSatisfied,
    );
    assert.equal(
      outcome(() => reference.change(concat(PIN, NEXT))),
      SW.conditionsNotSatisfied,
    );
    assert.equal(
      outcome(() => reference.resetRetryCounter(concat(PUK, NEXT))),
      SW.conditionsNotSatisfied,
    );
    assert.equal(writes.length, 0);
  });
});

describe('CHANGE REFERENCE DATA', () => {
  test('puts the new PIN in the place of the old one, which then is wrong; verification ends', () => {
    const { reference, now } = onMemory({ ...START, triesLeft: 1 });
    reference.forget();
    assert.equal(
      outcome(() => reference.change(concat(PIN, NEXT))),
      SW.ok,
    );
    assert.equal(reference.isVerified, false);
    assert.deepEqual(now(), { ...START, pin: NEXT });
    assert.equal(
      outcome(() => reference.verify(PIN)),
      wrong(2),
    );
    assert.equal(
      outcome(() => reference.verify(NEXT)),
      SW.ok,
    );
    reference.change(concat(NEXT, PIN));
    assert.equal(reference.isVerified, false);
  });

  test('spends tries as VERIFY does, and blocks', () => {
    const { reference, now } = onMemory();
    for (const left of [2, 1, 0])
      assert.equal(
        outcome(() => reference.change(concat(WRONG, NEXT))),
        wrong(left),
      );
    assert.equal(
      outcome(() => reference.change(concat(PIN, NEXT))),
      SW.pinBlocked,
    );
    assert.deepEqual(now(), { ...START, triesLeft: 0 });
  });
});

describe('RESET RETRY COUNTER', () => {
  test('unblocks with the PUK and sets a new PIN, which is not verified by that', () => {
    const { reference, now } = onMemory({ ...START, triesLeft: 0, pukTriesLeft: 1 });
    assert.equal(
      outcome(() => reference.resetRetryCounter(concat(PUK, NEXT))),
      SW.ok,
    );
    assert.equal(reference.isVerified, false);
    assert.deepEqual(now(), { ...START, pin: NEXT });
  });

  test('ends a verification, also when it fails', () => {
    const { reference } = onMemory();
    for (const puk of [WRONG, PUK]) {
      reference.verify(PIN);
      outcome(() => reference.resetRetryCounter(concat(puk, PIN)));
      assert.equal(reference.isVerified, false);
    }
  });

  test('counts the tries of the PUK, apart from those of the PIN, and blocks for good', () => {
    const { reference, now } = onMemory({ ...START, triesLeft: 0 });
    for (const left of [2, 1, 0])
      assert.equal(
        outcome(() => reference.resetRetryCounter(concat(WRONG, NEXT))),
        wrong(left),
      );
    assert.equal(
      outcome(() => reference.resetRetryCounter(concat(PUK, NEXT))),
      SW.pinBlocked,
    );
    assert.deepEqual(now(), { ...START, triesLeft: 0, pukTriesLeft: 0 });
  });

  test('the PIN is no PUK, and the PUK is no PIN', () => {
    const { reference } = onMemory();
    assert.equal(
      outcome(() => reference.resetRetryCounter(concat(PIN, NEXT))),
      wrong(2),
    );
    assert.equal(
      outcome(() => reference.verify(PUK)),
      wrong(2),
    );
  });
});

describe('a try is committed before the comparison', () => {
  const commands = {
    VERIFY: { run: (card: ReferenceData, secret: Uint8Array) => card.verify(secret), right: PIN },
    'CHANGE REFERENCE DATA': {
      run: (card: ReferenceData, secret: Uint8Array) => card.change(concat(secret, NEXT)),
      right: PIN,
    },
    'RESET RETRY COUNTER': {
      run: (card: ReferenceData, secret: Uint8Array) => card.resetRetryCounter(concat(secret, NEXT)),
      right: PUK,
    },
  };
  for (const [name, { run, right }] of Object.entries(commands)) {
    const isPuk = right === PUK;
    const triesOf = (state: PinState): number => (isPuk ? state.pukTriesLeft : state.triesLeft);

    test(`${name}: the first write is the same, whether the secret is right or wrong`, () => {
      const first = [right, WRONG].map((secret) => {
        const { reference, writes } = onMemory();
        outcome(() => run(reference, secret));
        return writes[0];
      });
      assert.deepEqual(first[0], isPuk ? { ...START, pukTriesLeft: 2 } : { ...START, triesLeft: 2 });
      assert.deepEqual(first[0], first[1]);
    });

    test(`${name}: a wrong secret writes nothing else`, () => {
      const { reference, writes } = onMemory();
      outcome(() => run(reference, WRONG));
      assert.equal(writes.length, 1);
    });

    test(`${name}: power that fails in that write tells nothing of the secret`, () => {
      for (const isWritten of [false, true])
        for (const secret of [right, WRONG]) {
          const { reference, power } = onMemory();
          Object.assign(power, { cutAt: 0, isWritten });
          assert.throws(() => run(reference, secret), { message: 'power cut' });
          assert.equal(reference.isVerified, false);
        }
    });

    test(`${name}: power cut between spending and giving back leaves the try spent, and nothing verified`, () => {
      const { reference, power, now } = onMemory();
      power.cutAt = 1;
      assert.throws(() => run(reference, right), { message: 'power cut' });
      assert.equal(triesOf(now()), 2);
      assert.deepEqual(now().pin, PIN);
      assert.equal(reference.isVerified, false);
    });

    test(`${name}: three cuts after the spending are three tries`, () => {
      let state = START;
      for (const left of [2, 1, 0]) {
        const { reference, power, now } = onMemory(state);
        Object.assign(power, { cutAt: 0, isWritten: true });
        assert.throws(() => run(reference, WRONG), { message: 'power cut' });
        state = now();
        assert.equal(triesOf(state), left);
      }
      const { reference } = onMemory(state);
      assert.equal(
        outcome(() => run(reference, right)),
        SW.pinBlocked,
      );
    });
  }
});
