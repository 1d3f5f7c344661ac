/**
 * A signing key that is kept on a PIV card in a PC/SC reader: the authentication key (9A), which wants the PIN once after
 * the card was inserted. The signature key (9C) would want it for every signature, of which an election needs thousands.
 * The PIN is typed on the reader.
 */

import { Turns } from '../../common/turns.ts';
import { equalBytes } from '../../protocol/primitives/bytes.ts';
import { signatureFromDer } from '../../protocol/primitives/p256-signature.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import type { OnWait, Signer } from '../../protocol/primitives/signer.ts';
import { readPublicKey, selectPiv, signHash } from '../card/piv/piv-client.ts';
import { KEY } from '../card/piv/piv-commands.ts';
import { CardError } from '../iso7816/card-error.ts';
import type { PcscCard } from './pcsc-card.ts';
import { PcscError } from './pcsc-error.ts';

type Connect = () => Promise<PcscCard>;

export class PivSigner implements Signer {
  readonly publicKey: Uint8Array;
  readonly #connect: Connect;
  readonly #turns = new Turns();
  /** Its PIN has been verified, unless it was taken out or reset since. */
  #unlocked: PcscCard | undefined;

  /** `publicKey`: the card's (33 bytes); another card is refused. */
  constructor(publicKey: Uint8Array, connect: Connect) {
    this.publicKey = publicKey;
    this.#connect = connect;
  }

  /** The signer of the card that is in the reader now. Errors: CardError, PcscError. */
  static async ofCard(connect: Connect): Promise<PivSigner> {
    const card = await connected(connect);
    try {
      return new PivSigner(await keyOf(card), connect);
    } finally {
      await card.close();
    }
  }

  /**
   * The card is then held, so that no other program uses it, until it is taken out or this is closed. Requests take turns.
   * Errors: PinPadError; CardError, also card/removed, and card/other for another card; PcscError.
   */
  sign(message: Uint8Array, onWait?: OnWait): Promise<Uint8Array> {
    return this.#turns.take(async () => signatureFromDer(await this.#sign(sha256(message), onWait)));
  }

  /** Gives the card back, without power. */
  close(): Promise<void> {
    return this.#turns.take(() => this.#release());
  }

  async #sign(hash: Uint8Array, onWait: OnWait = () => undefined): Promise<Uint8Array> {
    try {
      if (this.#unlocked !== undefined) return await signHash(this.#unlocked, KEY.authentication, hash);
    } catch {
      // It was taken out or reset, and is asked for again.
    }
    await this.#release();
    this.#unlocked = await connected(this.#connect);
    try {
      await this.#unlock(this.#unlocked, onWait);
      return await signHash(this.#unlocked, KEY.authentication, hash);
    } catch (error) {
      await this.#release();
      throw explained(error);
    }
  }

  async #unlock(card: PcscCard, onWait: OnWait): Promise<void> {
    if (!equalBytes(await keyOf(card), this.publicKey))
      throw new CardError('card/other', 'the card in the reader has another key: insert the right card');
    onWait();
    await card.verifyPinOnPad();
  }

  async #release(): Promise<void> {
    const card = this.#unlocked;
    this.#unlocked = undefined;
    await card?.close();
  }
}

async function connected(connect: Connect): Promise<PcscCard> {
  try {
    return await connect();
  } catch (error) {
    throw explained(error);
  }
}

/** Selects the applet, too. Errors: CardError, also card/other for a card that has no such key. */
async function keyOf(card: PcscCard): Promise<Uint8Array> {
  try {
    await selectPiv(card);
    return await readPublicKey(card);
  } catch (cause) {
    if (cause instanceof CardError && cause.code === 'card/removed') throw explained(cause);
    const message = 'the card in the reader has no PIV key 9A of P-256: insert the right card';
    throw new CardError('card/other', message, undefined, { cause });
  }
}

function explained(error: unknown): unknown {
  const isGone =
    (error instanceof PcscError && error.code === 'pcsc/no-card') ||
    (error instanceof CardError && error.code === 'card/removed');
  if (!isGone) return error;
  return new CardError('card/removed', 'the card is not in the reader: insert it and try again', undefined, {
    cause: error,
  });
}
