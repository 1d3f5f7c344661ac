/**
 * The FINREAD terminal: card slot, display, pin-pad, and one Finlet (paper section 3.2). Without an active Finlet it is an
 * ordinary reader: the PC's commands pass to the card (transparent mode). While one is active the card is the Finlet's,
 * over a channel that only terminals can open (secure mode). Removing the card, cancelling, or doing nothing for too long
 * ends the session, and all that it held is erased.
 */
import { EMPTY } from '../../protocol/primitives/bytes.ts';
import type { RandomSource } from '../../protocol/primitives/random.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import type { BlsBackend } from '../../protocol/primitives/threshold-blind-bls.ts';
import type { DeviceIdentity } from '../card/channel/mutual-authentication.ts';
import { CardClient } from '../card/voting/card-client.ts';
import { openChannel } from '../card/voting/channel-client.ts';
import type { DialogueIo } from '../dialogue/dialogue-io.ts';
import type { Language } from '../dialogue/languages.ts';
import { wrap } from '../dialogue/layout.ts';
import { type Params, type ScreenId, type Texts, textsIn } from '../dialogue/screens.ts';
import { LCD_COLUMNS } from '../display/lcd.ts';
import type { Panel } from '../display/panel.ts';
import type { Finlet, FinletSession } from '../finlet/finlet-runtime.ts';
import type { TerminalStatus } from '../finlet/pc-messages.ts';
import type { Card } from '../iso7816/card.ts';
import type { CardSlot } from './human-interface.ts';
import { TERMINAL_MEMORY, TerminalRefusal } from './terminal-refusal.ts';

export interface TerminalDeps {
  readonly panel: Panel;
  readonly random: RandomSource;
  readonly bls: BlsBackend;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** The terminal's own key and certificate. */
  readonly identity: DeviceIdentity;
  /** Makes the card of a memory image; rejects when it is damaged. */
  readonly openCard: (path: string) => Card | Promise<Card>;
  /** Milliseconds without a key or a call of the PC after which a session ends. */
  readonly idleTimeout?: number;
}

/** A Finlet whose signature has been verified. */
export interface InstalledFinlet {
  readonly name: string;
  readonly version: number;
  /** Bytes of memory that its code takes. */
  readonly size: number;
  readonly finlet: Finlet;
}

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'stopped'; readonly code: string }
  | { readonly kind: 'active'; readonly end: AbortController; readonly session: FinletSession | undefined };

const IDLE_TIMEOUT = 5 * 60_000;
/** Why a session ended, where there is more to say than a code. */
const STOP_SCREENS: ReadonlyMap<string, ScreenId> = new Map([
  ['finlet/cancelled', 'stopped'],
  ['terminal/timed-out', 'timed-out'],
  ['card/not-authentic', 'card-foreign'],
  ['card/full', 'card-full'],
]);
/** What the voter reads when the card is out: nobody shall believe that a vote was lost. */
const GONE: Readonly<Record<TerminalStatus['phase'], ScreenId>> = {
  none: 'insert-card',
  stopped: 'insert-card',
  voter: 'card-removed',
  sign: 'gone-kept',
  submit: 'gone-kept',
  sent: 'gone-sent',
  check: 'gone-checking',
};
const NOTHING: Omit<TerminalStatus, 'phase'> = { code: '', election: EMPTY, requests: [] };

export class FinreadTerminal implements CardSlot {
  readonly #deps: TerminalDeps;
  #finlet: InstalledFinlet | undefined;
  #card: Card | undefined;
  #keyHash: Uint8Array = EMPTY;
  #state: State = { kind: 'idle' };
  #texts: Texts = textsIn('en');
  #changed: (() => void)[] = [];
  #watchdog: NodeJS.Timeout | undefined;
  /** Counts what a reader of the PC notices: cards put in and taken out, and sessions that took the card away. */
  #changes = 0;

  constructor(deps: TerminalDeps) {
    this.#deps = deps;
    this.#show('insert-card');
  }

  // The card slot: a person's hand.

