/** Four Trustees that renew their shares, in process, with what a test of faults asks of them. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refreshOf } from '../../../protocol/ceremony/election-periods.ts';
import type { RefreshLog } from '../../../protocol/ceremony/refresh-log.ts';
import { readPost } from '../../../protocol/ceremony/refresh-posts.ts';
import { toHex } from '../../../protocol/primitives/bytes.ts';
import { sha256 } from '../../../protocol/primitives/sha256.ts';
import { given, random } from '../../../protocol/test-support.ts';
import { verifyFolder } from '../../../record/verify-folder.ts';
import { tally } from '../../../servers/commissioner/record/tally.ts';
import { FreezingRig } from '../../support/freezing-rig.ts';
import { ids, OPENS } from '../../support/setup-rig.ts';

/** Seconds; the board's ticks have one. */
const PERIOD = 60;
const CLOSES = OPENS + 30 * PERIOD;
export const TRUSTEES = ids('trustee');
const TOPIC = 'refresh-trustee';

/** Trustees go by their index in the plan's order. */
export class RenewingTrustees {
  readonly f: FreezingRig;

  private constructor(f: FreezingRig) {
    this.f = f;
  }

  /** Open, with period 0. */
  static async open(): Promise<RenewingTrustees> {
    const times = { closes: CLOSES, intakeEnds: CLOSES + 10, claimsEnd: CLOSES + 20 };
    return new RenewingTrustees(await FreezingRig.open(['ana'], { renewEvery: PERIOD, ...times }));
  }

  close = (): Promise<void> => this.f.rig.close();

  get log(): RefreshLog {
    return given(this.f.election.log.renewal('trustee')?.log);
  }

  periodOf = (index: number): number | undefined => this.f.trustee(index + 1).holding()?.period.number;
  alerts = (index: number): readonly string[] => this.f.trustee(index + 1).renewal?.alerts ?? [];
  /** The election's, at that Trustee. */
  folder = (index: number): string =>
    join(this.f.rig.folderOf(given(TRUSTEES[index])), this.f.election.electionId);
  /** Path of what it keeps for renewals under that name. */
  path = (index: number, name: string): string => join(this.folder(index), 'renewal', name);
  files = (index: number): string[] => readdirSync(this.path(index, '')).sort();

  /** Every byte that it has on its disk. */
  disk(index: number): Buffer {
    const files = readdirSync(this.folder(index), { recursive: true, withFileTypes: true });
    const paths = files.filter((file) => file.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    return Buffer.concat(paths.map((path) => readFileSync(path)));
  }

  /** What it has posted of that type in that ceremony, each content once. */
  said(index: number, type: 'state' | 'deal' | 'outcome' | 'abandon', c: Uint8Array): string[] {
    const role = given(refreshOf('trustee', this.f.election.election));
    const posts = this.f.election.log
      .posts(TOPIC, type)
      .flatMap(({ content }) => readPost(role, type, content) ?? []);
    const own = posts.filter((post) => post.signer === index && toHex(post.context) === toHex(c));
    return [...new Set(own.map(({ body }) => toHex(sha256(body))))];
  }

  toSlot(): void {
    this.f.rig.board.now = Math.max(this.f.rig.board.now, this.log.opens);
  }

  /** The next slot; these come to the next period. Returns c. */
  async renew(of: readonly number[]): Promise<Uint8Array> {
    const { c, period } = this.log;
    this.toSlot();
    await this.untilPeriod(period.number + 1, of);
    return c;
  }

  async untilPeriod(period: number, of: readonly number[]): Promise<void> {
    const isThere = (): boolean => of.every((index) => this.periodOf(index) === period);
    for (let tick = 0; tick < 100 && !isThere(); tick++) await this.f.rig.pass();
    assert.deepEqual(
      of.map(this.periodOf),
      of.map(() => period),
    );
    await this.f.rig.pass();
  }

  /** Its operator sees it in the server's health. */
  fails(index: number): void {
    assert.ok(this.alerts(index).includes('alert/renewal-failed'), this.alerts(index).join());
  }

  /** All as it should be: in the log's period, with its share alone. */
  isBack(index: number): void {
    const { number } = this.log.period;
    assert.equal(this.periodOf(index), number);
    assert.deepEqual(this.alerts(index), []);
    const secrets = this.files(index).filter((name) => /^(share|seed)\./.test(name));
    assert.deepEqual(secrets, [`share.${number}`]);
  }

  /** The voter's. */
  cast = (): Promise<Uint8Array> => this.f.cast('ana', random(3));

  /** Claims end after that vote; all disclose, it is counted and the record verifies. */
  async endsRight(vote?: Uint8Array): Promise<void> {
    const { f } = this;
    await this.deliver(vote ?? (await this.cast()));
    f.endClaims();
    await f.untilPosted('disclosure', TRUSTEES);
    await f.untilDisclosed();
    await this.verifies();
  }

  async deliver(vote: Uint8Array): Promise<void> {
    for (const counter of [1, 2, 3]) await this.f.deliver(counter, [vote]);
  }

  async verifies(): Promise<void> {
    const { election } = this.f;
    const results = await tally(election, () => undefined);
    assert.equal(results.packages, 1);
    const { commissionerKey } = election.context;
    const verified = await verifyFolder(election.recordFolder, commissionerKey, random, () => undefined);
    assert.deepEqual(verified.results, results);
  }
}
