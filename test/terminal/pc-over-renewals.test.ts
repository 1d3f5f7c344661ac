/**
 * The PC carries a vote while Administrators renew their shares and keys (trustees contract, section 3): the real terminal and Voter
 * Module, and Administrators that change their periods, or lie, at any step.
 */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test, vi } from 'vitest';
import { CodedError } from '../../common/coded-error.ts';
import { LINKS_AT_ONCE, linksCodec } from '../../protocol/messages/period-chain.ts';
import type { PrepareRequest } from '../../protocol/messages/prepare-request.ts';
import { challengeStatement } from '../../protocol/messages/relay.ts';
import {
  MAX_SIGN_REQUEST_LENGTH,
  partialCodec,
  signRequestCodec,
} from '../../protocol/messages/sign-request.ts';
import { nobleBls } from '../../protocol/primitives/bls-noble.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { decode, encode } from '../../protocol/primitives/cbor.ts';
import { signStatement } from '../../protocol/primitives/statement.ts';
import { given, random } from '../../protocol/test-support.ts';
import { TerminalClient } from '../../tcb-emulator/client.ts';
import { continueVote } from '../../voter-module/vote.ts';
import type { VoteProgress } from '../../voter-module/voter-module.ts';
import { AdministratorPeriods, RENEWAL } from '../support/administrator-periods.ts';
import { STYLE, TerminalRig } from '../support/terminal-rig.ts';

const rig = await TerminalRig.make({ administratorRenewal: RENEWAL });
const { fixture } = rig;
const electionId = toHex(fixture.plan.electionId);
const periods = new AdministratorPeriods(fixture);
const [ONE = '', TWO = '', THREE = '', FOUR = ''] = periods.ids;
const LAST = LINKS_AT_ONCE + 2;
for (let i = 0; i < LAST; i++) periods.renew();

/** What an Administrator is asked for. */
type Path = 'prepare' | 'sign' | 'links' | 'commitments';
type Answer = (server: Administrator, asked: Uint8Array, from: number) => Uint8Array | Promise<Uint8Array>;

/** Honest, but for what `lies` say. */
class Administrator {
  readonly id: string;
  period = 0;
  readonly lies = new Map<Path, Answer>();
  request: PrepareRequest | undefined;

  constructor(id: string) {
    this.id = id;
  }

  async answer(path: Path, body: Uint8Array, from: number): Promise<Uint8Array> {
    const lie = this.lies.get(path);
    return lie === undefined ? await this.honest(path, body, from) : await lie(this, body, from);
  }

  async honest(path: Path, body: Uint8Array, from = 0): Promise<Uint8Array> {
    if (path === 'links') {
      const links = periods.links.slice(from, Math.min(from + LINKS_AT_ONCE, this.period));
      return encode(linksCodec, links);
    }
    if (path === 'commitments') return periods.commitments(from, STYLE);
    if (path === 'prepare') {
      this.request = await rig.open(this.id, body);
      return periods.echo(this.period, this.id, this.request);
    }
    const { period } = decode(signRequestCodec, body, MAX_SIGN_REQUEST_LENGTH);
    if (period > this.period) throw new CodedError('period/behind', '');
    if (period < this.period - 1) throw new CodedError('period/past', '');
    return periods.partial(this.period, this.id, given(this.request));
  }
}

let administrators: Administrator[];
let asked: string[];
/** Who has failed so far, with the codes. */
let failures: Set<string>;
/** How often the terminal was given commitments. */
let brought: number;
/** Calls that the terminal has refused. */
let refused: string[];
/** Before the answer to a request, by its number among those of its path. */
let before: (path: Path, count: number) => void;

async function send(url: string, body: Uint8Array = new Uint8Array()): Promise<Uint8Array> {
  const { hostname, pathname, search } = new URL(url);
  const id = hostname.replace('.example', '');
  const path = pathname.split(`/elections/${electionId}/`)[1] ?? '';
  const { manifestHash } = fixture.election;
  if (path === 'manifest') return fixture.manifestDocument;
  if (path === 'distribution')
    return given(rig.data().distributions[fixture.plan.distributors.findIndex((one) => one.id === id)]);
  const { key } = fixture.server(id);
  if (path === 'challenge')
    return signStatement(challengeStatement, manifestHash, { challenge: body }, id, key);
  if (path === 'onions') return new Uint8Array([1]);
  const [what = '', number, style] = path.split('/');
  const kind = what !== 'periods' ? (what as Path) : number === undefined ? 'links' : 'commitments';
  assert.ok(style === undefined || style === STYLE);
  const count = asked.filter((one) => one.includes(` ${what}`)).length;
  asked.push(`${id} ${path}${search}`);
  before(kind, count);
  const from = Number(number ?? search.replace('?from=', ''));
  return given(administrators.find((one) => one.id === id)).answer(kind, body, from);
}

