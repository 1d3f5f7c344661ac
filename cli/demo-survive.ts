/** `revs demo --survive`: an election whose Trustees renew their shares each minute, and a visitor who breaks into them. */
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { table } from '../output/output.ts';
import { openCountersignedManifest } from '../protocol/0-setup/check-manifest.ts';
import { getBytes, getJson } from '../servers/shared/http-client.ts';
import type { RenewalStatus } from '../servers/shared/renewal.ts';
import type { DemoElection } from '../simulation/demo-election.ts';
import { Intruder } from '../simulation/intruder.ts';

/** Seconds. */
export const RENEW_EVERY = 60;
/** ms between looks at what the Trustees do. */
const LOOK = 2000;

type Tell = (text: string) => void;
type Course = Pick<RenewalStatus, 'period' | 'next'>;

export interface Scene {
  readonly intruder: Pick<Intruder, 'breakInto' | 'stolenFrom' | 'best' | 'key'>;
  readonly trustees: readonly string[];
  /** k + 1. */
  readonly needed: number;
  course(): Promise<Course>;
}

/** Breaks in as the visitor says, line by line, until there is no more or the word "end". */
export async function playIntruder(scene: Scene, lines: AsyncIterable<string>, tell: Tell): Promise<void> {
  const { intruder, trustees } = scene;
  tell(`You are an intruder. Type the number of a Trustee (1 to ${trustees.length}) and Enter: you break into its machine and carry
away what is on its disk. Enter alone shows what you have; "end" ends the election and counts it.`);
  for await (const line of lines) {
    const word = line.trim();
    if (word === 'end') return;
    const trustee = trustees[Number(word) - 1];
    if (word !== '' && trustee === undefined) {
      tell(`There is no Trustee ${word}: type 1 to ${trustees.length}, or "end".`);
      continue;
    }
    if (trustee !== undefined) {
      const periods = intruder.breakInto(trustee);
      tell(`\nYou are in ${trustee}: its share of ${inWords(periods)} is yours.`);
    }
    tell(describe(scene, await scene.course()));
  }
}

const inWords = (periods: readonly number[]): string =>
  periods.length === 0 ? 'no period' : `period ${periods.join(' and ')}`;

/** What has been stolen, and what it is worth. */
function describe({ intruder, trustees, needed }: Scene, { period, next }: Course): string {
  const stolen = table(
    ['', 'Trustee', 'shares stolen, of period'],
    trustees.map((id, i) => [i + 1, id, intruder.stolenFrom(id).join(', ') || 'none']),
  );
  const at = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' }).format(next);
  return `${stolen}\nThe Trustees are in period ${period}; their shares are renewed from ${at} on.\n${worth(intruder, needed)}${stale(intruder, trustees, period)}\n`;
}

function worth({ best, key }: Scene['intruder'], needed: number): string {
  if (key !== undefined)
    return `You have ${best.shares} shares of period ${best.period}: THAT IS THE ELECTION KEY. You can open every vote, before the count and unseen. So it takes ${needed} machines of different operators within one period.`;
  return `It takes ${needed} shares of one period to open the votes; of none have you more than ${best.shares}.`;
}

function stale(intruder: Scene['intruder'], trustees: readonly string[], period: number): string {
  const hasOld = trustees.some((id) => intruder.stolenFrom(id).some((one) => one < period));
  return hasOld && intruder.key === undefined
    ? ` What is of an earlier period than ${period} is worthless: no share that goes with it is left on any machine.`
    : '';
}

/** Until the visitor ends it. */
export async function survive(
  { local, summary }: DemoElection,
  folder: string,
  input: NodeJS.ReadableStream,
  tell: Tell,
): Promise<void> {
  const document = await getBytes(`${local.distributors[0]}/elections/${summary.election}/manifest`);
  const key = new Uint8Array(Buffer.from(local.commissionerKey, 'hex'));
  const election = openCountersignedManifest(document, key);
  const members = election.members('trustees');
  const course = (): Promise<Course> =>
    Promise.any(
      members.map(
        async ({ url }) => (await getJson(`${url}/elections/${summary.election}/renewal`)) as RenewalStatus,
      ),
    );
  const folderOf = (id: string): string => join(folder, id, 'elections', summary.election, 'renewal');
  const scene: Scene = {
    intruder: new Intruder(election, folderOf),
    trustees: members.map(({ id }) => id),
    needed: election.plan.hostileTrustees + 1,
    course,
  };
  const ticking = announce(course, tell);
  const lines = createInterface({ input });
  try {
    await playIntruder(scene, lines, tell);
  } finally {
    lines.close();
    clearInterval(ticking);
  }
}

/** Tells of each renewal. */
function announce(course: Scene['course'], tell: Tell): NodeJS.Timeout {
  let known: number | undefined;
  return setInterval(async () => {
    const { period } = await course().catch(() => ({ period: known }));
    if (known !== undefined && period !== known)
      tell(`\n  Period ${period}: the Trustees have renewed their shares, and erased the old ones.\n`);
    known = period;
  }, LOOK);
}
