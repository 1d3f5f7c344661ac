/**
 * A server's part in setting an election up (board contract, section 4, Setup): states its key, generates keys with its peers,
 * checks the manifest against the log before it countersigns, and takes the one that stands. The log tells what is due.
 */
import { attempt, ignore } from '../../common/attempt.ts';
import { countersign, openManifest } from '../../protocol/0-setup/check-manifest.ts';
import type { Election } from '../../protocol/0-setup/election.ts';
import { checkAgainstLog, countersignedManifest } from '../../protocol/board/manifest-from-log.ts';
import { countersignatureStatement } from '../../protocol/board/post-messages.ts';
import { fail, ProtocolError } from '../../protocol/errors.ts';
import { MAX_MANIFEST_DOCUMENT } from '../../protocol/messages/manifest.ts';
import type { Role } from '../../protocol/messages/plan.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { LABELS } from '../../protocol/primitives/domain-labels.ts';
import { decodeJws, type Jws } from '../../protocol/primitives/jws.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import type { CeremonyMember } from './ceremony-member.ts';
import type { HostedElection } from './hosted-election.ts';
import { getBytes, RemoteError } from './http-client.ts';
import type { OwnStatement } from './own-statement.ts';
import type { Poster } from './poster.ts';
import { ServiceError } from './service-error.ts';

/** ms between tries of what failed, or was asked of others. */
const TRY_AGAIN = 2_000;
/** Document: the manifest that this server has countersigned, with the Commissioner's signature alone. */
const PROPOSED = 'proposed-manifest';

export interface SetupPart {
  readonly host: HostedElection;
  readonly role: Role;
  readonly statement: OwnStatement;
  /** Of Administrators and Trustees. */
  readonly ceremony?: CeremonyMember;
  /** What the store must hold for a manifest, checked in the transaction that keeps the countersignature's hash. */
  checkStored?(election: Election): void;
}

/** What there is between two signatures of servers: the Commissioner's manifest, on its way to its countersigners. */
export class SetupMember {
  readonly #part: SetupPart;
  /** A manifest that the Commissioner has signed, and its payload's hash. */
  #offered: { readonly hash: string; readonly document: Uint8Array } | undefined;
  /** Unix ms from which on others are asked for the manifest again, or the manifest is tried again. */
  #askAt = 0;
  #acceptAt = 0;

  constructor(part: SetupPart) {
    this.#part = part;
    const kept = part.host.documents.get(PROPOSED);
    if (kept !== undefined) this.offer(kept);
  }

  /**
   * A manifest, from the Commissioner or from whoever has it. What takes the place of the one that the board has is not kept: no
   * Commissioner keeps a server from opening. Errors: those of {@link openManifest}.
   */
  offer(document: Uint8Array): void {
    const { host } = this.#part;
    const { election } = openManifest(document, host.context.commissionerKey);
    if (this.#offered === undefined || this.#offered.hash !== this.#proposed)
      this.#offered = { hash: toHex(election.manifestHash), document };
  }

  /** Hash of the one that the board has. */
  get #proposed(): string | undefined {
    const { host } = this.#part;
    const setup = host.isFollowed ? host.log.setup : undefined;
    return setup?.step === 'countersignature' ? setup.hash : undefined;
  }

  /** The manifest with this hash (hex), for those who lack it. Errors: service/not-found. */
  offered(hash: string): Uint8Array {
    if (this.#offered?.hash !== hash)
      throw new ServiceError('service/not-found', 404, 'this manifest is not here');
    return this.#offered.document;
  }

  /** Posts what is due, and takes the manifest once it stands; called again and again. */
  async act(poster: Poster): Promise<void> {
    const { host, ceremony } = this.#part;
    if (host.isOpen)
      return host.context.clock() < host.times.closes ? ceremony?.act(poster) : ceremony?.forget();
    this.#stateKey(poster);
    await ceremony?.act(poster);
    const { log } = host;
    if (log.setup.step !== 'countersignature') return;
    if (log.wantsManifest !== undefined) this.#lookFor(log.wantsManifest);
    if (log.wantsManifest !== undefined) return;
    this.#countersign(poster);
    await this.#accept();
  }

  /** An Administrator may lack the roll: it tries again. */
  async #accept(): Promise<void> {
    const { host } = this.#part;
    const { setup } = host.log;
    const now = host.context.clock();
    if (setup.step !== 'countersignature' || !setup.stands || now < this.#acceptAt) return;
    this.#acceptAt = now + TRY_AGAIN;
    const { document } = this.#offered ?? fail('board/too-early', 'the manifest is not here yet');
    await host.acceptManifest(countersignedManifest(document, host.log));
  }

  #stateKey(poster: Poster): void {
    const { host, role, statement } = this.#part;
    const { setup, plan } = host.log;
    if (setup.step !== 'keys' || (role !== 'administrator' && role !== 'anonymizer')) return;
    const index = plan.plan[`${role}s`].findIndex(({ id }) => id === host.context.id);
    if (!setup.keys[role].has(index)) poster.say('setup', 'key', '', () => statement.sign());
  }

