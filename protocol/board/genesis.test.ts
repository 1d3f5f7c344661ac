/** The genesis: what every replica's operator signs, and what is refused at start. */
import assert from 'node:assert/strict';
import { describe, test } from 'vitest';
import { LABELS } from '../primitives/domain-labels.ts';
import { encodeJws } from '../primitives/jws.ts';
import { sha256 } from '../primitives/sha256.ts';
import { TestBoard } from './board-test-support.ts';
import { type Genesis, genesisDocument, genesisPayload, openGenesis, signGenesis } from './genesis.ts';

const board = new TestBoard();
const payload = genesisPayload(board.genesis);
const signatures = board.operators.map((operator, i) => signGenesis(payload, `board-${i}`, operator));
const refused = (changes: Partial<Genesis>, code = 'board/genesis') =>
  assert.throws(() => genesisPayload({ ...board.genesis, ...changes }), { code });

test('opens with the signatures of all operators; the board is the hash of what they signed', () => {
  const opened = openGenesis(genesisDocument(payload, signatures));
  assert.deepEqual(opened.genesis, board.genesis);
  assert.deepEqual(opened.board, sha256(payload));
  assert.equal(opened.quorums.isQuorum(0b0111), true);
});

describe('is refused', () => {
  test('if an operator did not sign, signed twice, or another one signed for it', () => {
    assert.throws(() => openGenesis(genesisDocument(payload, signatures.slice(1))), {
      code: 'board/genesis',
    });
    assert.throws(() => openGenesis(genesisDocument(payload, signatures.toReversed())), {
      code: 'board/genesis',
    });
    const [first, ...others] = board.operators;
    const wrong = [first, first, ...others.slice(1)].map((operator, i) =>
      signGenesis(payload, `board-${i}`, operator ?? assert.fail()),
    );
    assert.throws(() => openGenesis(genesisDocument(payload, wrong)), { code: 'signature/invalid' });
  });

  test('if it is another document', () => {
    const jws = { typ: LABELS.plan, payload, signatures };
    assert.throws(() => openGenesis(encodeJws(jws)), { code: 'jws/malformed' });
  });

  test('if what is signed has another label', () => {
    const at = Buffer.from(payload).indexOf(LABELS.boardGenesis) + LABELS.boardGenesis.length - 1;
    const other = payload.map((byte, i) => (i === at ? byte + 1 : byte));
    const signed = board.operators.map((operator, i) => signGenesis(other, `board-${i}`, operator));
    assert.throws(() => openGenesis(genesisDocument(other, signed)), { code: 'board/genesis' });
  });

  test('if replicas are not sorted, or one occurs twice', () => {
    const { replicas } = board.genesis;
    refused({ replicas: replicas.toReversed() });
    refused({ replicas: [...replicas.slice(0, 3), ...replicas.slice(2, 3)] });
  });

  test('if a key is no point', () => {
    const bad = new Uint8Array(33);
    const { replicas } = board.genesis;
    const [first, ...others] = replicas;
    assert.ok(first !== undefined);
    refused({ replicas: [{ ...first, operatorKey: bad }, ...others] }, 'key/invalid');
    refused({ replicas: [{ ...first, keys: [bad] }, ...others] }, 'key/invalid');
    refused({ conveners: [bad] }, 'key/invalid');
    refused({ operators: [{ name: 'a', key: bad }] }, 'key/invalid');
  });

  test('if two operators have one name', () => {
    const key = board.newKey().publicKey;
    refused({
      operators: [
        { name: 'a', key },
        { name: 'a', key },
      ],
    });
  });

  test('if two quorums may have only hostile replicas in common; they are named', () => {
    assert.throws(() => genesisPayload({ ...board.genesis, hostile: 2 }), {
      code: 'board/genesis',
      message: /^the quorums board-\d.* have only replicas in common that may be hostile: board-\d/,
    });
    const { replicas } = board.genesis;
    const same = replicas.map((replica, i) =>
      i < 2 ? { ...replica, operator: 'one', system: 'one' } : replica,
    );
    for (const protect of [1, 2, 3]) refused({ replicas: same, protect });
    assert.ok(genesisPayload({ ...board.genesis, replicas: same, protect: 0 }).length > 0);
  });
});

test('one replica alone is a board too', () => {
  const alone = new TestBoard(1, 0, 0);
  assert.equal(alone.opened.quorums.isFastQuorum(1), true);
});
