/**
 * Personalisation at the issuer's desk (protocol section 3.1): the only commands that the voting applet takes without a
 * channel, and only as long as the card is blank and holds nothing worth having. Everything may be written again until
 * the card is activated.
 */

import {
  certificateCodec,
  isCertified,
  MAX_CERTIFICATE_LENGTH,
} from '../../../protocol/messages/device-certificate.ts';
import { EMPTY } from '../../../protocol/primitives/bytes.ts';
import { decode } from '../../../protocol/primitives/cbor.ts';
import {
  randomSecretKey,
  requirePublicKey,
  signingKey,
} from '../../../protocol/primitives/p256-signature.ts';
import type { RandomSource } from '../../../protocol/primitives/random.ts';
import { type Command, StatusError, SW } from '../../iso7816/apdu.ts';
import type { Cell } from '../../iso7816/applet.ts';
import { requirePinBlock } from '../../iso7816/reference-data.ts';
import { type CardState, isComplete } from '../memory/card-state.ts';
import { INS, P1P2, parseVoterId, TAG } from './voting-commands.ts';

type Run = (state: Cell<CardState>, command: Command, random: RandomSource) => Uint8Array;

export const PERSONALISATION: ReadonlyMap<number, Run> = new Map<number, Run>([
  [INS.generateKeyPair, generateKeyPair],
  [INS.putData, putData],
  [INS.activate, activate],
]);

function generateKeyPair(state: Cell<CardState>, { p1p2, data }: Command, random: RandomSource): Uint8Array {
  if (p1p2 !== P1P2.votingKey && p1p2 !== P1P2.channelKey) throw new StatusError(SW.wrongParameters);
  if (data.length > 0) throw new StatusError(SW.wrongLength);
  const secret = randomSecretKey(random);
  const change = p1p2 === P1P2.votingKey ? { secretKey: secret } : { channelKey: secret };
  state.commit({ ...state.get(), ...change });
  return signingKey(secret).publicKey;
}

function putData(state: Cell<CardState>, { p1p2, data }: Command): Uint8Array {
  if (data.length === 0) throw new StatusError(SW.wrongLength);
  const before = state.get();
  state.commit({ ...before, ...changeOf(before, p1p2, data) });
  return EMPTY;
}

function changeOf(before: CardState, tag: number, data: Uint8Array): Partial<CardState> {
  switch (tag) {
    case TAG.voterId:
      return { voterId: parseVoterId(data) };
    case TAG.commissionerKey:
      requirePublicKey(data);
      return { commissionerKey: data.slice() };
    case TAG.certificate:
      return { certificate: decode(certificateCodec, data, MAX_CERTIFICATE_LENGTH) };
    case TAG.pin:
      return { pin: { ...before.pin, pin: requirePinBlock(data) } };
    case TAG.puk:
      return { pin: { ...before.pin, puk: requirePinBlock(data) } };
    default:
      throw new StatusError(SW.dataNotFound);
  }
}

/** Once all is there and the certificate is the Commissioner's for this card's own key. */
function activate(state: Cell<CardState>, { p1p2, data }: Command): Uint8Array {
  if (p1p2 !== P1P2.none) throw new StatusError(SW.wrongParameters);
  if (data.length > 0) throw new StatusError(SW.wrongLength);
  const before = state.get();
  const { certificate, channelKey, commissionerKey } = before;
  const isCertain =
    isComplete(before) &&
    certificate !== undefined &&
    channelKey !== undefined &&
    commissionerKey !== undefined &&
    isCertified(certificate, 'card', commissionerKey) &&
    Buffer.compare(certificate.publicKey, signingKey(channelKey).publicKey) === 0;
  if (!isCertain) throw new StatusError(SW.conditionsNotSatisfied);
  state.commit({ ...before, lifeCycle: 'personalised' });
  return EMPTY;
}
