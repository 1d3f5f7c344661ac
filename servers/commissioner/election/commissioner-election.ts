/** An election at the Commissioner's service: the roll with its salts, ballots, and what the servers have answered. */

import { join } from 'node:path';
import type { ElectionTopic } from '../../../protocol/board/topics.ts';
import { MAX_STATEMENT_SET_LENGTH, statementSetCodec } from '../../../protocol/messages/freezing.ts';
import type { RollEntry } from '../../../protocol/messages/roll.ts';
import { decode } from '../../../protocol/primitives/cbor.ts';
import type { Signer } from '../../../protocol/primitives/signer.ts';
import { BULLETIN_BOARD_SCHEMA, BulletinBoard } from '../../shared/bulletin-board.ts';
import { type HostContext, HostedElection } from '../../shared/hosted-election.ts';
import { PersonalData } from '../../shared/personal-data.ts';
import { ServiceError } from '../../shared/service-error.ts';
import type { Stage } from '../api/elections.ts';
import { AuditHeads } from '../audit/audit-heads.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { LIST_WATCH_SCHEMA, ListWatch } from '../monitoring/list-watch.ts';
import { TURNOUT_SCHEMA, Turnout } from '../monitoring/monitor.ts';
import { FreezeWatch } from './follow-freeze.ts';

const SCHEMA = `${BULLETIN_BOARD_SCHEMA}${TURNOUT_SCHEMA}${LIST_WATCH_SCHEMA}
  CREATE TABLE IF NOT EXISTS roll (
    voter TEXT PRIMARY KEY, public_key BLOB NOT NULL UNIQUE, style TEXT NOT NULL, salt BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS ballots (style TEXT PRIMARY KEY, xml BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS archived (one INTEGER PRIMARY KEY CHECK (one = 1)) STRICT;`;

/** The Commissioner's key may be on a card, and each signature take its time. */
export interface CommissionerContext extends HostContext {
  readonly identity: Signer;
  /** Where others reach this service. */
  readonly url: string;
}

export class CommissionerElection extends HostedElection<CommissionerContext> {
  readonly bulletinBoard: BulletinBoard;
  readonly lists: ListWatch;
  readonly turnout: Turnout;
  readonly freezing: FreezeWatch;
  readonly auditHeads: AuditHeads;
  readonly recordFolder: string;
  readonly personalData = new PersonalData(this, ['roll']);

  constructor(context: CommissionerContext, electionId: string, audit: AuditLog) {
    super(context, electionId, SCHEMA);
    this.bulletinBoard = new BulletinBoard(this.store);
    this.lists = new ListWatch(this);
    this.turnout = new Turnout(this, this.lists);
    this.freezing = new FreezeWatch(this);
    this.auditHeads = new AuditHeads(this, audit);
    this.recordFolder = join(context.folder, 'elections', electionId, 'record');
  }

  /** Says it on the board. Errors: those of the board. */
  post(topic: ElectionTopic, type: string, content: Uint8Array): Promise<void> {
    return this.onBoard.poster.post(topic, type, content);
  }

  /** The head of the officers' log, if it is due, while the Commissioner's card is in use anyway; nothing waits for it. */
  postAuditHead(): void {
    this.auditHeads.postNow(this.onBoard.poster);
  }

  override get alarm(): 'store/put-back' | undefined {
    return this.auditHeads.contradicting && 'store/put-back';
  }

  keep(name: string, body: Uint8Array): Promise<void> {
    return this.store.write(() => this.documents.keep(name, body));
  }

  /** Statements collected from servers under that name; empty before. */
  statements(name: string): readonly Uint8Array[] {
    const body = this.documents.get(name);
    return body === undefined ? [] : decode(statementSetCodec, body, MAX_STATEMENT_SET_LENGTH);
  }

  keepRoll(entries: readonly RollEntry[], ballots: ReadonlyMap<string, Uint8Array>): Promise<void> {
    return this.store.write(() => {
      const insert = this.store.prepare('INSERT INTO roll VALUES (?, ?, ?, ?)');
      for (const { voter, publicKey, style, salt } of entries) insert.run(voter, publicKey, style, salt);
      const insertBallot = this.store.prepare('INSERT INTO ballots VALUES (?, ?)');
      for (const [style, xml] of ballots) insertBallot.run(style, xml);
    });
  }

  /** In order of voter ID, from a position on. */
  roll(from: number, limit: number): RollEntry[] {
    const rows = this.store.prepare('SELECT * FROM roll ORDER BY voter LIMIT ? OFFSET ?').all(limit, from);
    return rows.map((row) => ({
      voter: String(row.voter),
      publicKey: new Uint8Array(row.public_key as Uint8Array),
      style: String(row.style),
      salt: new Uint8Array(row.salt as Uint8Array),
    }));
  }

  hasVoter(voter: string): boolean {
    return this.store.prepare('SELECT 1 FROM roll WHERE voter = ?').get(voter) !== undefined;
  }

  ballots(): ReadonlyMap<string, Uint8Array> {
    const rows = this.store.db.prepare('SELECT style, xml FROM ballots ORDER BY style').all();
    return new Map(rows.map(({ style, xml }) => [String(style), new Uint8Array(xml as Uint8Array)]));
  }

  /** Voters on the roll. */
  get voters(): number {
    return this.election.voters;
  }

  /** Whether packages may still come in: from the opening until the bulletin board is frozen. */
  get isWatched(): boolean {
    if (!this.isOpened || this.documents.get('final-roots') !== undefined) return false;
    return this.context.clock() >= this.times.opens;
  }

  get isOpened(): boolean {
    return this.documents.get('opened') !== undefined;
  }

  /** Whether the record is whole. */
  get isTallied(): boolean {
    return this.documents.get('tallied') !== undefined;
  }

  get isPublished(): boolean {
    return this.documents.get('published') !== undefined;
  }

  /** Put away: nothing else changes. */
  get isArchived(): boolean {
    return this.store.prepare('SELECT 1 FROM archived').get() !== undefined;
  }

  /** Errors: election/not-published. */
  async archive(): Promise<void> {
    if (!this.isPublished)
      throw new ServiceError('election/not-published', 409, 'only an election that is published is archived');
    await this.store.write(() => this.store.prepare('INSERT OR IGNORE INTO archived VALUES (1)').run());
  }

  async unarchive(): Promise<void> {
    await this.store.write(() => this.store.prepare('DELETE FROM archived').run());
  }

  override async tick(): Promise<void> {
    await super.tick();
    if (this.isWatched) this.turnout.tick();
    if (!this.isOpen || !this.isFollowed) return;
    this.lists.look();
    if (!this.isPublished) this.auditHeads.act(this.onBoard.poster);
    await this.freezing.act();
    await this.lists.keep();
  }

  override async close(): Promise<void> {
    await this.lists.close();
    await this.freezing.close();
    await super.close();
  }

  get stage(): Stage {
    if (this.isPublished) return 'published';
    if (this.isTallied) return 'tallied';
    if (this.documents.get('disclosures') !== undefined) return 'disclosed';
    if (this.documents.get('final-roots') !== undefined) return 'frozen';
    if (!this.isOpened) return 'created';
    return this.context.clock() >= this.times.closes ? 'closing' : 'open';
  }
}
