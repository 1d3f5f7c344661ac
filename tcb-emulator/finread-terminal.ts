/**
 * The FINREAD terminal: card slot, display and pin-pad, and the voting Finlet, the only way to the card (paper section
 * 3.2, secure mode). One session at a time; removing the card ends it and forgets all.
 */
import { openCountersignedManifest } from '../protocol/0-setup/check-manifest.ts';
import type { Election } from '../protocol/0-setup/election.ts';
import type { ElectoralData } from '../protocol/1-ballot-distribution/accept-ballot.ts';
import type { Onion } from '../protocol/3-vote-submission/wrap-onion.ts';
import { toHex } from '../protocol/primitives/bytes.ts';
import type { RandomSource } from '../protocol/primitives/random.ts';
import { sha256 } from '../protocol/primitives/sha256.ts';
import type { BlsBackend } from '../protocol/primitives/threshold-blind-bls.ts';
import type { Card } from './card/card.ts';
import { CardClient } from './card/card-client.ts';
import { issueFirstOnion, issueSecondOnion, storePackage } from './finlet/build-package.ts';
import { type HeadKind, VoteCheck } from './finlet/check-vote.ts';
import {
  type Collected,
  receiveEcho,
  receivePartial,
  signRequest,
  type Verdict,
} from './finlet/collect-signatures.ts';
import { type Begun, receiveBallot } from './finlet/receive-ballot.ts';
import { FinletError, type FinletParts } from './finlet/session.ts';
import type { TerminalStatus } from './pc-messages.ts';
import type { CardSlot } from './terminal/human-interface.ts';
import type { Panel } from './terminal/panel.ts';

export interface TerminalParts {
  readonly panel: Panel;
  readonly random: RandomSource;
  readonly bls: BlsBackend;
  /** Makes the card of a memory image; rejects when it is damaged. */
  readonly openCard: (path: string) => Card;
}

type Work =
  | { readonly kind: 'none' }
  | { readonly kind: 'voter' }
  | { readonly kind: 'stopped'; readonly code: string }
  | { readonly kind: 'voting'; readonly begun: Begun; readonly ready: boolean }
  | { readonly kind: 'checking'; readonly check: VoteCheck };

const NO_REQUESTS: TerminalStatus['requests'] = [];

export class FinreadTerminal implements CardSlot {
  readonly #parts: TerminalParts;
  #card: Card | undefined;
  #session = new AbortController();
  #work: Work = { kind: 'none' };
  #challenge: Uint8Array | undefined;
  #changed: (() => void)[] = [];
  /** The last manifest checked: an election has many voters at one terminal. */
  #checked: { readonly name: string; readonly election: Election } | undefined;

  constructor(parts: TerminalParts) {
    this.#parts = parts;
    parts.panel.show(['REVS', '', 'Insert your card', '']);
  }

  // The card slot: a person's hand.

  async insert(path: string): Promise<void> {
    this.remove();
    this.#card = this.#parts.openCard(path);
    this.#parts.panel.show(['REVS', '', 'Card inserted.', 'Go on at the PC.']);
  }

  remove(): void {
    this.#card?.reset();
    this.#card = undefined;
    this.#endSession({ kind: 'none' });
    this.#parts.panel.show(['REVS', '', 'Insert your card', '']);
  }

  // The PC interface.

