/**
 * Step 1, ballot distribution, the Voter Module's part (paper section 2): fetches what the terminal will check. Whatever
 * a Distributor serves is signed by others, so any one that answers will do; f + 1 must name the manifest.
 */
import { CodedError } from '../common/coded-error.ts';
import { distributionStatement } from '../protocol/messages/distribution.ts';
import { hasKey } from '../protocol/messages/manifest.ts';
import type { Party, ServerRole } from '../protocol/messages/plan.ts';
import { toHex } from '../protocol/primitives/bytes.ts';
import {
  checkBallot,
  type OpenedManifest,
  openEnrolment,
  openManifest,
  openStatementOf,
} from './check-election-data.ts';
import { gather } from './gather.ts';
import { codeOf, type Send } from './send.ts';

/** The election as the Voter Module has checked it; only the terminal's check counts. */
export interface FetchedElection extends OpenedManifest {
  /** 128 bits, in hexadecimal. */
  readonly electionId: string;
  /** What f + 1 Distributors state: that this is the manifest. */
  readonly distributions: readonly Uint8Array[];
}

/** A server of the plan, with its URL for this election. */
export interface Server extends Party {
  readonly url: string;
  /** Whether messages can be sealed to it. */
  readonly isKeyed: boolean;
}

/** How often Distributors are asked again, when too few of them answer, and after how many milliseconds. */
const ROUNDS = 3;
const PAUSE = 1000;
const TOO_FEW = 'distributors/too-few';

export function serversOf(
  { plan, manifest, electionId }: Pick<FetchedElection, 'plan' | 'manifest' | 'electionId'>,
  role: ServerRole,
): Server[] {
  return plan[role].flatMap((party) => {
    const entry = manifest.servers.find(({ id }) => id === party.id);
    return entry === undefined
      ? []
      : [{ ...party, url: `${entry.url}/elections/${electionId}`, isKeyed: hasKey(entry) }];
  });
}

/**
 * The election of that ID (hexadecimal), from whichever of the `distributors` (URLs) has one that passes.
 * `commissionerKey` (33 bytes): the terminal's, if the election is to be voted in.
 * Errors: distributors/too-few, or why nothing that was served passed.
 */
export async function fetchElection(
  send: Send,
  distributors: readonly string[],
  electionId: string,
  commissionerKey: Uint8Array,
): Promise<FetchedElection> {
  for (let round = 1; ; round++) {
    try {
      return await fetchOnce(send, distributors, electionId, commissionerKey);
    } catch (error) {
      if (round === ROUNDS || !isPassing(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }
}

/** Every manifest that any Distributor serves is tried; each is asked for its names once. */
function fetchOnce(
  send: Send,
  distributors: readonly string[],
  electionId: string,
  commissionerKey: Uint8Array,
): Promise<FetchedElection> {
  const candidates = new Map<string, Promise<FetchedElection>>();
  return first(
    distributors.map(async (url) => {
      const opened = openManifest(await send(`${url}/elections/${electionId}/manifest`), commissionerKey);
      if (toHex(opened.plan.electionId) !== electionId)
        throw new CodedError('manifest/other', 'the manifest of another election');
      const name = toHex(opened.manifestHash);
      const candidate = candidates.get(name) ?? withNames(send, { ...opened, electionId });
      candidates.set(name, candidate);
      return candidate;
    }),
  );
}

/** The manifest with the word of f + 1 Distributors: of the first that give theirs. Errors: distributors/too-few. */
async function withNames(
  send: Send,
  election: Omit<FetchedElection, 'distributions'>,
): Promise<FetchedElection> {
  const needed = election.plan.lyingDistributors + 1;
  const asked = serversOf(election, 'distributors');
  const distributions = await gather(
    asked.map(async (distributor) => {
      const statement = await send(`${distributor.url}/distribution`);
      openStatementOf(distributionStatement, election, distributor, statement);
      return statement;
    }),
    (statements) => statements.length >= needed,
    0,
  );
  if (distributions.length >= needed) return { ...election, distributions };
  throw new CodedError(
    TOO_FEW,
    `${distributions.length} of ${asked.length} Ballot Distributors vouch for this election; ${needed} are needed. Try again in a few minutes`,
  );
}

/** The enrolment of the card whose key has that SHA-256. Errors: service/not-found unless it is on the roll. */
export async function fetchEnrolment(
  send: Send,
  election: FetchedElection,
  keyHash: Uint8Array,
): Promise<{ enrolment: Uint8Array; style: string }> {
  return fromDistributors(send, election, `enrolments/${toHex(keyHash)}`, (enrolment) => {
    const { style } = openEnrolment(enrolment, election, keyHash);
    return { enrolment, style };
  });
}

/** The ballot's XML, the one of the manifest. */
export function fetchBallot(send: Send, election: FetchedElection, style: string): Promise<Uint8Array> {
  return fromDistributors(send, election, `ballots/${style}`, (ballot) => {
    checkBallot(ballot, election, style);
    return ballot;
  });
}

/** One hostile Distributor that is faster than the others must not be the one that is believed. */
const fromDistributors = <T>(
  send: Send,
  election: FetchedElection,
  path: string,
  read: (answer: Uint8Array) => T,
): Promise<T> =>
  first(serversOf(election, 'distributors').map(async ({ url }) => read(await send(`${url}/${path}`))));

/**
 * The first answer that is one. If there is none, why: that too few name a manifest which passed, or else the failure
 * that most have; of as many, one that may pass.
 */
async function first<T>(answers: readonly Promise<T>[]): Promise<T> {
  try {
    return await Promise.any(answers);
  } catch (error) {
    const reasons: unknown[] = error instanceof AggregateError ? error.errors : [error];
    const weight = (reason: unknown): number => {
      if (codeOf(reason) === TOO_FEW) return Number.POSITIVE_INFINITY;
      const alike = reasons.filter((other) => codeOf(other) === codeOf(reason)).length;
      return isPassing(reason) ? alike + 0.5 : alike;
    };
    const [commonest] = reasons.toSorted((a, b) => weight(b) - weight(a));
    throw commonest ?? new CodedError('voter-module/unreachable', 'no Ballot Distributor is known');
  }
}

const isPassing = (error: unknown): boolean => [TOO_FEW, 'voter-module/unreachable'].includes(codeOf(error));
