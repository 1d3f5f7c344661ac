/**
 * A real election for fault tests: every party a process of its own, killed (SIGKILL) and started again by its ID. One
 * Distributor more than a local deployment has, so that f of them may be down while voters still reach f + 1.
 */
import { randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Ballot } from '../../../ballots/ballot.ts';
import { parseBallot } from '../../../ballots/parse-ballot.ts';
import type { Vote } from '../../../ballots/vote-rules.ts';
import { issueCard, issuerOf, issueTerminal } from '../../../card-issuance/devices.ts';
import { deploy, finletOf, type OfficerAccess, officerAccess } from '../../../deployment/deployment.ts';
import { type Deployment, serversOf } from '../../../deployment/deployment-file.ts';
import { Processes, type TerminalAddress } from '../../../deployment/processes.ts';
import { registerServers } from '../../../deployment/register.ts';
import { OfficerClient } from '../../../office/officer-client.ts';
import type { Results } from '../../../record/compute-results.ts';
import type {
  ElectionRequest,
  ElectionStep,
  ElectionSummary,
  Failures,
} from '../../../servers/commissioner/api/elections.ts';
import type { Jobs } from '../../../servers/commissioner/api/routes.ts';
import { localDeploymentFile } from '../../../simulation/local-deployment.ts';
import { Link } from './link.ts';
import { prepareMachines } from './machine.ts';

export const SAMPLE = fileURLToPath(new URL('../../../ballots/samples/council-rank.xml', import.meta.url));
const DAY = 86_400;
export const STYLE = 'councillor';
export const PIN = '2468';

export interface SimulatedVoter {
  readonly id: string;
  readonly card: string;
  readonly vote: Vote;
}

export interface Wishes {
  readonly voters: number;
  readonly poolSize: number;
  /** Seconds from the opening to the close in the manifest: a day unless told, as it is ordered earlier. */
  readonly voting?: number;
  /** Seconds after the close, and after that. */
  readonly intake: number;
  readonly claims: number;
  /** Seconds from one renewal of the Trustees' shares to the next; none unless told. */
  readonly renewEvery?: number;
  /** Whether every server is reached through a {@link Link}, and its machine can fail; not unless told. */
  readonly withFaults?: boolean;
}

type Crash = { readonly at: string; readonly victims: readonly string[] };

/** How often a step that a crash has stopped is begun again. */
const MAX_TRIES = 5;

export class RealElection {
  readonly processes = new Processes();
  readonly folder = mkdtempSync(join(tmpdir(), 'revs-faults-'));
  readonly ballot: Ballot = parseBallot(new Uint8Array(readFileSync(SAMPLE)));
  readonly voters: SimulatedVoter[] = [];
  readonly distributors: string[] = [];
  readonly urls = new Map<string, string>();
  readonly links = new Map<string, Link>();
  readonly #roles = new Map<string, string>();
  readonly #restarts = new Map<string, Promise<unknown>>();
  readonly #terminals: { readonly name: string; readonly address: TerminalAddress }[] = [];
  readonly #wishes: Wishes;
  #terminalCount = 0;
  commissionerKey = new Uint8Array();
  #officer: OfficerClient | undefined;
  #summary: ElectionSummary | undefined;

  constructor(wishes: Wishes) {
    this.#wishes = wishes;
  }

  get access(): OfficerAccess {
    return officerAccess(this.folder);
  }

