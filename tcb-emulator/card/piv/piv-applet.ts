/**
 * The applet for stock tools: the subset of NIST SP 800-73-4 (PIV), parts 1 and 2, that they need to find two keys and
 * certificates, to ask for the PIN and to have hashes signed. It shares nothing with the voting applet but the card: it
 * has its own keys, PIN and PUK, and would sign anything. There is no card management key (9B): keys and objects are
 * written at the issuer's desk, before the card is personalised, and never again.
 */

import { p256 } from '@noble/curves/nist.js';
import { EMPTY } from '../../../protocol/primitives/bytes.ts';
import { randomSecretKey } from '../../../protocol/primitives/p256-signature.ts';
import type { RandomSource } from '../../../protocol/primitives/random.ts';
import { type Command, StatusError, SW } from '../../iso7816/apdu.ts';
import type { Applet, Cell } from '../../iso7816/applet.ts';
import { encodeTlv, fromBigEndian, parseTlvs } from '../../iso7816/ber-tlv.ts';
import { type PinState, ReferenceData, requirePinBlock, TRIES } from '../../iso7816/reference-data.ts';
import { findValue, MAX_PIV_OBJECT, type PivState, withValue } from '../memory/piv-state.ts';
import {
  ALGORITHM_P256,
  KEY,
  NEW_ONLY,
  OBJECT,
  OLD_AND_NEW,
  PIV_AID,
  PIV_INS,
  REFERENCE,
  RESET_STATUS,
  RID_LENGTH,
  TAG,
} from './piv-commands.ts';

const HASH_LENGTH = 32;
const LONGEST_TAG = 3;
const KEYS: readonly number[] = Object.values(KEY);
const WRITABLE: readonly number[] = Object.values(OBJECT).filter((tag) => tag !== OBJECT.discovery);

/** Part 2, table 3: what the application is, and who gave out its tags. */
const APPLICATION_PROPERTIES = encodeTlv(
  TAG.applicationProperties,
  encodeTlv(TAG.applicationIdentifier, PIV_AID.subarray(RID_LENGTH)),
  encodeTlv(TAG.allocationAuthority, encodeTlv(TAG.applicationIdentifier, PIV_AID.subarray(0, RID_LENGTH))),
);

/** Part 1, section 3.3.2: the application's own PIN is the only one. */
const DISCOVERY = encodeTlv(
  OBJECT.discovery,
  encodeTlv(TAG.applicationIdentifier, PIV_AID),
  encodeTlv(TAG.pinUsagePolicy, Uint8Array.of(0x40, 0x00)),
);

interface Rule {
  readonly p1: readonly number[];
  readonly p2: readonly number[];
  /** The status word for another P2: for PIN and PUK it is that there is no such reference. */
  readonly otherP2?: number;
  /** Only before the card is personalised. */
  readonly atTheDesk?: true;
  /** `isFresh`: the command before this one was a VERIFY that found the PIN right. */
  readonly run: (applet: PivApplet, command: Command, isFresh: boolean) => Uint8Array;
}

export class PivApplet implements Applet {
  readonly aid = PIV_AID;
  readonly #state: Cell<PivState>;
  readonly #random: RandomSource;
  readonly #isPersonalised: () => boolean;
  readonly #pin: ReferenceData;
  readonly #puk: ReferenceData;
  #isFresh = false;

