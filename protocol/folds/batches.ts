/**
 * What a fold reads: the entries of one topic, batch by batch (board contract, section 4, Fold). Of each batch first the tick,
 * then the entries in their order, then what is said of all together, such as that all have posted.
 */

/** One entry of a topic. Times are of its batch, in ms. */
export interface Entry<Post> {
  /** The instance that decided its batch. */
  readonly c: number;
  readonly time: number;
  /** What a party said; undefined for a tick. What cannot be decoded is left out: it counts as not posted. */
  readonly post: Post | undefined;
}

/** What one batch brought to the topic. */
export interface TopicBatch<Post> {
  readonly c: number;
  readonly time: number;
  /** The board puts at most one tick in a batch, before all posts. */
  readonly hasTick: boolean;
  readonly posts: readonly Post[];
}

/** An outcome as a function of a prefix of the topic, so that everyone computes the same one. */
export interface Fold<State, Post> {
  readonly start: State;
  next(state: State, batch: TopicBatch<Post>): State;
}

/** The state after these entries, which are whole batches in order, from a state before them. */
export const foldEntries = <State, Post>(
  { start, next }: Fold<State, Post>,
  entries: readonly Entry<Post>[],
  before = start,
): State => inBatches(entries).reduce(next, before);

function inBatches<Post>(entries: readonly Entry<Post>[]): TopicBatch<Post>[] {
  const batches = new Map<number, { c: number; time: number; hasTick: boolean; posts: Post[] }>();
  for (const { c, time, post } of entries) {
    const batch = batches.get(c) ?? { c, time, hasTick: false, posts: [] };
    batches.set(c, batch);
    if (post === undefined) batch.hasTick = true;
    else batch.posts.push(post);
  }
  return [...batches.values()];
}
