/** The committed vote m, and the blinded vote M by which Administrators know it (protocol steps 2.3 and 2.4). */
import { bytes, encode, id, struct, text, type ValueOf } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { sha256 } from '../primitives/sha256.ts';
import { G1_LENGTH } from '../primitives/threshold-blind-bls.ts';

/** Longest choices, as `ballots` encodes them, in bytes. */
export const MAX_CHOICES_LENGTH = 2048;

const committedVote = struct({
  label: text(64),
  manifestHash: bytes(32),
  style: id,
  /** Bit commitment r. */
  commitment: bytes(32),
  choices: bytes(1, MAX_CHOICES_LENGTH),
});
export type CommittedVote = Omit<ValueOf<typeof committedVote>, 'label'>;

/** m = CBOR[label, manifest hash, style, r, choices]: the message that the Administrators sign blindly. */
export const encodeVote = (vote: CommittedVote): Uint8Array =>
  encode(committedVote, {
    label: LABELS.vote,
    manifestHash: vote.manifestHash,
    style: vote.style,
    commitment: vote.commitment,
    choices: vote.choices,
  });

const blindedVote = struct({
  label: text(64),
  manifestHash: bytes(32),
  voter: id,
  style: id,
  blinded: bytes(G1_LENGTH),
});
export type BlindedVote = Omit<ValueOf<typeof blindedVote>, 'label'>;

/** d = SHA-256(CBOR[label, manifest hash, voter ID, style, M]): names a voter's one blinded vote. */
export const blindedVoteDigest = ({ manifestHash, voter, style, blinded }: BlindedVote): Uint8Array =>
  sha256(encode(blindedVote, { label: LABELS.blindedVote, manifestHash, voter, style, blinded }));
