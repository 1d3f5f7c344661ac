/**
 * Step 1, ballot distribution, the Voter Module's part (paper section 2): fetches what the terminal will check. Whatever
 * a Distributor serves is signed by others, so any one that answers will do; f + 1 must name the manifest.
 */
import { type Enrolment, enrolmentCodec, MAX_ENROLMENT_LENGTH } from '../protocol/messages/enrolment.ts';
import { MAX_MANIFEST_LENGTH, type Manifest, manifestCodec } from '../protocol/messages/manifest.ts';
import { MAX_PLAN_LENGTH, type Plan, planCodec, type ServerRole } from '../protocol/messages/plan.ts';
import { toHex } from '../protocol/primitives/bytes.ts';
import { type Codec, decode } from '../protocol/primitives/cbor.ts';
import { type Send, ServerError } from './send.ts';

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
  const manifestDocument = await first(
    distributors.map((url) => send(`${url}/elections/${electionId}/manifest`)),
  );
  const manifest = readPayload(manifestCodec, manifestDocument, MAX_MANIFEST_LENGTH);
  const plan = decode(planCodec, manifest.plan, MAX_PLAN_LENGTH, 'plan');
  const fetched = { electionId, manifestDocument, manifest, plan, distributions: [] };
  const answers = await Promise.allSettled(
    serversOf(fetched, 'distributors').map(({ url }) => send(`${url}/distribution`)),
  );
  const distributions = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  return { ...fetched, distributions };
}

/** The enrolment of the card whose key has that SHA-256. Errors: service/not-found unless it is on the roll. */
export async function fetchEnrolment(
  send: Send,
  election: FetchedElection,
  keyHash: Uint8Array,
): Promise<{ enrolment: Uint8Array; style: string }> {
  const enrolment = await fromDistributors(send, election, `enrolments/${toHex(keyHash)}`);
  const { style }: Enrolment = readPayload(enrolmentCodec, enrolment, MAX_ENROLMENT_LENGTH);
  return { enrolment, style };
}

/** The ballot's XML. */
export const fetchBallot = (send: Send, election: FetchedElection, style: string): Promise<Uint8Array> =>
  fromDistributors(send, election, `ballots/${style}`);

const fromDistributors = (send: Send, election: FetchedElection, path: string): Promise<Uint8Array> =>
  first(serversOf(election, 'distributors').map(({ url }) => send(`${url}/${path}`)));

/** The payload of a JWS, its signatures unseen. */
function readPayload<T>(codec: Codec<T>, document: Uint8Array, maxLength: number): T {
  const { payload } = JSON.parse(new TextDecoder().decode(document)) as { payload?: unknown };
  const text = typeof payload === 'string' ? payload.replaceAll('-', '+').replaceAll('_', '/') : '';
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return decode(codec, bytes, maxLength, 'document');
}

/** The first answer that is one; the first failure if there is none. */
async function first(answers: readonly Promise<Uint8Array>[]): Promise<Uint8Array> {
  try {
    return await Promise.any(answers);
  } catch (error) {
    const [reason] = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
    throw reason ?? new ServerError('voter-module/unreachable', 'no Distributor is known');
  }
}
