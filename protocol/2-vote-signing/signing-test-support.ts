/** Administrators of tests: the deployed steps 2.4 and 2.5 over a register in memory. */
import { bindingTimes } from '../0-setup/close-early.ts';
import type { Election } from '../0-setup/election.ts';
import type { PrepareAnswer } from '../messages/prepare-request.ts';
import { prepareBody } from '../messages/prepare-request.ts';
import type { RollEntry } from '../messages/roll.ts';
import type { Echo, PartialSignature, PeriodSignature } from '../messages/sign-request.ts';
import { blindedVoteDigest } from '../messages/vote.ts';
import { loadMclBls } from '../primitives/bls-mcl.ts';
import { toHex } from '../primitives/bytes.ts';
import type { PeriodKeys } from '../primitives/statement.ts';
import { given, type TestElection, type TestVoter } from '../test-support.ts';
import type { BlindedBallot } from './blind-vote.ts';
import { givePartial, isEcho } from './give-partial.ts';
import { isSigned } from './held-row.ts';
import { prepare } from './prepare.ts';
import { sealPrepare } from './request-signature.ts';
import { sign } from './sign.ts';
import type { PreparedVote, VoteKeeper, VoteRegister } from './vote-register.ts';

const bls = await loadMclBls();

/** What is no M: the point (0, 2) of order 3, which is on the curve y^2 = x^3 + 4, the identity, and no points at all. */
export const NO_ELEMENTS: readonly Uint8Array[] = [
  new Uint8Array(48).fill(0x80, 0, 1),
  new Uint8Array(48).fill(0xc0, 0, 1),
  new Uint8Array(48),
  new Uint8Array(48).fill(0xff),
];

/** Keeps what an Administrator keeps, for as long as the test runs. */
export class MemoryVoteRegister implements VoteRegister {
  readonly roll: ReadonlyMap<string, RollEntry>;
  /** By d, in hex. */
  readonly votes = new Map<string, PreparedVote>();

  constructor(roll: readonly RollEntry[]) {
    this.roll = new Map(roll.map((entry) => [entry.voter, entry]));
  }

  /** IDs of the voters that are given a partial signature. */
  get signed(): ReadonlySet<string> {
    return new Set([...this.votes.values()].filter(isSigned).map(({ request }) => request.voter));
  }

  voter(id: string): RollEntry | undefined {
    return this.roll.get(id);
  }

  prepared(voter: string): PreparedVote[] {
    return [...this.votes.values()].filter(({ request }) => request.voter === voter);
  }

  preparedAs(digest: Uint8Array): PreparedVote | undefined {
    return this.votes.get(toHex(digest));
  }

  async keep(vote: PreparedVote, digest: Uint8Array): Promise<PreparedVote[]> {
    if (this.prepared(vote.request.voter).length === 0) this.votes.set(toHex(digest), vote);
    return this.prepared(vote.request.voter);
  }

  async keepEcho(digest: Uint8Array, echo: PeriodSignature): Promise<PeriodSignature> {
    this.votes.set(toHex(digest), { ...given(this.preparedAs(digest)), echo });
    return echo;
  }

  async keepSigned(digest: Uint8Array, signRequest: Uint8Array): Promise<void> {
    const vote = given(this.preparedAs(digest));
    for (const [name, { request }] of this.votes)
      if (request.voter === vote.request.voter) this.votes.delete(name);
    this.votes.set(toHex(digest), { ...vote, signRequest });
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
    const { open } = this.#fixture.server(this.id);
    const times = bindingTimes(this.#fixture.election);
    return { id: this.id, keeper: keeperOf(this.#fixture, this.id), bls, open, times, now: this.now };
  }

  prepare(sealed: Uint8Array): Promise<PrepareAnswer> {
    return prepare(this.#fixture.election, this.#self, this.register, sealed);
  }

  sign(input: Uint8Array): Promise<PartialSignature> {
    return sign(this.#fixture.election, this.#self, this.register, input);
  }
}

/** Its shares and its key, of period 0. */
function keeperOf({ election, server, issuanceShares }: TestElection, id: string): VoteKeeper {
  const shareOf = (style: string): bigint => given(issuanceShares.get(`${id} ${style}`)).share;
  const shares = { period: 0, keyOf: election.keysOfPeriod('administrators'), bls, shareOf };
  const holdsShares = election.holders('administrators').some((holder) => holder.id === id);
  return {
    period: 0,
    holdsShares,
    sign: async (body) => ({ period: 0, signature: server(id).key.sign(body) }),
    partial: async (asked) => givePartial(election, shares, asked),
  };
}

/** Whether it is that Administrator's echo of d, in period 0. */
export const isEchoOf = (
  election: Election,
  administrator: string,
  digest: Uint8Array,
  signature: Uint8Array,
) => isEcho(election, election.keysOfPeriod('administrators')(0, administrator), digest, signature);

export const testAdministrators = (fixture: TestElection): TestAdministrator[] =>
  fixture.plan.administrators.map(({ id }) => new TestAdministrator(fixture, id));

/** Steps 2.4 and 2.5 up to the echoes: what the asked Administrators answer to the voter's M. */
export async function prepareAt(
  {
    election,
    keyOf = election.keysOfPeriod('administrators'),
  }: Pick<TestElection, 'election'> & { readonly keyOf?: PeriodKeys },
  asked: readonly Pick<TestAdministrator, 'id' | 'prepare'>[],
  { id: voter, style, key }: Omit<TestVoter, 'entry'>,
  { blinded }: Pick<BlindedBallot, 'blinded'>,
): Promise<{ digest: Uint8Array; period: number; echoes: Echo[] }> {
  const fields = { manifestHash: election.manifestHash, voter, style, blinded };
  const digest = blindedVoteDigest(fields);
  const echoes: Echo[] = [];
  let period = 0;
  for (const one of asked) {
    const administrator = one.id;
    const body = { ...fields, administrator };
    const request = { ...body, signature: key.sign(prepareBody(body)) };
    const member = given(election.member('administrators', administrator));
    const { echo } = await one.prepare(await sealPrepare(election, member, request));
    if (echo === undefined) continue;
    if (!isEcho(election, keyOf(echo.period, administrator), digest, echo.signature)) continue;
    echoes.push({ administrator, signature: echo.signature });
    period = echo.period;
  }
  return { digest, period, echoes };
}
