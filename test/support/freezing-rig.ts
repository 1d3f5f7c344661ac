/**
 * An election that freezes: real servers of all roles in process, as {@link SetupRig} has them, on a board in memory. Any of them
 * may be away, say something else on the board, answer something else, or have a wrong clock.
 */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { blindVote } from '../../protocol/2-vote-signing/blind-vote.ts';
import { combineSignature } from '../../protocol/2-vote-signing/combine-signature.ts';
import { prepareAt } from '../../protocol/2-vote-signing/signing-test-support.ts';
import { sealPackage } from '../../protocol/3-vote-submission/seal-package.ts';
import type { Freeze } from '../../protocol/board/folds/freeze.ts';
import type { ElectionTopic } from '../../protocol/board/topics.ts';
import { issuanceKey } from '../../protocol/messages/key-names.ts';
import { deliveryStatement, MAX_BATCH } from '../../protocol/messages/relay.ts';
import { signRequestCodec } from '../../protocol/messages/sign-request.ts';
import { sealedPackageLength } from '../../protocol/messages/submission-package.ts';
import { nobleBls } from '../../protocol/primitives/bls-noble.ts';
import { utf8 } from '../../protocol/primitives/bytes.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import { signerOf } from '../../protocol/primitives/signer.ts';
import { type PeriodKeys, signStatement } from '../../protocol/primitives/statement.ts';
import type { StatementType } from '../../protocol/primitives/statement-form.ts';
import type { Mask } from '../../protocol/quorums/quorum-system.ts';
import { given, random, sealedVote, type VoteIssuer } from '../../protocol/test-support.ts';
import { RECORD_FILES } from '../../record/files.ts';
import { writeIndex } from '../../record/write-record.ts';
import type { AdministratorElection } from '../../servers/administrator/administrator-election.ts';
import type { CommissionerElection } from '../../servers/commissioner/election/commissioner-election.ts';
import type { NewElection } from '../../servers/commissioner/election/create-election.ts';
import type { CounterElection } from '../../servers/counter/counter-election.ts';
import type { TrusteeElection } from '../../servers/trustee/trustee-election.ts';
import { ids, SetupRig } from './setup-rig.ts';

const STYLE = 'all';
/** Looks after which something that was waited for is not coming any more: some seconds. */
const LOOKS = 3_000;
/** Ticks of the board until E without all heads, and after E without all lists: more than `grace` in either. */
export const GRACE = 6;

export class FreezingRig {
  readonly rig: SetupRig;
  readonly election: CommissionerElection;
  /** As generation made them: in a later period Administrators hold them no more. */
  #issuanceShares: VoteIssuer['issuanceShares'] = new Map();

  private constructor(rig: SetupRig, election: CommissionerElection) {
    this.rig = rig;
    this.election = election;
  }

