/**
 * A member's way through the refreshes of its role (trustees contract, section 2): a function of the log and of what is on its
 * disk, run again whenever the log grows or time passes, so that whoever comes back after a crash goes on where it was.
 */
import { fail } from '../errors.ts';
import { type Ended, linkCodec } from '../messages/period-chain.ts';
import { equalBytes, toHex } from '../primitives/bytes.ts';
import { encode } from '../primitives/cbor.ts';
import { signingKey } from '../primitives/p256-signature.ts';
import type { RandomSource } from '../primitives/random.ts';
import { signStatement } from '../primitives/statement.ts';
import type { StatementType } from '../primitives/statement-form.ts';
import { has } from '../quorums/quorum-system.ts';
import {
  abandonedFile,
  type CeremonyFiles,
  decodeFile,
  decodeShareFile,
  encodeShareFile,
  FILES,
  isCertificate,
  outcomeFile,
  rejoinFile,
  type ShareFile,
} from './ceremony-files.ts';
import { decodePeriod, isVoid } from './period-record.ts';
import { type Dealing, idOf, type RefreshLog, type Settled } from './refresh-log.ts';
import { RefreshMember } from './refresh-member.ts';
import { REFRESH_STATEMENTS, type RefreshContent, type RefreshType } from './refresh-messages.ts';
import type { RefreshRole } from './refresh-role.ts';

/** What a member finds out about itself. */
export type OwnAlert =
  /** A STATE or REJOIN in its name is not its own: its key was copied, or it has lost its files. */
  | 'alert/impersonated'
  /** The log says another thing than what it has on disk, or has signed: the board has forked, or its disk was put back. */
  | 'alert/another-log'
  /** It has promised never to switch for a ceremony that others have certified: it must rejoin. */
  | 'alert/abandoned'
  /** It holds no share of this period: its operator must sign a REJOIN. */
  | 'alert/no-share';

export interface Surroundings {
  readonly files: CeremonyFiles;
  readonly random: RandomSource;
  /** To the topic; a post that was made is not made again. */
  post(type: RefreshType, statement: Uint8Array): void;
  /**
   * The keeper of that period takes over, Administrators merge, and the keeper before it ends: then old shares are erased.
   * Undefined: there is no share in this period, and the keeper before it ends all the same, with the old one in its memory.
   */
  switchTo(share: ShareFile | undefined): Promise<void>;
  alert(code: OwnAlert): void;
}

/** In bytes. */
const SEED_LENGTH = 32;

/** With what a member signs in the ceremony under way. */
interface Standing {
  /** 32 bytes. */
  readonly key: Uint8Array;
  readonly publicKey: Uint8Array;
  /** Of a member of the period; undefined for who rejoins: it receives, and neither deals nor signs X. */
  readonly share: ShareFile | undefined;
}

export class RefreshPart {
  readonly #role: RefreshRole;
  readonly #self: number;
  readonly #around: Surroundings;
  /** What was posted since the process began, by what it is for. */
  readonly #said = new Set<string>();
  /** Of the seed that was used last. */
  #member: { readonly name: string; readonly seed: Uint8Array; readonly member: RefreshMember } | undefined;
  /** Record of the period whose keeper was last started. */
  #switched: string | undefined;

  /** `self`: index in the plan's order. */
  constructor(role: RefreshRole, self: number, around: Surroundings) {
    this.#role = role;
    this.#self = self;
    this.#around = around;
  }

