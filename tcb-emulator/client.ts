/** The PC side of the terminal's PC interface: all of the TCB that a Voter Module may import. It can hold no secret. */

import { CodedError } from '../common/coded-error.ts';
import { LINKS_AT_ONCE, linksCodec } from '../protocol/messages/period-chain.ts';
import { EMPTY } from '../protocol/primitives/bytes.ts';
import type { ValueOf } from '../protocol/primitives/cbor.ts';
import { type Codec, decode, encode } from '../protocol/primitives/cbor.ts';
import {
  answerCodec,
  cardStatusCodec,
  challengeAnswersCodec,
  checkDataCodec,
  closingOnionsCodec,
  echoResultCodec,
  electoralDataCodec,
  finalRootsCodec,
  headCodec,
  linksShownCodec,
  MAX_STATUS_LENGTH,
  onionCodec,
  type PartialResult,
  partialResultCodec,
  type Setback,
  setbackCodec,
  statusCodec,
  type TerminalStatus,
} from './finlet/pc-messages.ts';

export class TerminalClient {
  readonly #url: string;

  /** @param url such as `http://127.0.0.1:8600` */
  constructor(url: string) {
    this.#url = url.replace(/\/$/, '');
  }

  /** SHA-256 of the public key of the card in the terminal; undefined without a card. */
  async keyHash(): Promise<Uint8Array | undefined> {
    const { keyHash } = this.#read(cardStatusCodec, await this.#call('GET', '/card'));
    return keyHash.length === 0 ? undefined : keyHash;
  }

  /** The public key (33 bytes) of the Commissioner who handed the terminal out. */
  async commissionerKey(): Promise<Uint8Array> {
    return this.#read(cardStatusCodec, await this.#call('GET', '/card')).commissionerKey;
  }

  /** The status; with `known`, as soon as the phase is another one (20 s at most). */
  async status(known?: TerminalStatus['phase']): Promise<TerminalStatus> {
    const query = known === undefined ? '' : `?wait=${known}`;
    return this.#read(statusCodec, await this.#call('GET', `/status${query}`));
  }

  /** Waits until the terminal is in another phase than `phase`. */
  async statusAfter(phase: TerminalStatus['phase']): Promise<TerminalStatus> {
    for (;;) {
      const status = await this.status(phase);
      if (status.phase !== phase) return status;
    }
  }

  async beginVoting(data: ValueOf<typeof electoralDataCodec>): Promise<void> {
    await this.#finlet('voting', encode(electoralDataCodec, data));
  }

  async echo(administrator: string, answer: Uint8Array): Promise<ValueOf<typeof echoResultCodec>> {
    const body = encode(answerCodec, { administrator, answer });
    return this.#read(echoResultCodec, await this.#finlet('voting/echo', body));
  }

  async partial(administrator: string, answer: Uint8Array): Promise<PartialResult> {
    const body = encode(answerCodec, { administrator, answer });
    return this.#read(partialResultCodec, await this.#finlet('voting/partial', body));
  }

  /** More links of the Administrators' chain, as one of them gave them: how many the terminal has then been shown. */
  async administratorPeriods(links: Uint8Array): Promise<number> {
    return this.#read(linksShownCodec, await this.#finlet('voting/periods', links));
  }

  /** What the terminal lacked, as an Administrator gave it. */
  async commitments(given: Uint8Array): Promise<PartialResult> {
    return this.#read(partialResultCodec, await this.#finlet('voting/commitments', given));
  }

  challenge(): Promise<Uint8Array> {
    return this.#finlet('challenge', EMPTY);
  }

  async onion(answers: readonly Uint8Array[]): Promise<ValueOf<typeof onionCodec>> {
    const body = encode(challengeAnswersCodec, answers);
    return this.#read(onionCodec, await this.#finlet('voting/onion', body));
  }

  async sent(): Promise<void> {
    await this.#finlet('voting/sent', EMPTY);
  }

  /** So that the voter reads it on the terminal too; the vote can go on from there. */
  async setback(reason: Setback): Promise<void> {
    await this.#finlet('voting/setback', encode(setbackCodec, { reason }));
  }

  async beginChecking(data: ValueOf<typeof checkDataCodec>): Promise<void> {
    await this.#finlet('checking', encode(checkDataCodec, data));
  }

  async checkHead(kind: 'close' | 'latest', head: Uint8Array): Promise<void> {
    await this.#finlet('checking/head', encode(headCodec, { kind, head }));
  }

  /** Leaf hashes, 32 bytes each. */
  async checkLeaves(leaves: Uint8Array): Promise<void> {
    await this.#finlet('checking/leaves', leaves);
  }

  async checkEnd(): Promise<void> {
    await this.#finlet('checking/end', EMPTY);
  }

  /** What is to be sent after the close, in this order: the second onion, before it the first if there was none. */
  async closingOnions(answers: readonly Uint8Array[]): Promise<ValueOf<typeof closingOnionsCodec>> {
    const body = encode(challengeAnswersCodec, answers);
    return this.#read(closingOnionsCodec, await this.#finlet('checking/onions', body));
  }

  /** The Trustees' chain, in order; each link counts if it follows. */
  async periods(links: ValueOf<typeof linksCodec>): Promise<void> {
    for (let at = 0; at < links.length; at += LINKS_AT_ONCE) {
      const some = encode(linksCodec, links.slice(at, at + LINKS_AT_ONCE));
      await this.#finlet('checking/periods', some);
    }
  }

  async complete(finalRoots: readonly Uint8Array[]): Promise<void> {
    await this.#finlet('checking/complete', encode(finalRootsCodec, finalRoots));
  }

  #finlet(name: string, body: Uint8Array): Promise<Uint8Array> {
    return this.#call('POST', `/finlet/${name}`, body);
  }

  #read<T>(codec: Codec<T>, bytes: Uint8Array): T {
    return decode(codec, bytes, MAX_STATUS_LENGTH, "terminal's answer");
  }

  async #call(method: string, path: string, body?: Uint8Array): Promise<Uint8Array> {
    const response = await this.#reach(path, {
      method,
      ...(body === undefined
        ? {}
        : { body: new Uint8Array(body), headers: { 'content-type': 'application/cbor' } }),
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (response.ok) return bytes;
    const { code = 'terminal/internal', message = 'the terminal failed' } = parseError(bytes);
    throw new CodedError(code, message);
  }

  async #reach(path: string, request: RequestInit): Promise<Response> {
    try {
      return await fetch(this.#url + path, request);
    } catch {
      const what = `no terminal answers at ${this.#url}; start one with "revs terminal" and leave it running`;
      throw new CodedError('terminal/unreachable', what);
    }
  }
}

function parseError(bytes: Uint8Array): { code?: string; message?: string } {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as { code?: string; message?: string };
  } catch {
    return {};
  }
}
