/**
 * Test voters: their cards vote in trial elections only. It is their ID that says so, since it stands in the card and in the roll:
 * terminal and Administrators see it without believing the Commissioner.
 */
import { ensure } from '../errors.ts';
import type { Plan } from './plan.ts';

const PREFIX = 'TEST-';

/** Who votes in a trial election: test cards alone, or everybody on the roll with them. */
export type TrialVoters = 'test-cards' | 'everybody';

export const isTestVoter = (voter: string): boolean => voter.startsWith(PREFIX);

/** `number` from 1. */
export const testVoterId = (number: number): string => `${PREFIX}${number}`;

/** Of its ID; 0 if that ends otherwise. */
export const testVoterNumber = (voter: string): number =>
  Number.parseInt(voter.slice(PREFIX.length), 10) || 0;

/** Whether the voter is on the roll of such an election; without `trial` of a real one. */
export const takesPart = (voter: string, trial: TrialVoters | undefined): boolean =>
  trial === 'everybody' || isTestVoter(voter) === (trial === 'test-cards');

/** Errors: roll/test-voter for a test voter in an election that is no trial. */
export function requireVoterFor({ trial }: Pick<Plan, 'trial'>, voter: string): void {
  ensure(
    trial || !isTestVoter(voter),
    'roll/test-voter',
    `${voter} is a test voter: its card votes in trial elections only`,
  );
}
