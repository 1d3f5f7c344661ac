/** `revs election archive`, `unarchive`, `delete-data`, `deletion-record`: what is done with an election once it is over. */
import { writeFileSync } from 'node:fs';
import { CommandError, print, printJson } from '../output/output.ts';
import type { Common } from './common-options.ts';
import { runOrAsk, when } from './elections.ts';
import { officerOf } from './officer-of.ts';

export async function archive(options: Common): Promise<void> {
  const officer = await officerOf(options);
  const { election } = await officer.election(options.election);
  await officer.put(`/officer/elections/${election}/archive`, {});
  if (options.json) return printJson({ election, archived: true });
  print('Archived: it is listed apart. Results, record and minutes stay where they are.');
}

export async function unarchive(options: Common): Promise<void> {
  const officer = await officerOf(options);
  const { election } = await officer.election(options.election);
  await officer.delete(`/officer/elections/${election}/archive`);
  if (options.json) return printJson({ election, archived: false });
  print('Out of the archive.');
}

export async function deleteData(options: Common & { yes?: boolean }): Promise<void> {
  const officer = await officerOf(options);
  const { election, title, deletableFrom } = await officer.election(options.election);
  if (deletableFrom === null)
    throw new CommandError(
      'this deployment sets no retention time, so nothing is deleted: see retentionDays in the operating guide',
    );
  if (deletableFrom > Date.now())
    throw new CommandError(`the personal data of "${title}" are kept until ${when(deletableFrom)}`);
  if (!options.yes)
    throw new CommandError(
      `this deletes the personal data of "${title}" (${election}) for good: its roll at this service, roll and register of who has signed at the Administrators, enrolments at the Distributors. Results, record and minutes stay. To do it, run the command again with --yes`,
    );
  const failures = await runOrAsk(officer, election, 'delete-data', options);
  if (failures === undefined) return;
  if (options.json) return printJson({ election, failures });
  print(
    Object.keys(failures).length === 0
      ? 'The personal data are deleted. Keep the record of it: "revs election deletion-record FILE".'
      : 'They are deleted at this service, but not at the servers above: start them and run the command again.',
  );
}

export async function deletionRecord(file: string, options: Common): Promise<void> {
  const officer = await officerOf(options);
  const { election } = await officer.election(options.election);
  const record = await officer.get(`/officer/elections/${election}/deletion.json`);
  writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`, { flag: 'wx' });
  if (options.json) return printJson({ election, file });
  print(`Written to ${file}.`);
}
