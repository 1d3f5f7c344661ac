/** Makes a blank card a voter's, at the issuer's desk (protocol section 3.1). */

import {
  certificateCodec,
  type Device,
  type DeviceCertificate,
} from '../../../protocol/messages/device-certificate.ts';
import { EMPTY, utf8 } from '../../../protocol/primitives/bytes.ts';
import { encode } from '../../../protocol/primitives/cbor.ts';
import { PUBLIC_KEY_LENGTH, requirePublicKey } from '../../../protocol/primitives/p256-signature.ts';
import type { Card } from '../../iso7816/card.ts';
import { call, understood } from '../../iso7816/card-call.ts';
import { pinBlock } from '../../iso7816/reference-data.ts';
import { AID, INS, P1P2, TAG } from './voting-commands.ts';

export interface Personalisation {
  readonly voterId: string;
  /** The card's own: says nothing of the voter. */
  readonly serial: string;
  /** 4 to 8 digits each. */
  readonly pin: string;
  readonly puk: string;
}

/** Who stands behind a card: the Commissioner. */
export interface Issuer {
  /** 33 bytes. */
  readonly publicKey: Uint8Array;
  readonly certify: (device: Device) => Promise<DeviceCertificate>;
}

/** Resolves to the card's new voting key (33 bytes). Errors: CardError. */
export async function personaliseCard(
  card: Card,
  { voterId, serial, pin, puk }: Personalisation,
  issuer: Issuer,
): Promise<Uint8Array> {
  await call(card, INS.select, P1P2.byName, AID);
  const votingKey = await generateKeyPair(card, P1P2.votingKey);
  const publicKey = await generateKeyPair(card, P1P2.channelKey);
  const certificate = await issuer.certify({ role: 'card', serial, publicKey });
  await call(card, INS.putData, TAG.voterId, utf8(voterId));
  await call(card, INS.putData, TAG.commissionerKey, issuer.publicKey);
  await call(card, INS.putData, TAG.certificate, encode(certificateCodec, certificate));
  await call(card, INS.putData, TAG.pin, pinBlock(pin));
  await call(card, INS.putData, TAG.puk, pinBlock(puk));
  await call(card, INS.activate, P1P2.none);
  return votingKey;
}

async function generateKeyPair(card: Card, which: number): Promise<Uint8Array> {
  const key = await call(card, INS.generateKeyPair, which, EMPTY, PUBLIC_KEY_LENGTH);
  return understood(() => {
    requirePublicKey(key);
    return key.slice();
  });
}
