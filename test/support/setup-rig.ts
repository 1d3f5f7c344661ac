/**
 * An election's setup with real servers of all roles in process: over loopback HTTP among themselves, on a board in memory whose
 * state machine is the deployed one. Any of them may be away, or say something else on the board than it would.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { MemoryBoard } from '../../protocol/board/memory-board-test-support.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import { COMMISSIONER, type Role } from '../../protocol/messages/plan.ts';
import type { TrialVoters } from '../../protocol/messages/test-voter.ts';
import { loadMclBls } from '../../protocol/primitives/bls-mcl.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import type { SigningKey } from '../../protocol/primitives/p256-signature.ts';
import { given, newKey, random } from '../../protocol/test-support.ts';
import { administratorApp } from '../../servers/administrator/app.ts';
import { anonymizerApp } from '../../servers/anonymizer/app.ts';
import type { Directory } from '../../servers/commissioner/api/servers.ts';
import type { CommissionerElection } from '../../servers/commissioner/election/commissioner-election.ts';
import { createElection, type NewElection } from '../../servers/commissioner/election/create-election.ts';
import { type TestService, testService } from '../../servers/commissioner/test-support.ts';
import { counterApp } from '../../servers/counter/app.ts';
import { distributorApp } from '../../servers/distributor/app.ts';
import { FollowedElections } from '../../servers/shared/followed-elections.ts';
import type { HostedElection, ServerContext } from '../../servers/shared/hosted-election.ts';
import type { HostedElections } from '../../servers/shared/hosted-elections.ts';
import { optionsFor } from '../../servers/shared/join-board.ts';
import { createLogger } from '../../servers/shared/logger.ts';
import { Metrics } from '../../servers/shared/metrics.ts';
import type { PostOnBoard } from '../../servers/shared/poster.ts';
import { removeFolder, temporaryFolder } from '../../servers/shared/test-support.ts';
import { trusteeApp } from '../../servers/trustee/app.ts';

const bls = await loadMclBls();
const XML = new Uint8Array(readFileSync(join(import.meta.dirname, '../../ballots/samples/referendum.xml')));
/** Unix seconds. */
export const OPENS = 1_800_000_000;
const COUNTS = { administrator: 4, trustee: 4, anonymizer: 3, counter: 3, distributor: 3 } as const;
export const ids = (role: Role): string[] =>
  Array.from({ length: COUNTS[role] }, (_, i) => `${role}-${i + 1}`);
const IDS = (Object.keys(COUNTS) as Role[]).flatMap(ids);
/** Days for which personal data are kept. */
export const RETENTION = 30;
/** ms. */
const TIMES = { phase: 4_000, lead: 8_000, grace: 4_000 };
/** Rounds of everybody's looks in a tick of the board: enough to answer what is new. */
const ROUNDS = 6;

const APPS = {
  administrator: (context: ServerContext) => administratorApp(context, new Metrics(), bls),
  trustee: (context: ServerContext) => trusteeApp(context, new Metrics()),
  anonymizer: (context: ServerContext) => anonymizerApp(context, new Metrics()),
  counter: (context: ServerContext) => counterApp(context, new Metrics()),
  distributor: (context: ServerContext) => distributorApp(context, new Metrics()),
};

interface Server {
  readonly app: FastifyInstance;
  readonly elections: HostedElections<HostedElection>;
  readonly followed: FollowedElections;
  readonly read: Map<string, number>;
}

/** What a server posts, as it is changed on its way; undefined: it stays silent. */
export type Lie = (
  id: string,
  topic: string,
  tuple: readonly [string, string, Uint8Array],
) => readonly [string, string, Uint8Array] | undefined;

export class SetupRig {
  readonly commissioner: SigningKey = newKey();
  readonly board: MemoryBoard;
  readonly keys = new Map<string, SigningKey>(IDS.map((id) => [id, newKey()]));
  /** Neither looks at the board nor answers. */
  readonly away = new Set<string>();
  /** Answer, but do not reach the board. */
  readonly cut = new Set<string>();
  /** Read the board, and do not know that they have read all of it. */
  readonly unsure = new Set<string>();
  /** Have read the board since they were started. */
  readonly #current = new Set<string>();
  /** ms by which a server's clock is behind. */
  readonly behind = new Map<string, number>();
  /** In days, by the server's own configuration when it starts. */
  readonly keepsFor = new Map<string, number>(IDS.map((id) => [id, RETENTION]));
  /** Are turned off when they have missed a renewal; how often they were. */
  readonly poweredOff = new Map<string, number>();
  lie: Lie = (_id, _topic, tuple) => tuple;
  /** What a server answers in place of what it would; never: no answer comes, and the connection stays. */
  serve: (id: string, path: string) => Uint8Array | 'never' | undefined = () => undefined;
  /** Before a server does what is due. */
  onLook: (id: string) => Promise<void> = async () => undefined;
  /** Before each tick of the board. */
  onPass: () => Promise<void> = async () => undefined;
  /** Stages of the setup that the officer was told. */
  readonly told: string[] = [];
  /** Keys of those on the roll. */
  readonly voters = new Map<string, SigningKey>();
  readonly #servers = new Map<string, Server>();
  readonly #gateway = createServer((request, response) => this.#answer(request, response));
  readonly #folder = temporaryFolder();
  declare service: TestService;
  declare followed: FollowedElections;
  readonly #read = new Map<string, number>();
  /** What servers are computing, to say it next: sealing takes threads of its own, and real time. */
  #making = 0;

