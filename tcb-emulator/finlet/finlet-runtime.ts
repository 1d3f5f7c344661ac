/** What the terminal gives a Finlet, and what it wants of one: all that crosses between the two. */
import type { RandomSource } from '../../protocol/primitives/random.ts';
import type { BlsBackend } from '../../protocol/primitives/threshold-blind-bls.ts';
import type { DialogueIo } from '../dialogue/dialogue-io.ts';
import type { Language } from '../dialogue/languages.ts';
import type { Card } from '../iso7816/card.ts';
import type { TerminalStatus } from './pc-messages.ts';

export interface FinletRuntime {
  /** Display and pin-pad, as long as the session lasts. */
  readonly io: DialogueIo;
  /** The voting applet of the card, over the terminal's channel. */
  readonly card: Card;
  readonly random: RandomSource;
  readonly bls: BlsBackend;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Aborted when the session is over: the Finlet erases what it holds. */
  readonly signal: AbortSignal;
  /** The voter's language, for what the terminal itself has to say from now on. */
  readonly setLanguage: (language: Language) => void;
  /** To be called whenever the answer of {@link FinletSession.status} has changed. */
  readonly changed: () => void;
  /** Ends the session. `error`: its code is all that the PC is told. */
  readonly stop: (error: unknown) => void;
}

export interface FinletSession {
  /** One call of the PC: name and CBOR body in, CBOR out. Errors have stable codes. */
  call(name: string, body: Uint8Array): Promise<Uint8Array>;
  /** How far the session is; nothing in it depends on the voter's choices. */
  status(): TerminalStatus;
}

/** What the code of a Finlet exports as `finlet`. */
export interface Finlet {
  /**
   * The calls that begin a session: the terminal resets the card and opens a new channel first. Each with a check of its
   * body, which throws: what is malformed begins nothing.
   */
  readonly entryPoints: ReadonlyMap<string, (body: Uint8Array) => void>;
  readonly start: (runtime: FinletRuntime) => FinletSession;
}
