/**
 * Key ceremonies with hostile participants, and honest ones who are away for less than long (board contract, section 5). A seed
 * decides all of it. Without curves: a table says which shares are right.
 */
import { isDeepStrictEqual } from 'node:util';
import {
  type Ceremony,
  type CeremonyJudges,
  type CeremonyPost,
  type CeremonyRules,
  ceremonyFold,
  type Forms,
  type Settled,
} from '../../../protocol/ceremony/generate.ts';
import { type Duty, dutiesOf } from '../../../protocol/ceremony/generate-duties.ts';
import { type Entry, foldEntries, type TopicBatch } from '../../../protocol/folds/batches.ts';
import { LONG } from '../../../protocol/folds/spans.ts';
import { has, type Mask, maskOf } from '../../../protocol/quorums/quorum-system.ts';
import { type Draw, drawsFrom } from '../../support/draws.ts';

interface Stub extends Forms {
  readonly state: 'valid' | 'invalid';
  readonly deal: 'valid' | 'invalid';
  /** Whether it is that of the complainer's key. */
  readonly seed: boolean;
  /** Whether they are those that the holder was dealt. */
  readonly shares: boolean;
}
type Post = CeremonyPost<Stub>;
type Said = Post extends infer P ? (P extends Post ? Omit<P, 'signer' | 'attempt'> : never) : never;

const MODES = ['silent', 'deals nothing', 'deals badly', 'deals badly to who is away', 'accuses'] as const;
/** Ticks in which 16 attempts, each with all steps at long, would be over. */
const LIMIT = 16 * 3 * (LONG + 2) + 200;

/** What went wrong for the honest; undefined: nothing. */
export function ceremonyViolation(seed: number): string | undefined {
  return new CeremonyWorld(drawsFrom(seed)).run();
}

class CeremonyWorld {
  readonly #draw: Draw;
  readonly #rules: CeremonyRules;
  readonly #hostile: ReadonlyMap<number, (typeof MODES)[number]>;
  readonly #away: readonly (readonly [from: number, to: number])[];
  /** By dealer and receiver. */
  readonly #isRight: readonly (readonly boolean[])[];
  readonly #entries: Entry<Post>[] = [];
  readonly #posted = new Set<string>();
  readonly #signed = new Map<number, string>();
  readonly #fold;
  #ceremony: Ceremony<Stub>;
  #c = 0;

