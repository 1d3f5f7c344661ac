/** Starts processes of this program and stops them again: servers and terminals of a demo, a replay, a test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CommandError } from '../output/output.ts';

const MAIN = fileURLToPath(new URL('../cli/main.ts', import.meta.url));
const TERMINAL = fileURLToPath(new URL('../tcb-emulator/main.ts', import.meta.url));
/** Where the console looks first (card-issuance/station.ts). */
const STATION_PORT = 8620;
const START_TIMEOUT = 60_000;
/** ms; a replica of the board replays its log before it answers, and one that ends is noticed at once. */
const REPLAY_TIMEOUT = 900_000;
const ANSWER_TIMEOUT = 5_000;
const POLL = 50;

/** Ctrl-C, or a request to end. */
export class Interrupted extends CommandError {}

/**
 * Runs `job` with processes that are stopped when it ends, however it ends; `stopped` tells that they are. Errors:
 * {@link Interrupted}.
 */
export async function withProcesses<T>(
  job: (processes: Processes, stopped: AbortSignal) => Promise<T>,
): Promise<T> {
  const processes = new Processes();
  const stopping = new AbortController();
  const interrupted = new Promise<never>((_, reject) => {
    const stop = (): void => reject(new Interrupted('stopped; nothing is left running.'));
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
  try {
    return await Promise.race([job(processes, stopping.signal), interrupted]);
  } finally {
    stopping.abort();
    await processes.stopAll();
  }
}

export class Processes {
  readonly #children = new Map<string, ChildProcess>();

  /**
   * Starts a server; its output goes to `folder`/server.log. Resolves once it is healthy. Errors: CommandError; then it does
   * not run.
   */
  async startServer(role: string, id: string, folder: string, url: string): Promise<void> {
    const config = join(folder, 'server.yaml');
    this.#spawn(id, [MAIN, 'serve', role, '--config', config], join(folder, 'server.log'));
    await this.#until(
      id,
      async (signal) => (await fetch(`${url}/health`, { signal })).ok,
      join(folder, 'server.log'),
      role === 'board' ? REPLAY_TIMEOUT : START_TIMEOUT,
    );
  }

  /** Starts a terminal from the folder that was handed out with it (see devices.ts); resolves to its addresses. */
  async startTerminal(
    name: string,
    folder: string,
    options: readonly string[] = [],
    ports: TerminalPorts | undefined = undefined,
  ): Promise<TerminalAddress> {
    const tokenFile = join(folder, 'human.token');
    const log = join(folder, 'terminal.log');
    const { pcPort, humanPort } = ports ?? (await freeTerminalPorts());
    const portOptions = ['--pc-port', String(pcPort), '--human-port', String(humanPort)];
    this.#spawn(name, [TERMINAL, '--folder', folder, ...portOptions, ...options], log);
    const address = { pc: `http://127.0.0.1:${pcPort}`, human: `http://127.0.0.1:${humanPort}` };
    await this.#until(name, async (signal) => (await fetch(`${address.pc}/card`, { signal })).ok, log);
    const pcsc = join(folder, 'pcsc', 'socket');
    return { ...address, token: readFileSync(tokenFile, 'utf8').trim(), tokenFile, pcsc };
  }

  /** Starts the card personalisation station of the deployment in `folder`; resolves to its address. */
  async startStation(folder: string, cards: string, pin: string): Promise<string> {
    const [other = 0] = await freePorts(1);
    const port = (await isFree(STATION_PORT)) ? STATION_PORT : other;
    const url = `http://127.0.0.1:${port}`;
    const log = join(folder, 'desk.log');
    const options = ['--dir', folder, '--out', cards, '--pin', pin, '--port', String(port)];
    this.#spawn('desk', [MAIN, 'desk', ...options], log);
    // It answers the console's pages alone; to others it says so.
    await this.#until('desk', async (signal) => (await fetch(`${url}/desk`, { signal })).status === 403, log);
    return url;
  }

  /** Kills at once, as a crash does. */
  async kill(name: string): Promise<void> {
    const child = this.#children.get(name);
    this.#children.delete(name);
    await ended(child, 'SIGKILL');
  }

  /** Resolves when the process has ended by itself, to how it did. */
  async ended(name: string): Promise<string> {
    const child = this.#children.get(name);
    if (child === undefined) return `${name} was stopped`;
    if (!isOver(child)) await once(child, 'exit');
    return child.signalCode === null
      ? `${name} has ended with status ${child.exitCode}`
      : `${name} was ended by ${child.signalCode}`;
  }

  /** Lets every process finish what it does. */
  async stopAll(): Promise<void> {
    const children = [...this.#children.values()];
    this.#children.clear();
    await Promise.all(children.map((child) => ended(child, 'SIGTERM')));
  }

  #spawn(name: string, args: readonly string[], log: string): void {
    mkdirSync(dirname(log), { recursive: true });
    const output = openSync(log, 'a', 0o600);
    // A group of its own: Ctrl-C at the keyboard reaches the command, which stops the servers in good order.
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
      stdio: ['ignore', output, output],
      detached: true,
    });
    closeSync(output);
    this.#children.set(name, child);
  }

  async #until(
    name: string,
    ready: (signal: AbortSignal) => Promise<boolean>,
    log: string,
    limit = START_TIMEOUT,
  ): Promise<void> {
    const deadline = Date.now() + limit;
    while (Date.now() < deadline) {
      const child = this.#children.get(name);
      if (child === undefined || isOver(child)) break;
      // Another program may hold the port, and never answer.
      if (await ready(AbortSignal.timeout(ANSWER_TIMEOUT)).catch(() => false)) return;
      await new Promise((resolve) => setTimeout(resolve, POLL));
    }
    await this.kill(name);
    throw new CommandError(`${name} did not start; its log is ${log}`);
  }
}

