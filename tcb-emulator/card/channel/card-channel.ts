/** The card's end of the channel to a terminal: who may speak to the voting applet at all. */

import {
  certificateCodec,
  type DeviceCertificate,
  isCertified,
  MAX_CERTIFICATE_LENGTH,
} from '../../../protocol/messages/device-certificate.ts';
import { decode, encode } from '../../../protocol/primitives/cbor.ts';
import { signingKey } from '../../../protocol/primitives/p256-signature.ts';
import type { RandomSource } from '../../../protocol/primitives/random.ts';
import { type Command, StatusError, SW } from '../../iso7816/apdu.ts';
import type { CardState } from '../memory/card-state.ts';
import {
  answerTerminal,
  cardProofCodec,
  type DeviceIdentity,
  terminalProofCodec,
} from './mutual-authentication.ts';
import { SecureMessaging } from './secure-messaging.ts';

/** CBOR of an ephemeral key and a signature. */
const MAX_PROOF_LENGTH = 160;

export class CardChannel {
  readonly #random: RandomSource;
  #terminal: DeviceCertificate | undefined;
  #messaging: SecureMessaging | undefined;
  /** Kept because making it costs more than a signature. */
  #identity: DeviceIdentity | undefined;

  constructor(random: RandomSource) {
    this.#random = random;
  }

  close(): void {
    this.#terminal = undefined;
    this.#messaging?.erase();
    this.#messaging = undefined;
  }

  /** PSO: VERIFY CERTIFICATE. Errors: StatusError authenticationFailed; malformed data. */
  verifyCertificate(state: CardState, data: Uint8Array): void {
    this.close();
    const { commissionerKey } = this.#identityOf(state);
    const certificate = decode(certificateCodec, data, MAX_CERTIFICATE_LENGTH);
    if (!isCertified(certificate, 'terminal', commissionerKey))
      throw new StatusError(SW.authenticationFailed);
    this.#terminal = certificate;
  }

  /** MUTUAL AUTHENTICATE, once for each certificate. `challenge`: the one that the card has just given. */
  authenticate(state: CardState, challenge: Uint8Array | undefined, data: Uint8Array): Uint8Array {
    const terminal = this.#terminal;
    this.close();
    if (terminal === undefined || challenge === undefined) throw new StatusError(SW.conditionsNotSatisfied);
    const proof = decode(terminalProofCodec, data, MAX_PROOF_LENGTH);
    const answer = answerTerminal(this.#identityOf(state), challenge, terminal, proof, this.#random);
    if (answer === undefined) throw new StatusError(SW.authenticationFailed);
    this.#messaging = new SecureMessaging(answer.keys);
    return encode(cardProofCodec, answer.proof);
  }

  /** Errors: StatusError pinRequired without a channel; secureMessagingIncorrect, and the channel is closed. */
  open(command: Command): Command {
    if (this.#messaging === undefined) throw new StatusError(SW.pinRequired);
    const plain = this.#messaging.openCommand(command);
    if (plain !== undefined) return plain;
    this.close();
    throw new StatusError(SW.secureMessagingIncorrect);
  }

  get isOpen(): boolean {
    return this.#messaging !== undefined;
  }

  seal(response: Uint8Array): Uint8Array {
    if (this.#messaging === undefined) throw new StatusError(SW.secureMessagingIncorrect);
    return this.#messaging.sealResponse(response);
  }

  /** Errors: StatusError conditionsNotSatisfied before personalisation. */
  #identityOf({ lifeCycle, channelKey, certificate, commissionerKey }: CardState): DeviceIdentity {
    if (lifeCycle !== 'personalised') throw new StatusError(SW.conditionsNotSatisfied);
    if (channelKey === undefined || certificate === undefined || commissionerKey === undefined)
      throw new StatusError(SW.conditionsNotSatisfied);
    if (this.#identity?.certificate !== certificate)
      this.#identity = { certificate, commissionerKey, key: signingKey(channelKey) };
    return this.#identity;
  }
}
