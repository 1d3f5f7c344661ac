/**
 * A Counter's path for packages: deliveries as Anonymizers sign them, over HTTP, durable, receipted (protocol step 3.4).
 * Its limit is one signature checked and one made for each delivery, a hash for each package, and SQLite's bare inserts
 * in one durable commit for as many deliveries as are under way.
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { systemRandom } from '../common/system-random.ts';
import { deliveryStatement, receiptStatement } from '../protocol/messages/relay.ts';
import { sealedPackageLength } from '../protocol/messages/submission-package.ts';
import { signStatement } from '../protocol/primitives/statement.ts';
import { counterApp } from '../servers/counter/app.ts';
import { Metrics } from '../servers/shared/metrics.ts';
import { makeBenchElection, newSigningKey, scratchFolder } from './support/fixture.ts';
import { ecdsaSign, ecdsaVerify, sha256 } from './support/library-calls.ts';
import { CONCURRENCY, LoadTest } from './support/load.ts';
import type { Job } from './support/load-client.ts';
import { type Cost, costOf, costOfParts, type LimitPart, median } from './support/measure.ts';
import { compare, type Detail, type Figure, partDetails, print, type Round } from './support/report.ts';

const ROUNDS = 7;
const PACKAGES_IN_ROUND = 1536;
const BATCHES = [1, 8, 64];
const LEAST_PER_SECOND = 2000;
const COUNTER = 'counters-1';
const ANONYMIZER = 'anonymizers-1';

const voter = { id: 'voter', publicKey: newSigningKey().publicKey };
const bench = await makeBenchElection([voter], newSigningKey());
const { election, identities } = bench;
const length = sealedPackageLength(election.manifest.packageSize);
const { app, elections } = counterApp(bench.contextOf(COUNTER), new Metrics());
await elections.open(bench.id).acceptManifest(bench.manifest);
const test = await LoadTest.start(app, 'other core');

const figures: Figure[] = [];
const details: Detail[] = [];
for (const batch of BATCHES) {
  const parts = limitParts(batch);
  const rounds: Round[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    const send = await test.load(deliveries(PACKAGES_IN_ROUND / batch, batch));
    const path = await costOf(PACKAGES_IN_ROUND, send);
    const costs = await costOfParts(parts, PACKAGES_IN_ROUND);
    // The first round is for the compiler.
    if (round >= 0) rounds.push({ path, parts: costs });
  }
  figures.push(
    perSecond('second', 'wall', batch, rounds),
    perSecond('second of processor time', 'cpu', batch, rounds),
    compare(`processor time, batches of ${batch}`, 'cpu', rounds),
  );
  const names = parts.map(({ name }) => `${name} (batches of ${batch})`);
  details.push(...partDetails(names, rounds));
}

print({
  benchmark: 'counter',
  conditions:
    `packages of ${length} bytes over HTTP on loopback, ${CONCURRENCY} deliveries at a time, ` +
    `${ROUNDS} x ${PACKAGES_IN_ROUND} packages for each size of batch; ${test.cores}`,
  figures,
  details,
});
test.stop();
await app.close();
await elections.close();

function deliveries(number: number, batch: number): Job[] {
  const key = identities.get(ANONYMIZER);
  if (key === undefined) throw new Error('no Anonymizer');
  const answerLength = receiptLength(batch);
  return Array.from({ length: number }, () => {
    const packages = Array.from({ length: batch }, () => systemRandom(length));
    const content = { to: COUNTER, packages };
    const body = signStatement(deliveryStatement, election.manifestHash, content, ANONYMIZER, key);
    return [{ path: `/elections/${bench.id}/packages`, body, answerLength }];
  });
}

function receiptLength(batch: number): number {
  const leaves = Array.from({ length: batch }, () => new Uint8Array(32));
  return signStatement(receiptStatement, election.manifestHash, { leaves }, COUNTER, newSigningKey()).length;
}

/** For one package; what a delivery needs once is shared by its packages. */
function limitParts(batch: number): LimitPart[] {
  const forDelivery = ({ name, run }: LimitPart): LimitPart => ({ name, run: (items) => run(items / batch) });
  return [
    forDelivery(ecdsaVerify(1, batch * length)),
    forDelivery(ecdsaSign(1, batch * 34)),
    sha256(1, length),
    bareInserts(batch),
  ];
}

function bareInserts(batch: number): LimitPart {
  const db = new DatabaseSync(join(scratchFolder(), 'bare.db'));
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;');
  db.exec(
    'CREATE TABLE packages (position INTEGER PRIMARY KEY, leaf BLOB NOT NULL UNIQUE, body BLOB NOT NULL) STRICT',
  );
  const insert = db.prepare('INSERT INTO packages (leaf, body) VALUES (?, ?)');
  const bodies = Array.from({ length: 64 }, () => systemRandom(length));
  const run = (items: number): void => {
    for (let done = 0; done < items; done += CONCURRENCY * batch) {
      db.exec('BEGIN IMMEDIATE');
      for (let i = 0; i < CONCURRENCY * batch; i++)
        insert.run(systemRandom(32), bodies[i % 64] ?? voter.publicKey);
      db.exec('COMMIT');
    }
  };
  return { name: 'SQLite inserts and commit', run };
}

function perSecond(second: string, by: keyof Cost, batch: number, rounds: readonly Round[]): Figure {
  const measured = median(rounds.map(({ path }) => 1000 / path[by]));
  return {
    name: `durable packages in a ${second}, batches of ${batch}`,
    measured,
    unit: '/s',
    target: `>= ${LEAST_PER_SECOND}/s`,
    met: measured >= LEAST_PER_SECOND,
  };
}
