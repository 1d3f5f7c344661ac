/**
 * A Trustee freezes the bulletin board (board contract, section 7; protocol steps 4.2 and 4.3). Nobody asks it to: the log tells
 * what is due. It fetches every Counter's list, says which it holds, signs the root of what was available at the freeze point,
 * once ever, and discloses its share when it has itself verified that q Trustees signed alike.
 */
import { disclose } from '../../protocol/4-vote-tallying/disclose-key.ts';
import { headsOf } from '../../protocol/4-vote-tallying/freeze-bulletin-board.ts';
import type { TrusteePeriod } from '../../protocol/4-vote-tallying/trustee-period.ts';
import type { Frozen, FrozenRoot, Gathering } from '../../protocol/board/folds/freeze.ts';
import {
  frozenHash,
  frozenRoot,
  holdStatement,
  rootStatement,
} from '../../protocol/board/folds/freeze-messages.ts';
import { ensure } from '../../protocol/errors.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { decode, encode } from '../../protocol/primitives/cbor.ts';
import type { SigningKey } from '../../protocol/primitives/p256-signature.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import type { StatementType } from '../../protocol/primitives/statement-form.ts';
import { maskOf } from '../../protocol/quorums/quorum-system.ts';
import { ListFetching, type ListHost } from '../shared/fetch-list.ts';
import type { HostedElection } from '../shared/hosted-election.ts';
import type { Poster } from '../shared/poster.ts';

/** What a Trustee has in a period. */
export interface Holding {
  readonly period: TrusteePeriod;
  /** With which it signs in it. */
  readonly key: SigningKey;
  /** Of the election key; undefined if it has none. Errors: key-generation/bad-share. */
  share(): bigint | undefined;
}

/** A Trustee's election; `holding`: undefined while it has no part in the period in which it is. */
export interface FreezingHost extends HostedElection, Pick<ListHost, 'bulletinBoard'> {
  holding(): Holding | undefined;
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
    // A renewal that was under way gives it another share and key: all is said again, as only what so many of one period say counts.
    const holding = this.#host.holding();
    if (holding === undefined) return;
    if (freeze.step === 'gathering') this.#hold(poster, freeze, holding, maskOf(held));
    else this.#afterFreezePoint(poster, freeze, holding, held.length === freeze.available.length);
  }

  /** At first whatever it is, then whenever it has grown. */
  #hold(poster: Poster, { holds }: Gathering, holding: Holding, counters: number): void {
    const period = holding.period.number;
    const posted = holds.get(period)?.get(this.#index);
    const hasGrown = posted === undefined || ((posted & counters) === posted && posted !== counters);
    const name = `${period} ${counters}`;
    if (hasGrown)
      poster.say('freeze', 'hold', name, () => this.#sign(holdStatement, { period, counters }, holding));
  }

  #afterFreezePoint(poster: Poster, { roots, final, c }: Frozen, holding: Holding, holdsAll: boolean): void {
    const isKnown = this.#host.documents.get('root') !== undefined;
    const { number } = holding.period;
    if (!roots.get(number)?.has(this.#index) && (isKnown || holdsAll))
      poster.say('freeze', 'root', `${number}`, () => this.#root(c, holding));
    const share = final === undefined ? undefined : holding.share();
    if (share !== undefined)
      poster.say('freeze', 'disclosure', `${number}`, () => this.#disclosure(holding, share));
  }

  get #index(): number {
    const { election, context } = this.#host;
    return election.plan.trustees.findIndex(({ id }) => id === context.id);
  }

  #sign<T>(type: StatementType<T>, content: T, { key }: Holding): Uint8Array {
    const { election, context } = this.#host;
    return signStatement(type, election.manifestHash, content, context.id, key);
  }

  /** On disk before it leaves. */
  async #root(c: number, holding: Holding): Promise<Uint8Array> {
    const root = await this.#frozenRoot(c);
    const { number: period } = holding.period;
    const sign = (): Uint8Array => this.#sign(rootStatement, { period, ...root }, holding);
    return this.#host.documents.once(`root-${period}`, sign);
  }

  /** One for this election, ever, whatever key signs it: on disk before it is signed. */
  async #frozenRoot(c: number): Promise<FrozenRoot> {
    const { documents, bulletinBoard, election, log } = this.#host;
    const known = documents.get('root');
    if (known !== undefined) return decode(frozenRoot, known, known.length, 'root');
    const { head, topics } = await this.#host.past.after(c);
    // Topics are handed over one after the other: what is signed once must not rest on half of them.
    ensure(log.isComplete(topics), 'board/too-early', 'the log has not been read to the freeze point');
    const frozen = log.frozenLog(head);
    const { size, root } = await bulletinBoard.freeze(headsOf(election, frozen.available));
    const content = { x: toHex(frozenHash(frozen)), size, root: toHex(root) };
    await documents.once('root', () => encode(frozenRoot, content));
    return content;
  }

  /** Against q roots that this Trustee verifies itself. */
  #disclosure({ period, key }: Holding, share: bigint): Promise<Uint8Array> {
    const { documents, election, log, context } = this.#host;
    const roots = log.posts('freeze', 'root').map(({ content }) => content);
    return documents.once(`disclosure-${period.number}`, () =>
      disclose(election, roots, share, context.id, key, log.trusteePeriods),
    );
  }

  close(): Promise<void> {
    return this.#lists.close();
  }
}
