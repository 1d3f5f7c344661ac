/** From the stable code of an error to the problem that the page explains: one place, so that no code goes unexplained. */

import type { FinletErrorCode } from '../../../tcb-emulator/finlet/session.ts';
import type { CardErrorCode } from '../../../tcb-emulator/iso7816/card-error.ts';
import type { TerminalRefusal } from '../../../tcb-emulator/terminal/terminal-refusal.ts';
import type { en } from '../texts/en.ts';
import type { Phase } from './stage.ts';

export type ProblemId = keyof typeof en.problems;

/** Why the terminal stops; a code that it gains and that is not here is a type error. */
const OF_TERMINAL: Readonly<Record<FinletErrorCode | TerminalRefusal['code'] | CardErrorCode, ProblemId>> = {
  'finlet/cancelled': 'cancelled',
  'finlet/pin-blocked': 'pin-blocked',
  'finlet/already-voted': 'already-voted',
  'finlet/test-card': 'test-card',
  'finlet/other-manifest': 'other-manifest',
  'finlet/wrong-step': 'card-removed',
  'finlet/no-vote': 'no-vote',
  'finlet/given-up': 'given-up',
  'finlet/none': 'no-finlet',
  'finlet/unsigned': 'no-finlet',
  'finlet/outdated': 'no-finlet',
  'terminal/no-card': 'card-removed',
  'terminal/unknown-card': 'card-removed',
  'terminal/no-session': 'card-removed',
  'terminal/removed': 'card-removed',
  'terminal/timed-out': 'timed-out',
  'terminal/memory-full': 'other',
  'card/blocked': 'pin-blocked',
  'card/full': 'card-full',
  'card/not-authentic': 'card-foreign',
  'card/other': 'card-foreign',
  'card/removed': 'card-removed',
  'card/channel-lost': 'card-failed',
  'card/malformed-answer': 'card-failed',
  'card/memory': 'card-failed',
  'card/pin-required': 'card-failed',
  'card/refused': 'card-failed',
};

const BY_CODE: Readonly<Record<string, ProblemId>> = {
  ...OF_TERMINAL,
  '': 'card-removed', // the terminal's phase is 'none': nothing stopped it but the card's removal
  'finlet/no-card': 'card-removed',
  'terminal/unreachable': 'terminal-gone',
  'card/cloned': 'cloned-card',
  'enrolment/missing': 'not-on-roll',
  'service/not-found': 'not-on-roll',
  'time/not-open': 'not-open',
  'time/closed': 'closed',
  'anonymizers/too-few': 'too-few-servers',
  'voter-module/too-few-servers': 'too-few-servers',
  'voter-module/unreachable': 'no-distributor',
  'distributors/too-few': 'few-distributors',
  'voter-module/offline': 'offline',
};
/** Checks of the Voter Module and the terminal that the election data did not pass. */
const DATA = /^(signature|manifest|plan|enrolment|ballot|cbor|jws|key|point|statement)\//;
/** What each Administrator says by itself, if enough of them say so. */
const OF_ADMINISTRATORS: readonly string[] = ['time/not-open', 'time/closed', 'card/cloned', 'voter/unknown'];

export interface Circumstances {
  readonly failures: Readonly<Record<string, string>>;
  /** By the clock of this computer. */
  readonly stage: Phase;
  readonly online: boolean;
}

export function problemOf(code: string, { failures, stage, online }: Circumstances): ProblemId {
  if (!online) return 'offline';
  const cause = code === 'voter-module/too-few-servers' ? (commonCause(failures) ?? code) : code;
  if (cause === 'voter/unknown') return 'not-on-roll';
  if (cause.startsWith('time/') && stage === 'openNow') return 'clock-wrong';
  return BY_CODE[cause] ?? (DATA.test(cause) ? 'not-genuine' : 'other');
}

/** The commonest of the reasons that explain why too few servers helped. */
function commonCause(failures: Readonly<Record<string, string>>): string | undefined {
  const codes = Object.values(failures).map((code) => (code === 'cloned-card' ? 'card/cloned' : code));
  const known = codes.filter((code) => OF_ADMINISTRATORS.includes(code));
  const times = (code: string): number => known.filter((other) => other === code).length;
  const [commonest] = known.toSorted((a, b) => times(b) - times(a));
  return commonest !== undefined && times(commonest) * 2 >= codes.length ? commonest : undefined;
}
