/** What can go wrong with a server's machine or network, begun and ended at will. */
import { existsSync, globSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { MachineFaults } from './fault-hooks.ts';
import type { LinkState } from './link.ts';
import type { RealElection } from './real-election.ts';

/** Ends the fault. */
export type End = () => Promise<void>;
export type Fault = (election: RealElection, id: string) => Promise<End>;

/** The process that serves the configuration in `home`; undefined if it is down. */
export function processOf(home: string): number | undefined {
  const config = join(home, 'server.yaml');
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(config);
      } catch {
        return false;
      }
    });
}

export function signal({ folder }: RealElection, id: string, name: NodeJS.Signals): void {
  const pid = processOf(join(folder, id));
  if (pid !== undefined) process.kill(pid, name);
}

const machine =
  (faults: MachineFaults): Fault =>
  async (election, id) => {
    const tell = (what: MachineFaults): void => {
      const pid = processOf(join(election.folder, id));
      if (pid === undefined) return;
      writeFileSync(join(election.folder, `${pid}.json`), JSON.stringify(what));
      process.kill(pid, 'SIGUSR2');
    };
    tell(faults);
    return async () => tell({});
  };

/** Another process, such as a backup, holds the stores. */
const locked: Fault = async ({ folder }, id) => {
  const files = globSync(join(folder, id, '**/*.db'));
  const holders = files.map((file) => {
    const db = new DatabaseSync(file, { timeout: 5_000 });
    db.exec('BEGIN IMMEDIATE');
    return db;
  });
  return async () => {
    for (const db of holders) {
      db.exec('ROLLBACK');
      db.close();
    }
  };
};

const stopped: Fault = async (election, id) => {
  signal(election, id, 'SIGSTOP');
  return async () => signal(election, id, 'SIGCONT');
};

const killed: Fault = async (election, id) => {
  await election.crash(id);
  return () => election.settled();
};

/** The disk gives back something else than was written in the election's store, until the operator puts it right. */
const damaged: Fault = async (election, id) => {
  const before = new Map<string, Uint8Array>();
  await election.restartWith(id, (home) => {
    for (const file of globSync(join(home, 'elections/*/store.db*'))) before.set(file, readFileSync(file));
    for (const file of before.keys()) {
      if (file.endsWith('.db')) writeFileSync(file, 'this was a database'.repeat(300));
      else rmSync(file);
    }
  });
  return () =>
    election.restartWith(id, () => {
      for (const [file, content] of before) writeFileSync(file, content);
    });
};

const linked =
  (state: LinkState): Fault =>
  async (election, id) => {
    const link = election.links.get(id);
    if (link === undefined) throw new Error(`${id} has no link`);
    link.state = state;
    return async () => {
      link.state = 'up';
    };
  };

export const FAULTS = {
  'full disk': machine({ full: true }),
  'read-only store': machine({ readOnly: true }),
  'clock ahead': machine({ clockAhead: 2_000 }),
  'clock behind': machine({ clockAhead: -2_000 }),
  'locked store': locked,
  'damaged store': damaged,
  stopped,
  killed,
  'slow network': linked('slow'),
  'cut network': linked('cut'),
  'hanging network': linked('hangs'),
} as const satisfies Record<string, Fault>;
export type FaultName = keyof typeof FAULTS;

/** What the server's /health says; undefined if it says nothing within a second. */
export async function healthOf({ folder, urls }: RealElection, id: string): Promise<string | undefined> {
  if (!existsSync(join(folder, id))) return undefined;
  try {
    const response = await fetch(`${urls.get(id)}/health`, { signal: AbortSignal.timeout(1_000) });
    return ((await response.json()) as { status: string }).status;
  } catch {
    return undefined;
  }
}
