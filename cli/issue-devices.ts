/** `revs card` and `revs terminals`: what their commands do. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CardOffice, type RegisteredCard } from '../card-issuance/card-office.ts';
import { makeCommissionerCard } from '../card-issuance/commissioner-card.ts';
import { issuerOf, issueTerminal } from '../card-issuance/devices.ts';
import { FORMATS, PinMailers } from '../card-issuance/pin-mailers.ts';
import { printMailers } from '../card-issuance/print-mailers.ts';
import { LANGUAGES } from '../common/languages.ts';
import { systemRandom } from '../common/system-random.ts';
import { finletOf } from '../deployment/deployment.ts';
import { CommandError, ProgressBar, print, printJson } from '../output/output.ts';
import type { Common } from './common-options.ts';
import { oneOf, readAddresses } from './letter-options.ts';
import { officerOf } from './officer-of.ts';
import { orAsk } from './or-ask.ts';

export async function issueTerminalTo(options: Common & { out: string }): Promise<void> {
  if (existsSync(join(options.out, 'terminal.json')))
    throw new CommandError(`${options.out} is a terminal already`);
  await issueTerminal(options.out, await issuerOf(await officerOf(options)), finletOf(options.dir));
  if (options.json) printJson({ folder: options.out });
  else print(`${options.out} is a terminal. Next: "revs terminal --folder ${options.out} --card FILE".`);
}

interface PersonaliseOptions extends Common {
  readonly voter?: string;
  readonly out: string;
  readonly pin?: string;
}

export async function personaliseCards(options: PersonaliseOptions): Promise<void> {
  const officer = await officerOf(options);
  const office = new CardOffice(officer, { folder: options.out, pin: options.pin });
  const wanted = (await office.roll()).filter(({ voter, card: has }) =>
    options.voter === undefined ? !has : voter === options.voter,
  );
  if (wanted.length === 0)
    throw new CommandError('no such voter on the roll without a card; see "revs voters list"');
  const progress = new ProgressBar();
  const cards: RegisteredCard[] = [];
  for (const { voter } of wanted) {
    const replacement = () =>
      ({ step: 'card/replace', voter, publicKey: office.unregistered(voter) ?? '' }) as const;
    await orAsk(officer, replacement, options.json, async () => {
      cards.push(await office.personalise(voter));
    });
    progress.update('cards', cards.length, wanted.length);
  }
  progress.stop();
  if (cards.length === 0) return;
  if (options.json) return printJson(cards);
  print(`${cards.length} cards are in ${options.out} and registered. Next: their PIN letters, with`);
  print('"revs card letters"; then "revs terminals issue" and "revs election create".');
}

interface LettersOptions extends Common {
  readonly out: string;
  readonly format: string;
  readonly language: string;
  readonly addresses?: string;
}

export async function writePinLetters(options: LettersOptions): Promise<void> {
  const office = new CardOffice(await officerOf(options), { folder: options.out });
  const written = await printMailers(office, {
    format: oneOf(FORMATS, options.format, '--format'),
    language: oneOf(LANGUAGES, options.language, '--language'),
    addresses: readAddresses(options.addresses),
  });
  if (options.json) return printJson(written);
  print(`${written.letters} PIN letters are in ${written.file},`);
  print(`their cover list in ${written.coverList}. Print both. When all letters have come out`);
  print(`right: "revs card destroy-letters --out ${options.out}" erases them with their digits.`);
}

/** Needs no service: it erases on this machine what is there. */
export function destroyPinLetters({ out, json }: { out: string; json?: boolean }): void {
  const destroyed = new PinMailers(out).destroy();
  if (json) printJson({ destroyed });
  else if (destroyed === 0) print('There are no PIN letters to destroy; "revs card letters" writes them.');
  else print(`${destroyed} PIN letters and their digits are erased.`);
}

export async function makeCardOfCommissioner({
  out,
  terminal,
  json,
}: {
  out: string;
  terminal: string;
  json?: boolean;
}): Promise<void> {
  const made = await makeCommissionerCard(out, terminal, systemRandom);
  if (json) return printJson({ card: out, terminal, ...made });
  print(`${out} is the card. Write these down now, and keep them apart from it; they are nowhere else:`);
  print(`  PIN ${made.pin}   PUK ${made.puk}`);
  print(`Next: "revs terminal --folder ${terminal} --card ${out}", and in another window, with the`);
  print('PCSCLITE_CSOCK_NAME that it prints: "revs deploy FILE --card".');
}
