/**
 * An election whose claims have ended, for tests of freezing: real Trustees and the Commissioner's real election over
 * loopback HTTP; Counters, Administrators, Anonymizers, and whoever else is hostile, are what the test says.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { signLedger } from '../../protocol/4-vote-tallying/close-ledger.ts';
import { signFreezeRequest } from '../../protocol/4-vote-tallying/freeze-bulletin-board.ts';
import { erasureStatement } from '../../protocol/messages/relay.ts';
import { sealedPackageLength } from '../../protocol/messages/submission-package.ts';
import { type TreeHead, treeHeadStatement } from '../../protocol/messages/tree-head.ts';
import { concat, toHex } from '../../protocol/primitives/bytes.ts';
import { merkleRoot } from '../../protocol/primitives/merkle-tree.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { signerOf } from '../../protocol/primitives/signer.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import { given, makeElection, random, type TestElection } from '../../protocol/test-support.ts';
import { CommissionerElection } from '../../servers/commissioner/election/commissioner-election.ts';
import { HostedElection, type ServerContext } from '../../servers/shared/hosted-election.ts';
import { HostedElections } from '../../servers/shared/hosted-elections.ts';
import { buildApp } from '../../servers/shared/http-server.ts';
import { addListRoutes } from '../../servers/shared/list-routes.ts';
import { createLogger } from '../../servers/shared/logger.ts';
import { Metrics } from '../../servers/shared/metrics.ts';
import { trusteeApp } from '../../servers/trustee/app.ts';
import type { TrusteeElection } from '../../servers/trustee/trustee-election.ts';

/** Answers a request for `path`, such as "head" or "packages?from=0&limit=1"; undefined: never; a string: refuses so. */
export type Peer = (path: string, body: Uint8Array) => Answer | Promise<Answer>;
type Answer = Uint8Array | string | undefined;

/** Milliseconds: whatever is honest in a test answers sooner, on a busy machine too. */
export const PATIENCE = 2_500;
const logger = createLogger('trustee', 'test', 'silent');

export class FreezingRig {
  readonly fixture: TestElection;
  readonly electionId: string;
  now: number;
  /** Requests so far, as "counter-1 head". */
  readonly asked: string[] = [];
  readonly #server: Server;
  readonly #base: string;
  readonly request: Uint8Array;
  #folder = '';
  readonly #peers = new Map<string, Peer>();
  readonly #apps = new Map<string, FastifyInstance>();
  readonly #closing = new Map<string, () => Promise<void>>();

