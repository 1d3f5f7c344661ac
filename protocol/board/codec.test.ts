/** The board's messages in bytes: round trips, frozen forms, and refusal of everything else. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'vitest';
import { attempt } from '../../common/attempt.ts';
import { ProtocolError } from '../errors.ts';
import { toHex } from '../primitives/bytes.ts';
import { decode, encode, type ValueOf } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { envelope } from '../primitives/statement-form.ts';
import { TestBoard } from './board-test-support.ts';
import { BoardCodec, type WireMessage } from './codec.ts';
import { MAX_REQUEST } from './forms.ts';
import type { Message, Report } from './messages.ts';
import { openRequest, signRekey, signRequest } from './requests.ts';

const board = new TestBoard();
const codec = new BoardCodec(board.opened);
const client = board.newKey();
const H = 'ab'.repeat(32);
const signature = new Uint8Array(64).fill(7);

const op = Uint8Array.of(1, 2, 3);
const requestBytes = signRequest(board.opened.board, { topic: 'space/test', seq: 1, op }, client);
const { request } = codec.decode({ kind: 'request', bytes: requestBytes }) as Extract<
  Message,
  { kind: 'request' }
>;
const batch = { proposer: 0, time: 1000, requests: [request] };
const lock = {
  r: 0,
  h: H,
  signatures: [
    [0, signature],
    [2, signature],
    [3, signature],
  ] as const,
};
const report: Report = { from: 1, content: { c: 5, r: 2, lock, last: { r: 1, h: H } }, signature };

const MESSAGES: readonly Message[] = [
  { kind: 'request', request },
  { kind: 'propose', from: 0, content: { c: 5, r: 2, batch, sync: [report] }, signature },
  { kind: 'write', from: 1, content: { c: 5, r: 0, h: H }, signature },
  { kind: 'accept', from: 2, content: { c: 5, r: 0, h: H }, signature },
  { kind: 'stop', from: 3, content: { c: 5, r: 1 }, signature },
  { kind: 'stopdata', ...report },
  { kind: 'stopdata', from: 1, content: { c: 5, r: 2, lock: undefined, last: undefined }, signature },
  { kind: 'status', from: 0, content: { c: 5, r: 0, size: 17 }, signature },
  { kind: 'ask', from: 2, c: 5 },
  { kind: 'fetch', from: 2, h: H },
  { kind: 'batch', batch },
  { kind: 'decision', decision: { c: 5, batch, vote: 'accept', r: 1, signatures: lock.signatures } },
];

describe('round trips', () => {
  test.for(MESSAGES)('$kind', (message) => {
    assert.deepEqual(codec.decode(codec.encode(message)), message);
  });
});

test('every changed byte is refused, or makes another message', () => {
  for (const message of MESSAGES) {
    const wire = codec.encode(message);
    for (let at = 0; at < wire.bytes.length; at++) {
      const changed = wire.bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      const opened = attempt(ProtocolError, () => codec.decode({ ...wire, bytes: changed }));
      if (opened === undefined) continue;
      // A replica's signature is verified later: there, other bytes may only be another message in its one form.
      assert.deepEqual(codec.encode(opened).bytes, changed);
      assert.notDeepEqual(opened, message);
      assert.notEqual(message.kind, 'request');
    }
  }
});

test('a request, and with it every batch, is refused whole if its signature is not right', () => {
  const stranger = new BoardCodec(new TestBoard(4, 1, 0, { name: 'another board' }).opened);
  const refusal = (bytes: Uint8Array, by = codec) =>
    assert.throws(() => by.decode({ kind: 'request', bytes }));
  refusal(requestBytes, stranger);
  const forged = requestBytes.slice();
  const last = forged.length - 1;
  forged[last] = (forged[last] ?? 0) ^ 1;
  assert.throws(() => codec.decode({ kind: 'request', bytes: forged }), { code: 'signature/invalid' });
  const inBatch = codec.encode({
    kind: 'batch',
    batch: { ...batch, requests: [{ ...request, bytes: forged }] },
  });
  assert.throws(() => codec.decode(inBatch), { code: 'signature/invalid' });
});

test('a DECISION of an earlier instance is dropped before its requests are opened', () => {
  const wire = codec.encode(MESSAGES.find(({ kind }) => kind === 'decision') as Message);
  let opened = 0;
  const counting = new BoardCodec(board.opened, (input) => {
    opened += 1;
    return openRequest(board.opened, input);
  });
  assert.throws(() => counting.decode(wire, 6), { code: 'board/too-late' });
  assert.equal(opened, 0);
  assert.equal(counting.decode(wire, 5).kind, 'decision');
  assert.equal(opened, 1);
});

/** The same signed bytes with something else in their place. */
function changed(
  input: Uint8Array,
  change: (one: ValueOf<ReturnType<typeof envelope>>) => ValueOf<ReturnType<typeof envelope>>,
): Uint8Array {
  return encode(envelope(MAX_REQUEST), change(decode(envelope(MAX_REQUEST), input, MAX_REQUEST + 256)));
}

