/** What the Voter Module works with, and what it tells of its progress. */
import type { Plan } from '../protocol/messages/plan.ts';
import type { TerminalClient } from '../tcb-emulator/client.ts';
import type { Send } from './send.ts';

export interface VoterModule {
  readonly terminal: TerminalClient;
  readonly send: Send;
  /** URLs of Ballot Distributors. */
  readonly distributors: readonly string[];
  readonly electionId: string;
  readonly onProgress: (progress: VoteProgress) => void;
}

export type VoteProgress =
  | { readonly stage: 'fetched'; readonly plan: Plan }
  /** The terminal leads the voter; Administrators are asked; nothing more is needed of them; done. */
  | { readonly stage: 'voter' | 'sign' | 'ready' | 'sent' }
  /** An Administrator has echoed, or signed. */
  | {
      readonly stage: 'echo' | 'signature';
      readonly server: string;
      readonly done: number;
      readonly needed: number;
    }
  /** A server failed, with its code. The vote goes on with others. */
  | { readonly stage: 'failed'; readonly server: string; readonly code: string };
