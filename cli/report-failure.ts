/** How a command that failed ends. */
import { Interrupted } from '../deployment/processes.ts';
import { CommandError, complain } from '../output/output.ts';

/** Says what went wrong: in words if it was foreseen, with a stack if not. Returns the exit code. */
export function reportFailure(error: unknown): number {
  const isKnown = error instanceof CommandError || (error instanceof Error && 'code' in error);
  if (isKnown) complain(`revs: ${error.message}`);
  else console.error(error);
  return error instanceof Interrupted ? 130 : 1;
}
