/**
 * Freezing a bulletin board of 30,000 votes (board contract, sections 7 and 11): from the end of claims until the lists are final,
 * with three Counters, four Trustees and the Commissioner's service in one process, on a board in memory. Each of the five takes
 * the three lists and keeps them. The limit: as many lists by bare requests, hashed and inserted.
 */
import { once } from 'node:events';
import { Agent, createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { systemRandom } from '../common/system-random.ts';
import { sealedPackageLength } from '../protocol/messages/submission-package.ts';
import { sha256 } from '../protocol/primitives/sha256.ts';
import { FreezingRig } from '../test/support/freezing-rig.ts';
import { scratchFolder } from './support/fixture.ts';
import { costOf, median } from './support/measure.ts';
import { print } from './support/report.ts';

const ROUNDS = 3;
const VOTES = 30_000;
const COUNTERS = 3;
/** Trustees, and the Commissioner's service. */
const PARTIES = 5;
const AT_ONCE = 256;
const LEAF = 32;
const AIM = 1.3;

const rounds: { readonly measured: number; readonly limit: number }[] = [];
for (let round = 0; round < ROUNDS; round++) rounds.push(await freezeOnce());
const ratio = median(rounds.map(({ measured, limit }) => measured / limit));
print({
  benchmark: 'freezing',
  conditions: `${VOTES} packages at each of ${COUNTERS} Counters, ${PARTIES} parties that take all lists, one process; ${ROUNDS} rounds`,
  figures: [
    {
      name: 'end of claims to final lists',
      measured: median(rounds.map(({ measured }) => measured)),
      unit: 's',
      limit: median(rounds.map(({ limit }) => limit)),
      ratio,
      target: `<= ${AIM} of the fetches`,
      met: ratio <= AIM,
    },
  ],
  details: rounds.map(({ measured, limit }, i) => ({
    name: `round ${i + 1}, of its fetches`,
    measured: measured / limit,
    unit: 'times',
  })),
});

/** Seconds, of a new election. */
async function freezeOnce(): Promise<{ measured: number; limit: number }> {
  const freezing = await FreezingRig.open();
  const packages = freezing.junk(VOTES);
  for (let counter = 1; counter <= COUNTERS; counter++) await freezing.deliver(counter, packages);
  freezing.endClaims();
  const { wall } = await costOf(1, () => freezing.until(() => isFinal(freezing), 'final lists'));
  const { manifest } = freezing.election.election;
  const limit = await bareFetches(sealedPackageLength(manifest.packageSize));
  await freezing.close();
  return { measured: wall / 1000, limit };
}

function isFinal({ election }: FreezingRig): boolean {
  const { freeze } = election.log;
  return freeze?.step === 'frozen' && freeze.final !== undefined;
}

/** Seconds for as many lists as all parties take together. */
async function bareFetches(length: number): Promise<number> {
  const part = { leaves: systemRandom(AT_ONCE * LEAF), packages: systemRandom(AT_ONCE * length) };
  const server = createServer((request, response) =>
    response.end(request.url === '/leaves' ? part.leaves : part.packages),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const agent = new Agent({ keepAlive: true });
  const ask = async (path: string): Promise<Buffer> => {
    const [response] = await once(get(`${url}${path}`, { agent }), 'response');
    return Buffer.concat(await response.toArray());
  };
  const takeList = async (party: number): Promise<void> => {
    const db = new DatabaseSync(join(scratchFolder(), `bare-${party}.db`));
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
    db.exec(
      'CREATE TABLE list (position INTEGER PRIMARY KEY, leaf BLOB NOT NULL, body BLOB NOT NULL) STRICT',
    );
    const insert = db.prepare('INSERT INTO list (leaf, body) VALUES (?, ?)');
    for (let at = 0; at < VOTES; at += AT_ONCE) {
      await ask('/leaves');
      const bodies = await ask('/packages');
      db.exec('BEGIN IMMEDIATE');
      for (let i = 0; i < AT_ONCE; i++) {
        const body = bodies.subarray(i * length, (i + 1) * length);
        insert.run(sha256(body), body);
      }
      db.exec('COMMIT');
    }
    db.close();
  };
  const { wall } = await costOf(1, () =>
    Promise.all(Array.from({ length: PARTIES * COUNTERS }, (_, i) => takeList(i))),
  );
  agent.destroy();
  server.close();
  return wall / 1000;
}