  get officer(): OfficerClient {
    if (this.#officer === undefined) throw new Error('not deployed yet');
    return this.#officer;
  }

  get summary(): ElectionSummary {
    if (this.#summary === undefined) throw new Error('not created yet');
    return this.#summary;
  }

  idsOf(role: string): string[] {
    return [...this.#roles].filter(([, own]) => own === role).map(([id]) => id);
  }

  /** Every server and two terminals, running; voters with cards, registered. */
  async start(): Promise<void> {
    const { poolSize, withFaults = false } = this.#wishes;
    const deployment = withFaults ? await this.#behindLinks(poolSize) : await deploymentOf(poolSize);
    if (withFaults) prepareMachines(this.folder);
    const { commissionerKey } = await deploy(deployment, this.folder);
    this.commissionerKey = new Uint8Array(Buffer.from(commissionerKey, 'hex'));
    for (const { id, role, url } of serversOf(deployment)) {
      this.#roles.set(id, role);
      this.urls.set(id, url);
      if (role === 'distributor') this.distributors.push(url);
      this.#restart(id);
    }
    await this.settled();
    await registerServers(this.folder, AbortSignal.timeout(60_000));
    this.#officer = OfficerClient.byToken(this.access);
    this.#addTerminal();
    this.#addTerminal();
    await this.settled();
    await this.#register();
  }

  /** Every server listens on a port of its own, and is reached through a link at the port that its URL names. */
  async #behindLinks(poolSize: number): Promise<Deployment> {
    const deployment = await deploymentOf(poolSize);
    const ports = await stablePorts(serversOf(deployment).length);
    const behind = async <T extends { url: string }>(
      id: string,
      server: T,
    ): Promise<T & { listen: string }> => {
      const own = ports.pop() ?? 0;
      this.links.set(id, await Link.open(Number(new URL(server.url).port), own));
      return { ...server, listen: `127.0.0.1:${own}` };
    };
    return {
      ...deployment,
      commissioner: await behind('commissioner', deployment.commissioner),
      servers: await Promise.all(deployment.servers.map((server) => behind(server.id, server))),
      board: {
        ...deployment.board,
        // A Counter that is stopped for a while must not be left out: votes may have reached it alone.
        grace: 120,
        replicas: await Promise.all(deployment.board.replicas.map((one) => behind(one.id, one))),
      },
    };
  }

  async #register(): Promise<void> {
    const issuer = await issuerOf(this.officer);
    const cards: { voter: string; publicKey: string }[] = [];
    for (let i = 0; i < this.#wishes.voters; i++) {
      const id = `voter-${String(i + 1).padStart(3, '0')}`;
      const card = join(this.folder, 'cards', `${id}.card`);
      const { publicKey } = await issueCard({ voter: id, pin: PIN, path: card }, issuer);
      cards.push({ voter: id, publicKey });
      this.voters.push({ id, card, vote: uniqueVote(i) });
    }
    await this.register(cards);
  }

  async register(cards: readonly { readonly voter: string; readonly publicKey: string }[]): Promise<void> {
    await this.officer.post(
      '/officer/voters',
      cards.map(({ voter }) => ({ voter, style: STYLE })),
    );
    await this.officer.post('/officer/cards', cards);
  }

  /** Creates the election; at the stages named, victims are killed, and it is begun again until it is made. */
  async create(crashes: readonly Crash[] = []): Promise<void> {
    const now = Math.floor(Date.now() / 1000);
    const closes = now + (this.#wishes.voting ?? DAY);
    const intakeEnds = closes + this.#wishes.intake;
    const request = {
      title: 'Speaker of the Council',
      opens: now,
      closes,
      intakeEnds,
      claimsEnd: intakeEnds + this.#wishes.claims,
      ballots: [{ style: STYLE, xml: readFileSync(SAMPLE, 'utf8') }],
      ...(this.#wishes.renewEvery === undefined ? {} : { renewEvery: this.#wishes.renewEvery }),
    };
    this.#summary = await this.runJob('/officer/elections', request, crashes);
  }

  /** Until it succeeds. */
  async step(
    name: Exclude<ElectionStep, 'tally' | 'publish'>,
    crashes: readonly Crash[] = [],
  ): Promise<Failures> {
    return this.runJob(`/officer/elections/${this.summary.election}/${name}`, {}, crashes);
  }

  async tally(): Promise<Results> {
    return this.runJob(`/officer/elections/${this.summary.election}/tally`, {}, []);
  }

  /** A job of the officer's; every crash happens once. Errors: what the last try failed with. */
  async runJob<Path extends keyof Jobs>(
    path: Path,
    body: ElectionRequest | Record<never, never>,
    crashes: readonly Crash[],
  ): Promise<Jobs[Path]> {
    const left = [...crashes];
    for (let tries = 1; ; tries++) {
      try {
        return await this.officer.run(path, body, (stage) => {
          const next = left.findIndex(({ at }) => stage.startsWith(at));
          const [crash] = next < 0 ? [] : left.splice(next, 1);
          for (const victim of crash?.victims ?? []) void this.crash(victim);
        });
      } catch (error) {
        if (tries === MAX_TRIES) throw error;
      } finally {
        await this.settled();
      }
    }
  }

  /** Kills a server and starts it again, without waiting until it is up. */
  async crash(id: string): Promise<void> {
    const killed = this.processes.kill(id);
    this.#restart(id, killed);
    await killed;
  }

  /** Kills a server, changes something in its folder, and starts it again. */
  async restartWith(id: string, change: (folder: string) => void): Promise<void> {
    await this.processes.kill(id);
    change(join(this.folder, id));
    this.#restart(id);
    await this.settled();
  }

  /** Kills a server for good. */
  kill(id: string): Promise<void> {
    return this.processes.kill(id);
  }

  #restart(id: string, killed: Promise<void> = Promise.resolve()): void {
    const before = this.#restarts.get(id) ?? Promise.resolve();
    const start = async (): Promise<void> => {
      await Promise.all([before, killed]);
      const url = this.urls.get(id) ?? '';
      await this.processes.startServer(this.#roles.get(id) ?? '', id, join(this.folder, id), url);
    };
    this.#track(id, start());
  }

  #track(name: string, starting: Promise<unknown>): void {
    // Failures come out of settled().
    starting.catch(() => undefined);
    this.#restarts.set(name, starting);
  }

  /** Everything that was killed runs again. */
  async settled(): Promise<void> {
    while (this.#restarts.size > 0) {
      const all = [...this.#restarts];
      await Promise.all(all.map(([, starting]) => starting));
      for (const [name, starting] of all)
        if (this.#restarts.get(name) === starting) this.#restarts.delete(name);
    }
  }

  #addTerminal(): void {
    const name = `terminal-${++this.#terminalCount}`;
    const start = async (): Promise<void> => {
      const home = join(this.folder, name);
      await issueTerminal(home, await issuerOf(this.officer), finletOf(this.folder));
      const address = await this.processes.startTerminal(name, home);
      this.#terminals.push({ name, address });
    };
    this.#track(name, start());
  }

  get terminal(): TerminalAddress {
    const [current] = this.#terminals;
    if (current === undefined) throw new Error('no terminal runs');
    return current.address;
  }

  /** Kills the terminal in use; the next one is another process, with memory of nothing. */
  async crashTerminal(): Promise<void> {
    const victim = this.#terminals.shift();
    this.#addTerminal();
    if (victim !== undefined) await this.processes.kill(victim.name);
  }

  async stop(): Promise<void> {
    await this.settled().catch(() => undefined);
    await this.processes.stopAll();
    for (const link of this.links.values()) await link.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function deploymentOf(poolSize: number): Promise<Deployment> {
  const local = await localDeploymentFile(poolSize);
  const ports = await stablePorts(serversOf(local).length);
  const withUrl = <T extends { url: string }>(server: T): T => ({
    ...server,
    url: `http://127.0.0.1:${ports.pop()}`,
  });
  return {
    ...local,
    commissioner: withUrl(local.commissioner),
    servers: local.servers.map(withUrl),
    board: { ...local.board, replicas: local.board.replicas.map(withUrl) },
    logLevel: 'warn',
  };
}

const taken = new Set<number>();

/** Free ports below those that systems give to outgoing connections, which would take them while a server is down. */
async function stablePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(10_000, 32_000);
    // Nobody listens yet on those that were given before.
    if (taken.has(port)) continue;
    taken.add(port);
    const probe = createServer();
    const free = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (free) ports.add(port);
  }
  return [...ports];
}

/** The first 60 rankings of three of the five candidates: each voter's vote is known again in the tally. */
function uniqueVote(i: number): Vote {
  const left = [0, 1, 2, 3, 4];
  const ranks = [i % 5, Math.floor(i / 5) % 4, Math.floor(i / 20) % 3].flatMap((at) => left.splice(at, 1));
  return [ranks.map((option) => [option])];
}
