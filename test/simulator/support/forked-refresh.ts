/**
 * A board with more hostile replicas than it bears shows two logs of one refresh (trustees contract, section 8, 6; section 2, Stuck
 * c): whatever the honest read first, and whoever of their operators gives it up, no two records of one period are certified.
 * Hostile members are twins, one in each log with the same keys. A seed decides who reads which log when.
 */
import { abandon } from '../../../protocol/ceremony/operator-word.ts';
import type { RefreshLog } from '../../../protocol/ceremony/refresh-log.ts';
import { Disk, type Outgoing, RefreshWorld } from '../../../protocol/ceremony/refresh-test-support.ts';
import type { RefreshPart } from '../../../protocol/ceremony/take-part.ts';
import { ProtocolError } from '../../../protocol/errors.ts';
import type { Ended } from '../../../protocol/messages/period-chain.ts';
import { EMPTY, toHex } from '../../../protocol/primitives/bytes.ts';
import { type Draw, drawsFrom } from '../../support/draws.ts';

const SIZES = [
  { participants: 4, quorum: 3, thresholds: [2], hostile: 1 },
  { participants: 5, quorum: 4, thresholds: [2], hostile: 1 },
  { participants: 7, quorum: 5, thresholds: [3], hostile: 2 },
] as const;
const ROUNDS = 120;

interface Branch {
  log: RefreshLog;
  time: number;
  readonly queue: Outgoing[];
}

/** What went wrong; undefined: nothing. */
export async function forkedRefreshViolation(seed: number): Promise<string | undefined> {
  return new Fork(drawsFrom(seed), seed).run();
}

class Fork {
  readonly #draw: Draw;
  readonly #world: RefreshWorld;
  readonly #branches: readonly [Branch, Branch];
  /** Which log an honest member reads; of a twin: both. */
  readonly #reads: number[];
  /** By member, then branch. */
  readonly #parts: RefreshPart[][];
  readonly #hostile: number;

  constructor(draw: Draw, seed: number) {
    this.#draw = draw;
    const size = SIZES[draw(SIZES.length)] ?? SIZES[0];
    this.#hostile = size.hostile;
    const world = new RefreshWorld({ ...size, seed: String(seed) });
    this.#world = world;
    const { log } = world;
    const branch = (): Branch => ({ log, time: log.opens, queue: [] });
    this.#branches = [branch(), branch()];
    this.#reads = world.disks.map(() => draw(2));
    this.#parts = world.disks.map((disk, i) =>
      this.#branches.map((_, at) =>
        world.newPart(i, (one) => this.#send(at, one), this.#isTwin(i) ? copyOf(disk) : disk),
      ),
    );
  }

  #isTwin(i: number): boolean {
    return i < this.#hostile;
  }

  async run(): Promise<string | undefined> {
    for (let round = 0; round < ROUNDS; round++) {
      for (const i of this.#parts.keys()) await this.#turn(i);
      this.#branches.forEach((branch) => void this.#batch(branch));
      const violation = this.#violation();
      if (violation !== undefined) return violation;
    }
    return undefined;
  }

  async #turn(i: number): Promise<void> {
    if (this.#isTwin(i)) {
      for (const at of [0, 1]) if (this.#draw(3) > 0) await this.#act(i, at);
      return;
    }
    const disk = this.#world.disks[i] as Disk;
    if (this.#draw(8) === 0) {
      this.#reads[i] = this.#draw(2);
      const at = this.#reads[i] ?? 0;
      (this.#parts[i] as RefreshPart[])[at] = this.#world.newPart(i, (one) => this.#send(at, one));
    }
    const at = this.#reads[i] ?? 0;
    const log = this.#branches[at]?.log as RefreshLog;
    if (log.ceremony.step === 'outcome' && this.#draw(15) === 0) giveUp(this.#world, i, log, disk);
    if (this.#draw(4) > 0) await this.#act(i, at);
  }

  async #act(i: number, at: number): Promise<void> {
    const { log, time } = this.#branches[at] as Branch;
    await this.#parts[i]?.[at]?.act(log, time);
  }

  /** The hostile board puts what it likes of it into the other log too. */
  #send(at: number, outgoing: Outgoing): void {
    this.#branches[at]?.queue.push(outgoing);
    if (this.#draw(3) === 0) this.#branches[1 - at]?.queue.push(outgoing);
  }

  /** What decides is held back for long: meanwhile the honest are shown the other log. */
  #batch(branch: Branch): void {
    const { ceremony, opens } = branch.log;
    branch.time = Math.max(branch.time + 100, ceremony.step === 'state' ? opens : 0);
    const posts: Outgoing[] = [];
    for (const post of branch.queue.splice(0)) {
      const isHeld = post.type === 'outcome' ? this.#draw(8) > 0 : this.#draw(3) === 0;
      (isHeld ? branch.queue : posts).push(post);
    }
    if (posts.length === 0) return;
    this.#world.log = branch.log;
    branch.log = this.#world.batchAt(branch.time, false, ...posts);
  }

  #violation(): string | undefined {
    const [a = [], b = []] = this.#branches.map(({ log }) => log.ended);
    const at = a.findIndex((link, i) => nameOf(link) !== nameOf(b[i]));
    const [one, other] = [a[at], b[at]];
    if (one === undefined || other === undefined) return undefined;
    if (one.record !== undefined && other.record !== undefined) return 'two outcomes of one ceremony';
    // One was given up in the other log: at most one of the two goes on.
    const goesOn = (links: readonly Ended[]) =>
      links.slice(at + 1).some(({ record }) => record !== undefined);
    return goesOn(a) && goesOn(b) ? 'two live branches' : undefined;
  }
}

const nameOf = (link: Ended | undefined): string =>
  link === undefined ? '' : `${toHex(link.c)} ${toHex(link.record ?? EMPTY)}`;

function copyOf(disk: Disk): Disk {
  const copy = new Disk();
  for (const [name, content] of disk.content) copy.content.set(name, content);
  return copy;
}

function giveUp(world: RefreshWorld, i: number, log: RefreshLog, disk: Disk): void {
  try {
    abandon(world.role, i, log, disk, world.identities[i] as RefreshWorld['identities'][number]);
  } catch (error) {
    if (!(error instanceof ProtocolError && error.code === 'period/switched')) throw error;
  }
}
