/**
 * Step 1, ballot distribution, the Voter Module's part (paper section 2): fetches what the terminal will check. Whatever
 * a Distributor serves is signed by others, so any one that answers will do; f + 1 must name the manifest.
 */
import { type Enrolment, enrolmentCodec, MAX_ENROLMENT_LENGTH } from '../protocol/messages/enrolment.ts';
import { MAX_MANIFEST_LENGTH, type Manifest, manifestCodec } from '../protocol/messages/manifest.ts';
import { MAX_PLAN_LENGTH, type Plan, planCodec, type ServerRole } from '../protocol/messages/plan.ts';
import { equalBytes, toHex } from '../protocol/primitives/bytes.ts';
import { type Codec, decode } from '../protocol/primitives/cbor.ts';
import { isAnswer, type Send, ServerError } from './send.ts';

/** The election as the Voter Module reads it, unchecked: only the terminal's check counts. */
export interface FetchedElection {
  readonly electionId: string;
  readonly manifestDocument: Uint8Array;
  readonly distributions: readonly Uint8Array[];
  readonly manifest: Manifest;
  readonly plan: Plan;
}

export interface Server {
  readonly id: string;
  readonly url: string;
}

export function serversOf({ plan, manifest, electionId }: FetchedElection, role: ServerRole): Server[] {
  const ids = new Set(plan[role].map(({ id }) => id));
  return manifest.servers
    .filter(({ id }) => ids.has(id))
    .map(({ id, url }) => ({ id, url: `${url}/elections/${electionId}` }));
}

export async function fetchElection(
  send: Send,
  distributors: readonly string[],
  electionId: string,
): Promise<FetchedElection> {
  const fetched = await first(
    distributors.map(async (url) => {
      const manifestDocument = await send(`${url}/elections/${electionId}/manifest`);
      const manifest = readPayload(manifestCodec, manifestDocument, MAX_MANIFEST_LENGTH);
      const plan = decode(planCodec, manifest.plan, MAX_PLAN_LENGTH, 'plan');
      if (toHex(plan.electionId) !== electionId)
        throw new ServerError('manifest/mismatch', 'the manifest of another election');
      return { electionId, manifestDocument, manifest, plan, distributions: [] };
    }),
  );
  const answers = await Promise.allSettled(
    serversOf(fetched, 'distributors').map(({ url }) => send(`${url}/distribution`)),
  );
  const distributions = answers.flatMap((answer) =>
    answer.status === 'fulfilled' && isAnswer(answer.value) ? [answer.value] : [],
  );
  return { ...fetched, distributions };
}

/** The enrolment of the card whose key has that SHA-256. Errors: service/not-found unless it is on the roll. */
export async function fetchEnrolment(
  send: Send,
  election: FetchedElection,
  keyHash: Uint8Array,
): Promise<{ enrolment: Uint8Array; style: string }> {
  return fromDistributors(send, election, `enrolments/${toHex(keyHash)}`, (enrolment) => {
    const content: Enrolment = readPayload(enrolmentCodec, enrolment, MAX_ENROLMENT_LENGTH);
    const { style } = content;
    if (!election.plan.styles.includes(style)) throw new ServerError('enrolment/mismatch', 'no such style');
    return { enrolment, style };
  });
}

/** The ballot's XML, the one of the manifest. */
export function fetchBallot(send: Send, election: FetchedElection, style: string): Promise<Uint8Array> {
  const expected =
    election.manifest.styles.find((one) => one.style === style)?.ballotHash ?? new Uint8Array();
  return fromDistributors(send, election, `ballots/${style}`, async (ballot) => {
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(ballot)));
    if (!equalBytes(hash, expected))
      throw new ServerError('ballot/mismatch', 'not the ballot of the manifest');
    return ballot;
  });
}

/** One hostile Distributor that is faster than the others must not be the one that is believed. */
const fromDistributors = <T>(
  send: Send,
  election: FetchedElection,
  path: string,
  read: (answer: Uint8Array) => T | Promise<T>,
): Promise<T> =>
  first(serversOf(election, 'distributors').map(async ({ url }) => read(await send(`${url}/${path}`))));

/** The payload of a JWS, its signatures unseen. */
function readPayload<T>(codec: Codec<T>, document: Uint8Array, maxLength: number): T {
  const { payload } = JSON.parse(new TextDecoder().decode(document)) as { payload?: unknown };
  const text = typeof payload === 'string' ? payload.replaceAll('-', '+').replaceAll('_', '/') : '';
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return decode(codec, bytes, maxLength, 'document');
}

/** The first answer that is one; the first failure if there is none. */
async function first<T>(answers: readonly Promise<T>[]): Promise<T> {
  try {
    return await Promise.any(answers);
  } catch (error) {
    const [reason] = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
    throw reason ?? new ServerError('voter-module/unreachable', 'no Distributor is known');
  }
}