  static async start(): Promise<FreezingRig> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const fixture = await makeElection({
      styles: [{ style: 's', voters: 2 }],
      urlOf: (id) => `${base}/${id}`,
    });
    return new FreezingRig(fixture, server, base);
  }

  private constructor(fixture: TestElection, server: Server, base: string) {
    this.fixture = fixture;
    this.electionId = toHex(fixture.plan.electionId);
    this.now = fixture.manifest.claimsEnd * 1000;
    this.request = signFreezeRequest(fixture.election, `${base}/commissioner`, fixture.commissioner);
    this.#server = server;
    this.#base = base;
    server.on('request', (request, response) => void this.#answer(request, response));
  }

  /** New folders, and servers that answer as honest ones do: Counters with empty lists, Trustees not yet. */
  async reset(): Promise<void> {
    await this.#close();
    this.now = this.fixture.manifest.claimsEnd * 1000;
    this.asked.length = 0;
    this.#folder = mkdtempSync(join(tmpdir(), 'revs-freezing-'));
    const { fixture } = this;
    for (const { id } of fixture.plan.trustees) this.peer(id, () => 'service/not-found');
    for (const { id } of fixture.plan.counters) this.peer(id, this.counter(id, []));
    for (const { id } of fixture.plan.administrators) this.peer(id, () => this.ledger(id));
    for (const { id } of fixture.plan.anonymizers) this.peer(id, () => this.erasure(id));
  }

  /** From now on that server does so. */
  peer(id: string, peer: Peer): void {
    this.#apps.delete(id);
    this.#peers.set(id, peer);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, id = '', path = ''] = /^\/([^/]+)(\/.*)$/.exec(request.url ?? '') ?? [];
    this.asked.push(`${id} ${path.split('/').slice(3).join('/')}`);
    if (path === '/manifest') {
      // Every server has it already.
      response.writeHead(204).end();
      return;
    }
    const app = this.#apps.get(id);
    if (app !== undefined) {
      request.url = path;
      app.routing(request, response);
      return;
    }
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const answer = await this.#peers.get(id)?.(path.split('/').slice(3).join('/'), concat(...parts));
    if (answer === undefined) return;
    if (typeof answer === 'string')
      response.writeHead(400).end(JSON.stringify({ code: answer, message: `refused: ${answer}` }));
    else response.end(answer);
  }

  /** Packages of the right length, each other than all others. */
  packages(count: number): Uint8Array[] {
    const length = sealedPackageLength(this.fixture.manifest.packageSize);
    return Array.from({ length: count }, () => random(length));
  }

  head(counter: string, { size, root }: TreeHead): Uint8Array {
    const { key } = this.fixture.server(counter);
    return signStatement(treeHeadStatement, this.fixture.election.manifestHash, { size, root }, counter, key);
  }

  /** Serves that list, under a head that is its own unless told. */
  counter(id: string, packages: readonly Uint8Array[], stated: TreeHead = headOf(packages)): Peer {
    const head = this.head(id, stated);
    return (path) => (path === 'head' ? head : partOf(packages, path));
  }

  ledger(administrator: string, signed = 1): Uint8Array {
    const { election } = this.fixture;
    const { key } = this.fixture.server(administrator);
    return signLedger(election, [{ style: 's', signed }], [], administrator, key);
  }

  erasure(anonymizer: string): Uint8Array {
    const { key } = this.fixture.server(anonymizer);
    return signStatement(erasureStatement, this.fixture.election.manifestHash, {}, anonymizer, key);
  }

  context(id: string): ServerContext {
    return {
      id,
      url: `${this.#base}/${id}`,
      folder: join(this.#folder, id),
      commissionerKey: this.fixture.commissioner.publicKey,
      identity: this.fixture.server(id).key,
      random,
      clock: () => this.now,
      logger,
    };
  }

  /** Its folder has the manifest, and these documents. */
  async prepare(context: Pick<ServerContext, 'id' | 'folder'>, documents: Record<string, Uint8Array> = {}) {
    const hosted = new HostedElection({ ...this.context('trustee-1'), ...context }, this.electionId, '');
    const all = { plan: this.fixture.planDocument, manifest: this.fixture.manifestDocument, ...documents };
    await hosted.store.write(() => {
      for (const [name, body] of Object.entries(all)) hosted.documents.keep(name, body);
    });
    await hosted.close();
  }

  /** A real Trustee, started again if it runs already. */
  async trustee(id: string, patience = PATIENCE): Promise<TrusteeElection> {
    await this.#closing.get(id)?.();
    const context = this.context(id);
    await this.prepare(context);
    const { app, elections } = trusteeApp(context, new Metrics(), patience);
    await app.ready();
    this.#apps.set(id, app);
    this.#closing.set(id, async () => {
      this.#apps.delete(id);
      this.#closing.delete(id);
      await elections.close();
      await app.close();
    });
    return elections.get(this.electionId);
  }

  /** The Commissioner's real election, its lists served. */
  async commissioner(): Promise<CommissionerElection> {
    await this.#closing.get('commissioner')?.();
    const identity = signerOf(this.fixture.commissioner);
    const url = `${this.#base}/commissioner`;
    const { board } = this.fixture.plan;
    const context = { ...this.context('counter-1'), id: 'commissioner', identity, url, board };
    const own = { ...context, folder: join(this.#folder, 'commissioner') };
    await this.prepare(own);
    const elections = new HostedElections(own, (c, id) => new CommissionerElection(c, id));
    const app = buildApp({ role: 'commissioner', id: 'commissioner', logger, metrics: new Metrics() });
    addListRoutes(app, elections);
    await app.ready();
    this.#apps.set('commissioner', app);
    this.#closing.set('commissioner', async () => {
      this.#apps.delete('commissioner');
      this.#closing.delete('commissioner');
      await elections.close();
      await app.close();
    });
    return elections.get(this.electionId);
  }

  async #close(): Promise<void> {
    for (const close of [...this.#closing.values()]) await close();
    if (this.#folder !== '') rmSync(this.#folder, { recursive: true });
    this.#folder = '';
  }

  async stop(): Promise<void> {
    await this.#close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

export const headOf = (packages: readonly Uint8Array[]): TreeHead => ({
  size: packages.length,
  root: merkleRoot(packages.map(sha256)),
});

/** What a part of that list is to "packages?from=N&limit=N" and the like. */
export function partOf(packages: readonly Uint8Array[], path: string): Uint8Array {
  const query = new URLSearchParams(given(path.split('?')[1]));
  const from = Number(query.get('from'));
  return concat(...packages.slice(from, from + Number(query.get('limit'))));
}

/** Asks as the Commissioner does: again while the work is under way. */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'freeze/under-way')) throw error;
    }
  }
}
