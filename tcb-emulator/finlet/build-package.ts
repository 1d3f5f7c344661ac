/**
 * The Finlet's third component (paper section 4): packs vote, bit commitment and signature into the submission package,
 * stores it in the card in place of the vote, and wraps it in an onion. Protocol steps 3.1 and 3.2.
 * A card issues at most two onions, each repeated byte for byte: what is stored is given again.
 */
import { sealPackage } from '../../protocol/3-vote-submission/seal-package.ts';
import { drawPath, type Onion, wrapCover, wrapPackage } from '../../protocol/3-vote-submission/wrap-onion.ts';
import { bytes, decode, encode, id, struct } from '../../protocol/primitives/cbor.ts';
import { FinletError, type FinletSession, type VoteInProgress } from './session.ts';

/** An onion as the card keeps it, with the Anonymizer that takes it. */
const storedOnion = struct({ entry: id, onion: bytes(1, 12_288) });
const MAX_STORED = 12_400;

/** One transaction on the card: the package is stored, vote, r and rho are erased, before any onion leaves. */
export async function storePackage(
  { election, card }: FinletSession,
  { style, commitment, choices }: VoteInProgress,
  signature: Uint8Array,
): Promise<void> {
  const { manifestHash } = election;
  const sealed = await sealPackage(election, { manifestHash, style, commitment, choices, signature });
  await card.storePackage(manifestHash, sealed);
}

/** The first onion, or the one that was issued before. `answers`: Anonymizers' answers to `challenge` (32 bytes). */
export function issueFirstOnion(
  session: FinletSession,
  challenge: Uint8Array,
  answers: readonly Uint8Array[],
): Promise<Onion> {
  return issueOnion(session, 1, challenge, answers, true);
}

/** The second onion: the package if `claim`, else cover, which looks the same to everyone but the last Anonymizer. */
export function issueSecondOnion(
  session: FinletSession,
  challenge: Uint8Array,
  answers: readonly Uint8Array[],
  claim: boolean,
): Promise<Onion> {
  return issueOnion(session, 2, challenge, answers, claim);
}

async function issueOnion(
  { election, card, random }: FinletSession,
  slot: 1 | 2,
  challenge: Uint8Array,
  answers: readonly Uint8Array[],
  withPackage: boolean,
): Promise<Onion> {
  const { manifestHash } = election;
  const issued = await card.readStored(manifestHash, `onion-${slot}`);
  if (issued !== undefined) return decode(storedOnion, issued, MAX_STORED, 'stored onion');
  const path = drawPath(election, challenge, answers, random);
  const sealed = await card.readStored(manifestHash, 'package');
  if (sealed === undefined) throw new FinletError('finlet/no-vote');
  const onion = withPackage
    ? await wrapPackage(election, path, sealed)
    : await wrapCover(election, path, random);
  await card.storeOnion(manifestHash, slot, encode(storedOnion, onion));
  return onion;
}
