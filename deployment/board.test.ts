/** The board of a deployment: founded once, for ever; secrets and signatures where they belong. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, test } from 'vitest';
import { systemRandom } from '../common/system-random.ts';
import { genesisDocument, signGenesis } from '../protocol/board/genesis.ts';
import { equalBytes, toHex } from '../protocol/primitives/bytes.ts';
import { randomSecretKey, signingKey } from '../protocol/primitives/p256-signature.ts';
import { BoardStore, boardStoreIn } from '../servers/board/board-store.ts';
import { genesisFileIn, loadGenesis } from '../servers/shared/genesis-file.ts';
import { loadServerConfig } from '../servers/shared/server-config.ts';
import { removeFolder, temporaryFolder } from '../servers/shared/test-support.ts';
import { localDeploymentFile } from '../simulation/local-deployment.ts';
import { payloadFileIn } from './board.ts';
import { deploy } from './deployment.ts';
import { type Deployment, serversOf } from './deployment-file.ts';
import { operatorKeyIn } from './operators.ts';
import { makeReplica, signOwnReplicas } from './own-replica.ts';

const folder = temporaryFolder();
afterAll(() => removeFolder(folder));
const example: Deployment = await localDeploymentFile(10);
const withBoard = (change: Partial<Deployment['board']>): Deployment => ({
  ...example,
  board: { ...example.board, ...change },
});

test('the genesis says what the deployment file says, in ms; every server has it', async () => {
  const out = join(folder, 'all-here');
  const { commissionerKey, board } = await deploy(example, out);
  assert.deepEqual(board.missing, []);
  const { genesis, board: hash } = loadGenesis(out);
  assert.equal(board.hash, toHex(hash));
  const { name, hostile, down, protect, t0, slot, phase, lead, grace } = genesis;
  assert.deepEqual([name, hostile, down, protect], [example.board.name, 1, 0, 0]);
  assert.deepEqual([t0, slot, phase, lead, grace], [1_000, 60_000, 5_000, 4_000, 5_000]);
  assert.deepEqual(genesis.conveners.map(toHex), [commissionerKey]);
  const operators = ['Notary', 'Students', 'Union', 'University'];
  assert.deepEqual(
    genesis.operators.map(({ name: operator, key }) => [operator, toHex(key)]),
    operators.map((operator) => [operator, toHex(operatorKeyIn(out, operator)?.publicKey ?? assert.fail())]),
  );
  for (const { id } of serversOf(example))
    assert.ok(equalBytes(readFileSync(genesisFileIn(join(out, id))), readFileSync(genesisFileIn(out))), id);
});

test("a replica's secrets are in its store only, for its owner alone", async () => {
  const out = join(folder, 'secrets');
  await deploy(example, out);
  for (const [index, { id, keys }] of loadGenesis(out).genesis.replicas.entries()) {
    const path = boardStoreIn(join(out, id));
    assert.equal(statSync(path).mode & 0o777, 0o600);
    const store = new BoardStore(path, index);
    assert.deepEqual([store.epoch, store.publicKeys()], [0, keys]);
    assert.equal(keys.length, 32);
    await store.close();
  }
  const operatorKey = join(out, 'operators', 'Union', 'operator.key');
  assert.equal(statSync(operatorKey).mode & 0o777, 0o600);
});

test('times are those of the contract unless told', async () => {
  const out = join(folder, 'defaults');
  const { name, hostile, down, replicas } = example.board;
  await deploy({ ...example, board: { name, hostile, down, replicas, protect: 'both', t0: 0.5 } }, out);
  const { t0, slot, phase, lead, grace, protect } = loadGenesis(out).genesis;
  assert.deepEqual([t0, slot, phase, lead, grace], [500, 3_600_000, 30_000, 600_000, 3_600_000]);
  assert.equal(protect, 3);
});

describe('a board is for ever', () => {
  const [first, ...others] = example.board.replicas;
  const changes: readonly (readonly [what: string, change: Partial<Deployment['board']>])[] = [
    ['name', { name: 'Another' }],
    ['phase', { phase: 6 }],
    ['replicas', { replicas: others, hostile: 0 }],
    ['replicas', { replicas: [{ ...(first ?? assert.fail()), url: 'http://127.0.0.1:1' }, ...others] }],
  ];
  const out = join(folder, 'for-ever');

  for (const [what, change] of changes)
    test(`another one is refused: ${what}`, async () => {
      await deploy(example, out);
      const before = readFileSync(genesisFileIn(out));
      await assert.rejects(deploy(withBoard(change), out), new RegExp(`another genesis.*\\(.*${what}`));
      assert.deepEqual(readFileSync(genesisFileIn(out)), before);
    });

  test('an operator with another key is refused, one who has left is not', async () => {
    await deploy(example, out);
    const [server, ...rest] = example.servers;
    const servers = [{ ...(server ?? assert.fail()), operator: 'Newcomer' }, ...rest];
    await assert.rejects(deploy({ ...example, servers }, out), /another genesis.*operators/);
    const fewer = example.servers.map((one) =>
      one.operator === 'Notary' ? { ...one, operator: 'Union' } : one,
    );
    assert.deepEqual((await deploy({ ...example, servers: fewer }, out)).board.missing, []);
  });

  test('after a crash between stores and genesis the same keys are used', async () => {
    const crashed = join(folder, 'crashed');
    await deploy(example, crashed);
    const { replicas } = loadGenesis(crashed).genesis;
    for (const path of [payloadFileIn(crashed), genesisFileIn(crashed)]) rmSync(path);
    await deploy(example, crashed);
    assert.deepEqual(loadGenesis(crashed).genesis.replicas, replicas);
  });

  test('keys that were at work found no other board', async () => {
    const worn = join(folder, 'worn');
    await deploy(example, worn);
    for (const path of [payloadFileIn(worn), genesisFileIn(worn)]) rmSync(path);
    const store = new BoardStore(boardStoreIn(join(worn, 'board-1')), 0);
    store.store.db.exec('DELETE FROM secrets WHERE place = 0');
    await store.close();
    await assert.rejects(deploy(example, worn), /store of a replica that was at work/);
  });
});

describe('an operator who keeps its keys', () => {
  const [, , third] = example.board.replicas;
  const { keys: _, ...own } = third ?? assert.fail();

  /** What the operator makes in a folder of its own, and the deployment file that the others make of it. */
  async function withOwnKeys(home: string): Promise<Deployment> {
    const { operator, replica } = await makeReplica(home, own);
    const replicas = example.board.replicas.map((one) => (one.id === own.id ? replica : one));
    return { ...withBoard({ replicas }), operators: [operator] };
  }
  const bring = (out: string, document: Uint8Array): void => {
    mkdirSync(join(out, 'genesis-signatures'), { recursive: true });
    writeFileSync(join(out, 'genesis-signatures', 'come.jws'), document);
  };

  test('signs the genesis for its replica; before that there is none', async () => {
    const [home, out] = [join(folder, 'own'), join(folder, 'away')];
    const deployment = await withOwnKeys(home);
    const { hash, missing } = (await deploy(deployment, out)).board;
    assert.deepEqual(missing, [own.id]);
    assert.equal(existsSync(genesisFileIn(join(out, 'counter-1'))), false);
    assert.equal(existsSync(join(out, own.id)), false);
    assert.equal(operatorKeyIn(out, own.operator), undefined);
    const signed = await signOwnReplicas(home, payloadFileIn(out));
    assert.deepEqual([signed.hash, signed.replicas], [hash, [own.id]]);
    bring(out, signed.document);
    assert.deepEqual((await deploy(deployment, out)).board, { hash, missing: [] });
    const store = new BoardStore(boardStoreIn(join(home, own.id)), 2);
    assert.deepEqual(loadGenesis(join(out, 'counter-1')).genesis.replicas[2]?.keys, store.publicKeys());
    await store.close();
    const { role, id, url } = loadServerConfig(join(home, own.id, 'server.yaml'));
    assert.deepEqual([role, id, url], ['board', own.id, own.url]);
  });

  test('nobody signs for others, and what is not signed by it is not taken', async () => {
    const out = join(folder, 'forged');
    const deployment = await withOwnKeys(join(folder, 'own-2'));
    await deploy(deployment, out);
    const payload = new Uint8Array(readFileSync(payloadFileIn(out)));
    for (const [id, key] of [
      ['board-1', operatorKeyIn(join(folder, 'own-2'), own.operator)],
      [own.id, signingKey(randomSecretKey(systemRandom))],
    ] as const) {
      bring(out, genesisDocument(payload, [signGenesis(payload, id, key ?? assert.fail())]));
      assert.deepEqual((await deploy(deployment, out)).board.missing, [own.id]);
    }
  });

  test('signs neither a genesis without it nor one with other keys', async () => {
    const home = join(folder, 'own-3');
    const deployment = await withOwnKeys(home);
    const [others, swapped] = [join(folder, 'others'), join(folder, 'swapped')];
    await deploy(example, others);
    await assert.rejects(signOwnReplicas(home, payloadFileIn(others)), /names no replica of an operator/);
    const replicas = deployment.board.replicas.map(({ keys, ...one }) =>
      keys === undefined ? one : { ...one, keys: [keys[1] ?? '', ...keys.slice(1)] },
    );
    await deploy({ ...deployment, board: { ...deployment.board, replicas } }, swapped);
    await assert.rejects(signOwnReplicas(home, payloadFileIn(swapped)), /names other keys for board-3/);
  });
});