  constructor(draw: Draw) {
    this.#draw = draw;
    this.#rules = drawRules(draw);
    const { participants, hostile } = this.#rules;
    this.#hostile = drawHostile(draw, participants, hostile);
    this.#away = Array.from({ length: participants }, () => drawAbsence(draw));
    this.#isRight = this.#away.map((_, dealer) =>
      this.#away.map(([from, to]) => this.#dealsRight(dealer, to > from)),
    );
    this.#fold = ceremonyFold(this.#rules, this.#judges());
    this.#ceremony = this.#fold.start;
  }

  run(): string | undefined {
    for (let t = 0; t < LIMIT; t++) {
      this.#addBatch(true, this.#postsAt(t));
      if (this.#draw(3) === 0) this.#addBatch(false, this.#postsAt(t));
      const violation = this.#violation();
      if (violation !== undefined) return violation;
      if (this.#ceremony.step === 'outcome' && this.#isOver(this.#ceremony)) return this.#replayed();
    }
    return this.#ceremony.step === 'outcome' ? 'not all honest ones have right shares' : 'no end';
  }

  #addBatch(hasTick: boolean, posts: readonly Post[]): void {
    const batch: TopicBatch<Post> = { c: this.#c++, time: 0, hasTick, posts };
    if (hasTick) this.#entries.push({ c: batch.c, time: 0, post: undefined });
    for (const post of posts) this.#entries.push({ c: batch.c, time: 0, post });
    const before = this.#ceremony;
    this.#ceremony = this.#fold.next(before, batch);
  }

  #dealsRight(dealer: number, isAway: boolean): boolean {
    const mode = this.#hostile.get(dealer);
    if (mode === undefined) return true;
    return mode === 'deals badly to who is away' ? !isAway : this.#draw(2) === 0;
  }

  #judges(): CeremonyJudges<Stub> {
    const isRight = (dealer: number, receiver: number): boolean => this.#isRight[dealer]?.[receiver] ?? false;
    return {
      isValidState: (_dealt, _signer, state) => state === 'valid',
      isValidDeal: (_, __, deal) => deal === 'valid',
      provesComplaint: (_, complainer, dealer, isSeed) => isSeed && !isRight(dealer, complainer),
      isRightRepair: (_, holder, dealer, isShown) => isShown && isRight(dealer, holder),
      hash: ({ attempt }, { holders, dealers }) => `${attempt} ${holders} ${dealers}`,
    };
  }

  /** What all say, having read the log so far. The board takes each statement once. */
  #postsAt(t: number): Post[] {
    const everyone = this.#away.map((_, index) => index);
    const offset = this.#draw(everyone.length);
    return everyone
      .map((index) => (index + offset) % everyone.length)
      .flatMap((index) => this.#says(index, t).map((said) => this.#sign(index, said)))
      .filter((post) => {
        const dealer = post.type === 'complaint' || post.type === 'repair' ? post.dealer : '';
        const name = `${post.type} ${post.signer} ${post.attempt} ${dealer}`;
        return !this.#posted.has(name) && this.#posted.add(name);
      });
  }

  #sign(signer: number, said: Said): Post {
    const attempt = this.#ceremony.step === 'failed' ? 1 : this.#ceremony.attempt;
    return { ...said, signer, attempt } as Post;
  }

  #says(index: number, t: number): Said[] {
    const mode = this.#hostile.get(index);
    if (mode !== undefined) return this.#draw(4) === 0 ? this.#lies(index, mode) : [];
    const [from, to] = this.#away[index] ?? [0, 0];
    const isSlow = t % 3 !== 0 && this.#draw(3) === 0;
    return (from <= t && t < to) || isSlow ? [] : this.#honest(index);
  }

  #honest(self: number): Said[] {
    const ceremony = this.#ceremony;
    const own = { right: this.#sharesOf(ceremony, self), signed: this.#signed.get(self) };
    return dutiesOf(ceremony, self, own).map((duty): Said => this.#does(self, duty));
  }

  #does(self: number, duty: Duty): Said {
    if (duty.type === 'state' || duty.type === 'deal')
      return { type: duty.type, [duty.type]: 'valid' } as Said;
    if (duty.type === 'complaint') return { ...duty, seed: true };
    if (duty.type === 'repair') return { ...duty, shares: true };
    if (duty.type === 'outcome') this.#signed.set(self, duty.hash);
    return duty;
  }

  /** Dealers whose share the holder has, dealt or repaired. */
  #sharesOf(ceremony: Ceremony<Stub>, holder: number): Mask {
    if (ceremony.step === 'failed') return 0;
    const repairs = ceremony.step === 'outcome' ? ceremony.repairs : new Map();
    const isRepaired = (dealer: number) => (repairs.get(dealer)?.size ?? 0) >= this.#rules.threshold;
    const dealers = [...ceremony.deals.keys()];
    return maskOf(dealers.filter((dealer) => this.#isRight[dealer]?.[holder] || isRepaired(dealer)));
  }

  #lies(self: number, mode: (typeof MODES)[number]): Said[] {
    const { step } = this.#ceremony;
    const someone = this.#draw(this.#rules.participants);
    if (mode === 'silent') return [];
    if (this.#draw(8) === 0) return [this.#noise(someone)];
    if (step === 'state') return [{ type: 'state', state: 'valid' }];
    if (step === 'deal') return mode === 'deals nothing' ? [] : [{ type: 'deal', deal: 'valid' }];
    if (step === 'complaint' && mode === 'accuses')
      return [{ type: 'complaint', dealer: someone, seed: someone !== self }];
    return step === 'complaint' ? [{ type: 'ok', dealers: 2 ** this.#rules.participants - 1 }] : [];
  }

  #noise(someone: number): Said {
    const noise: readonly Said[] = [
      { type: 'state', state: 'invalid' },
      { type: 'deal', deal: 'invalid' },
      { type: 'complaint', dealer: someone, seed: this.#draw(2) === 0 },
      { type: 'ok', dealers: this.#draw(2 ** this.#rules.participants) },
      { type: 'outcome', hash: 'another' },
      { type: 'repair', dealer: someone, shares: false },
    ];
    return noise[this.#draw(noise.length)] as Said;
  }

  #violation(): string | undefined {
    const ceremony = this.#ceremony;
    const honest = this.#honestOnes();
    if (ceremony.step === 'failed') return 'no key';
    if (ceremony.step !== 'outcome')
      return honest.some((index) => has(ceremony.out, index)) ? 'an honest one is out' : undefined;
    if (honest.some((index) => !has(ceremony.holders, index))) return 'an honest one is left out';
    return honest.some((index) => has(ceremony.dealers, index)) ? undefined : 'no honest one dealt';
  }

  #honestOnes(): number[] {
    return this.#away.map((_, index) => index).filter((index) => !this.#hostile.has(index));
  }

  #isOver(settled: Settled<Stub>): boolean {
    const isWhole = (holder: number) => (settled.dealers & ~this.#sharesOf(settled, holder)) === 0;
    return settled.isCertified && this.#honestOnes().every(isWhole);
  }

  /** Whoever reads the log at once comes to the same. */
  #replayed(): string | undefined {
    const again = foldEntries(this.#fold, this.#entries);
    return isDeepStrictEqual(again, this.#ceremony) ? undefined : 'not a function of the log';
  }
}

/** Of Administrators or Trustees: 2t > N + b, 2q > n + k, and as many as are honest. */
function drawRules(draw: Draw): CeremonyRules {
  const hostile = 1 + (draw(3) === 0 ? 1 : 0);
  const participants = 3 * hostile + 1 + draw(3);
  const least = Math.floor((participants + hostile) / 2) + 1;
  const isTrustees = draw(2) === 0;
  const quorum = isTrustees ? least : least + draw(participants - hostile - least + 1);
  return { participants, quorum, threshold: isTrustees ? hostile + 1 : quorum, hostile };
}

function drawHostile(draw: Draw, participants: number, count: number): Map<number, (typeof MODES)[number]> {
  const hostile = new Map<number, (typeof MODES)[number]>();
  while (hostile.size < count) hostile.set(draw(participants), MODES[draw(MODES.length)] ?? 'silent');
  return hostile;
}

/** Ticks; shorter than long by what an honest one takes to answer. */
function drawAbsence(draw: Draw): [number, number] {
  if (draw(5) < 3) return [0, 0];
  const from = draw(120);
  return [from, from + draw(LONG - 10)];
}