const URL_OF_TERMINAL = 'http://terminal';
const terminal = new TerminalClient(URL_OF_TERMINAL);

beforeEach(async () => {
  vi.stubGlobal('fetch', async (url: string, { method, body }: RequestInit) => {
    const payload = body instanceof Uint8Array ? body : undefined;
    if (url.endsWith('/commitments')) brought += 1;
    const { status, body: answer } = await rig.call(
      method === 'POST' ? 'POST' : 'GET',
      url.replace(URL_OF_TERMINAL, ''),
      payload,
    );
    if (status >= 400) refused.push(url);
    return new Response(new Uint8Array(answer), { status });
  });
  administrators = periods.ids.map((id) => new Administrator(id));
  asked = [];
  brought = 0;
  refused = [];
  before = () => undefined;
  await rig.newCard();
  await rig.begin(rig.data());
  await rig.voterVotes(rig.ballot.contests.map(() => [[0]]));
});
afterEach(() => {
  vi.unstubAllGlobals();
  rig.terminal.remove();
});

/** How often somebody was asked to sign. */
const signings = (): number => asked.filter((one) => one.endsWith(' sign')).length;
const comeTo = (...to: readonly number[]): void => {
  for (const [i, one] of administrators.entries()) one.period = to[i] ?? to[0] ?? 0;
};
const lie = (id: string, path: Path, answer: Answer): void =>
  void given(administrators.find((one) => one.id === id)).lies.set(path, answer);
const unreachable: Answer = () => {
  throw new CodedError('voter-module/unreachable', '');
};
const until = (isSo: () => boolean): Promise<boolean> => vi.waitUntil(isSo, { timeout: 10_000 });
/** The terminal has t partial signatures of period 2, and cannot tell whose is wrong; so often. */
const lacks2 = (times = 1): Promise<boolean> =>
  until(() => asked.filter((one) => one.includes('periods/2/')).length >= times * periods.ids.length);

/** The vote comes through; who failed, with the codes. */
async function comesThrough(): Promise<Set<string>> {
  const progress: VoteProgress[] = [];
  failures = new Set();
  const distributors = fixture.plan.distributors.map(({ id }) => `https://${id}.example`);
  const onProgress = (one: VoteProgress): void => {
    progress.push(one);
    if (one.stage === 'failed') failures.add(`${one.server} ${one.code}`);
  };
  await continueVote({ terminal, send, distributors, electionId, onProgress });
  assert.equal(progress.at(-1)?.stage, 'sent');
  return failures;
}

test('after many renewals the terminal is shown the whole chain, in parts, and nobody has failed', async () => {
  comeTo(LAST);
  assert.deepEqual(await comesThrough(), new Set());
  const from = new Set(asked.flatMap((one) => one.split('periods?from=')[1] ?? []).map(Number));
  assert.ok(from.has(0) && from.has(LINKS_AT_ONCE));
  assert.deepEqual(refused, [], 'each link once, whoever brings it');
});

test('a PC that was reloaded shows the terminal what comes after what it was shown', async () => {
  comeTo(3);
  await terminal.statusAfter('voter');
  assert.equal(await terminal.administratorPeriods(encode(linksCodec, periods.links.slice(0, 2))), 2);
  assert.deepEqual(await comesThrough(), new Set());
  assert.ok(asked.some((one) => one.endsWith('periods?from=2')));
  assert.ok(!asked.some((one) => one.endsWith('periods?from=0')));
});

test('two renewals between Prepare and Sign: the old echoes are past, and new ones are asked for', async () => {
  before = (path) => {
    if (path === 'sign' && given(administrators[0]).period === 0) comeTo(2);
  };
  assert.deepEqual(await comesThrough(), new Set(periods.ids.map((id) => `${id} period/past`)));
  assert.equal(signings(), 2 * periods.ids.length, 'nobody is asked again to sign by the old ones');
});

test('Prepare straddles a switch: who was before it is asked again', async () => {
  comeTo(1, 1, 2, 2);
  before = (path, count) => {
    if (path === 'prepare' && count >= periods.ids.length) comeTo(2);
  };
  assert.deepEqual(await comesThrough(), new Set());
});