  private constructor() {
    this.board = new MemoryBoard([this.commissioner], TIMES, OPENS * 1000 - 86_400_000);
  }

  static async open(): Promise<SetupRig> {
    const rig = new SetupRig();
    await new Promise<void>((resolve) => rig.#gateway.listen(0, '127.0.0.1', resolve));
    rig.service = testService(rig.commissioner, () => rig.board.now, RETENTION);
    const { context, elections } = rig.service;
    rig.followed = rig.#follow(COMMISSIONER, 'commissioner', context, elections);
    for (const id of IDS) {
      await rig.start(id);
      const system = `system of ${id}`;
      rig.board.list({
        role: roleOf(id),
        id,
        identityKey: rig.keyOf(id).publicKey,
        system,
        url: rig.urlOf(id),
      });
    }
    return rig;
  }

  keyOf = (id: string): SigningKey => (id === COMMISSIONER ? this.commissioner : given(this.keys.get(id)));
  urlOf = (id: string): string => `http://127.0.0.1:${(this.#gateway.address() as AddressInfo).port}/${id}`;
  election = (id: string): HostedElection => given(given(this.#servers.get(id)).elections.all()[0]);
  /** What is on disk of its elections. */
  folderOf = (id: string): string =>
    join(id === COMMISSIONER ? this.service.folder : join(this.#folder, id), 'elections');
  hosts = (id: string): boolean => given(this.#servers.get(id)).elections.all().length > 0;

  async start(id: string): Promise<void> {
    const logger = createLogger(roleOf(id), id, 'silent');
    const own = { id, url: this.urlOf(id), folder: join(this.#folder, id), identity: this.keyOf(id) };
    const clock = () => this.board.now - (this.behind.get(id) ?? 0);
    const retentionDays = this.keepsFor.get(id);
    const context = {
      ...{ ...own, commissionerKey: this.commissioner.publicKey, random, clock, logger, retentionDays },
      powerOff: this.#powerOffOf(id),
    };
    const { app, elections } = APPS[roleOf(id)](context) as Pick<Server, 'app' | 'elections'>;
    await app.ready();
    const followed = this.#follow(id, roleOf(id), context, elections);
    this.#servers.set(id, { app, elections, followed, read: new Map() });
  }

  #powerOffOf(id: string): (() => void) | undefined {
    if (!this.poweredOff.has(id)) return undefined;
    return () => this.poweredOff.set(id, given(this.poweredOff.get(id)) + 1);
  }

  /** As after a crash: what is in memory is gone. */
  async restart(id: string, meanwhile: (folder: string) => void = () => undefined): Promise<void> {
    await this.#stop(id);
    this.#current.delete(id);
    meanwhile(join(this.#folder, id));
    await this.start(id);
  }

  #follow(
    id: string,
    role: Role | 'commissioner',
    context: Parameters<typeof optionsFor>[1],
    elections: {
      open(electionId: string): HostedElection<ServerContext> | CommissionerElection;
      isDeleted(electionId: string): boolean;
      tick(): Promise<void>;
    },
  ): FollowedElections {
    const { genesis } = this.board;
    const post: PostOnBoard = async (topic, tuple) => {
      if (this.cut.has(id)) throw new ProtocolError('board/no-quorum', 'cut off');
      const said = this.lie(id, topic, tuple);
      if (said !== undefined) await this.board.post(this.keyOf(id), topic, said);
    };
    const { pastLogs } = this.board;
    const copy = (topic: string, c: number): Promise<Uint8Array> =>
      this.cut.has(id)
        ? Promise.reject(new ProtocolError('board/no-quorum', 'cut off'))
        : pastLogs.copy(topic, c);
    return new FollowedElections({
      ...optionsFor(role, context),
      issuanceGroup: bls.g2,
      genesis,
      past: { ...pastLogs, copy },
      isCurrent: () => this.#current.has(id),
      post,
      elections: {
        open: (electionId) => this.#watch(elections.open(electionId) as HostedElection),
        isDeleted: (electionId) => elections.isDeleted(electionId),
        tick: () => elections.tick(),
      },
    });
  }

  /** The board's time does not pass while a server computes what it says. */
  #watch(host: HostedElection): HostedElection {
    const follow = host.follow.bind(host);
    host.follow = (onBoard) => {
      const { poster } = onBoard;
      const say = poster.say.bind(poster);
      poster.say = (topic, type, about, make) =>
        say(topic, type, about, async () => {
          this.#making++;
          try {
            return await make();
          } finally {
            this.#making--;
          }
        });
      follow(onBoard);
    };
    return host;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const [, id = '', path = ''] = /^\/([^/]+)(\/.*)$/.exec(request.url ?? '') ?? [];
    const answer = this.serve(id, path);
    if (answer === 'never') return;
    if (answer !== undefined) {
      response.end(answer);
      return;
    }
    request.url = path;
    const server = this.#servers.get(id);
    if (server === undefined || this.away.has(id)) request.destroy();
    else server.app.routing(request, response);
  }

  /** The Commissioner sets an election up, while everybody else does what the board says. */
  async create(
    voters = ['ana'],
    trial?: TrialVoters,
    changes: Partial<NewElection> = {},
  ): Promise<CommissionerElection> {
    const { context, elections } = this.service;
    const { genesis } = this.board;
    const post: PostOnBoard = (topic, tuple) => this.board.post(this.commissioner, topic, tuple);
    const progress = (stage: string): unknown => this.told.push(stage);
    const { hasForked } = this.board.pastLogs;
    const setup = { context, genesis, post, hasForked, elections, directory: this.#directory(), progress };
    for (const voter of voters) this.voters.set(voter, newKey());
    const roll = voters.map((voter) => ({
      voter,
      style: 'all',
      publicKey: given(this.voters.get(voter)).publicKey,
    }));
    const times = { opens: OPENS, closes: OPENS + 60, intakeEnds: OPENS + 120, claimsEnd: OPENS + 180 };
    const request = { title: 'Test', trial, ...times, ballots: new Map([['all', XML]]), ...changes };
    const making = createElection(setup, roll, request);
    return this.until(making);
  }

  #directory(): Directory {
    const thresholds = { signingThreshold: 3, hostileAdministrators: 1, hostileTrustees: 1 };
    return {
      thresholds: { ...thresholds, pathLength: 1, lyingDistributors: 1, poolSize: 1 },
      servers: IDS.map((id) => ({
        id,
        role: roleOf(id),
        operator: MemoryBoard.OPERATOR,
        system: `system of ${id}`,
        url: this.urlOf(id),
        publicKey: toHex(this.keyOf(id).publicKey),
      })),
    };
  }

  /** Time passes until the promise is settled. */
  async until<T>(promise: Promise<T>): Promise<T> {
    let isOver = false;
    const over = promise.finally(() => {
      isOver = true;
    });
    over.catch(() => undefined);
    while (!isOver) await this.pass();
    return over;
  }

  /** One tick of the board, in which everybody who is there looks several times. */
  async pass(): Promise<void> {
    for (let round = 0, seen = -1; round < ROUNDS && seen < this.board.entries.length; round++) {
      seen = this.board.entries.length;
      await this.look();
    }
    await this.onPass();
    this.board.tick(TIMES.phase / 4);
  }

  /** Everybody who is there reads what is new, and does what is due. */
  async look(): Promise<void> {
    await this.board.feed(this.followed, this.#read);
    await this.service.elections.tick();
    for (const [id, { elections, followed, read }] of this.#servers) {
      if (this.away.has(id)) continue;
      if (!this.cut.has(id)) await this.board.feed(followed, read);
      if (!this.cut.has(id) && !this.unsure.has(id)) this.#current.add(id);
      await this.onLook(id);
      await elections.tick();
    }
    do await setImmediate();
    while (this.#making > 0);
  }

  /** Until it is so; fails after as many ticks as the longest setup may take. */
  async passUntil(isSo: () => boolean): Promise<void> {
    for (let tick = 0; tick < 1_000 && !isSo(); tick++) await this.pass();
    assert.ok(isSo());
  }

  async #stop(id: string): Promise<void> {
    const { app, elections } = given(this.#servers.get(id));
    await app.close();
    await elections.close();
  }

  async close(): Promise<void> {
    for (const id of IDS) await this.#stop(id);
    await this.service.close();
    this.#gateway.closeAllConnections();
    this.#gateway.close();
    removeFolder(this.#folder);
  }
}

const roleOf = (id: string): Role => id.split('-')[0] as Role;
