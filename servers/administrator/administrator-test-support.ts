/** For tests of an Administrator: the real class on a real store, in process, in an election set up on a board in memory. */
import { pino } from 'pino';
import { afterAll, beforeEach } from 'vitest';
import { openManifest } from '../../protocol/0-setup/check-manifest.ts';
import type { ElectionLog } from '../../protocol/board/election-log.ts';
import { ElectionSetUp } from '../../protocol/board/manifest-test-support.ts';
import { COMMISSIONER } from '../../protocol/messages/plan.ts';
import type { RollEntry } from '../../protocol/messages/roll.ts';
import { rollPartStatement } from '../../protocol/messages/transfer.ts';
import { loadMclBls } from '../../protocol/primitives/bls-mcl.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import { Poster } from '../shared/poster.ts';
import { plantKeys, removeFolder, serverContext, temporaryFolder } from '../shared/test-support.ts';
import { AdministratorElection } from './administrator-election.ts';

export const SELF = 'administrator-1';
export const setUp = await ElectionSetUp.make();
export const { fixture } = setUp;
export const bls = await loadMclBls();
export const entries = fixture.voters.map(({ entry }) => entry);

const noManifest = setUp.log();
setUp.stand();

class AdministratorServer {
  folder = '';
  /** What its clock shows. */
  now = 0;
  declare election: AdministratorElection;
  /** The board as it is shown to the server: nothing is proposed yet, unless told. */
  #log: ElectionLog = noManifest;

  /** A new one, with plan and keys, ten minutes after the election opens. */
  async open(): Promise<void> {
    if (this.folder !== '') await this.remove();
    this.folder = temporaryFolder();
    this.now = (fixture.manifest.opens + 600) * 1000;
    this.#log = noManifest;
    this.election = this.start(SELF);
    await this.election.acceptPlan(fixture.planDocument);
    await plantKeys(this.election, fixture);
  }

  /** The Commissioner offers the manifest, and the board shows to this server that it is the proposed one. */
  propose(document: Uint8Array): void {
    this.show(document);
    this.election.setup.offer(document);
  }

  show(document: Uint8Array): void {
    const { election } = openManifest(document, fixture.commissioner.publicKey);
    this.#log = setUp.log(ElectionSetUp.terms(election));
    this.#follow(this.election);
  }

  async remove(): Promise<void> {
    await this.election.close();
    removeFolder(this.folder);
  }

  start(id: string): AdministratorElection {
    const context = serverContext(fixture, id, this.folder, () => this.now);
    const election = new AdministratorElection(context, toHex(fixture.plan.electionId), bls);
    this.#follow(election);
    return election;
  }

  /** The board shows that the manifest stands. */
  showStanding(): void {
    this.#log = setUp.board.readAgain(setUp.board.entries);
    this.#follow(this.election);
  }

  #follow(election: AdministratorElection): void {
    const post = async () => undefined;
    const common = { clock: () => this.now, logger: pino({ level: 'silent' }) };
    const signer = election.context.id;
    const poster = new Poster({ election: setUp.board.name, signer, post, ...common });
    election.follow({ log: this.#log, poster, past: setUp.board.board.pastLogs, isCurrent: () => true });
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