  /** Errors: those of `openCard`, and of a card that is not one of this Commissioner; the slot then is empty. */
  async insert(path: string): Promise<void> {
    this.remove();
    const card = await this.#deps.openCard(path);
    this.#card = card;
    this.#changes += 1;
    try {
      const channel = await openChannel(card, this.#deps.identity, this.#deps.random);
      this.#keyHash = sha256(await new CardClient(channel).publicKey());
    } catch {
      // A card of another office, or a blank one: an ordinary card in an ordinary reader.
      this.#show('card-foreign');
      return;
    } finally {
      await card.reset();
    }
    this.#show('card-inserted');
    this.#notify();
  }

  remove(): void {
    const card = this.#card;
    const { phase } = this.status();
    this.#end(new TerminalRefusal('terminal/removed'));
    this.#card = undefined;
    this.#keyHash = EMPTY;
    if (card !== undefined) this.#changes += 1;
    card?.reset().catch(() => undefined);
    this.#set({ kind: 'idle' });
    this.#show(GONE[phase]);
    this.#speak('en');
  }

  // The Finlet.

  /** Errors: TerminalRefusal finlet/outdated, terminal/memory-full. */
  install(installed: InstalledFinlet): void {
    if (installed.version < (this.#finlet?.version ?? 0)) throw new TerminalRefusal('finlet/outdated');
    if (installed.size > TERMINAL_MEMORY) throw new TerminalRefusal('terminal/memory-full');
    this.#finlet = installed;
  }

  showRefusedFinlet(): void {
    if (this.#state.kind !== 'active') this.#show('finlet-refused');
  }

  // The PC interface.

  /** SHA-256 of the voting key of the card; empty without a card of this Commissioner. */
  get keyHash(): Uint8Array {
    return this.#keyHash;
  }

  get commissionerKey(): Uint8Array {
    return this.#deps.identity.commissionerKey;
  }

  status(): TerminalStatus {
    const state = this.#state;
    if (state.kind === 'idle') return { ...NOTHING, phase: 'none' };
    if (state.kind === 'stopped') return { ...NOTHING, phase: 'stopped', code: state.code };
    return state.session?.status() ?? { ...NOTHING, phase: 'voter' };
  }

  /** Resolves when the status may have changed, or `signal` is aborted. */
  whenChanged(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#changed.push(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** A call of the PC to the Finlet. Errors: TerminalRefusal, and the Finlet's own. */
  async call(name: string, body: Uint8Array): Promise<Uint8Array> {
    const installed = this.#finlet;
    if (installed === undefined) throw new TerminalRefusal('finlet/none');
    if (installed.size + body.length > TERMINAL_MEMORY) throw new TerminalRefusal('terminal/memory-full');
    const check = installed.finlet.entryPoints.get(name);
    check?.(body);
    const session = check === undefined ? this.#activeSession() : await this.#begin(installed);
    this.#watch();
    return session.call(name, body);
  }

  // The slot as transparent mode sees it.

  get card(): Card | undefined {
    return this.#card;
  }

  get changes(): number {
    return this.#changes;
  }

  get isSecure(): boolean {
    return this.#state.kind === 'active';
  }

  get texts(): Texts {
    return this.#texts;
  }

  /** What a dialogue of the terminal itself leaves behind on the display. */
  showIdle(): void {
    this.#show(this.#card === undefined ? 'insert-card' : 'card-inserted');
  }

  #activeSession(): FinletSession {
    if (this.#state.kind !== 'active' || this.#state.session === undefined)
      throw new TerminalRefusal('terminal/no-session');
    return this.#state.session;
  }

  async #begin({ name, version, finlet }: InstalledFinlet): Promise<FinletSession> {
    const card = this.#card;
    if (card === undefined) throw new TerminalRefusal('terminal/no-card');
    this.#end(new TerminalRefusal('terminal/no-session'));
    const { panel, random, bls, clock, identity } = this.#deps;
    const end = new AbortController();
    panel.setMode('secure');
    this.#changes += 2;
    this.#set({ kind: 'active', end, session: undefined });
    this.#show('starting', { text1: `${name} ${version}` });
    const channel = await this.#openChannel(card, identity, end);
    const session = finlet.start({
      io: this.#io(end.signal),
      card: channel,
      random,
      bls,
      clock,
      signal: end.signal,
      setLanguage: (language) => this.#setLanguage(language, end.signal),
      changed: () => this.#notify(),
      stop: (error) => {
        if (!end.signal.aborted) this.#stop(error);
      },
    });
    this.#set({ kind: 'active', end, session });
    return session;
  }

  async #openChannel(card: Card, identity: DeviceIdentity, end: AbortController): Promise<Card> {
    try {
      await card.reset();
      const channel = await openChannel(card, identity, this.#deps.random);
      end.signal.throwIfAborted();
      return channel;
    } catch (error) {
      if (!end.signal.aborted) this.#stop(error);
      throw error;
    }
  }

  /** Display and keys for as long as the session lasts. */
  #io(signal: AbortSignal): DialogueIo {
    const { panel } = this.#deps;
    return {
      show: (lines) => {
        if (!signal.aborted) panel.show(lines);
      },
      nextKey: async () => {
        const key = await panel.nextKey(signal);
        this.#watch();
        return key;
      },
    };
  }

  #setLanguage(language: Language, signal: AbortSignal): void {
    if (!signal.aborted) this.#speak(language);
  }

  #speak(language: Language): void {
    this.#texts = textsIn(language);
    this.#deps.panel.setLanguage(language);
  }

  /** Restarts the time after which the session ends. */
  #watch(): void {
    clearTimeout(this.#watchdog);
    if (this.#state.kind !== 'active') return;
    const timeout = this.#deps.idleTimeout ?? IDLE_TIMEOUT;
    this.#watchdog = setTimeout(() => this.#stop(new TerminalRefusal('terminal/timed-out')), timeout).unref();
  }

  /** Ends the session for a reason that the PC may know. */
  #stop(error: unknown): void {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'terminal/internal';
    this.#end(error);
    this.#set({ kind: 'stopped', code: code.slice(0, 64) });
    const isShown = error instanceof Error && 'screen' in error && error.screen !== undefined;
    if (!isShown) this.#showStop(code);
  }

  #showStop(code: string): void {
    const [text1 = '', text2 = ''] = wrap(code, LCD_COLUMNS);
    const screen = STOP_SCREENS.get(code);
    if (screen === undefined) this.#show('failed', { text1, text2 });
    else this.#show(screen);
  }

  /** The Finlet's memory is erased by its own hand, the card's by a reset. */
  #end(reason: unknown): void {
    clearTimeout(this.#watchdog);
    if (this.#state.kind !== 'active') return;
    this.#state.end.abort(reason);
    this.#state = { kind: 'idle' };
    this.#card?.reset().catch(() => undefined);
    this.#deps.panel.setMode('idle');
  }

  #set(state: State): void {
    this.#state = state;
    this.#notify();
  }

  #notify(): void {
    const waiting = this.#changed;
    this.#changed = [];
    for (const tell of waiting) tell();
  }

  #show(id: ScreenId, params: Params = {}): void {
    this.#deps.panel.show(this.#texts.screen(id, params));
  }
}