export interface TerminalPorts {
  readonly pcPort: number;
  readonly humanPort: number;
}

export async function freeTerminalPorts(): Promise<TerminalPorts> {
  const [pcPort = 0, humanPort = 0] = await freePorts(2);
  return { pcPort, humanPort };
}

export interface TerminalAddress {
  readonly pc: string;
  readonly human: string;
  readonly token: string;
  readonly tokenFile: string;
  /** For programs on the PC: PCSCLITE_CSOCK_NAME. */
  readonly pcsc: string;
}

const isOver = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

const STOP_TIMEOUT = 7_000;

function ended(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (child === undefined || isOver(child)) return Promise.resolve();
  return new Promise((resolve) => {
    const giveUp = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT);
    child.once('exit', () => {
      clearTimeout(giveUp);
      resolve();
    });
    child.kill(signal);
  });
}

/** Below the range that systems give to outgoing connections, which could take a port before its server does. */
const FIRST_PORT = 10_000;
/** Each process draws from a block of its own, so that two that start servers at the same time do not meet. */
const BLOCKS = 100;
const PORTS_IN_BLOCK = 220;

/** Who was given a port listens on it later: nobody else may be given it. */
const given = new Set<number>();
let block: Promise<number> | undefined;

/**
 * The first port of a block that is this process's alone: it listens there, so that others find it taken, and the system
 * gives it back when the process ends. Errors: CommandError if all are taken.
 */
async function claimBlock(): Promise<number> {
  for (let i = 0; i < BLOCKS; i++) {
    const first = FIRST_PORT + ((process.pid + i) % BLOCKS) * PORTS_IN_BLOCK;
    if (await listens(createServer().unref(), first)) return first;
  }
  throw new CommandError('no ports are free: other programs start servers here; stop some of them');
}

/** Different ports of 127.0.0.1 that nobody listens on now, and that were not given before. */
export async function freePorts(count: number): Promise<number[]> {
  block ??= claimBlock();
  const first = await block;
  const ports: number[] = [];
  while (ports.length < count) {
    if (given.size >= PORTS_IN_BLOCK - 1) given.clear();
    const port = first + randomInt(1, PORTS_IN_BLOCK);
    if (given.has(port)) continue;
    given.add(port);
    if (await isFree(port)) ports.push(port);
  }
  return ports;
}

const listens = (server: Server, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });

export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const isListening = await listens(server, port);
  if (isListening) await new Promise((resolve) => server.close(resolve));
  return isListening;
}