  /** Open everywhere, at its time; `late`: who was away until it was made. */
  static async open(
    voters = ['ana', 'ben', 'eva'],
    changes: Partial<NewElection> = {},
    late: readonly string[] = [],
  ): Promise<FreezingRig> {
    const rig = await SetupRig.open();
    for (const id of late) rig.away.add(id);
    const freezing = new FreezingRig(rig, await rig.create(voters, undefined, changes));
    for (const id of late) rig.away.delete(id);
    const all = (['administrator', 'trustee', 'anonymizer', 'counter', 'distributor'] as const).flatMap(ids);
    await rig.passUntil(() => all.every((id) => rig.hosts(id) && rig.election(id).isOpen));
    await freezing.election.keep('opened', utf8('opened'));
    rig.board.now = freezing.election.times.opens;
    freezing.#issuanceShares = new Map(
      ids('administrator').map((id) => {
        const { ceremony } = rig.election(id) as AdministratorElection;
        return [`${id} ${STYLE}`, given(ceremony.shares.get(issuanceKey(STYLE)))];
      }),
    );
    return freezing;
  }

  /** The record's index is made and signed again, as a hostile Commissioner does who has changed a file. */
  async sealAgain(record: string): Promise<void> {
    const paths = readdirSync(record, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => relative(record, join(parentPath, name)))
      .filter((path) => path !== RECORD_FILES.index);
    await writeIndex(record, paths, this.election.election.manifestHash, signerOf(this.rig.commissioner));
  }

  counter = (i: number): CounterElection => this.rig.election(`counter-${i}`) as CounterElection;
  trustee = (i: number): TrusteeElection => this.rig.election(`trustee-${i}`) as TrusteeElection;

  /** Packages of the right length that open to nothing. */
  junk(count: number): Uint8Array[] {
    const length = sealedPackageLength(this.election.election.manifest.packageSize);
    return Array.from({ length: count }, () => random(length));
  }

  vote(choices: Uint8Array): Promise<Uint8Array> {
    const { election } = this.election;
    const issuanceShares = this.#issuanceShares;
    return sealedVote({ election, plan: election.plan, issuanceShares }, STYLE, choices);
  }

  /** As a voter's terminal gets it: by steps 2.3 to 2.6 with the first t Administrators, who count it in their ledgers. */
  async cast(voter: string, choices: Uint8Array): Promise<Uint8Array> {
    const { election } = this.election;
    const { manifestHash } = election;
    const content = { manifestHash, style: STYLE, commitment: random(32), choices };
    const blinded = blindVote(nobleBls, content, random(48));
    const asked = ids('administrator')
      .slice(0, election.plan.signingThreshold)
      .map((id) => ({ id, server: this.rig.election(id) as AdministratorElection }));
    // An Administrator that has come to another period answers once it has merged.
    const { digest, period, echoes } = await this.waiting(
      prepareAt(
        { election, keyOf: this.administratorKeys },
        asked.map(({ id, server }) => ({ id, prepare: (sealed) => server.prepare(sealed) })),
        { id: voter, style: STYLE, key: given(this.rig.voters.get(voter)) },
        blinded,
      ),
    );
    const request = encode(signRequestCodec, { manifestHash, digest, period, echoes });
    const partials = new Map<string, Uint8Array>();
    for (const { id, server } of asked) partials.set(id, (await server.sign(request)).signature);
    const combined = combineSignature(nobleBls, election, STYLE, blinded, partials);
    assert.ok('signature' in combined);
    return sealPackage(election, { ...content, signature: combined.signature });
  }

  /** Of all periods so far, by the Commissioner's log. */
  get administratorKeys(): PeriodKeys {
    return this.election.log.keysAt('administrator');
  }

  /** As an Anonymizer brings them to that Counter. */
  async deliver(counter: number, packages: readonly Uint8Array[]): Promise<void> {
    const from = 'anonymizer-1';
    for (let at = 0; at < packages.length; at += MAX_BATCH) {
      const content = { to: `counter-${counter}`, packages: packages.slice(at, at + MAX_BATCH) };
      await this.counter(counter).deliver(this.sign(from, deliveryStatement, content));
    }
  }

  /** Claims end, for everybody's clock and for the board, which nobody has seen yet. */
  endClaims(): void {
    this.rig.board.now = this.election.times.claimsEnd;
    this.rig.board.tick(0);
  }

  /** Everybody looks at the board, again and again, until it is so. */
  async until(isSo: () => boolean, what: string): Promise<void> {
    for (let look = 0; look < LOOKS && !isSo(); look++) {
      await this.rig.look();
      await setTimeout(1);
    }
    assert.ok(isSo(), what);
  }

  /** So many ticks of the board, each seen by everybody. */
  async pass(ticks: number): Promise<void> {
    for (let i = 0; i < ticks; i++) {
      this.rig.board.tick(1_000);
      for (let look = 0; look < 3; look++) await this.rig.look();
    }
  }

  /** IDs of those who have posted that; by the Commissioner's log. */
  posted(type: string, topic: ElectionTopic = 'freeze'): string[] {
    return this.election.log
      .posts(topic, type)
      .map(({ signer }) => signer)
      .sort();
  }

  untilPosted(type: string, signers: readonly string[], topic: ElectionTopic = 'freeze'): Promise<void> {
    const isThere = (): boolean => signers.every((id) => this.posted(type, topic).includes(id));
    return this.until(isThere, `${type} of ${signers.join(', ')}`);
  }

  /** Until these Trustees have said that they hold these Counters' lists. */
  untilHeld(trustees: readonly string[], mask: number): Promise<void> {
    const { plan } = this.election.election;
    const indices = trustees.map((id) => plan.trustees.findIndex((party) => party.id === id));
    const areHeld = (): boolean => {
      const { freeze } = this.election.log;
      return freeze !== undefined && indices.every((i) => holdOf(freeze, i) === mask);
    };
    return this.until(areHeld, `lists at ${trustees.join(', ')}`);
  }

  /** What that party says, bound to the manifest. */
  sign<T>(id: string, type: StatementType<T>, content: T): Uint8Array {
    return signStatement(type, this.election.election.manifestHash, content, id, this.rig.keyOf(id));
  }

  /** What it comes to, while everybody goes on. */
  async waiting<T>(promise: Promise<T>): Promise<T> {
    let isOver = false;
    const end = (): void => {
      isOver = true;
    };
    promise.then(end, end);
    await this.until(() => isOver, 'the end');
    return promise;
  }

  /** Of those Counters (from 1) all that froze; undefined before the freeze point. */
  get frozen(): number[] | undefined {
    const { freeze } = this.election.log;
    return freeze?.step === 'frozen' ? freeze.available.map(([counter]) => counter + 1) : undefined;
  }

  untilFrozen = (): Promise<void> => this.until(() => this.frozen !== undefined, 'the freeze point');
  untilFinal = (): Promise<void> =>
    this.until(() => this.election.documents.get('final-roots') !== undefined, 'final roots');
  untilDisclosed = (): Promise<void> =>
    this.until(() => this.election.documents.get('disclosures') !== undefined, 'disclosures');

  close = (): Promise<void> => this.rig.close();
}

/** What the Trustee has said that it holds, in its last period. */
const holdOf = ({ holds }: Freeze, trustee: number): Mask | undefined =>
  [...holds.entries()]
    .sort(([a], [b]) => b - a)
    .find(([, own]) => own.has(trustee))?.[1]
    .get(trustee);
