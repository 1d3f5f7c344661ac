/** The `revs` command. What a command does is loaded when it runs: `--help` needs none of it. */
import { Command } from 'commander';
import { addApprovalCommands } from './commands/approvals.ts';
import { addAuditCommands } from './commands/audit.ts';
import { addBoardCommands } from './commands/board.ts';
import { addElectionCommands } from './commands/election.ts';
import { addOfficersCommands } from './commands/officers.ts';
import { addResilienceCommand } from './commands/resilience.ts';
import { addDeploymentCommands, addTrialCommands } from './commands/system.ts';
import { addTerminalCommands } from './commands/voter.ts';
import { addVoterCommands } from './commands/voters.ts';
import { addWardenCommands } from './commands/warden.ts';

const program = new Command('revs')
  .description('REVS: Internet voting in which the PC may be hostile, and some of the servers too.')
  .showHelpAfterError('(--help tells more)')
  .addHelpText('after', '\nStart with "revs demo"; every command has --help.');

addTrialCommands(program);
addDeploymentCommands(program);
addResilienceCommand(program);
addWardenCommands(program);
addBoardCommands(program);
addTerminalCommands(program);
addElectionCommands(program);
addVoterCommands(program);
addOfficersCommands(program);
addApprovalCommands(program);
addAuditCommands(program);

try {
  await program.parseAsync();
} catch (error) {
  const { reportFailure } = await import('./report-failure.ts');
  process.exit(reportFailure(error));
}
