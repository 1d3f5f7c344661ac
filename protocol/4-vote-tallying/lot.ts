/**
 * The lot (trustees contract, section 5): what nobody can know before the key is disclosed, nobody can change after it was made, and
 * anyone can draw again from the record. k + 1 Trustees could grind a final root, so it does not depend on one.
 */
import type { Election } from '../0-setup/election.ts';
import { scalarToBytes } from '../primitives/bytes.ts';
import { bytes, encode, struct, text, uint } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { sha256 } from '../primitives/sha256.ts';

const lotForm = struct({
  label: text(64),
  manifestHash: bytes(32),
  electionKey: bytes(32),
  /** What is drawn for: lots for one thing say nothing of those for another. */
  purpose: text(200),
  /** Which decision. */
  i: uint(),
  option: text(80),
});

/** 32 bytes for an option in decision `i`, given the election private key; of two the lower fares better. */
export const drawLot = (
  { manifestHash }: Pick<Election, 'manifestHash'>,
  electionKey: bigint,
  purpose: string,
  i: number,
  option: string,
): Uint8Array =>
  sha256(
    encode(lotForm, {
      ...{ label: LABELS.lot, manifestHash, electionKey: scalarToBytes(electionKey) },
      ...{ purpose, i, option },
    }),
  );

/** Purpose of a tie in a contest whose votes are counted for these styles together. */
export const tiePurpose = (styles: readonly string[], contest: string): string =>
  `stv-tie ${styles[0] ?? ''} ${contest}`;
