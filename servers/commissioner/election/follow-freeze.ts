/**
 * The Commissioner's service watches an election freeze (board contract, section 7): it proposes and signs nothing. It fetches the
 * lists like a Trustee, and keeps for the record what the log has brought: final roots, shares of the key.
 */
import { setTimeout } from 'node:timers/promises';
import { attempt } from '../../../common/attempt.ts';
import { type DisclosedShare, openDisclosure } from '../../../protocol/4-vote-tallying/disclose-key.ts';
import {
  chooseFinalRoots,
  openFinalRoot,
  openFrozen,
} from '../../../protocol/4-vote-tallying/freeze-bulletin-board.ts';
import { hasSaid, isHeldBy } from '../../../protocol/board/folds/freeze.ts';
import { encodeFrozen, type FrozenLog } from '../../../protocol/board/folds/freeze-messages.ts';
import { HOLDER_ROLES } from '../../../protocol/ceremony/refresh-role.ts';
import { ensure, ProtocolError } from '../../../protocol/errors.ts';
import { statementSetCodec } from '../../../protocol/messages/freezing.ts';
import { chainCodec, finalRootsCodec } from '../../../protocol/messages/period-chain.ts';
import { encode } from '../../../protocol/primitives/cbor.ts';
import { ListFetching, type ListHost } from '../../shared/fetch-list.ts';
import { type PastLog, requireOneLog } from '../../shared/past-logs.ts';
import { ServiceError } from '../../shared/service-error.ts';
import type { ReportProgress } from './progress.ts';

/** ms between looks at the log. */
const LOOK = 200;

/** The Commissioner's election. */
export interface FreezeHost extends ListHost {
  keep(name: string, body: Uint8Array): Promise<void>;
  /** Kept under that name. */
  statements(name: string): readonly Uint8Array[];
}

export class FreezeWatch {
  readonly #election: FreezeHost;
  readonly #lists: ListFetching;
  #isClosed = false;
  /** Of the lists that are to be counted. */
  #isHeld = false;

  constructor(election: FreezeHost) {
    this.#election = election;
    this.#lists = new ListFetching(election);
  }

  /** Called again and again. */
  async act(): Promise<void> {
    const { log, documents } = this.#election;
    const { freeze } = log;
    if (freeze === undefined || !log.haveClaimsEnded) return;
    const held = this.#lists.held(freeze);
    if (freeze.step !== 'frozen') return;
    this.#isHeld = held.length === freeze.available.length;
    if (freeze.final === undefined) return;
    if (documents.get('final-roots') === undefined) await this.#keepRoots();
    if (documents.get('disclosures') === undefined) await this.#keepShares();
  }

  #posted = (type: string): Uint8Array[] =>
    this.#election.log.posts('freeze', type).map(({ content }) => content);

  /** With what shows by which keys they are signed, for terminals. */
  async #keepRoots(): Promise<void> {
    const { election, documents, log, store } = this.#election;
    const roots = chooseFinalRoots(election, this.#posted('root'), log.trusteePeriods);
    // Terminals need no commitments.
    const chain = (log.renewal('trustee')?.log.ended ?? []).map((link) => ({ ...link, commitments: [] }));
    await store.write(() => {
      documents.keep('final-roots', encode(statementSetCodec, roots));
      documents.keep('final-roots-published', encode(finalRootsCodec, { roots, chain }));
    });
  }

  /** k + 1 of one period that fit, in the plan's order, and what shows which periods there were. */
  async #keepShares(): Promise<void> {
    const { election, documents, store, log } = this.#election;
    const needed = election.plan.hostileTrustees + 1;
    const posted = this.#posted('disclosure');
    const { trusteePeriods } = log;
    const right = posted.flatMap((statement) => {
      const share = attempt(ProtocolError, () => openDisclosure(election, statement, trusteePeriods));
      return share === undefined ? [] : [{ ...share, statement }];
    });
    const alike = Map.groupBy(right, ({ period }) => period)
      .values()
      .find((shares) => shares.length >= needed);
    if (alike === undefined) return;
    const byIndex = (a: DisclosedShare, b: DisclosedShare): number => a.index - b.index;
    const shares = alike.slice(0, needed).sort(byIndex);
    const disclosures = encode(
      statementSetCodec,
      shares.map(({ statement }) => statement),
    );
    await store.write(() => {
      documents.keep('disclosures', disclosures);
      for (const role of HOLDER_ROLES) {
        const renewal = log.renewal(role)?.log;
        if (renewal !== undefined) documents.keep(`${role}-periods`, encode(chainCodec, renewal.ended));
      }
    });
  }

  /**
   * Resolves once the lists are here and the key can be computed, to what froze and the board's log at that point.
   * Errors: time/too-early before claims have ended; freeze/other-root if the Trustees signed another log than this service has
   * read; service/busy when the service stops; those of PastLogs.
   */
  async finished(progress: ReportProgress): Promise<{ frozen: FrozenLog; past: PastLog }> {
    const { context, times, documents, election } = this.#election;
    ensure(context.clock() >= times.claimsEnd, 'time/too-early', 'claims have not ended yet');
    for (let told = ''; documents.get('disclosures') === undefined || !this.#isHeld; await setTimeout(LOOK)) {
      if (this.#isClosed) throw new ServiceError('service/busy', 503, 'the service is shutting down');
      const [stage, done, total] = this.#stage();
      if (`${stage} ${done}` !== told) progress(stage, done, total);
      told = `${stage} ${done}`;
      if (this.#election.isFollowed) requireOneLog(this.#election.past);
    }
    const { log } = this.#election;
    const past = await this.#election.past.after(log.freezePoint);
    const frozen = log.frozenLog(past.head);
    const final = openFinalRoot(
      election,
      this.#election.statements('final-roots'),
      this.#election.log.trusteePeriods,
    );
    openFrozen(election, encodeFrozen(frozen), final);
    return { frozen, past };
  }

  /** What is waited for. */
  #stage(): [stage: string, done: number, total: number] {
    const { plan } = this.#election.election;
    const freeze = this.#election.isFollowed ? this.#election.log.freeze : undefined;
    const waiting = (stage: string, list: 'counters' | 'trustees', has: (index: number) => boolean) => {
      const missing = plan[list].filter((_, i) => !has(i)).map(({ id }) => id);
      const total = plan[list].length;
      return [`${stage}: ${missing.join(', ')}`, total - missing.length, total] as [string, number, number];
    };
    if (freeze === undefined) return ['final heads', 0, 1];
    if (freeze.step === 'gathering' && freeze.headsEnd === undefined)
      return waiting('final heads', 'counters', (i) => freeze.heads.has(i));
    if (freeze.step === 'gathering') {
      const all = [...freeze.heads.keys()];
      const holdsAll = (i: number) => all.every((at) => isHeldBy(freeze, i, at));
      return waiting('lists', 'trustees', holdsAll);
    }
    if (freeze.final === undefined)
      return waiting('final roots', 'trustees', (i) => hasSaid(freeze.roots, i));
    const disclosed = new Set(this.#election.log.posts('freeze', 'disclosure').map(({ signer }) => signer));
    if (this.#election.documents.get('disclosures') === undefined)
      return waiting('shares', 'trustees', (i) => disclosed.has(plan.trustees[i]?.id ?? ''));
    return ['bulletin', 0, 1];
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#lists.close();
  }
}