  /** `now`: Unix ms. `mayOpen`: whether a ceremony that nobody has begun may begin. Errors: those of the files. */
  async act(log: RefreshLog, now: number, mayOpen = true): Promise<void> {
    // 1. The log goes on where the disk has been; certificates are durable before anything comes of them.
    if (!this.#follow(log)) return;
    // 2. The share of the period, and who signs with it.
    const share = this.#shareOf(log);
    if (this.#switched !== toHex(log.period.hash)) {
      await this.#around.switchTo(share);
      this.#switched = toHex(log.period.hash);
    }
    // 3. What is old is erased, before anything is said in the new period.
    this.#eraseOld(log, share);
    // 4. The ceremony under way.
    if (this.#hasAbandoned(log)) return;
    const standing = this.#standing(log, share);
    if (standing === undefined) return;
    this.#tick(log, standing, now);
    await this.#takeStep(log, standing, now, mayOpen);
  }

  #follow({ ended, ceremony, period }: RefreshLog): boolean {
    const { files, alert } = this.#around;
    const stored = files.names().filter(isCertificate).length;
    const last = stored === 0 ? undefined : files.read(FILES.certificate(stored - 1));
    if (ended.length < stored) return false;
    const isSame = last === undefined || isLink(ended[stored - 1], decodeFile(linkCodec, last));
    if (!isSame || ceremony.step === 'elsewhere') alert('alert/another-log');
    if (!isSame) return false;
    return ended.slice(stored).every((link, i) => this.#append(link, stored + i, period.number));
  }

  /** Never one that it has promised not to switch for, unless it rejoins later on, and signs nothing in that period. */
  #append(link: Ended, at: number, period: number): boolean {
    const { files, alert } = this.#around;
    const isRefused = link.record !== undefined && files.read(FILES.abandoned(link.c)) !== undefined;
    if (isRefused && files.read(FILES.rejoin(period)) === undefined) {
      alert('alert/abandoned');
      return false;
    }
    files.write(FILES.certificate(at), encode(linkCodec, link));
    return true;
  }

  /** As it is on disk; else as the ceremony that made the period gives it to who was away. */
  #shareOf({ period, made }: RefreshLog): ShareFile | undefined {
    const held = this.#readShare(period.number);
    if (held !== undefined && equalBytes(held.record, period.hash)) return held;
    return made === undefined
      ? undefined
      : this.#takeShare(made.c, made.settled, this.#readShare(period.number - 1));
  }

  #readShare(period: number): ShareFile | undefined {
    const content = this.#around.files.read(FILES.share(period));
    return content === undefined ? undefined : decodeShareFile(this.#role, this.#self, content);
  }

