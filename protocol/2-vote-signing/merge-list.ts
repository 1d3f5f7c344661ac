/**
 * Trustees contract, section 3, merge, step 2: the list by which an Administrator shows which rows it holds, and pages of them.
 * What others send is bounded before it costs anything, and is no list, or an empty page, if it is not right.
 */
import { attempt } from '../../common/attempt.ts';
import type { Election } from '../0-setup/election.ts';
import { ProtocolError } from '../errors.ts';
import {
  MAX_ROW_PAGE_LENGTH,
  MAX_ROWS_OF_VOTER,
  mergeHeadStatement,
  ROW_NAME_LENGTH,
  ROW_PAGE,
  type Row,
  rowPageCodec,
} from '../messages/merge.ts';
import { prepareRequestCodec } from '../messages/prepare-request.ts';
import { equalBytes, requireHex, toHex } from '../primitives/bytes.ts';
import { decode, encode } from '../primitives/cbor.ts';
import type { SigningKey } from '../primitives/p256-signature.ts';
import { sha256 } from '../primitives/sha256.ts';
import type { PeriodKeys } from '../primitives/statement.ts';
import { openStatement, signStatement } from '../primitives/statement.ts';
import type { HeldRow } from './held-row.ts';

/** Whose list it shall be, and in which period signed. */
export interface ListPlace {
  readonly election: Election;
  readonly period: number;
  readonly administrator: string;
}

export interface MergeList {
  readonly head: Uint8Array;
  /** One after the other. */
  readonly names: Uint8Array;
}

/** Of the rows that are shown; `key`: of that period. */
export function signList(
  { election, period, administrator }: ListPlace,
  shown: ReadonlyMap<string, HeldRow>,
  key: SigningKey,
): MergeList {
  const names = requireHex([...shown.keys()].join(''));
  const content = { period, count: shown.size, hash: sha256(names) };
  const head = signStatement(mergeHeadStatement, election.manifestHash, content, administrator, key);
  return { head, names };
}

/** The names, if the list is that Administrator's. */
export function openList(
  { election, period, administrator }: ListPlace,
  keyOf: PeriodKeys,
  { head, names }: MergeList,
): readonly string[] | undefined {
  // 1. It is no longer than one that holds two rows of every voter.
  if (names.length > maxListLength(election)) return undefined;
  // 2. That Administrator, and no other, signed the head, by its key of the period.
  const keyOfIt = (signer: string) => (signer === administrator ? keyOf(period, signer) : undefined);
  const stated = attempt(ProtocolError, () =>
    openStatement(mergeHeadStatement, election.manifestHash, head, keyOfIt),
  )?.content;
  if (stated?.period !== period) return undefined;
  // 3. These are the names, each once.
  const isWhole = names.length === ROW_NAME_LENGTH * stated.count;
  if (!isWhole || !equalBytes(sha256(names), stated.hash)) return undefined;
  const listed = split(toHex(names), 2 * ROW_NAME_LENGTH);
  return listed.every((name, i) => i === 0 || name > (listed[i - 1] ?? '')) ? listed : undefined;
}

/** Names, in bytes. */
export const maxListLength = (election: Election): number =>
  MAX_ROWS_OF_VOTER * election.voters * ROW_NAME_LENGTH;

const split = (text: string, length: number): readonly string[] =>
  Array.from({ length: text.length / length }, (_, i) => text.slice(i * length, (i + 1) * length));

/** The rows of those names, as many as are shown and fit. */
export function rowPage(shown: ReadonlyMap<string, HeldRow>, names: readonly string[]): Uint8Array {
  const rows = names.slice(0, ROW_PAGE).flatMap((name) => shown.get(name) ?? []);
  const encoded = rows.map(({ request, signRequest }) => ({
    request: encode(prepareRequestCodec, request),
    signRequest,
  }));
  return encode(rowPageCodec, encoded);
}

/** None if it is no page. */
export const openPage = (input: Uint8Array): readonly Row[] =>
  attempt(ProtocolError, () => decode(rowPageCodec, input, MAX_ROW_PAGE_LENGTH, 'page of rows')) ?? [];
