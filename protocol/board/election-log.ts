/**
 * One election as the log has it: what its topics' folds make of their entries (board contract, sections 4 to 7). Everybody who
 * follows the election has one, and comes to the same.
 */

import type { CheckedPlan } from '../0-setup/check-plan.ts';
import { longestList } from '../3-vote-submission/list-bound.ts';
import { type TrusteePeriod, trusteePeriodsOf } from '../4-vote-tallying/trustee-period.ts';
import { keysOfPeriods, refreshOf } from '../ceremony/election-periods.ts';
import { type Ceremony, ceremonyFold } from '../ceremony/generate.ts';
import {
  electionCeremony,
  issuanceCeremony,
  judgesOf,
  type Posted,
  type RoleCeremony,
} from '../ceremony/generate-judges.ts';
import { fail } from '../errors.ts';
import { foldEntries } from '../folds/batches.ts';
import { decodeManifest } from '../messages/manifest.ts';
import { type Plan, renewalOf, trusteeQuorum } from '../messages/plan.ts';
import { equalBytes, requireHex, toHex } from '../primitives/bytes.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { isTrafficKey } from '../primitives/hpke.ts';
import { verifyJwsSignature } from '../primitives/jws.ts';
import type { PrimeGroup } from '../primitives/prime-group.ts';
import { sha256 } from '../primitives/sha256.ts';
import type { PeriodKeys } from '../primitives/statement.ts';
import type { Entry, TopicList } from './entries.ts';
import { type Closing, closeFold } from './folds/close.ts';
import { type Freeze, type FreezeRules, type Frozen, freezeFold } from './folds/freeze.ts';
import type { FrozenLog } from './folds/freeze-messages.ts';
import {
  type Countersignature,
  type Setup,
  type SetupJudges,
  type SetupRules,
  setupFold,
} from './folds/setup.ts';
import type { Genesis } from './genesis.ts';
import { orderPayload, type PostContext } from './open-posts.ts';
import {
  foldEntriesOf,
  postOf,
  type RawPost,
  readCeremony,
  readFreeze,
  readOrder,
  readSetup,
} from './read-posts.ts';
import { RenewalLog } from './renewal-log.ts';
import { type ElectionTopic, electionName } from './topics.ts';

type Role = RoleCeremony['role'];

export interface ElectionLogOptions {
  readonly plan: CheckedPlan;
  /** ms. */
  readonly times: Pick<Genesis, 'phase' | 'lead' | 'grace'>;
  /** A server's, by the directory at the plan. */
  readonly urlOf: (id: string) => string | undefined;
  /** G2 by another library, for those who judge what was dealt again and again. */
  readonly issuanceGroup?: PrimeGroup | undefined;
  /** Payload of the manifest by which this election is open here already. */
  readonly manifest?: Uint8Array | undefined;
}

export class ElectionLog {
  readonly plan: CheckedPlan;
  readonly urlOf: ElectionLogOptions['urlOf'];
  readonly times: ElectionLogOptions['times'];
  readonly #entries = new Map<ElectionTopic, Entry[]>();
  readonly #ceremonies: Record<Role, { readonly rules: RoleCeremony; state: Ceremony<Posted> }>;
  /** Of the manifest, once it is known. */
  #payload: Uint8Array | undefined;
  #setup: Setup | undefined;
  /** Of topics that others read again and again. */
  #closing: Closing | undefined;
  #freeze: Freeze | undefined;
  readonly #renewals = new Map<Role, RenewalLog>();