  /** Step 5: its new share, if X names its own STATE and the share is right; durable when it returns. */
  #takeShare(c: Uint8Array, settled: Settled, before: ShareFile | undefined): ShareFile | undefined {
    const { files } = this.#around;
    const member = this.#memberOf(c);
    const record = decodePeriod(settled.record);
    const taken = this.#readShare(record.period);
    if (taken !== undefined && equalBytes(taken.record, settled.hash)) return taken;
    const isNamed = record.members.some(({ index }) => index === this.#self + 1);
    const stated = settled.holders.get(this.#self)?.post.content;
    if (member === undefined || !isNamed || stated === undefined || !member.isOwn(stated)) return undefined;
    const shares = member.newShares(settled, before?.shares);
    if (shares === undefined) return undefined;
    const share = { period: record.period, record: settled.hash, shares, periodKey: member.periodKey() };
    files.write(FILES.share(record.period), encodeShareFile(this.#role, this.#self, share));
    return share;
  }

  /** Undefined if it has no seed of that ceremony: it took no part, or has lost it. */
  #memberOf(c: Uint8Array): RefreshMember | undefined {
    const name = FILES.seed(c);
    const seed = this.#around.files.read(name);
    // What is derived from a part of it would contradict what was said before.
    if (seed?.length !== SEED_LENGTH) return undefined;
    if (this.#member?.name !== name || !equalBytes(this.#member.seed, seed))
      this.#member = { name, seed, member: new RefreshMember(this.#role, c, this.#self, seed) };
    return this.#member.member;
  }

  /** Shares and seeds of the past, also of void ceremonies: k + 1 kept seeds give all shares. */
  #eraseOld({ c, period }: RefreshLog, share: ShareFile | undefined): void {
    const { files } = this.#around;
    const names = files.names();
    const held = share === undefined ? [] : [FILES.share(period.number)];
    const isUnderWay = names.includes(FILES.seed(c)) && !names.includes(FILES.abandoned(c));
    const kept = new Set([
      FILES.abandoned(c),
      FILES.outcome(c),
      FILES.rejoin(period.number),
      ...held,
      ...(isUnderWay ? [FILES.seed(c), FILES.share(period.number + 1)] : []),
    ]);
    for (const name of names) if (!isCertificate(name) && !kept.has(name)) files.erase(name);
  }

  #hasAbandoned({ c, abandons, time, opens }: RefreshLog): boolean {
    const content = this.#around.files.read(FILES.abandoned(c));
    if (content === undefined) return false;
    const { statement } = decodeFile(abandonedFile, content);
    if (!abandons.has(this.#self)) this.#post('abandon', `${toHex(c)} ${time >= opens}`, () => statement);
    return true;
  }

  #standing({ period, rejoins }: RefreshLog, share: ShareFile | undefined): Standing | undefined {
    const { files, alert } = this.#around;
    const content = files.read(FILES.rejoin(period.number));
    const rejoin = content === undefined ? undefined : decodeFile(rejoinFile, content);
    const fresh = rejoin === undefined ? undefined : signingKey(rejoin.key);
    const stated = rejoins.get(this.#self) ?? [];
    const isOwn = (key: Uint8Array): boolean => fresh !== undefined && equalBytes(key, fresh.publicKey);
    if (!stated.every(isOwn)) alert('alert/impersonated');
    if (rejoin !== undefined && fresh !== undefined) {
      const stands = stated.some(isOwn);
      if (!stands) this.#post('rejoin', toHex(fresh.publicKey), () => rejoin.statement);
      // What it says under a key that the log does not know yet would not count.
      return stands ? { key: rejoin.key, publicKey: fresh.publicKey, share: undefined } : undefined;
    }
    if (share === undefined) alert('alert/no-share');
    const publicKey = period.keys.get(this.#self);
    if (share === undefined || publicKey === undefined) return undefined;
    return { key: share.periodKey, publicKey, share };
  }

  /** Any entry of the topic ends a phase whose time is over: who waits longest posts one. */
  #tick(log: RefreshLog, { key }: Standing, now: number): void {
    const { ceremony } = log;
    if ('began' in ceremony) this.#tickSince(log, ceremony.began, PHASES[ceremony.step], key, now);
  }

  #tickSince({ c }: RefreshLog, began: number, phase: number, key: Uint8Array, now: number): void {
    const late = Math.floor((now - began) / this.#role.slots.phase);
    if (late < 1) return;
    this.#post('tick', `${toHex(c)} ${phase} ${late}`, () => this.#sign('tick', c, { phase }, key));
  }

  async #takeStep(log: RefreshLog, standing: Standing, now: number, mayOpen: boolean): Promise<void> {
    const { ceremony } = log;
    switch (ceremony.step) {
      case 'state': {
        const isOpen = now >= log.opens && (mayOpen || ceremony.began <= now);
        return isOpen ? this.#state(log, standing, now) : undefined;
      }
      case 'deal':
        return this.#deal(log, ceremony, standing);
      case 'complaint':
        return this.#judge(log, ceremony, standing);
      case 'outcome':
        return this.#outcome(log, ceremony, standing);
      case 'elsewhere':
        return undefined;
    }
  }

  /** Step 1. Who was early, by the board's clock, says it again. */
  #state(log: RefreshLog, { key, publicKey }: Standing, now: number): void {
    const { files, random, alert } = this.#around;
    const { c, ceremony, opens, time } = log;
    if (ceremony.step !== 'state') return;
    if (files.read(FILES.seed(c)) === undefined) files.write(FILES.seed(c), random(SEED_LENGTH));
    const member = this.#memberOf(c) ?? fail('key/missing', 'the seed of this ceremony is not here');
    const own = ceremony.stated.find((one) => one.signer === this.#self && equalBytes(one.key, publicKey));
    const isOwn = own !== undefined && member.isOwn(own.post.content);
    if (own !== undefined && (own.isTwice || !isOwn)) alert('alert/impersonated');
    // Also beside another's, so that neither counts: the thief of a key must not get a share by being faster.
    if (!isOwn)
      this.#post('state', `${toHex(c)} ${time >= opens}`, () => this.#sign('state', c, member.state(), key));
    // If all were early, no entry would tell them so.
    if (time < opens) this.#tickSince(log, opens, PHASES.state, key, now);
  }

  /** The member, if it is of R with its own STATE. */
  #ofHolders(c: Uint8Array, dealing: Dealing): RefreshMember | undefined {
    const member = this.#memberOf(c);
    const stated = dealing.holders.get(this.#self)?.post.content;
    if (member === undefined || stated === undefined) return undefined;
    if (member.isOwn(stated)) return member;
    this.#around.alert('alert/impersonated');
    return undefined;
  }

  /** Step 2. */
  async #deal({ c }: RefreshLog, dealing: Dealing, { key, share }: Standing): Promise<void> {
    const member = this.#ofHolders(c, dealing);
    const isDue = dealing.shown.has(this.#self) && !dealing.deals.has(this.#self);
    if (member === undefined || share === undefined || !isDue || this.#has('deal', toHex(c))) return;
    const deal = await member.deal(dealing, share.shares);
    this.#post('deal', toHex(c), () => this.#sign('deal', c, deal, key));
  }

  /** Step 3. */
  #judge({ c }: RefreshLog, dealing: Dealing, { key }: Standing): void {
    const member = this.#ofHolders(c, dealing);
    if (member === undefined || dealing.oks.has(this.#self) || this.#has('ok', toHex(c))) return;
    const { right, complaints } = member.judge(dealing);
    const due = complaints.filter(({ dealer }) => !has(dealing.out, dealer));
    for (const complaint of due)
      this.#post('complaint', `${toHex(c)} ${complaint.dealer}`, () =>
        this.#sign('complaint', c, complaint, key),
      );
    // Not before they stand in the log: with the last ok the phase ends, and a complaint after it helps nobody.
    if (due.length === 0) this.#post('ok', toHex(c), () => this.#sign('ok', c, { dealers: right }, key));
  }

  /** Step 5. One outcome for each c, ever: X and its signature are durable before it leaves. */
  #outcome({ c }: RefreshLog, settled: Settled, { key, share }: Standing): void {
    const { files, alert } = this.#around;
    const stored = files.read(FILES.outcome(c));
    const isEmpty = isVoid(decodePeriod(settled.record));
    if (stored === undefined && !isEmpty && this.#takeShare(c, settled, share) === undefined) return;
    if (share === undefined) return;
    const outcome =
      stored === undefined
        ? { record: settled.record, statement: this.#sign('outcome', c, { hash: settled.hash }, key) }
        : decodeFile(outcomeFile, stored);
    if (stored === undefined) files.write(FILES.outcome(c), encode(outcomeFile, outcome));
    if (!equalBytes(outcome.record, settled.record)) alert('alert/another-log');
    else if (!settled.outcomes.has(this.#self)) this.#post('outcome', toHex(c), () => outcome.statement);
  }

  #has(type: RefreshType, name: string): boolean {
    return this.#said.has(`${type} ${name}`);
  }

  /** Once since the process began: the board's client makes sure that it comes to stand in the log. */
  #post(type: RefreshType, name: string, statement: () => Uint8Array): void {
    if (this.#has(type, name)) return;
    this.#around.post(type, statement());
    this.#said.add(`${type} ${name}`);
  }

  #sign<T extends RefreshType>(
    type: T,
    c: Uint8Array,
    content: RefreshContent<T>,
    key: Uint8Array,
  ): Uint8Array {
    const form = REFRESH_STATEMENTS[type] as StatementType<RefreshContent<T>>;
    return signStatement(form, c, content, idOf(this.#role, this.#self), signingKey(key));
  }
}

const PHASES = { state: 1, deal: 2, complaint: 3 } as const;

const isLink = (a: Ended | undefined, b: Ended): boolean =>
  a !== undefined &&
  equalBytes(a.c, b.c) &&
  (a.record === undefined
    ? b.record === undefined
    : b.record !== undefined && equalBytes(a.record, b.record));
