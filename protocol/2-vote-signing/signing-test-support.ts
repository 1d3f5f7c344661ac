/** Administrators of tests: the deployed steps 2.4 and 2.5 over a register in memory. */
import { bindingTimes } from '../0-setup/close-early.ts';
import type { PrepareAnswer } from '../messages/prepare-request.ts';
import { prepareBody } from '../messages/prepare-request.ts';
import type { RollEntry } from '../messages/roll.ts';
import type { Echo } from '../messages/sign-request.ts';
import { blindedVoteDigest } from '../messages/vote.ts';
import { loadMclBls } from '../primitives/bls-mcl.ts';
import { toHex } from '../primitives/bytes.ts';
import { given, type TestElection, type TestVoter } from '../test-support.ts';
import type { BlindedBallot } from './blind-vote.ts';
import { prepare } from './prepare.ts';
import { sealPrepare } from './request-signature.ts';
import { isEcho, sign } from './sign.ts';
import type { LedgerEntry, PreparedVote, VoteRegister } from './vote-register.ts';

/** Keeps what an Administrator keeps, for as long as the test runs. */
export class MemoryVoteRegister implements VoteRegister {
  readonly roll: ReadonlyMap<string, RollEntry>;
  readonly byVoter = new Map<string, PreparedVote>();
  readonly byDigest = new Map<string, PreparedVote>();
  readonly signed = new Set<string>();

  constructor(roll: readonly RollEntry[]) {
    this.roll = new Map(roll.map((entry) => [entry.voter, entry]));
  }

  voter(id: string): RollEntry | undefined {
    return this.roll.get(id);
  }

  prepared(voter: string): PreparedVote | undefined {
    return this.byVoter.get(voter);
  }

  preparedAs(digest: Uint8Array): LedgerEntry | undefined {
    const vote = this.byDigest.get(toHex(digest));
    return vote && { ...vote, isSigned: this.signed.has(vote.voter) };
  }

  async keep(vote: PreparedVote, digest: Uint8Array): Promise<PreparedVote> {
    const known = this.prepared(vote.voter);
    if (known !== undefined) return known;
    this.byVoter.set(vote.voter, vote);
    this.byDigest.set(toHex(digest), vote);
    return vote;
  }

  async markSigned(voter: string): Promise<void> {
    this.signed.add(voter);
  }
}

/** An honest Administrator. */
export class TestAdministrator {
  readonly id: string;
  readonly register: MemoryVoteRegister;
  /** Its clock, Unix ms. */
  now: number;
  readonly #fixture: TestElection;

  constructor(
    fixture: TestElection,
    id: string,
    roll: readonly RollEntry[] = fixture.voters.map(({ entry }) => entry),
  ) {
    this.#fixture = fixture;
    this.id = id;
    this.register = new MemoryVoteRegister(roll);
    this.now = bindingTimes(fixture.election).opens;
  }

  get #self() {
    const { key, open } = this.#fixture.server(this.id);
    return { id: this.id, key, open, times: bindingTimes(this.#fixture.election), now: this.now };
  }

  prepare(sealed: Uint8Array): Promise<PrepareAnswer> {
    return prepare(this.#fixture.election, this.#self, this.register, sealed);
  }

  async sign(input: Uint8Array): Promise<Uint8Array> {
    const shareOf = (style: string): bigint =>
      given(this.#fixture.issuanceShares.get(`${this.id} ${style}`)).share;
    const self = { ...this.#self, bls: await loadMclBls(), shareOf };
    return sign(this.#fixture.election, self, this.register, input);
  }
}

export const testAdministrators = (fixture: TestElection): TestAdministrator[] =>
  fixture.plan.administrators.map(({ id }) => new TestAdministrator(fixture, id));

/** Steps 2.4 and 2.5 up to the echoes: what the asked Administrators answer to the voter's M. */
export async function prepareAt(
  { election }: TestElection,
  asked: readonly TestAdministrator[],
  { id: voter, style, key }: TestVoter,
  { blinded }: Pick<BlindedBallot, 'blinded'>,
): Promise<{ digest: Uint8Array; echoes: Echo[] }> {
  const fields = { manifestHash: election.manifestHash, voter, style, blinded };
  const digest = blindedVoteDigest(fields);
  const echoes: Echo[] = [];
  for (const one of asked) {
    const administrator = one.id;
    const body = { ...fields, administrator };
    const request = { ...body, signature: key.sign(prepareBody(body)) };
    const member = given(election.member('administrators', administrator));
    const { echo } = await one.prepare(await sealPrepare(election, member, request));
    if (isEcho(election, administrator, digest, echo)) echoes.push({ administrator, signature: echo });
  }
  return { digest, echoes };
}