  static readonly #rules: ReadonlyMap<number, Rule> = new Map<number, Rule>([
    [
      PIV_INS.verify,
      {
        p1: [0x00, RESET_STATUS],
        p2: [REFERENCE.pin],
        otherP2: SW.dataNotFound,
        run: (applet, command) => applet.#verify(command),
      },
    ],
    [
      PIV_INS.changeReferenceData,
      {
        p1: [OLD_AND_NEW, NEW_ONLY],
        p2: [REFERENCE.pin, REFERENCE.puk],
        otherP2: SW.dataNotFound,
        run: (applet, command) => applet.#changeReferenceData(command),
      },
    ],
    [
      PIV_INS.resetRetryCounter,
      {
        p1: [0x00],
        p2: [REFERENCE.pin],
        otherP2: SW.dataNotFound,
        run: (applet, { data }) => applet.#resetRetryCounter(data),
      },
    ],
    [PIV_INS.getData, { p1: [0x3f], p2: [0xff], run: (applet, { data }) => applet.#getData(data) }],
    [
      PIV_INS.putData,
      { p1: [0x3f], p2: [0xff], atTheDesk: true, run: (applet, { data }) => applet.#putData(data) },
    ],
    [
      PIV_INS.generateKeyPair,
      { p1: [0x00], p2: KEYS, atTheDesk: true, run: (applet, command) => applet.#generateKeyPair(command) },
    ],
    [
      PIV_INS.generalAuthenticate,
      {
        p1: [ALGORITHM_P256],
        p2: KEYS,
        run: (applet, command, isFresh) => applet.#generalAuthenticate(command, isFresh),
      },
    ],
    [
      PIV_INS.performSecurityOperation,
      {
        p1: [0x9e],
        p2: [0x9a],
        run: (applet, { data }, isFresh) => applet.#computeDigitalSignature(data, isFresh),
      },
    ],
  ]);

  /** `isPersonalised`: whether the card has left the issuer's desk. */
  constructor(state: Cell<PivState>, random: RandomSource, isPersonalised: () => boolean) {
    this.#state = state;
    this.#random = random;
    this.#isPersonalised = isPersonalised;
    const pin: Cell<PinState> = {
      get: () => state.get().pin,
      commit: (next) => state.commit({ ...state.get(), pin: next }),
    };
    this.#pin = new ReferenceData(pin);
    this.#puk = new ReferenceData({
      get: () => exchanged(pin.get()),
      commit: (next) => pin.commit(exchanged(next)),
    });
  }

  select(): Uint8Array {
    this.#isFresh = false;
    return APPLICATION_PROPERTIES.slice();
  }

  reset(): void {
    this.#isFresh = false;
    this.#pin.forget();
  }

  process(command: Command): Uint8Array {
    const isFresh = this.#isFresh;
    this.#isFresh = false;
    if (command.cla !== 0) throw new StatusError(SW.unknownClass);
    const rule = PivApplet.#rules.get(command.ins);
    if (rule === undefined) throw new StatusError(SW.unknownInstruction);
    if (!rule.p1.includes(p1Of(command))) throw new StatusError(SW.wrongParameters);
    if (!rule.p2.includes(p2Of(command))) throw new StatusError(rule.otherP2 ?? SW.wrongParameters);
    if (rule.atTheDesk) this.#requireTheDesk();
    return rule.run(this, command, isFresh);
  }

  #requireTheDesk(): void {
    if (this.#isPersonalised()) throw new StatusError(SW.pinRequired);
  }

