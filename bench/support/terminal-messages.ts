/** What the terminal's process asks of the benchmark, and what it gets: electoral servers' answers, and voters. */
import type { ElectoralData } from '../../protocol/1-ballot-distribution/accept-ballot.ts';
import type { SealedRequest } from '../../tcb-emulator/finlet/receive-ballot.ts';
import type { Round } from './report.ts';

export interface VoterOfBench {
  /** The memory image of the card. */
  readonly card: string;
  readonly pin: string;
  readonly data: ElectoralData;
}

export interface AdministratorAnswer {
  readonly administrator: string;
  readonly answer: Uint8Array;
}

export interface Exchanges {
  /** The voters of the next round; none when it is over. */
  voters: { question: 'next'; answer: readonly VoterOfBench[] };
  prepare: { question: readonly SealedRequest[]; answer: readonly AdministratorAnswer[] };
  sign: { question: Uint8Array; answer: readonly AdministratorAnswer[] };
  challenge: { question: Uint8Array; answer: readonly Uint8Array[] };
  note: { question: { readonly round: Round; readonly partNames: readonly string[] }; answer: 'noted' };
}
export type Kind = keyof Exchanges;
export interface Question<K extends Kind> {
  readonly kind: K;
  readonly question: Exchanges[K]['question'];
}
