/** The terminal's end of the channel to the voting applet: a {@link Card} whose commands travel sealed. */

import { ProtocolError } from '../../../protocol/errors.ts';
import { certificateCodec } from '../../../protocol/messages/device-certificate.ts';
import { EMPTY } from '../../../protocol/primitives/bytes.ts';
import { decode, encode } from '../../../protocol/primitives/cbor.ts';
import type { RandomSource } from '../../../protocol/primitives/random.ts';
import { parseCommand, SW } from '../../iso7816/apdu.ts';
import type { Card } from '../../iso7816/card.ts';
import { exchange } from '../../iso7816/card-call.ts';
import { CardError } from '../../iso7816/card-error.ts';
import {
  type CardProof,
  CHALLENGE_LENGTH,
  cardProofCodec,
  type DeviceIdentity,
  TerminalHandshake,
  terminalProofCodec,
} from '../channel/mutual-authentication.ts';
import { SecureMessaging } from '../channel/secure-messaging.ts';
import { AID, INS, P1P2 } from './voting-commands.ts';

const LONGEST_ANSWER = 65_536;
/** CBOR of ephemeral key, certificate and signature. */
const MAX_PROOF_LENGTH = 420;

/**
 * Selects the voting applet and opens a channel to it.
 * Errors: CardError card/not-authentic unless card and terminal are both of this Commissioner; card/refused, card/removed.
 */
export async function openChannel(card: Card, identity: DeviceIdentity, random: RandomSource): Promise<Card> {
  await plain(card, INS.select, P1P2.byName, AID, 'card/refused');
  const certificate = encode(certificateCodec, identity.certificate);
  await plain(card, INS.verifyCertificate, P1P2.certificate, certificate);
  const challenge = await plain(card, INS.getChallenge, P1P2.none, EMPTY, 'card/refused', CHALLENGE_LENGTH);
  const handshake = new TerminalHandshake(identity, challenge, random);
  const proof = encode(terminalProofCodec, handshake.proof);
  const answer = await plain(card, INS.mutualAuthenticate, P1P2.none, proof, 'card/not-authentic', 512);
  const keys = handshake.finish(cardProof(answer));
  if (keys === undefined) throw notAuthentic();
  return new Channel(card, new SecureMessaging(keys));
}

/** Once anything is wrong with it, it is lost: nothing more is sent over it. */
class Channel implements Card {
  readonly atr: Uint8Array;
  readonly #card: Card;
  #messaging: SecureMessaging | undefined;

  constructor(card: Card, messaging: SecureMessaging) {
    this.atr = card.atr;
    this.#card = card;
    this.#messaging = messaging;
  }

  async transmit(apdu: Uint8Array): Promise<Uint8Array> {
    if (this.#messaging === undefined) throw lost();
    const { cla, ins, p1p2, data } = this.#messaging.sealCommand(parseCommand(apdu));
    const response = await exchange(this.#card, (cla << 8) | ins, p1p2, data, LONGEST_ANSWER);
    // Outside of the seal the card only says that there is no channel any more.
    const answer = response.statusWord === SW.ok ? this.#messaging?.openResponse(response.data) : undefined;
    if (answer !== undefined) return answer;
    this.#close();
    throw lost(response.statusWord);
  }

  async reset(): Promise<void> {
    this.#close();
    await this.#card.reset();
  }

  #close(): void {
    this.#messaging?.erase();
    this.#messaging = undefined;
  }
}

/** Errors: CardError `code` for a refusal. */
async function plain(
  card: Card,
  instruction: number,
  p1p2: number,
  data: Uint8Array,
  code: 'card/refused' | 'card/not-authentic' = 'card/not-authentic',
  expected = 0,
): Promise<Uint8Array> {
  const response = await exchange(card, instruction, p1p2, data, expected);
  if (response.statusWord === SW.ok) return response.data;
  throw new CardError(code, `the card answers ${response.statusWord.toString(16)}`, response.statusWord);
}

function cardProof(answer: Uint8Array): CardProof {
  try {
    return decode(cardProofCodec, answer, MAX_PROOF_LENGTH);
  } catch (cause) {
    if (cause instanceof ProtocolError) throw notAuthentic({ cause });
    throw cause;
  }
}

const notAuthentic = (options?: ErrorOptions): CardError =>
  new CardError('card/not-authentic', 'the card is not one of this Commissioner', undefined, options);

const lost = (statusWord?: number): CardError =>
  new CardError('card/channel-lost', 'the channel to the card is lost', statusWord);
