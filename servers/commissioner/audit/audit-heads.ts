/**
 * The officers' log, anchored on the board (board contract, section 4): while an election is under way its head is posted in the
 * election's topic, 600 s apart, when it has grown; and each head that the board shows must be in the log. Nothing waits for it.
 */
import { auditHeadsIn, type PostedAuditHead } from '../../../protocol/board/audit-heads.ts';
import { auditHeadStatement } from '../../../protocol/board/post-messages.ts';
import { COMMISSIONER } from '../../../protocol/messages/plan.ts';
import { requireHex } from '../../../protocol/primitives/bytes.ts';
import { type Signer, signing } from '../../../protocol/primitives/signer.ts';
import { signStatement } from '../../../protocol/primitives/statement.ts';
import type { HostContext, HostedElection } from '../../shared/hosted-election.ts';
import type { Poster } from '../../shared/poster.ts';
import type { AuditLog } from './audit-log.ts';

/** ms: the board takes no more. */
const INTERVAL = 600_000;

type Host = HostContext & { readonly identity: Signer };

export class AuditHeads {
  readonly #host: HostedElection<Host>;
  readonly #audit: AuditLog;
  /** Entries of the topic that have been looked at. */
  #read = 0;
  #posted = 0;
  #newest: PostedAuditHead | undefined;
  #contradicting: PostedAuditHead | undefined;

  constructor(host: HostedElection<Host>, audit: AuditLog) {
    this.#host = host;
    this.#audit = audit;
  }

  /** That the board has of this election. */
  get newest(): PostedAuditHead | undefined {
    return this.#newest;
  }

  /** The first that the log does not have: it was cut or rewritten since. */
  get contradicting(): PostedAuditHead | undefined {
    return this.#contradicting;
  }

  /** Called again and again. A card would have somebody type its PIN: then heads are posted with {@link postNow} alone. */
  act(poster: Poster): void {
    this.#readOn();
    if (this.#host.context.identity.key !== undefined) this.postNow(poster);
  }

  /** Posts the head if one is due; for when the Commissioner signs anyway. */
  postNow(poster: Poster): void {
    const { time = 0, total: known = 0 } = this.#newest ?? {};
    if (this.#host.context.clock() < time + INTERVAL || this.#audit.head().total <= known) return;
    poster.say('audit', 'head', `${this.#posted}`, () => this.#sign());
  }

  #sign(): Promise<Uint8Array> {
    const { plan, context } = this.#host;
    const { total, head } = this.#audit.head();
    const content = { size: total, hash: requireHex(head) };
    return signing(context.identity, (key) =>
      signStatement(auditHeadStatement, plan.planHash, content, COMMISSIONER, key),
    );
  }

  #readOn(): void {
    const { log, plan, context, electionId: election } = this.#host;
    const entries = log.entries('audit');
    for (const posted of auditHeadsIn(entries.slice(this.#read), plan)) {
      this.#newest = posted;
      this.#posted++;
      if (this.#contradicting !== undefined || this.#audit.has(posted)) continue;
      this.#contradicting = posted;
      context.logger.error(
        { election, ...posted },
        'the audit log was cut or rewritten: the board has another',
      );
    }
    this.#read = entries.length;
  }
}
