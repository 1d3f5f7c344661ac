/**
 * One election at one server: its folder, its store, the documents that it has accepted. A document is accepted once and
 * never replaced; a repeat of the same bytes is answered as the first time, so that every call may be repeated.
 */
import { join } from 'node:path';
import { manifestHashOf, openCountersignedManifest } from '../../protocol/0-setup/check-manifest.ts';
import type { CheckedPlan } from '../../protocol/0-setup/check-plan.ts';
import { openPlan } from '../../protocol/0-setup/check-plan.ts';
import { bindingTimes, openClosingOrder, type Times } from '../../protocol/0-setup/close-early.ts';
import type { Election } from '../../protocol/0-setup/election.ts';
import type { ElectionLog } from '../../protocol/board/election-log.ts';
import { ensure, fail } from '../../protocol/errors.ts';
import { ceremonyPass } from '../../protocol/messages/ceremony-pass.ts';
import type { ClosingOrder } from '../../protocol/messages/closing-order.ts';
import { COMMISSIONER } from '../../protocol/messages/plan.ts';
import { equalBytes } from '../../protocol/primitives/bytes.ts';
import type { SigningKey } from '../../protocol/primitives/p256-signature.ts';
import type { RandomSource } from '../../protocol/primitives/random.ts';
import { openStatement } from '../../protocol/primitives/statement.ts';
import type { Alarm } from './alarm.ts';
import type { Clock } from './clock.ts';
import { DOCUMENTS_SCHEMA, Documents } from './documents.ts';
import type { Logger } from './logger.ts';
import { ORDER_COPY, OrderCopies } from './order-copies.ts';
import type { PastLogs } from './past-logs.ts';
import type { Poster } from './poster.ts';
import { ensureFolder } from './secret-file.ts';
import { ServiceError } from './service-error.ts';
import { Store } from './store.ts';

/** What a server of any role is and has, whatever the election. */
export interface HostContext {
  readonly id: string;
  readonly folder: string;
  readonly commissionerKey: Uint8Array;
  readonly identity: { readonly publicKey: Uint8Array };
  readonly random: RandomSource;
  readonly clock: Clock;
  readonly logger: Logger;
  /** From the end of claims until personal data of an election may be deleted; without it they never are. */
  readonly retentionDays?: number | undefined;
  /** Turns the machine off, where a renewal of a share that is missed shall do that. */
  readonly powerOff?: (() => void) | undefined;
}

/** Of a server whose identity key is in memory. */
export interface ServerContext extends HostContext {
  readonly identity: SigningKey;
  /** Where others reach the server, without a slash at the end. */
  readonly url: string;
}

/** An election on the board: what its log says, and a way to say something there. */
export interface OnBoard {
  readonly log: ElectionLog;
  readonly poster: Poster;
  readonly past: PastLogs;
  /** Whether its log has all that the board had when this process began. */
  readonly isCurrent: () => boolean;
}

/** What a role asks of a manifest beyond what everybody checks. */
export interface ManifestRules {
  /** Before it is taken for the first time. */
  check?(election: Election): Promise<void>;
  /** What the store must hold for it, checked in the transaction that takes it. */
  checkStored?(election: Election): void;
}

export class HostedElection<C extends HostContext = ServerContext> {
  readonly context: C;
  /** Election ID in hexadecimal: the name of its folder. */
  readonly electionId: string;
  readonly store: Store;
  readonly documents: Documents;
  /** Of a server; the Commissioner's service sets elections up. */
  readonly setup: { act(poster: Poster): Promise<void> } | undefined;
  protected readonly rules: ManifestRules = {};
  #plan: CheckedPlan | undefined;
  #election: Election | undefined;
  #order: ClosingOrder | undefined;
  #onBoard: OnBoard | undefined;
  readonly #copies: OrderCopies;

  constructor(context: C, electionId: string, schema: string) {
    const folder = join(context.folder, 'elections', electionId);
    ensureFolder(folder);
    this.context = context;
    this.electionId = electionId;
    this.store = new Store(join(folder, 'store.db'), DOCUMENTS_SCHEMA + schema);
    this.documents = new Documents(this.store);
    this.#copies = new OrderCopies(this);
    this.#load();
  }

  #load(): void {
    const plan = this.documents.get('plan');
    const manifest = this.documents.get('manifest');
    const order = this.documents.get('closing-order');
    if (plan !== undefined) this.#plan = openPlan(plan, this.context.commissionerKey);
    if (manifest !== undefined)
      this.#election = openCountersignedManifest(manifest, this.context.commissionerKey);
    if (order !== undefined && this.#election !== undefined)
      this.#order = openClosingOrder(order, this.#election);
  }