test('Sign straddles a switch: partial signatures of two periods do not combine, and are asked for again', async () => {
  comeTo(1);
  before = (path, count) => {
    if (path === 'sign') comeTo(...(count < periods.ids.length ? [1, 1, 2, 2] : [2]));
  };
  assert.deepEqual(await comesThrough(), new Set());
});

test('who is behind is asked again a little later', async () => {
  comeTo(1);
  before = (path, count) => {
    if (path === 'sign') comeTo(...(count < periods.ids.length ? [1, 0, 0, 1] : [1]));
  };
  assert.deepEqual(await comesThrough(), new Set([`${TWO} period/behind`, `${THREE} period/behind`]));
});

const wrongPartial: Answer = ({ period }) =>
  encode(partialCodec, { period, signature: nobleBls.hashToG1(random(32)) });

test('who lies in its partial signature, the chain and the commitments is named, and stops nobody', async () => {
  comeTo(2);
  lie(ONE, 'sign', wrongPartial);
  lie(ONE, 'links', () => random(500));
  lie(ONE, 'commitments', () => periods.commitments(1, STYLE));
  const failed = await comesThrough();
  assert.ok(!failed.has(`${TWO} false-answer`));
  for (const failure of failed) assert.ok(failure.startsWith(ONE), failure);
});

test('commitments of another period are their sender’s lie, and the right ones are waited for', async () => {
  comeTo(2);
  lie(ONE, 'sign', wrongPartial);
  lie(TWO, 'commitments', () => periods.commitments(1, STYLE));
  for (const id of [ONE, THREE, FOUR])
    lie(id, 'commitments', async () => {
      await until(() => failures.has(`${TWO} false-answer`));
      return periods.commitments(2, STYLE);
    });
  const failed = await comesThrough();
  assert.deepEqual(failed, new Set([`${ONE} false-answer`, `${TWO} false-answer`]));
  assert.equal(signings(), periods.ids.length);
});

const signsLate: Answer = async (one, body) => {
  await lacks2();
  return one.honest('sign', body);
};

test('a liar in a later period that answers first is named by the commitments that others give', async () => {
  comeTo(2);
  lie(ONE, 'sign', wrongPartial);
  lie(FOUR, 'sign', signsLate);
  assert.deepEqual(await comesThrough(), new Set([`${ONE} false-answer`]));
});

test.each([
  [TWO, 1],
  [ONE, 2],
])(
  'commitments that %s gives so late that those of period 2 are wanted: even those of period %i lose no vote, and make nobody a liar',
  async (late, of) => {
    comeTo(1);
    before = (path, count) => {
      if (path === 'sign' && count >= periods.ids.length) comeTo(2);
    };
    lie(ONE, 'sign', wrongPartial);
    lie(FOUR, 'sign', (one, ...call) => (one.period === 1 ? unreachable : signsLate)(one, ...call));
    for (const id of periods.ids)
      lie(id, 'commitments', async (_one, _body, period) => {
        if (period === 2) await until(() => brought === periods.ids.length);
        else if (id === late) await lacks2(2);
        return periods.commitments(id === late ? of : period, STYLE);
      });
    const failed = await comesThrough();
    assert.deepEqual(failed, new Set([`${ONE} false-answer`, `${FOUR} voter-module/unreachable`]));
  },
);

test.each([
  ['no links', () => encode(linksCodec, [])],
  ['no answer', unreachable],
])('who claims a period that it cannot show stops nobody: %s', async (_, links) => {
  const claim: Answer = async (one, body) => {
    await one.honest('prepare', body);
    return periods.echo(3, one.id, given(one.request));
  };
  comeTo(1);
  lie(ONE, 'prepare', claim);
  lie(ONE, 'links', links);
  assert.deepEqual(await comesThrough(), new Set([`${ONE} unknown-period`]));
});

test('who says that echoes are past keeps nobody from signing by the same ones', async () => {
  comeTo(1);
  lie(ONE, 'sign', () => {
    throw new CodedError('period/past', '');
  });
  let hasSigned = 0;
  lie(TWO, 'sign', (one, body, from) =>
    hasSigned++ === 0 ? unreachable(one, body, from) : one.honest('sign', body),
  );
  const failed = await comesThrough();
  assert.deepEqual(failed, new Set([`${ONE} period/past`, `${TWO} voter-module/unreachable`]));
});
