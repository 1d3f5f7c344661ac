/** `revs demo --survive`: an election whose servers renew their shares each minute, and a visitor who breaks into them. */
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { table } from '../output/output.ts';
import { openCountersignedManifest } from '../protocol/0-setup/check-manifest.ts';
import { refreshOf } from '../protocol/ceremony/election-periods.ts';
import { HOLDER_ROLES, type HolderRole } from '../protocol/ceremony/refresh-role.ts';
import { getBytes, getJson } from '../servers/shared/http-client.ts';
import type { RenewalStatus } from '../servers/shared/renewal.ts';
import type { DemoElection } from '../simulation/demo-election.ts';
import { Intruder } from '../simulation/intruder.ts';

/** Seconds. */
export const RENEW_EVERY = 60;
/** ms between looks at what the servers do. */
const LOOK = 2000;

type Tell = (text: string) => void;
type Course = Pick<RenewalStatus, 'period' | 'next'>;

/** The servers of a role, and what has been stolen from them. */
export interface Side {
  readonly role: HolderRole;
  readonly intruder: Pick<Intruder, 'breakInto' | 'stolenFrom' | 'best' | 'key'>;
  readonly members: readonly string[];
  /** tau: so many shares of one period make the key. */
  readonly needed: number;
  course(): Promise<Course>;
}

const WORDS = {
  trustee: {
    members: 'Trustees',
    use: 'open the votes',
    won: 'THAT IS THE ELECTION KEY. You can open every vote, before the count and unseen',
  },
  administrator: {
    members: 'Administrators',
    use: 'sign votes',
    won: 'THAT IS THE KEY THAT SIGNS VOTES. You can sign some that no voter has cast; only their number, held against the ledgers, would give you away',
  },
} as const satisfies Record<HolderRole, object>;

/** Breaks in as the visitor says, line by line, until there is no more or the word "end". */
export async function playIntruder(
  sides: readonly Side[],
  lines: AsyncIterable<string>,
  tell: Tell,
): Promise<void> {
  const servers = sides.flatMap(({ intruder, members }) => members.map((id) => ({ id, intruder })));
  tell(`You are an intruder. Type the number of a server (1 to ${servers.length}) and Enter: you break into its machine and carry
away what is on its disk. Enter alone shows what you have; "end" ends the election and counts it.`);
  for await (const line of lines) {
    const word = line.trim();
    if (word === 'end') return;
    const server = servers[Number(word) - 1];
    if (word !== '' && server === undefined) {
      tell(`There is no server ${word}: type 1 to ${servers.length}, or "end".`);
      continue;
    }
    if (server !== undefined) {
      const periods = server.intruder.breakInto(server.id);
      tell(`\nYou are in ${server.id}: its share of ${inWords(periods)} is yours.`);
    }
    tell(await describe(sides));
  }
}

const inWords = (periods: readonly number[]): string =>
  periods.length === 0 ? 'no period' : `period ${periods.join(' and ')}`;

/** What has been stolen, and what it is worth. */
async function describe(sides: readonly Side[]): Promise<string> {
  const servers = sides.flatMap(({ intruder, members }) =>
    members.map((id) => [id, intruder.stolenFrom(id).join(', ') || 'none']),
  );
  const stolen = table(
    ['', 'server', 'shares stolen, of period'],
    servers.map((row, i) => [i + 1, ...row]),
  );
  const worths = await Promise.all(sides.map(async (side) => standing(side, await side.course())));
  return `${stolen}\n${worths.join('\n')}\n`;
}

function standing(side: Side, { period, next }: Course): string {
  const at = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' }).format(next);
  const { members } = WORDS[side.role];
  return `${members}: period ${period}; their shares are renewed from ${at} on. ${worth(side)}${stale(side, period)}`;
}

function worth({ role, intruder: { best, key }, needed }: Side): string {
  const { use, won } = WORDS[role];
  if (key !== undefined)
    return `You have ${best.shares} shares of period ${best.period}: ${won}. So it takes ${needed} machines of different operators within one period.`;
  return `It takes ${needed} shares of one period to ${use}; of none have you more than ${best.shares}.`;
}

function stale({ intruder, members }: Side, period: number): string {
  const hasOld = members.some((id) => intruder.stolenFrom(id).some((one) => one < period));
  return hasOld && intruder.key === undefined
    ? ` What is of an earlier period than ${period} is worthless: no share that goes with it is left on any machine.`
    : '';
}

/** Until the visitor ends it. */
export async function survive(
  demo: DemoElection,
  folder: string,
  input: NodeJS.ReadableStream,
  tell: Tell,
): Promise<void> {
  const sides = await sidesOf(demo, folder);
  const ticking = sides.map((side) => announce(side, tell));
  const lines = createInterface({ input });
  try {
    await playIntruder(sides, lines, tell);
  } finally {
    lines.close();
    for (const one of ticking) clearInterval(one);
  }
}

async function sidesOf({ local, summary }: DemoElection, folder: string): Promise<Side[]> {
  const document = await getBytes(`${local.distributors[0]}/elections/${summary.election}/manifest`);
  const key = new Uint8Array(Buffer.from(local.commissionerKey, 'hex'));
  const election = openCountersignedManifest(document, key);
  const folderOf = (id: string): string => join(folder, id, 'elections', summary.election, 'renewal');
  return HOLDER_ROLES.flatMap((role) => {
    const refresh = refreshOf(role, election);
    if (refresh === undefined) return [];
    const members = election.members(`${role}s`);
    return {
      role,
      intruder: new Intruder(refresh, election, folderOf),
      members: members.map(({ id }) => id),
      needed: Math.max(...refresh.keys.map(({ threshold }) => threshold)),
      course: () =>
        Promise.any(
          members.map(
            async ({ url }) =>
              (await getJson(`${url}/elections/${summary.election}/renewal`)) as RenewalStatus,
          ),
        ),
    };
  });
}

/** Tells of each renewal. */
function announce({ role, course }: Side, tell: Tell): NodeJS.Timeout {
  let known: number | undefined;
  return setInterval(async () => {
    const { period } = await course().catch(() => ({ period: known }));
    if (known !== undefined && period !== known)
      tell(
        `\n  Period ${period}: the ${WORDS[role].members} have renewed their shares, and erased the old ones.\n`,
      );
    known = period;
  }, LOOK);
}
