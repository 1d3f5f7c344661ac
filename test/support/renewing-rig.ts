/** Administrators that renew their keys in process, as {@link FreezingRig} has them: what tests of the merge do with them. */
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { blindVote } from '../../protocol/2-vote-signing/blind-vote.ts';
import { prepareAt } from '../../protocol/2-vote-signing/signing-test-support.ts';
import { decodeShareFile, FILES, type ShareFile } from '../../protocol/ceremony/ceremony-files.ts';
import { nobleBls } from '../../protocol/primitives/bls-noble.ts';
import { given, random } from '../../protocol/test-support.ts';
import type { AdministratorElection } from '../../servers/administrator/administrator-election.ts';
import { CeremonyFolder } from '../../warden/ceremony-folder.ts';
import { FreezingRig } from './freezing-rig.ts';
import { ids, OPENS } from './setup-rig.ts';

export const ADMINISTRATORS = ids('administrator');
export const ALL = ADMINISTRATORS.map((_, index) => index);
/** Seconds. */
const PERIOD = 60;

export class RenewingRig {
  readonly f: FreezingRig;

  private constructor(f: FreezingRig) {
    this.f = f;
  }

  /** Open, in period 0, with room for so many renewals. */
  static async open(voters: string[], renewals: number): Promise<RenewingRig> {
    const closes = OPENS + PERIOD * (renewals + 2);
    const times = { closes, intakeEnds: closes + 60, claimsEnd: closes + 120 };
    return new RenewingRig(await FreezingRig.open(voters, { renewEvery: PERIOD, ...times }));
  }

  at = (index: number): AdministratorElection =>
    this.f.rig.election(given(ADMINISTRATORS[index])) as AdministratorElection;

  folderOf = (index: number): string =>
    join(this.f.rig.folderOf(given(ADMINISTRATORS[index])), this.f.election.electionId);

  shareOf(index: number, period: number): ShareFile | undefined {
    const content = new CeremonyFolder(join(this.folderOf(index), 'renewal')).read(FILES.share(period));
    const { role } = given(this.f.election.log.renewal('administrator'));
    return content && decodeShareFile(role, index, content);
  }

  isMerged = (index: number, period: number): boolean =>
    this.at(index).renewal?.period === period && this.at(index).renewal?.isMerging === false;

  /** Until these echo in that period. */
  merged = (of: readonly number[], period: number): Promise<void> =>
    this.f.until(() => of.every((i) => this.isMerged(i, period)), `merged in ${period}`);

  /** The slot of that renewal begins; until all of them have come to its period. */
  async come(period: number): Promise<void> {
    const { rig } = this.f;
    rig.board.now = Math.max(rig.board.now, 1000 * (OPENS + (period + 0.5) * PERIOD));
    for (let tick = 0; tick < 40 && ALL.some((i) => this.at(i).renewal?.period !== period); tick++)
      await rig.pass();
  }

  /** Until all of them echo in its period. */
  async renew(period: number): Promise<void> {
    await this.come(period);
    await this.merged(ALL, period);
  }

  /** What is due is done so often, the board's time standing still, with time for answers between. */
  async look(times: number): Promise<void> {
    for (let look = 0; look < times; look++) {
      await this.f.rig.look();
      await setTimeout(10);
    }
  }

  /** The voter's card signs that M: what these Administrators echo. */
  prepare(voter: string, blinded: Uint8Array, of: readonly number[] = ALL): ReturnType<typeof prepareAt> {
    return prepareAt(
      { election: this.f.election.election, keyOf: this.f.administratorKeys },
      of.map((i) => ({ id: given(ADMINISTRATORS[i]), prepare: (sealed) => this.at(i).prepare(sealed) })),
      { id: voter, style: 'all', key: given(this.f.rig.voters.get(voter)) },
      { blinded },
    );
  }

  /** Of a vote that nobody has seen. */
  newM(): Uint8Array {
    const { manifestHash } = this.f.election.election;
    const content = { manifestHash, style: 'all', commitment: random(32), choices: random(4) };
    return blindVote(nobleBls, content, random(48)).blinded;
  }

  /** A voter whose card signs another M: how many of these echo it. */
  async secondVote(voter: string, of: readonly number[] = ALL): Promise<number> {
    return (await this.prepare(voter, this.newM(), of)).echoes.length;
  }

  close = (): Promise<void> => this.f.close();
}