  /** Part 2, section 3.2.1: without data it only asks. */
  #verify(command: Command): Uint8Array {
    const { data } = command;
    if (p1Of(command) === RESET_STATUS) {
      if (data.length > 0) throw malformed();
      this.#pin.forget();
    } else if (data.length === 0) {
      this.#pin.requireVerified();
    } else {
      this.#pin.verify(data);
      this.#isFresh = true;
    }
    return EMPTY;
  }

  /** Part 2, section 3.2.2. Without the old ones PIN and PUK are set at the desk. */
  #changeReferenceData(command: Command): Uint8Array {
    const isPin = p2Of(command) === REFERENCE.pin;
    if (p1Of(command) === NEW_ONLY) return this.#setReferenceData(isPin, command.data);
    (isPin ? this.#pin : this.#puk).change(command.data);
    return EMPTY;
  }

  #setReferenceData(isPin: boolean, data: Uint8Array): Uint8Array {
    this.#requireTheDesk();
    const block = requirePinBlock(data);
    const change = isPin ? { pin: block, triesLeft: TRIES } : { puk: block, pukTriesLeft: TRIES };
    return this.#commit({ pin: { ...this.#state.get().pin, ...change } });
  }

  /** Part 2, section 3.2.3. */
  #resetRetryCounter(data: Uint8Array): Uint8Array {
    this.#pin.resetRetryCounter(data);
    return EMPTY;
  }

  /** Part 2, section 3.1.2. Every object may be read by anyone. */
  #getData(data: Uint8Array): Uint8Array {
    const [tagList] = wellFormed(parseTlvs(data, TAG.tagList));
    const tag = tagIn(tagList);
    if (tag === OBJECT.discovery) return DISCOVERY.slice();
    const value = findValue(this.#state.get().objects, tag);
    if (value === undefined) throw new StatusError(SW.applicationNotFound);
    return encodeTlv(TAG.data, value);
  }

  /** Part 2, section 3.3.1. */
  #putData(data: Uint8Array): Uint8Array {
    const [tagList, value] = wellFormed(parseTlvs(data, TAG.tagList, TAG.data));
    const tag = tagIn(tagList);
    if (!WRITABLE.includes(tag)) throw new StatusError(SW.applicationNotFound);
    if (value.length > MAX_PIV_OBJECT) throw new StatusError(SW.memoryFull);
    return this.#commit({ objects: withValue(this.#state.get().objects, tag, new Uint8Array(value)) });
  }

  /** Part 2, section 3.3.2. Answers the public key as an uncompressed point. */
  #generateKeyPair(command: Command): Uint8Array {
    const [template] = wellFormed(parseTlvs(command.data, TAG.keyReference));
    const [mechanism] = wellFormed(parseTlvs(template, TAG.mechanism));
    if (mechanism.length !== 1 || mechanism[0] !== ALGORITHM_P256) throw malformed();
    const secret = randomSecretKey(this.#random);
    this.#commit({ keys: withValue(this.#state.get().keys, p2Of(command), secret) });
    return encodeTlv(TAG.publicKey, encodeTlv(TAG.point, p256.getPublicKey(secret, false)));
  }

  /** Part 2, section 3.2.4 and appendix A.4: the challenge is the hash, the response its signature in DER. */
  #generalAuthenticate(command: Command, isFresh: boolean): Uint8Array {
    const key = this.#key(p2Of(command), isFresh);
    const [template] = wellFormed(parseTlvs(command.data, TAG.dynamicAuthentication));
    const [response, hash] = wellFormed(parseTlvs(template, TAG.response, TAG.challenge));
    if (response.length > 0 || hash.length !== HASH_LENGTH) throw malformed();
    return encodeTlv(TAG.dynamicAuthentication, encodeTlv(TAG.response, sign(hash, key, 'der')));
  }

  /** ISO/IEC 7816-8, PSO: COMPUTE DIGITAL SIGNATURE: by the signature key, over the hash; answers r || s (64 bytes). */
  #computeDigitalSignature(hash: Uint8Array, isFresh: boolean): Uint8Array {
    const key = this.#key(KEY.signature, isFresh);
    if (hash.length !== HASH_LENGTH) throw new StatusError(SW.wrongLength);
    return sign(hash, key, 'compact');
  }

  /** Part 1, table 4b: the signature key wants the PIN immediately before each use, the other one once. */
  #key(reference: number, isFresh: boolean): Uint8Array {
    const secret = findValue(this.#state.get().keys, reference);
    if (secret === undefined) throw new StatusError(SW.dataNotFound);
    const mayUse = reference === KEY.signature ? isFresh : this.#pin.isVerified;
    if (!mayUse) throw new StatusError(SW.pinRequired);
    return secret;
  }

  #commit(change: Partial<PivState>): Uint8Array {
    this.#state.commit({ ...this.#state.get(), ...change });
    return EMPTY;
  }
}

const p1Of = ({ p1p2 }: Command): number => p1p2 >> 8;
const p2Of = ({ p1p2 }: Command): number => p1p2 & 0xff;

/** As seen from the PUK: it is reference data too, changed by the same rules. */
const exchanged = ({ pin, triesLeft, puk, pukTriesLeft }: PinState): PinState => ({
  pin: puk,
  triesLeft: pukTriesLeft,
  puk: pin,
  pukTriesLeft: triesLeft,
});

const sign = (hash: Uint8Array, key: Uint8Array, format: 'der' | 'compact'): Uint8Array =>
  p256.sign(hash, key, { prehash: false, format });

/** Tag lists of one tag are all that PIV has. */
function tagIn(tagList: Uint8Array): number {
  if (tagList.length === 0 || tagList.length > LONGEST_TAG) throw malformed();
  return fromBigEndian(tagList);
}

function wellFormed<T>(parsed: T | undefined): T {
  if (parsed === undefined) throw malformed();
  return parsed;
}

const malformed = (): StatusError => new StatusError(SW.malformedData);
