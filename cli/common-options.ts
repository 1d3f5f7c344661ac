/** Options that many commands have. */
import { type Command, InvalidArgumentError } from 'commander';
import type { TrialVoters } from '../protocol/messages/test-voter.ts';

export interface Common {
  readonly dir: string;
  readonly json?: boolean;
  readonly election?: string;
  /** Who acts; the deployment's token if nobody is named. */
  readonly officer?: string;
}

export interface CreateOptions extends Common {
  readonly title: string;
  readonly ballot: string[];
  readonly closes: string;
  readonly opens?: string;
  readonly intake: string;
  readonly trial?: TrialVoters;
  readonly claims: string;
  readonly renewEvery?: number;
}

/** Of `revs audit verify`. */
export interface VerifyOptions {
  readonly anchor?: string;
  readonly dir?: string;
  readonly json?: boolean;
}

export interface ReplicaOptions {
  readonly id: string;
  readonly operator: string;
  readonly system: string;
  readonly url: string;
  readonly listen?: string;
}

export const TRIAL_VOTERS: readonly TrialVoters[] = ['test-cards', 'everybody'];

export function withCommon(command: Command): Command {
  return command
    .option('--dir <folder>', 'the deployment, as "revs deploy" made it', 'deployment')
    .option('--json', 'print data as JSON');
}

/** For commands to the Commissioner's service. */
export const withOfficer = (command: Command): Command =>
  withCommon(command).option(
    '--officer <name>',
    'act as this officer: the passphrase is asked, or the first line of standard input',
  );

export const withElection = (command: Command): Command =>
  withOfficer(command).option(
    '--election <id>',
    'which election, if there are several (the beginning of its ID)',
  );

/** From 1 to 9,999,999. */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('write a whole number from 1.');
  return Number(text);
}

/** The projects of vitest.config.ts. */
export const TEST_PROJECTS = ['unit', 'component', 'system', 'browser'] as const;
export type TestProject = (typeof TEST_PROJECTS)[number];
