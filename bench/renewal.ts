/**
 * How long Trustees need to renew their shares in a running election (trustees contract, section 10): from the beginning of the slot
 * until every Trustee holds the new one and has erased the old one, with every party a process of its own on this machine.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { withProcesses } from '../deployment/processes.ts';
import { toHex } from '../protocol/primitives/bytes.ts';
import { getJson } from '../servers/shared/http-client.ts';
import type { RenewalStatus } from '../servers/shared/renewal.ts';
import { type LocalDeployment, startLocalDeployment } from '../simulation/local-deployment.ts';
import { newSigningKey } from './support/fixture.ts';
import { median } from './support/measure.ts';
import { print } from './support/report.ts';

const ROUNDS = 7;
const TRUSTEES = 5;
const XML = readFileSync(new URL('../ballots/samples/referendum.xml', import.meta.url), 'utf8');
const STYLE = 'member';
/** Seconds from one renewal to the next. */
const EVERY = 15;
/** Seconds. */
const AIM = 5;
/** ms between looks. */
const LOOK = 10;

const folder = mkdtempSync(join(tmpdir(), 'revs-bench-'));
try {
  await withProcesses(async (processes) => {
    const local = await startLocalDeployment(folder, 1, processes, () => undefined, { trustees: TRUSTEES });
    await local.officer.post('/officer/voters', [{ voter: 'ana', style: STYLE }]);
    await local.officer.post('/officer/cards', [
      { voter: 'ana', publicKey: toHex(newSigningKey().publicKey) },
    ]);
    report(await renewals(local, await create(local)));
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function create({ officer }: LocalDeployment): Promise<string> {
  const opens = Math.floor(Date.now() / 1000);
  const closes = opens + 3600;
  const times = { opens, closes, intakeEnds: closes + 10, claimsEnd: closes + 20, renewEvery: EVERY };
  const request = { title: 'Bench', ...times, ballots: [{ style: STYLE, xml: XML }] };
  return (await officer.run('/officer/elections', request, () => undefined)).election;
}

/** Seconds that each took, after one for the compiler. */
async function renewals({ deployment }: LocalDeployment, election: string): Promise<readonly number[]> {
  const urls = deployment.servers.filter(({ role }) => role === 'trustee').map(({ url }) => url);
  const statusOf = async (url: string): Promise<RenewalStatus> =>
    (await getJson(`${url}/elections/${election}/renewal`)) as RenewalStatus;
  const took: number[] = [];
  for (let round = -1; round < ROUNDS; round++) {
    const [first = ''] = urls;
    const { period, next } = await statusOf(first);
    await setTimeout(next - Date.now());
    const all = async () => Promise.all(urls.map(statusOf));
    while ((await all()).some((status) => status.period === period)) await setTimeout(LOOK);
    if (round >= 0) took.push((Date.now() - next) / 1000);
  }
  return took;
}

function report(took: readonly number[]): void {
  const measured = median([...took]);
  print({
    benchmark: 'renewal of shares',
    conditions: `n = ${TRUSTEES}, k = 1, a process each, four replicas; ${ROUNDS} renewals in one election, all up; Administrators renew half a period later`,
    figures: [
      {
        name: 'slot to every new share',
        measured,
        unit: 's',
        target: `<= ${AIM} s`,
        met: measured <= AIM,
      },
    ],
    details: [
      { name: 'at least', measured: Math.min(...took), unit: 's' },
      { name: 'at most', measured: Math.max(...took), unit: 's' },
    ],
  });
}
