/** For tests of the officers' routes: the service as `revs serve` builds it, with its clock and its log in hand. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { pino } from 'pino';
import { afterEach, beforeEach } from 'vitest';
import { TestBoard } from '../../protocol/board/board-test-support.ts';
import { signerOf } from '../../protocol/primitives/signer.ts';
import { newKey, random } from '../../protocol/test-support.ts';
import type { HostedElections } from '../shared/hosted-elections.ts';
import { Metrics } from '../shared/metrics.ts';
import { commissionerApp } from './app.ts';
import { AuditLog } from './audit/audit-log.ts';
import type { CommissionerContext, CommissionerElection } from './election/commissioner-election.ts';
import type { OfficerRole } from './fields.ts';
import { Officers } from './officers/officers.ts';
import { Registry } from './roll/registry.ts';
import { Templates } from './templates/templates.ts';

export const TOKEN = 'planted-officer-token';
export const RIGHT = 'planted right passphrase';
export const WRONG = 'planted wrong passphrase';
export const OTHER = 'planted other passphrase';
export const URL = 'https://console.example.org';
export const MINUTE = 60_000;
export const ELECTION = '0'.repeat(32);

type Method = NonNullable<InjectOptions['method']>;

class OfficerService {
  folder = '';
  /** What its clock shows. */
  now = 0;
  log: string[] = [];
  /** Whether the deployment wants them, from the next start on. */
  fourEyes = false;
  /** As the deployment sets it, from the next start on. */
  retentionDays: number | undefined;
  /** The Commissioner's, from the next start on. */
  identity = newKey();
  declare app: FastifyInstance;
  declare elections: HostedElections<CommissionerElection>;
  declare audit: AuditLog;
  #close = async (): Promise<void> => undefined;

  /** A new one, with ana as its officer. */
  async open(): Promise<void> {
    this.folder = mkdtempSync(join(tmpdir(), 'revs-officer-routes-'));
    this.fourEyes = false;
    this.now = Date.UTC(2027, 0, 1);
    this.log = [];
    this.#start(URL);
    await this.add('ana');
  }

  async remove(): Promise<void> {
    await this.#close();
    rmSync(this.folder, { recursive: true });
  }

  async stop(): Promise<void> {
    await this.#close();
    this.#close = async () => undefined;
  }

  async restart(url = URL): Promise<void> {
    await this.stop();
    this.#start(url);
  }

  #start(url: string): void {
    const { folder, identity } = this;
    const clock = () => this.now;
    const logger = pino({ base: null }, { write: (line: string) => this.log.push(line) });
    const keys = { commissionerKey: identity.publicKey, identity: signerOf(identity) };
    const { retentionDays } = this;
    const context: CommissionerContext = {
      ...{ id: 'commissioner', folder, url, ...keys, random, clock, logger, retentionDays },
    };
    const none = { hostileAdministrators: 0, hostileTrustees: 0, lyingDistributors: 0, poolSize: 1 };
    const thresholds = { signingThreshold: 1, pathLength: 1, ...none };
    const registry = new Registry(folder);
    const templates = new Templates(folder);
    const officers = new Officers(folder, clock, random, this.fourEyes);
    const audit = new AuditLog(folder, clock, logger);
    const directory = { thresholds, servers: [] };
    const genesis = new TestBoard(1, 0, 0).opened;
    const board = { genesis, post: async () => undefined, hasForked: () => false };
    const deps = {
      directory,
      board,
      registry,
      templates,
      officers,
      audit,
      officerToken: TOKEN,
      organisation: {},
      port: 80,
    };
    ({ app: this.app, elections: this.elections } = commissionerApp(context, new Metrics(), deps));
    this.audit = audit;
    const stores = [this.elections, registry, templates, officers, audit];
    this.#close = async () => {
      await this.app.close();
      for (const store of stores) await store.close();
    };
  }

  readonly call = (method: Method, url: string, headers: Record<string, string>, body?: object) =>
    this.app.inject({ method, url, headers, ...(body === undefined ? {} : { payload: body }) });
  readonly byToken = (method: Method, url: string, body?: object) =>
    this.call(method, url, { authorization: `Bearer ${TOKEN}` }, body);
  /** As the console does. */
  readonly byCookie = (cookie: string, method: Method, url: string, body?: object) =>
    this.call(method, url, { cookie, origin: URL }, body);
  readonly logIn = (passphrase = RIGHT, name = 'ana') =>
    this.call('POST', '/officer/session', {}, { name, passphrase });

  readonly add = async (name: string, role: OfficerRole = 'office'): Promise<void> => {
    const added = await this.byToken('POST', '/officer/officers', { name, role, passphrase: RIGHT });
    assert.equal(added.statusCode, 201, added.body);
  };

  /** Logs in. Returns the cookie. */
  readonly session = async (name = 'ana', passphrase = RIGHT): Promise<string> => {
    const response = await this.logIn(passphrase, name);
    assert.equal(response.statusCode, 200, response.body);
    return cookieOf(response);
  };

  /** The entries of the audit log since the first one, which {@link open} made. */
  readonly entries = () =>
    this.audit
      .entries(1, 999)
      .map(({ officer, action, detail, outcome }) => [officer, action, detail, outcome]);
}

/** Opens a service before each test of the file and removes it afterwards. */
export function officerService(): OfficerService {
  const service = new OfficerService();
  beforeEach(() => service.open());
  afterEach(() => service.remove());
  return service;
}

export const cookieOf = (response: LightMyRequestResponse): string =>
  String(response.headers['set-cookie']).split(';')[0] ?? '';

export function assertRefused(response: LightMyRequestResponse, status: number, code: string): void {
  assert.deepEqual([response.statusCode, response.json().code], [status, code]);
}
