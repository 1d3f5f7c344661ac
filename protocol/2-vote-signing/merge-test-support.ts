/** Rows for the tests of the merge: voters' requests, echoes under period keys, Sign requests that show them. */
import type { Row } from '../messages/merge.ts';
import { type PrepareRequest, prepareBody, prepareRequestCodec } from '../messages/prepare-request.ts';
import { echoBody, type SignRequest, signRequestCodec } from '../messages/sign-request.ts';
import { blindedVoteDigest } from '../messages/vote.ts';
import { loadMclBls } from '../primitives/bls-mcl.ts';
import { EMPTY, equalBytes, utf8 } from '../primitives/bytes.ts';
import { encode } from '../primitives/cbor.ts';
import type { SigningKey } from '../primitives/p256-signature.ts';
import { type ElectionOptions, given, makeElection, newKey, type TestVoter } from '../test-support.ts';
import { type RowChecks, type RowPlace, rowChecks } from './check-row.ts';
import type { HeldRow } from './held-row.ts';
import { VoteMerge } from './merge-votes.ts';

const bls = await loadMclBls();

/** M: an element of the group by its name. */
const blindedAs = (name: string): Uint8Array => bls.hashToG1(utf8(name));

/** N = 4, t = 3, b = 1, and each Administrator's key of each period. */
export async function makeMergeFixture(options: Pick<ElectionOptions, 'styles'> = {}) {
  const fixture = await makeElection(options);
  const { election, voters } = fixture;
  const { manifestHash } = election;
  const ids = fixture.plan.administrators.map(({ id }) => id);
  const keys = new Map<string, SigningKey>();
  for (const period of [0, 1, 2, 3]) for (const id of ids) keys.set(`${period} ${id}`, newKey());
  const keyOf = (period: number, id: string): SigningKey => given(keys.get(`${period} ${id}`));
  const roll = new Map(voters.map(({ entry }) => [entry.voter, entry]));
  const place: RowPlace = {
    election,
    voter: (id) => roll.get(id),
    keyOf: (period, id) => keys.get(`${period} ${id}`)?.publicKey,
    bls,
  };
  const checks: RowChecks = rowChecks(place);

  /** What the voter's card signs; `changes` before it signs. */
  const requestOf = (
    voter: TestVoter,
    name: string,
    changes: Partial<PrepareRequest> = {},
  ): PrepareRequest => {
    const fields = {
      manifestHash,
      administrator: given(ids[0]),
      voter: voter.id,
      style: voter.style,
      blinded: blindedAs(name),
      ...changes,
    };
    return { ...fields, signature: voter.key.sign(prepareBody(fields)) };
  };
  const echoesOf = (request: PrepareRequest, period: number, of: readonly string[] = ids.slice(0, 3)) =>
    of.map((administrator) => ({
      administrator,
      signature: keyOf(period, administrator).sign(echoBody(manifestHash, blindedVoteDigest(request))),
    }));
  /** A Sign request with the first three Administrators' echoes of that period; `changes` to it. */
  const signRequestOf = (
    request: PrepareRequest,
    period: number,
    changes: Partial<SignRequest> = {},
  ): Uint8Array =>
    encode(signRequestCodec, {
      manifestHash,
      digest: blindedVoteDigest(request),
      period,
      echoes: echoesOf(request, period),
      ...changes,
    });
  return { ...fixture, ids, keyOf, place, checks, requestOf, echoesOf, signRequestOf };
}

export const rowOf = (request: PrepareRequest, signRequest: Uint8Array = EMPTY): Row => ({
  request: encode(prepareRequestCodec, request),
  signRequest,
});

/** A merge that has taken these rows. */
export function mergeOf(checks: RowChecks, rows: readonly Row[]): VoteMerge {
  const merge = new VoteMerge(checks);
  for (const row of rows) merge.take(row);
  return merge;
}

/** Of a voter: which M are held, and which of them are marked signed. */
export function heldOf(merge: VoteMerge, voter: string, names: readonly string[]): string {
  const { kept, conflicts } = merge.result();
  const row = kept.get(voter);
  const rows: readonly HeldRow[] = row === undefined ? (conflicts.get(voter) ?? []) : [row];
  return names
    .flatMap((name) => {
      const found = rows.find(({ request }) => equalBytes(request.blinded, blindedAs(name)));
      if (found === undefined) return [];
      return found.signRequest.length > 0 ? `${name}*` : name;
    })
    .join(' ');
}