test('what a client has signed under another label is no request', () => {
  const signed = signRequest(board.opened.board, { topic: 'space/a', seq: 1, op: Uint8Array.of(1) }, client);
  const bytes = changed(signed, ({ body, signer }) => {
    const at = Buffer.from(body).indexOf(LABELS.boardRequest) + LABELS.boardRequest.length - 1;
    const other = body.map((byte, i) => (i === at ? byte + 1 : byte));
    return { body: other, signer, signature: client.sign(other) };
  });
  assert.throws(() => codec.decode({ kind: 'request', bytes }), { code: 'statement/wrong-context' });
});

test('who is no replica signs nothing', () => {
  const five = new BoardCodec(new TestBoard(7, 1, 1).opened);
  const wire: WireMessage = five.encode({ kind: 'stop', from: 6, content: { c: 1, r: 1 }, signature });
  assert.throws(() => codec.decode(wire), { code: 'statement/wrong-context' });
  assert.throws(() => codec.encode({ kind: 'stop', from: 9, content: { c: 1, r: 1 }, signature }), {
    code: 'key/missing',
  });
});

describe('KEY', () => {
  const keys = board.keyList(3, 1).map((key) => key.publicKey);
  const rekey = { epoch: 1, keys, from: 0, to: 5000 };
  const post = (topic: string, seq: number, signed: Uint8Array) =>
    codec.decode({
      kind: 'request',
      bytes: signRequest(board.opened.board, { topic, seq, op: signed }, client),
    });
  const operator = (i: number) => board.operators[i] ?? assert.fail();

  test("anyone posts it in the replica's topic, signed by the replica's operator, with its epoch as seq", () => {
    const message = post('keys/board-3', 1, signRekey(board.opened.board, 'board-3', rekey, operator(3)));
    assert.deepEqual(message.kind === 'request' && message.request.rekey, { replica: 3, ...rekey });
  });

  test('by another operator, for another replica, of another epoch, of no point it is refused', () => {
    const own = signRekey(board.opened.board, 'board-3', rekey, operator(3));
    const renamed = signRekey(board.opened.board, 'board-3', rekey, operator(2));
    const cases: [string, number, Uint8Array, string][] = [
      ['keys/board-3', 1, signRekey(board.opened.board, 'board-3', rekey, operator(2)), 'signature/invalid'],
      ['keys/board-2', 1, own, 'statement/unknown-signer'],
      ['keys/board-2', 1, changed(renamed, (one) => ({ ...one, signer: 'board-2' })), 'board/refused'],
      ['keys/board-3', 2, own, 'board/refused'],
      ['keys/board-9', 1, own, 'board/unknown-topic'],
      [
        'keys/board-3',
        1,
        signRekey(board.opened.board, 'board-3', { ...rekey, keys: [new Uint8Array(33)] }, operator(3)),
        'key/invalid',
      ],
    ];
    for (const [topic, seq, signed, code] of cases) assert.throws(() => post(topic, seq, signed), { code });
  });
});

test('what is signed and hashed keeps its form', () => {
  const file = join(import.meta.dirname, '../golden/board.json');
  const forms: Record<string, string> = {
    batch: codec.hash(5, { ...batch, requests: [{ ...request, hash: H }] }),
  };
  // A propose holds a request, whose signature is another one each time.
  for (const message of MESSAGES)
    if ('content' in message && message.kind !== 'propose')
      forms[message.kind] ??= toHex(codec.bodyOf(message.kind, message.content));
  const text = `${JSON.stringify(forms, null, 2)}\n`;
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, text);
  assert.equal(readFileSync(file, 'utf8'), text);
});
