/** For tests of an Administrator: the real class on a real store, in process, in an election made in memory. */
import { afterAll, beforeEach } from 'vitest';
import { COMMISSIONER } from '../../protocol/messages/plan.ts';
import type { RollEntry } from '../../protocol/messages/roll.ts';
import { rollPartStatement } from '../../protocol/messages/transfer.ts';
import { loadMclBls } from '../../protocol/primitives/bls-mcl.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import { makeElection } from '../../protocol/test-support.ts';
import { plantKeys, removeFolder, serverContext, temporaryFolder } from '../shared/test-support.ts';
import { AdministratorElection } from './administrator-election.ts';

export const SELF = 'administrator-1';
export const fixture = await makeElection();
export const bls = await loadMclBls();
export const entries = fixture.voters.map(({ entry }) => entry);

class AdministratorServer {
  folder = '';
  /** What its clock shows. */
  now = 0;
  declare election: AdministratorElection;

  /** A new one, with plan and keys, ten minutes after the election opens. */
  async open(): Promise<void> {
    if (this.folder !== '') await this.remove();
    this.folder = temporaryFolder();
    this.now = (fixture.manifest.opens + 600) * 1000;
    this.election = this.start(SELF);
    await this.election.acceptPlan(fixture.planDocument);
    await plantKeys(this.election, fixture);
  }

  async remove(): Promise<void> {
    await this.election.close();
    removeFolder(this.folder);
  }

  start(id: string): AdministratorElection {
    const context = serverContext(fixture, id, this.folder, () => this.now);
    return new AdministratorElection(context, toHex(fixture.plan.electionId), bls);
  }

  async restart(): Promise<void> {
    await this.election.close();
    this.election = this.start(SELF);
  }

  async openElection(): Promise<void> {
    await this.election.acceptRollPart(rollPart(entries));
    await this.election.acceptManifest(fixture.manifestDocument);
  }

  /** Nothing can be written until `act` is over. */
  async readOnly(act: () => Promise<unknown>): Promise<void> {
    this.election.store.db.exec('PRAGMA query_only = ON');
    await act();
    this.election.store.db.exec('PRAGMA query_only = OFF');
  }
}

/** Opens an Administrator before each test of the file, and removes the last one after all. */
export function administratorServer(): AdministratorServer {
  const server = new AdministratorServer();
  beforeEach(() => server.open());
  afterAll(() => server.remove());
  return server;
}

/** A roll as the Commissioner sends it, unless told otherwise. */
export const rollPart = (
  roll: readonly RollEntry[],
  key = fixture.commissioner,
  planHash = fixture.election.planHash,
): Uint8Array => signStatement(rollPartStatement, planHash, { entries: roll }, COMMISSIONER, key);
