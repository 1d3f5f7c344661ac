/** `revs voters`: what its commands do. */
import { readRoll } from '../office/roll.ts';
import { CommandError, print, printJson, table } from '../output/output.ts';
import type { Common } from './common-options.ts';
import { officerOf } from './officer-of.ts';
import { orAsk } from './or-ask.ts';

export async function importVoters(file: string, options: Common): Promise<void> {
  const rows = readRoll(file);
  await (await officerOf(options)).post('/officer/voters', rows);
  if (options.json) printJson({ imported: rows.length });
  else print(`${rows.length} voters imported. Next: "revs card personalise" for their cards.`);
}

export async function addTestVoters(number: number, options: Common & { style: string }): Promise<void> {
  const { voters } = await (await officerOf(options)).post('/officer/test-voters', {
    number,
    style: options.style,
  });
  if (options.json) return printJson({ voters });
  print(
    `${voters.length} test voters made: ${voters[0]} to ${voters.at(-1)}. They vote in trial elections only.`,
  );
  print('Next: "revs card personalise" for their cards.');
}

export async function removeVoter(voter: string, options: Common): Promise<void> {
  const officer = await officerOf(options);
  const isDone = await orAsk(
    officer,
    () => ({ step: 'roll/remove', voter }),
    options.json,
    () => officer.delete(`/officer/voters/${encodeURIComponent(voter)}`),
  );
  if (!isDone) return;
  if (options.json) printJson({ voter });
  else print(`${voter} is not on the roll of new elections. Elections that have been made keep the voter.`);
}

export async function revokeCard(voter: string, options: Common & { yes?: boolean }): Promise<void> {
  const officer = await officerOf(options);
  const path = `/officer/voters/${encodeURIComponent(voter)}` as const;
  const elections = await officer.get(`${path}/elections`);
  const titles = elections.map(({ title }) => `"${title}"`).join(', ');
  const meaning = `elections under way keep the old card and take no other: ${titles === '' ? 'none' : titles}`;
  if (options.yes !== true)
    throw new CommandError(
      `nothing is revoked yet; ${meaning}. If that is right, run the command again with --yes`,
    );
  const isDone = await orAsk(
    officer,
    () => ({ step: 'card/revoke', voter }),
    options.json,
    () => officer.delete(`${path}/card`),
  );
  if (!isDone) return;
  if (options.json) return printJson({ voter, elections });
  print(`The card of ${voter} is revoked; ${meaning}.`);
  print(`Next: "revs card personalise --voter ${voter}".`);
}

export async function listVoters(options: Common): Promise<void> {
  const all = await (await officerOf(options)).get('/officer/voters');
  if (options.json) return printJson(all);
  const rows = all.map(({ voter, style, card }) => [voter, style, card ? 'yes' : 'no']);
  print(table(['voter', 'style', 'card'], rows));
}
