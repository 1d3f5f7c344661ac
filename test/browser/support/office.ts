/** A deployment on this machine as voters and officers meet it in browsers: every server, card personalisation station, terminals. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issuerOf, issueTerminal } from '../../../card-issuance/devices.ts';
import { finletOf } from '../../../deployment/deployment.ts';
import { freeTerminalPorts, Processes, type TerminalAddress } from '../../../deployment/processes.ts';
import { type LocalDeployment, startLocalDeployment } from '../../../simulation/local-deployment.ts';
import { HumanClient } from '../../../tcb-emulator/terminal/human-client.ts';

export const OFFICER = { name: 'olivia', passphrase: 'a passphrase only this test knows' };
export const APPROVER = { name: 'otto', passphrase: 'another one that only this test knows' };
/** Of every card; planted, and searched for in all that pages get. */
export const PIN = '86420';

export interface Office {
  readonly folder: string;
  readonly local: LocalDeployment;
  readonly processes: Processes;
  readonly terminal: TerminalAddress;
  readonly human: HumanClient;
  /** Where the station puts its cards. */
  readonly cards: string;
  readonly station: string;
  close(): Promise<void>;
}

/** As after installing: there are officers, and nothing else. `fourEyes`: two of them, who need each other. */
export async function openOffice({ fourEyes = false } = {}): Promise<Office> {
  const folder = mkdtempSync(join(tmpdir(), 'revs-office-'));
  const processes = new Processes();
  const close = async (): Promise<void> => {
    await processes.stopAll();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const ports = await freeTerminalPorts();
    const at = `http://127.0.0.1:${ports.pcPort}`;
    const local = await startLocalDeployment(folder, 1, processes, () => undefined, {
      terminal: at,
      fourEyes,
    });
    await local.officer.post('/officer/officers', { ...OFFICER, role: 'office' });
    if (fourEyes) await local.officer.post('/officer/officers', { ...APPROVER, role: 'approver' });
    const cards = join(folder, 'cards');
    const station = await processes.startStation(folder, cards, PIN);
    const home = join(folder, 'terminal');
    await issueTerminal(home, await issuerOf(local.officer), finletOf(folder));
    const terminal = await processes.startTerminal('terminal', home, ['--cards', cards], ports);
    const human = new HumanClient(terminal.human, terminal.token);
    return { folder, local, processes, terminal, human, cards, station, close };
  } catch (error) {
    await close();
    throw error;
  }
}