  /** Asks the others for it unless it has been offered. */
  #lookFor(hash: string): void {
    const { host } = this.#part;
    if (this.#offered?.hash === hash) {
      host.log.offer(jwsOf(this.#offered.document).payload);
      return;
    }
    const now = host.context.clock();
    if (now < this.#askAt) return;
    this.#askAt = Number.POSITIVE_INFINITY;
    void this.#ask(hash).finally(() => {
      this.#askAt = host.context.clock() + TRY_AGAIN;
    });
  }

  /** Of one after the other. */
  async #ask(hash: string): Promise<void> {
    const { host } = this.#part;
    const { plan } = host.log.plan;
    for (const { id } of [...plan.administrators, ...plan.trustees]) {
      const url = `${host.log.urlOf(id)}/elections/${host.electionId}/manifest/${hash}`;
      if (id === host.context.id || this.#offered?.hash === hash) continue;
      const given = await getBytes(url, { maxResponse: MAX_MANIFEST_DOCUMENT }).catch(ignore(RemoteError));
      if (given !== undefined) attempt(ProtocolError, () => this.offer(given));
    }
  }

  #countersign(poster: Poster): void {
    const { host, role } = this.#part;
    const { setup, plan } = host.log;
    if (setup.step !== 'countersignature' || (role !== 'administrator' && role !== 'trustee')) return;
    const index = plan.plan[`${role}s`].findIndex(({ id }) => id === host.context.id);
    if (setup[`${role}s`].has(index)) return;
    poster.say('setup', 'countersignature', setup.hash, () => this.countersignature());
  }

  /**
   * One manifest per election, ever: it is on disk before the signature leaves. Errors: manifest/invalid, naming what is not as in
   * the log or not the server's own; those of `checkStored`.
   */
  async countersignature(): Promise<Uint8Array> {
    const { host, role, statement, ceremony, checkStored } = this.#part;
    const { id, identity, commissionerKey } = host.context;
    const { document } = this.#offered ?? fail('board/too-early', 'the manifest is not here yet');
    const shares = this.#holds(document) ? [...(ceremony?.shares.values() ?? [])] : [];
    const own = { ...(await statement.content()), planHash: host.plan.planHash, shares };
    const asRole = role === 'trustee' ? 'trustee' : 'administrator';
    const { signature, election } = countersign(
      document,
      commissionerKey,
      { ...own, role: asRole },
      identity,
    );
    checkAgainstLog(election, host.log);
    await host.store.write(() => {
      checkStored?.(election);
      host.documents.keep('countersigned', election.manifestHash);
      host.documents.keep(PROPOSED, document);
    });
    const content = { hash: election.manifestHash, signature: signature.signature };
    return signStatement(countersignatureStatement, host.plan.planHash, content, id, identity);
  }

  /** Whether the manifest counts this server among those with shares. */
  #holds(document: Uint8Array): boolean {
    const { host, role } = this.#part;
    const { election } = openManifest(document, host.context.commissionerKey);
    const list = role === 'trustee' ? 'trustees' : 'administrators';
    return election.holders(list).some(({ id }) => id === host.context.id);
  }
}

const jwsOf = (document: Uint8Array): Jws => decodeJws(LABELS.manifest, document, MAX_MANIFEST_DOCUMENT);
