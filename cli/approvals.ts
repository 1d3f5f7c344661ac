/** `revs approvals`: what its commands do. */

import type { OfficerClient } from '../office/officer-client.ts';
import { warnOf } from '../office/tally-election.ts';
import { CommandError, ProgressBar, print, printJson, table } from '../output/output.ts';
import type { ElectionSummary } from '../servers/commissioner/api/elections.ts';
import type { ApprovalRequest, FinalStep } from '../servers/commissioner/approvals/approval-api.ts';
import type { Common } from './common-options.ts';
import { officerOf } from './officer-of.ts';

const time = (milliseconds: number): string => new Date(milliseconds).toISOString();

export async function listApprovals(options: Common): Promise<void> {
  const officer = await officerOf(options);
  const all = await officer.get('/officer/approvals');
  if (options.json) return printJson(all);
  if (all.length === 0) return print('Nobody asks for an approval.');
  const elections = await officer.get('/officer/elections');
  const rows = all.map(({ request, officer: by, expires, step, isCurrent }) => [
    request,
    by,
    isCurrent ? time(expires) : 'changed since',
    inWords(step, elections),
  ]);
  print(table(['request', 'asked by', 'until', 'what'], rows));
}

/** In which what cannot be taken back is done. */
export async function approve(wanted: string, options: Common): Promise<void> {
  const officer = await officerOf(options);
  const { request, step } = await find(officer, wanted);
  const progress = new ProgressBar();
  const done = await officer.run(`/officer/approvals/${request}`, {}, (stage, count, total) =>
    progress.update(stage, count, total),
  );
  progress.stop();
  if (options.json) return printJson({ request, ...done });
  warnOf(done.failures ?? {});
  print(`Done: ${inWords(step, await officer.get('/officer/elections'))}.`);
  if (done.code !== undefined)
    print(
      `Hand this code over in person; it is shown only now. It is typed after the passphrase and a space, until\nthe passphrase is changed:\n  ${done.code}`,
    );
}

export async function decline(wanted: string, options: Common): Promise<void> {
  const officer = await officerOf(options);
  const { request } = await find(officer, wanted);
  await officer.delete(`/officer/approvals/${request}`);
  if (options.json) printJson({ request });
  else print('Nobody can approve it any more.');
}

/** By its ID or the beginning of it. */
async function find(officer: OfficerClient, wanted: string): Promise<ApprovalRequest> {
  const [found, second] = (await officer.get('/officer/approvals')).filter(({ request }) =>
    request.startsWith(wanted),
  );
  if (found !== undefined && second === undefined) return found;
  throw new CommandError(
    `there is ${found === undefined ? 'no' : 'more than one'} open request ${wanted}: see "revs approvals list"`,
  );
}

function inWords(step: FinalStep, elections: readonly ElectionSummary[]): string {
  const titleOf = (id: string) => elections.find(({ election }) => election === id)?.title ?? id;
  switch (step.step) {
    case 'election/open':
      return `open "${titleOf(step.election)}": what voters are shown cannot be changed afterwards`;
    case 'election/close':
      return `end voting in "${titleOf(step.election)}": whoever has not voted cannot vote any more`;
    case 'election/publish':
      return `publish results and record of "${titleOf(step.election)}"`;
    case 'election/delete':
      return `delete the trial election "${titleOf(step.election)}"`;
    case 'election/delete-data':
      return `delete the personal data of "${titleOf(step.election)}", here and at all servers that have some`;
    case 'roll/remove':
      return `remove ${step.voter} from the roll`;
    case 'card/revoke':
      return `revoke the card of ${step.voter}: elections that have been made keep it, and no other`;
    case 'card/replace':
      return `give ${step.voter} another card: the one up to now is nobody's for new elections`;
    case 'officer/add':
      return `add the officer ${step.name} with the role ${step.role}`;
    case 'officer/remove':
      return `remove the officer ${step.name}`;
    case 'officer/role':
      return `give the officer ${step.name} the role ${step.role}`;
    default:
      return `let ${step.name} log in again whom wrong passphrases have locked`;
  }
}
