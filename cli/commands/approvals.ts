/** `revs approvals`: what a second officer approves, where the deployment wants four eyes. */
import type { Command } from 'commander';
import { type Common, withOfficer } from '../common-options.ts';

const WHICH = 'its ID, or the beginning of it, as "revs approvals list" tells';

export function addApprovalCommands(program: Command): void {
  const approvals = program
    .command('approvals')
    .description('steps that cannot be taken back, which one officer asks for and another one approves');
  withOfficer(approvals.command('list').description('what is asked for, by whom, and until when')).action(
    async (options: Common) => (await import('../approvals.ts')).listApprovals(options),
  );
  withOfficer(
    approvals.command('approve').description('do what another officer asks for; it cannot be taken back'),
  )
    .argument('<request>', WHICH)
    .action(async (request: string, options: Common) =>
      (await import('../approvals.ts')).approve(request, options),
    );
  withOfficer(
    approvals
      .command('decline')
      .description('decline what another officer asks for, or withdraw what you have asked for'),
  )
    .argument('<request>', WHICH)
    .action(async (request: string, options: Common) =>
      (await import('../approvals.ts')).decline(request, options),
    );
}