  constructor({ plan, times, urlOf, issuanceGroup, manifest }: ElectionLogOptions) {
    this.#payload = manifest;
    this.plan = plan;
    this.times = times;
    this.urlOf = urlOf;
    const begin = (rules: RoleCeremony) => ({
      rules,
      state: ceremonyFold(rules.rules, judgesOf(rules)).start,
    });
    this.#ceremonies = {
      administrator: begin(issuanceCeremony(plan.plan, plan.planHash, issuanceGroup)),
      trustee: begin(electionCeremony(plan.plan, plan.planHash)),
    };
  }

  /** More of a topic: whole batches, in order. */
  add(topic: ElectionTopic, entries: readonly Entry[]): void {
    this.#entries.set(topic, [...this.entries(topic), ...entries]);
    if (topic === 'setup' && this.#setup !== undefined) this.#setup = this.#foldSetup(entries, this.#setup);
    if (topic === 'setup' || topic === 'run') this.#closing = undefined;
    if (FREEZING.includes(topic)) this.#freeze = undefined;
    if (topic === 'dkg-administrator') this.#goOn('administrator', entries);
    if (topic === 'dkg-trustee') this.#goOn('trustee', entries);
  }

  /** What is dealt takes long to judge, so only what is new is. */
  #goOn(role: Role, entries: readonly Entry[]): void {
    const ceremony = this.#ceremonies[role];
    const { rules, state } = ceremony;
    const fold = ceremonyFold(rules.rules, judgesOf(rules));
    ceremony.state = foldEntries(fold, foldEntriesOf(entries, readCeremony(role)(this.#context)), state);
  }

  /** The directory has more than before. */
  noteDirectory(): void {
    this.#setup = undefined;
    this.#closing = undefined;
    this.#freeze = undefined;
  }

  entries(topic: ElectionTopic): readonly Entry[] {
    return this.#entries.get(topic) ?? [];
  }

  /** Posts of a type, oldest first. */
  posts(topic: ElectionTopic, type: string): RawPost[] {
    const posts = this.entries(topic).flatMap((entry) => postOf(entry) ?? []);
    return posts.filter((post) => post.type === type);
  }

  rules(role: Role): RoleCeremony {
    return this.#ceremonies[role].rules;
  }

  ceremony(role: Role): Ceremony<Posted> {
    return this.#ceremonies[role].state;
  }

  /** The payload of a manifest, without which its countersignatures cannot be verified. */
  offer(payload: Uint8Array): void {
    if (this.wantsManifest !== toHex(sha256(payload))) return;
    this.#payload = payload;
    this.#setup = undefined;
    this.#freeze = undefined;
  }

  /** Hash of the manifest that was proposed, while its payload is not known. */
  get wantsManifest(): string | undefined {
    return this.setup.step === 'countersignature' && this.#payload === undefined
      ? this.setup.hash
      : undefined;
  }

  get setup(): Setup {
    this.#setup ??= this.#foldSetup(this.entries('setup'));
    return this.#setup;
  }

  #foldSetup(entries: readonly Entry[], before?: Setup): Setup {
    const fold = setupFold(this.#setupRules, this.#setupJudges);
    return foldEntries(fold, foldEntriesOf(entries, readSetup(this.#context)), before);
  }

  get #setupRules(): SetupRules {
    const { plan } = this.plan;
    return {
      administrators: plan.administrators.length,
      operators: plan.anonymizers.map(({ operator }) => operator),
      signingThreshold: plan.signingThreshold,
      quorum: trusteeQuorum(plan),
      pathLength: plan.pathLength,
    };
  }

  readonly #setupJudges: SetupJudges = {
    isValidKey: ({ id, url, trafficKey }) => isTrafficKey(trafficKey) && url === this.urlOf(id),
    isValidCountersignature: (countersignature) => this.#isCountersigned(countersignature),
  };

  #isCountersigned({ role, signer, hash, signature }: Countersignature): boolean {
    const party = this.plan.plan[`${role}s`][signer];
    const payload = this.#payload;
    if (party === undefined || payload === undefined || hash !== toHex(sha256(payload))) return false;
    const jws = { typ: LABELS.manifest, payload, signatures: [] };
    return verifyJwsSignature(jws, { kid: party.id, signature }, party.identityKey);
  }

  /** The order to close early. */
  get closing(): Closing {
    this.#closing ??= this.closingBy(this.entries('run'));
    return this.#closing;
  }

  /** The order to close early, by these entries of the topic `run`: its first ones. None before there is a manifest. */
  closingBy(entries: readonly Entry[]): Closing {
    const { setup } = this;
    if (setup.step !== 'countersignature') return { step: 'none' };
    const rules = { opens: ms(setup.terms.opens), closes: ms(setup.terms.closes), lead: this.times.lead };
    return foldEntries(closeFold(rules), foldEntriesOf(entries, readOrder(this.#context)));
  }

  /** The board's name of a topic of this election. */
  topic(name: ElectionTopic): string {
    const { electionId, commissionerKey } = this.plan.plan;
    return `${electionName(electionId, commissionerKey)}/${name}`;
  }

  /** What freezes; undefined before there is a manifest. */
  get freeze(): Freeze | undefined {
    const rules = this.#freezeRules;
    if (rules === undefined) return undefined;
    this.#freeze ??= foldEntries(
      freezeFold(rules),
      foldEntriesOf(
        this.entries('freeze'),
        readFreeze(this.#context, (c) => this.keysAt('trustee', c)),
      ),
    );
    return this.#freeze;
  }

  /** What a role's renewals have come to; undefined where it has none, and until the manifest is known. */
  renewal(role: Role): RenewalLog | undefined {
    const { setup } = this;
    const { plan } = this.plan;
    if (setup.step !== 'countersignature') return undefined;
    const known = this.#renewals.get(role) ?? this.#beginRenewal(role, plan, requireHex(setup.hash));
    known?.read(this.entries(`refresh-${role}`));
    return known;
  }

  #beginRenewal(role: Role, plan: Plan, manifestHash: Uint8Array): RenewalLog | undefined {
    const refresh = refreshOf(role, { plan, manifestHash }, this.#ceremonies.administrator.rules.group);
    const payload = this.#payload;
    if (refresh === undefined || payload === undefined || !equalBytes(manifestHash, sha256(payload)))
      return undefined;
    const begun = new RenewalLog(refresh, { manifest: decodeManifest(payload) });
    this.#renewals.set(role, begun);
    return begun;
  }

  /** A role's keys by which is judged what was posted in the batch of that instance; by default, of all periods so far. */
  keysAt(role: Role, c = Number.POSITIVE_INFINITY): PeriodKeys {
    const { plan } = this.plan;
    if (renewalOf(plan, role) === undefined)
      return (period, signer) =>
        period === 0 ? plan[`${role}s`].find(({ id }) => id === signer)?.identityKey : undefined;
    const renewal = this.renewal(role);
    return renewal === undefined ? () => undefined : keysOfPeriods(renewal.role, renewal.periodsAt(c));
  }

  /** All so far; undefined where Trustees renew nothing, and until the manifest is known. */
  get trusteePeriods(): readonly TrusteePeriod[] | undefined {
    const renewal = this.renewal('trustee');
    return renewal && trusteePeriodsOf(renewal.role, renewal.periodsAt(Number.POSITIVE_INFINITY));
  }

  /** The first tick in freeze by which claims have ended. */
  get #claimsEnd(): Entry | undefined {
    const claimsEnd = this.#freezeRules?.claimsEnd ?? Number.POSITIVE_INFINITY;
    return this.entries('freeze').find(({ time, request }) => request.length === 0 && time >= claimsEnd);
  }

  /** Whether claims have ended by the log. */
  get haveClaimsEnded(): boolean {
    return this.#claimsEnd !== undefined;
  }

  /** The Administrators' last period when claims ended: what is signed with keys of an earlier one is no ledger. */
  get lastPeriodOfVoting(): number {
    const periods = this.renewal('administrator')?.periodsAt(this.#claimsEnd?.c ?? Number.POSITIVE_INFINITY);
    return periods?.at(-1)?.number ?? 0;
  }

  /** By which ledgers are judged. Errors: freeze/not-final before the freeze point. */
  get ledgerKeys(): PeriodKeys {
    return this.keysAt('administrator', this.freezePoint);
  }

  get #frozen(): Frozen {
    const { freeze } = this;
    return freeze?.step === 'frozen' ? freeze : fail('freeze/not-final', 'nothing has frozen yet');
  }

  /** The instance whose batch it ends. Errors: freeze/not-final before it. */
  get freezePoint(): number {
    return this.#frozen.c;
  }

  /** X: what has frozen, and the log right after the freeze point. Errors: likewise. */
  frozenLog(after: Pick<FrozenLog, 'size' | 'logRoot' | 'topicsRoot'>): FrozenLog {
    const { c, available } = this.#frozen;
    const { closing } = this;
    const { manifestHash } = this.#context;
    if (manifestHash === undefined) return fail('freeze/not-final', 'there is no manifest');
    const closingOrder =
      closing.step === 'in force' ? sha256(orderPayload(closing.order.document)) : undefined;
    const { size, logRoot, topicsRoot } = after;
    return { manifestHash, closingOrder, c, size, logRoot, topicsRoot, available };
  }

  /** Posts of a type that the log had at the freeze point, oldest first. Errors: likewise. */
  postsAtFreeze(topic: ElectionTopic, type: string): RawPost[] {
    const { c } = this.#frozen;
    const posts = this.entries(topic).flatMap((entry) => (entry.c <= c ? (postOf(entry) ?? []) : []));
    return posts.filter((post) => post.type === type);
  }

  /** Whether it has all that the board's log had to say, in what freezing rests on, when that log had these topics. */
  isComplete(topics: TopicList): boolean {
    const lasts = new Map(topics);
    return FREEZING.every(
      (topic) => (lasts.get(this.topic(topic)) ?? -1) <= (this.entries(topic).at(-1)?.position ?? -1),
    );
  }

  get #freezeRules(): FreezeRules | undefined {
    const { setup, closing } = this;
    if (setup.step !== 'countersignature') return undefined;
    const { plan } = this.plan;
    const { closes, claimsEnd, voters } = setup.terms;
    const moved = closing.step === 'in force' ? ms(closes) - closing.order.closes : 0;
    return {
      counters: plan.counters.length,
      hostile: plan.hostileTrustees,
      quorum: trusteeQuorum(plan),
      claimsEnd: ms(claimsEnd) - moved,
      allowance: longestList(voters, plan.anonymizers.length),
      phase: this.times.phase,
      grace: this.times.grace,
    };
  }

  get #context(): PostContext {
    const { plan, planHash } = this.plan;
    const setup = this.#setup;
    const manifestHash = setup?.step === 'countersignature' ? requireHex(setup.hash) : undefined;
    return { plan, planHash, manifestHash };
  }
}

/** Topics on which it rests what freezes. */
const FREEZING: readonly ElectionTopic[] = ['setup', 'run', 'freeze', 'refresh-trustee'];

const ms = (seconds: number): number => 1000 * seconds;
