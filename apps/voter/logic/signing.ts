/** What is known of the Administrators while a vote is signed, from the Voter Module's progress. */
import type { VoteProgress } from '../../../voter-module/voter-module.ts';

export interface Administrator {
  readonly id: string;
  readonly operator: string;
  readonly state: 'waiting' | 'agreed' | 'signed' | 'failed';
}

export interface Signing {
  readonly administrators: readonly Administrator[];
  /** t. */
  readonly needed: number;
  /** t have agreed: from then on a failure is one of the second round. */
  readonly hasAgreed: boolean;
  /** By server, the code of its last failure: Administrators and Anonymizers. */
  readonly failures: Readonly<Record<string, string>>;
}

export interface PlanPart {
  readonly administrators: readonly { readonly id: string; readonly operator: string }[];
  readonly signingThreshold: number;
}

export const signingOf = ({ administrators, signingThreshold }: PlanPart): Signing => ({
  administrators: administrators.map(({ id, operator }) => ({ id, operator, state: 'waiting' })),
  needed: signingThreshold,
  hasAgreed: false,
  failures: {},
});

export function afterProgress(signing: Signing, progress: VoteProgress): Signing {
  if (progress.stage === 'echo') return withState(signing, progress.server, 'agreed');
  if (progress.stage === 'signature') return withState(signing, progress.server, 'signed');
  if (progress.stage !== 'failed') return signing;
  const { server, code } = progress;
  const failures = { ...signing.failures, [server]: code };
  return { ...withState(signing, server, 'failed'), failures };
}

function withState(signing: Signing, server: string, state: Administrator['state']): Signing {
  const { [server]: _, ...failures } = signing.failures;
  const administrators = signing.administrators.map((one) => (one.id === server ? { ...one, state } : one));
  const hasAgreed = signing.hasAgreed || countOf(administrators, 'agreed', 'signed') >= signing.needed;
  return { ...signing, administrators, hasAgreed, failures };
}

const countOf = (administrators: readonly Administrator[], ...states: Administrator['state'][]): number =>
  administrators.filter(({ state }) => states.includes(state)).length;

export interface SigningView {
  readonly round: 'agree' | 'sign';
  /** Of this round, at most `needed`. */
  readonly done: number;
  /** Of both rounds, from 0 to 1. */
  readonly share: number;
  readonly failed: number;
  /** Whether those that have not failed are still enough. */
  readonly enough: boolean;
}

export function viewOf({ administrators, needed, hasAgreed }: Signing): SigningView {
  const agreed = hasAgreed ? needed : countOf(administrators, 'agreed', 'signed');
  const signed = Math.min(countOf(administrators, 'signed'), needed);
  const failed = countOf(administrators, 'failed');
  return {
    round: hasAgreed ? 'sign' : 'agree',
    done: hasAgreed ? signed : agreed,
    share: (agreed + signed) / (2 * needed),
    failed,
    enough: administrators.length - failed >= needed,
  };
}
