/** `revs demo`: a whole election on this machine; in the browser, or with `--headless` by itself to verified results. */
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import open from 'open';
import { inGroups } from '../common/in-groups.ts';
import { buildApps } from '../deployment/build-apps.ts';
import { type Processes, withProcesses } from '../deployment/processes.ts';
import { CommandError, complain, ProgressBar, print, printJson } from '../output/output.ts';
import { type DemoElection, PIN, setUpDemo } from '../simulation/demo-election.ts';
import { webAddress } from '../tcb-emulator/terminal/web-face.ts';
import { finishByItself, printResults } from './demo-headless.ts';
import { RENEW_EVERY, survive } from './demo-survive.ts';

/** Whose cards lie beside the terminal. */
const GUESTS = ['ana', 'bruno'];
const OFFICER = 'officer';

export interface DemoOptions {
  readonly voters: number;
  readonly headless: boolean;
  /** Without pages: the visitor breaks into servers, which renew their shares. */
  readonly survive: boolean;
  /** Without pages: the results as JSON, all else on standard error. */
  readonly json: boolean;
  readonly folder: string;
}

export const demo = (options: DemoOptions): Promise<void> =>
  withProcesses((processes) => runDemo(options, processes));

async function runDemo(
  { voters, headless, json, survive: isBrokenInto, folder }: DemoOptions,
  processes: Processes,
): Promise<void> {
  const progress = new ProgressBar();
  rmSync(folder, { recursive: true, force: true });
  const tell = json ? complain : print;
  if (json && !headless)
    throw new CommandError('--json goes with --headless: in the pages you see the results');
  tell('REVS demo: a whole election with every party a process of its own on this machine.\n');
  if (headless) {
    const demo = await setUpDemo({ folder, robots: voters }, processes, progress);
    const finished = await finishByItself(demo, progress, tell);
    return json ? printJson(finished) : printResults(demo, finished);
  }
  if (isBrokenInto) {
    const demo = await setUpDemo({ folder, robots: voters, renewEvery: RENEW_EVERY }, processes, progress);
    await survive(demo, folder, process.stdin, tell);
    return printResults(demo, await finishByItself(demo, progress, tell));
  }
  await buildApps((name) => console.error(`  building the web pages (${name}), once, half a minute ...`));
  const visited = { folder, robots: voters, guests: GUESTS };
  await welcome(await setUpDemo(visited, processes, progress), folder, processes);
}

/** Opens the pages and says what they are; then they are the visitor's, until Ctrl-C. */
async function welcome(demo: DemoElection, folder: string, processes: Processes): Promise<void> {
  const { local, terminal } = demo;
  const passphrase = (randomBytes(10).toString('hex').match(/.{4}/g) ?? []).join('-');
  await local.officer.post('/officer/officers', { name: OFFICER, role: 'office', passphrase });
  await processes.startStation(folder, join(folder, 'cards'), PIN);
  const pages = [local.webUrl, webAddress(terminal.human, terminal.token), `${local.commissionerUrl}/`];
  const [voter, device, console_] = pages;
  print(`To vote, open both; they work together:
  voter's page     ${voter}
  terminal         ${device}
                   insert the card "${GUESTS[0]}" or "${GUESTS[1]}"; the PIN is ${PIN};
                   the fingerprint, which voters have in a letter, is
                   ${inGroups(demo.summary.fingerprint)}

To run the election, as its officer:
  console          ${console_}
                   name ${OFFICER}, passphrase ${passphrase}

The robots have voted. When you have, close the election in the console, and count.
Ctrl-C stops everything.`);
  for (const page of hasScreen() ? pages : []) await open(page).catch(() => undefined);
  await processes.ended('commissioner');
}

/** Whether a browser could show itself to whoever started this. */
function hasScreen(): boolean {
  if (process.stdout.isTTY !== true) return false;
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform !== 'linux' || DISPLAY !== undefined || WAYLAND_DISPLAY !== undefined;
}
