/**
 * A Trustee freezes the bulletin board (board contract, section 7; protocol steps 4.2 and 4.3). Nobody asks it to: the log tells
 * what is due. It fetches every Counter's list, says which it holds, signs the root of what was available at the freeze point,
 * once ever, and discloses its share when it has itself verified that q Trustees signed alike.
 */
import { disclose } from '../../protocol/4-vote-tallying/disclose-key.ts';
import { headsOf } from '../../protocol/4-vote-tallying/freeze-bulletin-board.ts';
import type { Frozen, Gathering } from '../../protocol/board/folds/freeze.ts';
import { frozenHash, holdStatement, rootStatement } from '../../protocol/board/folds/freeze-messages.ts';
import { ensure } from '../../protocol/errors.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import type { StatementType } from '../../protocol/primitives/statement-form.ts';
import { maskOf } from '../../protocol/quorums/quorum-system.ts';
import { ListFetching, type ListHost } from '../shared/fetch-list.ts';
import type { HostedElection } from '../shared/hosted-election.ts';
import type { Poster } from '../shared/poster.ts';
import type { HeldShare } from './renewal.ts';

/** A Trustee's election; `held`: its share of the election key, undefined while it has none. */
export interface FreezingHost extends HostedElection, Pick<ListHost, 'bulletinBoard'> {
  held(): HeldShare | undefined;
}

export class Freezing {
  readonly #host: FreezingHost;
  readonly #lists: ListFetching;

  constructor(host: FreezingHost) {
    this.#host = host;
    this.#lists = new ListFetching(host);
  }

  /** Posts what is due; called again and again. */
  act(poster: Poster): void {
    const { log, times, context } = this.#host;
    // By the board and by the own clock: neither alone ends claims.
    if (context.clock() < times.claimsEnd || !log.haveClaimsEnded) return;
    const { freeze } = log;
    if (freeze === undefined) return;
    const held = this.#lists.held(freeze);
    if (freeze.step === 'gathering') this.#hold(poster, freeze, maskOf(held));
    else this.#afterFreezePoint(poster, freeze, held.length === freeze.available.length);
  }

  /** At first whatever it is, then whenever it has grown. */
  #hold(poster: Poster, { holds }: Gathering, counters: number): void {
    const posted = holds.get(this.#index);
    const hasGrown = posted === undefined || ((posted & counters) === posted && posted !== counters);
    if (hasGrown) poster.say('freeze', 'hold', `${counters}`, () => this.#sign(holdStatement, { counters }));
  }

  #afterFreezePoint(poster: Poster, { roots, final, c }: Frozen, holdsAll: boolean): void {
    const isSigned = this.#host.documents.get('root') !== undefined;
    if (!roots.has(this.#index) && (isSigned || holdsAll))
      poster.say('freeze', 'root', '', () => this.#root(c));
    const held = final === undefined ? undefined : this.#host.held();
    // A renewal that was under way gives it another share, which is disclosed too: k + 1 of one period open the votes.
    if (held !== undefined)
      poster.say('freeze', 'disclosure', `${held.period.number}`, () => this.#disclosure(held));
  }

  get #index(): number {
    const { election, context } = this.#host;
    return election.plan.trustees.findIndex(({ id }) => id === context.id);
  }

  #sign<T>(type: StatementType<T>, content: T): Uint8Array {
    const { election, context } = this.#host;
    return signStatement(type, election.manifestHash, content, context.id, context.identity);
  }

  /** One for this election, ever: on disk before it leaves. */
  async #root(c: number): Promise<Uint8Array> {
    const { documents, bulletinBoard, election, log } = this.#host;
    const known = documents.get('root');
    if (known !== undefined) return known;
    const { head, topics } = await this.#host.past.after(c);
    // Topics are handed over one after the other: what is signed once must not rest on half of them.
    ensure(log.isComplete(topics), 'board/too-early', 'the log has not been read to the freeze point');
    const frozen = log.frozenLog(head);
    const { size, root } = await bulletinBoard.freeze(headsOf(election, frozen.available));
    const content = { x: toHex(frozenHash(frozen)), size, root: toHex(root) };
    return documents.once('root', () => this.#sign(rootStatement, content));
  }

  /** Against q roots that this Trustee verifies itself. */
  #disclosure({ period, share }: HeldShare): Promise<Uint8Array> {
    const { documents, election, log, context } = this.#host;
    const roots = log.posts('freeze', 'root').map(({ content }) => content);
    return documents.once(`disclosure-${period.number}`, () =>
      disclose(election, roots, share, context.id, context.identity, period),
    );
  }

  close(): Promise<void> {
    return this.#lists.close();
  }
}