  /** The plan. Errors: service/not-found before there is one. */
  get plan(): CheckedPlan {
    return this.#plan ?? notFound('this server has no plan for this election yet');
  }

  /** From now on the election is followed on the board. */
  follow(onBoard: OnBoard): void {
    this.#onBoard = onBoard;
  }

  /** Errors: service/not-found before the board has been read. */
  get log(): ElectionLog {
    return this.onBoard.log;
  }

  /** Errors: likewise. */
  get past(): PastLogs {
    return this.onBoard.past;
  }

  protected get onBoard(): OnBoard {
    return this.#onBoard ?? notFound('the board has not been read yet');
  }

  /** What is wrong with what it has stored, though it can store; for health. */
  get alarm(): Alarm | undefined {
    return undefined;
  }

  /** Whether its log has all that the board had when this process began. */
  get isCurrent(): boolean {
    return this.#onBoard?.isCurrent() ?? false;
  }

  get isFollowed(): boolean {
    return this.#onBoard !== undefined;
  }

  /** The open election. Errors: service/not-found before its manifest is here. */
  get election(): Election {
    return this.#election ?? notFound('this election is not open at this server');
  }

  get isOpen(): boolean {
    return this.#election !== undefined;
  }

  get times(): Times {
    return bindingTimes(this.election, this.#order);
  }

  /** Errors: time/closed once there is a manifest; service/not-found without a plan; those of a statement. */
  requireSetup(pass: Uint8Array): void {
    ensure(!this.isOpen, 'time/closed', 'this election has been set up');
    const keyOf = (signer: string) => (signer === COMMISSIONER ? this.context.commissionerKey : undefined);
    openStatement(ceremonyPass, this.plan.planHash, pass, keyOf);
  }

  /** Errors: service/not-found before there is a manifest; time/closed when claims have ended. */
  requireUnfinished(): void {
    ensure(this.context.clock() < this.times.claimsEnd, 'time/closed', 'claims have ended');
  }

  /** Accepts the plan: one for an election ID, ever. Key generation that failed starts again under a new ID. */
  async acceptPlan(document: Uint8Array): Promise<void> {
    const checked = openPlan(document, this.context.commissionerKey);
    await this.store.write(() => this.documents.keep('plan', document));
    this.#plan = checked;
  }

  /** Opens the election. The same manifest again, whoever has countersigned it, changes nothing. */
  async acceptManifest(document: Uint8Array): Promise<void> {
    const election = openCountersignedManifest(document, this.context.commissionerKey);
    if (this.documents.get('manifest') === undefined) await this.rules.check?.(election);
    await this.store.write(() => {
      this.rules.checkStored?.(election);
      const known = this.documents.get('manifest');
      const isKnown = known !== undefined && equalBytes(manifestHashOf(known), election.manifestHash);
      if (!isKnown) this.documents.keep('manifest', document);
    });
    this.#election = election;
  }

  /** One order, ever: that which is in force by the log, with the copy that shows it if it came in one. Errors: those of {@link openClosingOrder}. */
  async acceptClosingOrder(document: Uint8Array, copy?: Uint8Array): Promise<void> {
    const order = openClosingOrder(document, this.election);
    await this.store.write(() => {
      this.documents.keep('closing-order', document);
      if (copy !== undefined) this.documents.keep(ORDER_COPY, copy);
    });
    this.#order = order;
  }

  /** Errors: service/not-found, time/closed, board/once for a server that has an order. */
  requireNoOrder(): void {
    this.requireUnfinished();
    ensure(this.#order === undefined, 'board/once', 'this server has the order');
  }

  /**
   * The order in force, by a copy of the log from another server: this one may not reach the board. It passes the copy on.
   * Errors: board/refused if none is in force by it; those of PastLogs.
   */
  async acceptOrderCopy(copy: Uint8Array): Promise<void> {
    const { log, past } = this.onBoard;
    const closing = log.closingBy(await past.opened(log.topic('run'), copy));
    if (closing.step !== 'in force') return fail('board/refused', 'no order is in force by this copy');
    if (this.#order === undefined) await this.acceptClosingOrder(closing.order.document, copy);
  }

  async #takeOrder(): Promise<void> {
    if (!this.isOpen) return;
    const { closing } = this.log;
    if (this.#order === undefined && closing.step === 'in force')
      await this.acceptClosingOrder(closing.order.document);
    if (this.#order !== undefined) this.#copies.act(this.onBoard);
  }

  /** Does what is due at this time, by the log and by the clock; called again and again. */
  async tick(): Promise<void> {
    if (!this.isFollowed) return;
    await this.#takeOrder();
    await this.setup?.act(this.onBoard.poster);
  }

  close(): Promise<void> {
    return this.store.close();
  }
}

function notFound(message: string): never {
  throw new ServiceError('service/not-found', 404, message);
}
