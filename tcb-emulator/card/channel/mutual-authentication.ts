/**
 * How the voting applet and a terminal convince each other and agree on keys, in the manner of terminal and chip
 * authentication in electronic passports (BSI TR-03110) with the transcript signed by both (SIGMA, Krawczyk 2003):
 *
 *   terminal -> card   its certificate                                          PSO: VERIFY CERTIFICATE
 *   card -> terminal   a challenge of 32 bytes                                  GET CHALLENGE
 *   terminal -> card   its ephemeral key, its signature on all of the above     MUTUAL AUTHENTICATE
 *   card -> terminal   its ephemeral key, its certificate, its signature on all of the above
 *
 * The terminal goes first: who cannot prove to be one gets no data from the applet, not even the card's serial number.
 */
import { createECDH, hkdfSync } from 'node:crypto';
import {
  certificateCodec,
  type DeviceCertificate,
  isCertified,
} from '../../../protocol/messages/device-certificate.ts';
import { utf8 } from '../../../protocol/primitives/bytes.ts';
import { bytes, encode, struct, text } from '../../../protocol/primitives/cbor.ts';
import { LABELS } from '../../../protocol/primitives/domain-labels.ts';
import {
  randomSecretKey,
  type SigningKey,
  verifySignature,
} from '../../../protocol/primitives/p256-signature.ts';
import type { RandomSource } from '../../../protocol/primitives/random.ts';
import { sha256 } from '../../../protocol/primitives/sha256.ts';

export const CHALLENGE_LENGTH = 32;
/** An uncompressed point of P-256 (SEC 1, section 2.3.3). */
const EPHEMERAL_LENGTH = 65;
const UNCOMPRESSED = 4;
const KEY_LENGTH = 32;

export const terminalProofCodec = struct({ ephemeral: bytes(EPHEMERAL_LENGTH), signature: bytes(64) });
export type TerminalProof = { readonly ephemeral: Uint8Array; readonly signature: Uint8Array };

export const cardProofCodec = struct({
  ephemeral: bytes(EPHEMERAL_LENGTH),
  certificate: certificateCodec,
  signature: bytes(64),
});
export type CardProof = TerminalProof & { readonly certificate: DeviceCertificate };

/** AES-256 keys, one for each direction. */
export interface ChannelKeys {
  readonly command: Uint8Array;
  readonly response: Uint8Array;
}

/** A device that can prove what it is, and knows whose word it takes for others. */
export interface DeviceIdentity {
  readonly certificate: DeviceCertificate;
  readonly key: SigningKey;
  /** The Commissioner's public key: 33 bytes. */
  readonly commissionerKey: Uint8Array;
}

const terminalPart = struct({
  label: text(64),
  challenge: bytes(CHALLENGE_LENGTH),
  certificate: certificateCodec,
  ephemeral: bytes(EPHEMERAL_LENGTH),
});
const cardPart = struct({
  label: text(64),
  /** SHA-256 of the terminal's part and signature. */
  terminal: bytes(32),
  certificate: certificateCodec,
  ephemeral: bytes(EPHEMERAL_LENGTH),
});

const terminalBody = (
  challenge: Uint8Array,
  certificate: DeviceCertificate,
  ephemeral: Uint8Array,
): Uint8Array => encode(terminalPart, { label: LABELS.channelTerminal, challenge, certificate, ephemeral });

const cardBody = (terminal: Uint8Array, certificate: DeviceCertificate, ephemeral: Uint8Array): Uint8Array =>
  encode(cardPart, { label: LABELS.channelCard, terminal, certificate, ephemeral });

/** The terminal's side between its proof and the card's. Makes its ephemeral key; its proof is for this challenge only. */
export class TerminalHandshake {
  readonly proof: TerminalProof;
  readonly #identity: DeviceIdentity;
  readonly #ephemeral: ReturnType<typeof ephemeralKey>;
  readonly #transcript: Uint8Array;

  constructor(identity: DeviceIdentity, challenge: Uint8Array, random: RandomSource) {
    this.#identity = identity;
    this.#ephemeral = ephemeralKey(random);
    const body = terminalBody(challenge, identity.certificate, this.#ephemeral.publicKey);
    this.proof = { ephemeral: this.#ephemeral.publicKey, signature: identity.key.sign(body) };
    this.#transcript = transcriptOf(body, this.proof);
  }

  /** The keys, if the card is one of the Commissioner's; undefined if it is not. */
  finish({ ephemeral, certificate, signature }: CardProof): ChannelKeys | undefined {
    const body = cardBody(this.#transcript, certificate, ephemeral);
    if (!isCertified(certificate, 'card', this.#identity.commissionerKey)) return undefined;
    if (!verifySignature(certificate.publicKey, body, signature)) return undefined;
    return this.#ephemeral.agree(ephemeral, sha256(body));
  }
}

/** The card's side: its proof and the keys, if the terminal's proof is right; undefined if it is not. */
export function answerTerminal(
  identity: DeviceIdentity,
  challenge: Uint8Array,
  terminal: DeviceCertificate,
  proof: TerminalProof,
  random: RandomSource,
): { readonly proof: CardProof; readonly keys: ChannelKeys } | undefined {
  const body = terminalBody(challenge, terminal, proof.ephemeral);
  if (!verifySignature(terminal.publicKey, body, proof.signature)) return undefined;
  const { certificate, key } = identity;
  const ephemeral = ephemeralKey(random);
  const ownBody = cardBody(transcriptOf(body, proof), certificate, ephemeral.publicKey);
  const keys = ephemeral.agree(proof.ephemeral, sha256(ownBody));
  if (keys === undefined) return undefined;
  return { proof: { ephemeral: ephemeral.publicKey, certificate, signature: key.sign(ownBody) }, keys };
}

const transcriptOf = (body: Uint8Array, { signature }: TerminalProof): Uint8Array =>
  sha256(new Uint8Array([...body, ...signature]));

function ephemeralKey(random: RandomSource): {
  readonly publicKey: Uint8Array;
  /** Undefined if `other` is not an uncompressed point. */
  readonly agree: (other: Uint8Array, transcript: Uint8Array) => ChannelKeys | undefined;
} {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(randomSecretKey(random));
  const agree = (other: Uint8Array, transcript: Uint8Array): ChannelKeys | undefined => {
    const shared = computeSecret(ecdh, other);
    return shared && deriveKeys(shared, transcript);
  };
  return { publicKey: new Uint8Array(ecdh.getPublicKey()), agree };
}

function computeSecret(ecdh: ReturnType<typeof createECDH>, other: Uint8Array): Uint8Array | undefined {
  // OpenSSL also takes hybrid forms (06, 07), which are second encodings of the same point.
  if (other[0] !== UNCOMPRESSED) return undefined;
  try {
    return ecdh.computeSecret(other);
  } catch {
    return undefined;
  }
}

/** HKDF-SHA256 (RFC 5869) of the shared secret, bound to everything that was said. */
function deriveKeys(shared: Uint8Array, transcript: Uint8Array): ChannelKeys {
  const okm = hkdfSync('sha256', shared, transcript, utf8(LABELS.channelKeys), 2 * KEY_LENGTH);
  shared.fill(0);
  return {
    command: new Uint8Array(okm, 0, KEY_LENGTH).slice(),
    response: new Uint8Array(okm, KEY_LENGTH).slice(),
  };
}
