/**
 * How long servers need to generate their keys on the board (board contract, section 11): from the plan to the outcomes of both
 * ceremonies, with every party a process of its own on this machine.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withProcesses } from '../deployment/processes.ts';
import { toHex } from '../protocol/primitives/bytes.ts';
import { type LocalDeployment, startLocalDeployment } from '../simulation/local-deployment.ts';
import { newSigningKey } from './support/fixture.ts';
import { median } from './support/measure.ts';
import { print } from './support/report.ts';

const ROUNDS = 7;
const XML = readFileSync(new URL('../ballots/samples/referendum.xml', import.meta.url), 'utf8');
const STYLE = 'member';
/** Seconds, with all up. */
const AIM = 2;
/** The stage that ends last. */
const KEYS = 'election key';

/** Seconds from the plan until each stage was over. */
type Stages = Readonly<Record<string, number>>;

const folder = mkdtempSync(join(tmpdir(), 'revs-bench-'));
try {
  await withProcesses(async (processes) => {
    const local = await startLocalDeployment(folder, 1, processes, () => undefined);
    await local.officer.post('/officer/voters', [{ voter: 'ana', style: STYLE }]);
    await local.officer.post('/officer/cards', [
      { voter: 'ana', publicKey: toHex(newSigningKey().publicKey) },
    ]);
    const rounds: Stages[] = [];
    for (let round = -1; round < ROUNDS; round++) {
      const made = await setUp(local);
      // The first is for the compiler.
      if (round >= 0) rounds.push(made);
    }
    report(rounds);
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function setUp({ officer }: LocalDeployment): Promise<Stages> {
  const opens = Math.floor(Date.now() / 1000) + 86_400;
  const times = { opens, closes: opens + 10, intakeEnds: opens + 20, claimsEnd: opens + 30 };
  const request = { title: 'Bench', ...times, ballots: [{ style: STYLE, xml: XML }] };
  const at: Record<string, number> = {};
  let begun = 0;
  await officer.run('/officer/elections', request, (stage, done, total) => {
    if (stage === 'plan' && done === 0) begun = performance.now();
    if (done === total) at[stage] = (performance.now() - begun) / 1000;
  });
  return at;
}

function report(rounds: readonly Stages[]): void {
  const of = (stage: string): number[] => rounds.map((round) => round[stage] ?? Number.NaN);
  const both = median(of(KEYS));
  print({
    benchmark: 'key generation',
    conditions: `four Administrators, one style, four Trustees, four replicas; ${ROUNDS} elections, all up`,
    figures: [
      {
        name: 'plan to both outcomes',
        measured: both,
        unit: 's',
        target: `<= ${AIM} s`,
        met: both <= AIM,
      },
      { name: 'plan to a manifest that stands', measured: median(of('countersignatures')), unit: 's' },
    ],
    details: [
      { name: 'both outcomes, at least', measured: Math.min(...of(KEYS)), unit: 's' },
      { name: 'both outcomes, at most', measured: Math.max(...of(KEYS)), unit: 's' },
    ],
  });
}
