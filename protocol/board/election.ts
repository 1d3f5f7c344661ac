/** One election on the board (contract, sections 4 and 6): its posts, its ticks, and what they make of its closing order. */
import type { ErrorCode } from '../errors.ts';
import { PHASE } from '../folds/spans.ts';
import { COMMISSIONER, type Role, SERVER_ROLES } from '../messages/plan.ts';
import { toHex } from '../primitives/bytes.ts';
import { waitsForTick } from './deadlines.ts';
import { type CloseRules, type Closing, closingAtTick, closingTickDue } from './folds/close.ts';
import { ruleFor } from './post-rules.ts';
import {
  claimsEndOf,
  type ElectionView,
  type ManifestTerms,
  type PlanTerms,
  type Post,
  type Poster,
} from './posts.ts';
import type { ElectionTopic, TickedTopic } from './topics.ts';

/** Bytes of posts (section 9), and those of them that nobody can use up before claims have ended. */
const MAX_BYTES = 512 * 2 ** 20;
const KEPT_FOR_FREEZING = 64 * 2 ** 20;

export class Election implements ElectionView {
  readonly times: ElectionView['times'];
  readonly terms: PlanTerms;
  manifest: ManifestTerms | undefined;
  closing: Closing = { step: 'none' };
  readonly #posters: ReadonlyMap<string, Poster>;
  readonly #posts = new Map<string, Post[]>();
  #bytes = 0;
  readonly #ticks = new Map<ElectionTopic, { readonly count: number; readonly last: number }>();

  constructor(times: ElectionView['times'], terms: PlanTerms) {
    this.times = times;
    this.terms = terms;
    this.#posters = postersOf(terms);
  }

  /** Whose key (hex) it is by the plan. */
  poster(client: string): Poster | undefined {
    return this.#posters.get(client);
  }

  posts(topic: ElectionTopic, type: string): readonly Post[] {
    return this.#posts.get(`${topic} ${type}`) ?? [];
  }

  ticks(topic: ElectionTopic): number {
    return this.#ticks.get(topic)?.count ?? 0;
  }

  /** Key (hex) of the Commissioner. */
  get convener(): string {
    return toHex(this.terms.plan.commissionerKey);
  }

  /** Whether so many bytes more fit, in ms of board time: what is needed to freeze is kept free until claims have ended. */
  hasRoom(bytes: number, time: number): boolean {
    const kept = time < (claimsEndOf(this) ?? Number.POSITIVE_INFINITY) ? KEPT_FOR_FREEZING : 0;
    return this.#bytes + bytes <= MAX_BYTES - kept;
  }

  /** Takes the post, of so many bytes, if its policies agree. */
  take(topic: ElectionTopic, post: Post, bytes = 0): ErrorCode | undefined {
    const earlier = this.posts(topic, post.type);
    for (const policy of ruleFor(topic, post.type)?.policies ?? []) {
      const code = policy(post, earlier, this);
      if (code !== undefined) return code;
    }
    this.note(topic, post);
    this.#bytes += bytes;
    return undefined;
  }

  note(topic: ElectionTopic, post: Post): void {
    const posts = this.#posts.get(`${topic} ${post.type}`) ?? [];
    this.#posts.set(`${topic} ${post.type}`, posts);
    posts.push(post);
    if (post.type === 'manifest') this.manifest = post.manifest;
    if (post.type === 'close' && post.order !== undefined)
      this.closing = { step: 'pending', order: post.order, since: post.time };
  }

  /** Topics to which a batch of this time adds a tick: those whose folds may wait for one. */
  *ticksDue(time: number): Iterable<TickedTopic> {
    for (const topic of ['setup', 'dkg-administrator', 'dkg-trustee', 'freeze', 'run'] as const)
      if (this.#isTickDue(topic, time)) yield topic;
  }

  /** The time is looked at first: what a fold waits for takes longer to tell. */
  #isTickDue(topic: TickedTopic, time: number): boolean {
    if (time < (this.#nextTick(topic) ?? Number.POSITIVE_INFINITY)) return false;
    return topic === 'run' || waitsForTick(this, topic);
  }

  #nextTick(topic: TickedTopic): number | undefined {
    const { times, terms } = this;
    const interval = times.phase / PHASE;
    const last = this.#ticks.get(topic)?.last;
    if (topic === 'run') return this.#closeRules && closingTickDue(this.#closeRules, this.closing);
    if (last !== undefined) return last + interval;
    return topic === 'freeze' ? claimsEndOf(this) : terms.posted + interval;
  }

  noteTick(topic: ElectionTopic, time: number): void {
    this.#ticks.set(topic, { count: this.ticks(topic) + 1, last: time });
    if (topic === 'run' && this.#closeRules !== undefined)
      this.closing = closingAtTick(this.#closeRules, this.closing, time);
  }

  get #closeRules(): CloseRules | undefined {
    return this.manifest && { ...this.manifest, lead: this.times.lead };
  }
}

function postersOf({ plan }: PlanTerms): ReadonlyMap<string, Poster> {
  const servers = SERVER_ROLES.flatMap((list) =>
    plan[list].map(({ id, identityKey }): [string, Poster] => [
      toHex(identityKey),
      { id, role: list.slice(0, -1) as Role },
    ]),
  );
  return new Map([...servers, [toHex(plan.commissionerKey), { id: COMMISSIONER, role: 'commissioner' }]]);
}
