/**
 * After the close: is my vote on the bulletin board? (protocol steps 3.4, 4.1, 4.2.) A check changes the display and nothing
 * else: the PC learns neither its result nor whether the second onion is a claim or cover.
 */
import { attempt, failureOf } from '../../common/attempt.ts';
import { acceptManifest, type ElectoralData } from '../../protocol/1-ballot-distribution/accept-ballot.ts';
import { BulletinBoardCheck, needsClaim } from '../../protocol/3-vote-submission/check-bulletin-board.ts';
import type { Onion } from '../../protocol/3-vote-submission/wrap-onion.ts';
import { openFinalRoot } from '../../protocol/4-vote-tallying/freeze-bulletin-board.ts';
import { trusteePeriodsOf } from '../../protocol/4-vote-tallying/trustee-period.ts';
import { ProtocolError } from '../../protocol/errors.ts';
import type { Ended } from '../../protocol/messages/period-chain.ts';
import { closeHeadStatement, treeHeadStatement } from '../../protocol/messages/tree-head.ts';
import { equalBytes } from '../../protocol/primitives/bytes.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { chooseLanguage, showStatus } from '../dialogue/prompts.ts';
import { unlockCard } from './ask-pin.ts';
import { issueFirstOnion, issueSecondOnion } from './build-package.ts';
import { giveUp } from './give-up.ts';
import { type FinletDeps, FinletError, type FinletSession } from './session.ts';
import { ShownChain } from './shown-chain.ts';

/** Which head a list is checked against: the one of the close, which decides the second onion, or a later one. */
export type HeadKind = 'close' | 'latest';

export class VoteCheck {
  readonly session: FinletSession;
  readonly #leaf: Uint8Array;
  /** A fault came between the package and its first onion: that one has never left the card. */
  readonly #owesFirstOnion: boolean;
  readonly #holdingAtClose = new Set<string>();
  /** Of the Trustees' periods; undefined where they renew nothing. */
  readonly #chain: ShownChain | undefined;
  #current: { readonly kind: HeadKind; readonly check: BulletinBoardCheck } | undefined;

  private constructor(session: FinletSession, leaf: Uint8Array, owesFirstOnion: boolean) {
    this.session = session;
    this.#chain = ShownChain.of('trustee', session.election);
    this.#leaf = leaf;
    this.#owesFirstOnion = owesFirstOnion;
  }

  /**
   * Asks for the PIN. Errors: finlet/no-vote unless the card holds a submission package of this election; those of
   * {@link giveUp} if its vote never got its signature.
   */
  static async begin(
    deps: FinletDeps,
    data: Pick<ElectoralData, 'manifest' | 'distributions'>,
  ): Promise<VoteCheck> {
    const { card, io } = deps;
    const election = acceptManifest(data, await card.commissionerKey(), deps.openManifest);
    const texts = await chooseLanguage(io, election.plan.trial);
    if (texts === 'cancelled') throw new FinletError('finlet/cancelled');
    deps.setTexts(texts);
    const session = { ...deps, election, texts };
    const known = (await card.votes()).find(({ manifestHash }) =>
      equalBytes(manifestHash, election.manifestHash),
    );
    if (known === undefined) throw new FinletError('finlet/no-vote', 'no-vote');
    if (known.phase === 'voted') return await giveUp(session, known.begun);
    await unlockCard(deps, texts);
    const sealed = await card.readStored(election.manifestHash, 'package');
    // It has been checked to the end.
    if (sealed === undefined) throw new FinletError('finlet/no-vote', 'already-voted');
    showStatus(io, texts, 'checking-list');
    return new VoteCheck(session, sha256(sealed), known.phase === 'sealed');
  }

  /** Begins the list of one Counter. Errors: those of statements. */
  head(kind: HeadKind, head: Uint8Array): void {
    const type = kind === 'close' ? closeHeadStatement : treeHeadStatement;
    this.#current = { kind, check: new BulletinBoardCheck(this.session.election, type, head, this.#leaf) };
  }

  leaves(leaves: readonly Uint8Array[]): void {
    if (this.#current === undefined) throw new FinletError('finlet/wrong-step');
    const { check } = this.#current;
    const failure = failureOf(ProtocolError, () => check.add(leaves));
    const { texts, io } = this.session;
    if (failure !== undefined) io.show(texts.screen('check-invalid'));
  }

  /** Ends the list; only the display tells what was found. */
  end(): void {
    if (this.#current === undefined) throw new FinletError('finlet/wrong-step');
    const { kind, check } = this.#current;
    this.#current = undefined;
    const { texts, io } = this.session;
    const found = attempt(ProtocolError, () => check.finish());
    if (found && kind === 'close') this.#holdingAtClose.add(check.counter);
    if (found === undefined) io.show(texts.screen('check-invalid'));
    else io.show(texts.screen(found ? 'check-included' : 'check-missing', { leaves: check.size }));
  }

  /**
   * Step 4.1: the second onion, a claim if more than half of the close heads lack the package; before it the first one,
   * if the card never issued it. `answers`: Anonymizers' answers to `challenge` (32 bytes).
   */
  async issueOnions(challenge: Uint8Array, answers: readonly Uint8Array[]): Promise<readonly Onion[]> {
    const { session } = this;
    const first = this.#owesFirstOnion ? [await issueFirstOnion(session, challenge, answers)] : [];
    const isClaim = needsClaim(session.election, this.#holdingAtClose.size);
    return [...first, await issueSecondOnion(session, challenge, answers, isClaim)];
  }

  /** More of the chain of the Trustees' periods, of an election in which they renew their keys. Errors: period/invalid. */
  periods(links: readonly Ended[]): void {
    if (this.#chain === undefined) throw new FinletError('finlet/wrong-step');
    this.#chain.show(links);
  }

  /** Erases the package, once q Trustees have signed a final root, in one period; never because of time. */
  async complete(finalRoots: readonly Uint8Array[]): Promise<void> {
    const { election, card } = this.session;
    const periods = this.#chain && trusteePeriodsOf(this.#chain.role, this.#chain.periods);
    openFinalRoot(election, finalRoots, periods);
    await card.finish(election.manifestHash);
  }
}