  async keyHash(): Promise<Uint8Array> {
    if (this.#card === undefined) return new Uint8Array();
    const client = new CardClient(this.#card);
    await client.select();
    return sha256(await client.publicKey());
  }

  status(): TerminalStatus {
    const work = this.#work;
    if (work.kind === 'stopped') return { phase: 'stopped', code: work.code, requests: NO_REQUESTS };
    if (work.kind === 'checking') return { phase: 'check', code: '', requests: NO_REQUESTS };
    if (work.kind !== 'voting') return { phase: work.kind, code: '', requests: NO_REQUESTS };
    const { begun, ready } = work;
    if (ready || begun.next === 'submit') return { phase: 'submit', code: '', requests: NO_REQUESTS };
    return { phase: 'sign', code: '', requests: begun.requests };
  }

  /** Resolves when the status may have changed, or `signal` is aborted. */
  whenChanged(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#changed.push(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** First component: starts; the rest is between the voter and the terminal. */
  beginVoting(data: ElectoralData): void {
    this.#start(async (parts) => ({ kind: 'voting', begun: await receiveBallot(parts, data), ready: false }));
  }

  beginChecking(data: Pick<ElectoralData, 'manifest' | 'distributions'>): void {
    this.#start(async (parts) => ({ kind: 'checking', check: await VoteCheck.begin(parts, data) }));
  }

  /** Second component. */
  async receiveEcho(
    administrator: string,
    answer: Uint8Array,
  ): Promise<{ verdict: Verdict; signRequest: Uint8Array | undefined }> {
    const { session, vote } = this.#signing();
    const verdict = await receiveEcho(session, vote, administrator, answer);
    return { verdict, signRequest: signRequest(session, vote) };
  }

  async receivePartial(administrator: string, partial: Uint8Array): Promise<Collected & { ready: boolean }> {
    const { begun, session, vote } = this.#signing();
    const collected = receivePartial(session, vote, administrator, partial);
    if (collected.signature === undefined) return { ...collected, ready: false };
    await storePackage(session, vote, collected.signature);
    vote.choices.fill(0);
    vote.commitment.fill(0);
    session.io.show(session.texts.screen('sending'));
    this.#set({ kind: 'voting', begun: { next: 'submit', session: begun.session }, ready: true });
    return { ...collected, ready: true };
  }

  /** A fresh challenge (32 bytes) for the Anonymizers; only the last one counts. */
  challenge(): Uint8Array {
    this.#challenge = this.#parts.random(32);
    return this.#challenge;
  }

  /** Third component. */
  async submit(answers: readonly Uint8Array[]): Promise<Onion> {
    const work = this.#work;
    if (work.kind !== 'voting' || work.begun.next !== 'submit') throw new FinletError('finlet/wrong-step');
    return issueFirstOnion(work.begun.session, this.#takeChallenge(), answers);
  }

  /** The PC says that the onion was taken: shown, not believed. */
  showSent(): void {
    const work = this.#work;
    if (work.kind !== 'voting' || work.begun.next !== 'submit') throw new FinletError('finlet/wrong-step');
    const { io, texts } = work.begun.session;
    io.show(texts.screen('sent'));
  }

  checkHead(kind: HeadKind, head: Uint8Array): void {
    this.#checking().head(kind, head);
  }

  checkLeaves(leaves: readonly Uint8Array[]): void {
    this.#checking().leaves(leaves);
  }

  checkEnd(): void {
    this.#checking().end();
  }

  async submitAfterClose(answers: readonly Uint8Array[]): Promise<Onion> {
    const check = this.#checking();
    return issueSecondOnion(check.session, this.#takeChallenge(), answers, check.needsClaim);
  }

  complete(finalRoots: readonly Uint8Array[]): Promise<void> {
    return this.#checking().complete(finalRoots);
  }

  #checking(): VoteCheck {
    if (this.#work.kind !== 'checking') throw new FinletError('finlet/wrong-step');
    return this.#work.check;
  }

  #signing(): Extract<Begun, { next: 'sign' }> & { begun: Begun } {
    const work = this.#work;
    if (work.kind !== 'voting' || work.begun.next !== 'sign') throw new FinletError('finlet/wrong-step');
    return { ...work.begun, begun: work.begun };
  }

  #takeChallenge(): Uint8Array {
    const challenge = this.#challenge ?? this.#parts.random(32);
    this.#challenge = undefined;
    return challenge;
  }

  #start(work: (parts: FinletParts) => Promise<Work>): void {
    if (this.#card === undefined) throw new FinletError('finlet/no-card');
    this.#card.reset();
    this.#endSession({ kind: 'voter' });
    const { signal } = this.#session;
    const { panel, random, bls } = this.#parts;
    panel.setMode('secure');
    const io = {
      show: (lines: readonly string[]) => {
        if (!signal.aborted) panel.show(lines);
      },
      nextKey: () => panel.nextKey(signal),
    };
    const openManifest = (document: Uint8Array, key: Uint8Array): Election =>
      this.#openManifest(document, key);
    const parts = { io, random, bls, openManifest, card: new CardClient(this.#card) };
    work(parts).then(
      (next) => {
        if (!signal.aborted) this.#set(next);
      },
      (error: unknown) => {
        if (!signal.aborted) this.#stop(error);
      },
    );
  }

  #stop(error: unknown): void {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'terminal/internal';
    this.#card?.reset();
    this.#set({ kind: 'stopped', code: code.slice(0, 64) });
    this.#parts.panel.setMode('idle');
    if (code === 'finlet/cancelled') this.#parts.panel.show(['REVS', '', 'Stopped.', '']);
  }

  #endSession(next: Work): void {
    this.#session.abort(new FinletError('finlet/cancelled'));
    this.#session = new AbortController();
    this.#parts.panel.setMode('idle');
    this.#set(next);
  }

  #set(work: Work): void {
    this.#work = work;
    const waiting = this.#changed;
    this.#changed = [];
    for (const tell of waiting) tell();
  }

  #openManifest(document: Uint8Array, commissionerKey: Uint8Array): Election {
    const name = toHex(sha256(document)) + toHex(commissionerKey);
    if (this.#checked?.name !== name)
      this.#checked = { name, election: openCountersignedManifest(document, commissionerKey) };
    return this.#checked.election;
  }
}
