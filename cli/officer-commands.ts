/** `revs election`, `revs voters`, `revs card`: the election officer's side. */

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { parseBallot } from '../ballots/parse-ballot.ts';
import { CardOffice, type RegisteredCard } from '../card-issuance/card-office.ts';
import { makeCommissionerCard } from '../card-issuance/commissioner-card.ts';
import { issuerOf, issueTerminal } from '../card-issuance/devices.ts';
import { finletOf, officerAccess } from '../deployment/deployment.ts';
import { type ElectionSummary, OfficerClient, readBallots } from '../office/officer-client.ts';
import { readRoll } from '../office/roll.ts';
import { runStep, waitUntil } from '../office/tally-election.ts';
import { CommandError, ProgressBar, printJson, renderResults, say, table } from '../output/output.ts';
import { stylesWithFewVoters } from '../protocol/0-setup/few-voters.ts';
import type { Results } from '../record/compute-results.ts';
import { ballotFile, readPart } from '../record/files.ts';
import type { ServerHealth } from '../servers/commissioner/monitoring/watch.ts';
import { rowOf, STATE_COLUMNS, statesOf } from './server-states.ts';

export interface Common {
  readonly dir: string;
  readonly json?: boolean;
  readonly election?: string;
}

export const officerOf = ({ dir }: Common): OfficerClient => new OfficerClient(officerAccess(dir));
const when = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z');

export function withCommon(command: Command): Command {
  return command
    .option('--dir <folder>', 'the deployment, as "revs deploy" made it', 'deployment')
    .option('--json', 'print data as JSON');
}

const withElection = (command: Command): Command =>
  withCommon(command).option(
    '--election <id>',
    'which election, if there are several (the beginning of its ID)',
  );

export function addOfficerCommands(program: Command): void {
  const election = program.command('election').description('run an election, as its officer');
  addCreate(election);
  withElection(
    election
      .command('open')
      .description('publish manifest, ballots and enrolments; voting starts at its time'),
  ).action((options: Common) => step(options, 'open', 'The election is open to voters at its time.'));
  withElection(
    election.command('close').description('end voting now, earlier than the manifest says'),
  ).action((options: Common) =>
    step(options, 'close', 'Voting has ended. Next, when claims have ended: "revs election freeze".'),
  );
  withElection(election.command('freeze').description('freeze the bulletin (after claims have ended)'))
    .option('--wait', 'wait until claims have ended')
    .action(async (options: Common & { wait?: boolean }) => {
      const { claimsEnd } = await officerOf(options).election(options.election);
      // On a terminal the bar tells; elsewhere nobody should wait without a word.
      if (options.wait && claimsEnd > Date.now())
        console.error(
          `  Claims end at ${when(claimsEnd)}, in ${Math.ceil((claimsEnd - Date.now()) / 60_000)} minutes.`,
        );
      if (options.wait) await waitUntil(claimsEnd + 500, 'claims end', new ProgressBar());
      await step(options, 'freeze', 'The bulletin is frozen. Next: "revs election disclose".');
    });
  withElection(
    election.command('disclose').description("collect the Trustees' shares of the election key"),
  ).action((options: Common) =>
    step(options, 'disclose', 'The key can be computed. Next: "revs election tally".'),
  );
  withElection(
    election.command('tally').description('open and count the votes, write the election record'),
  ).action(tally);
  withElection(
    election.command('publish').description('let anyone fetch the results and the election record'),
  ).action(publish);
  withElection(election.command('status').description('elections, their stage and times')).action(status);
  addVoters(program);
  addCards(program);
  addTerminals(program);
}

function addCreate(election: Command): void {
  withCommon(election.command('create').description('generate the keys, make and countersign the manifest'))
    .requiredOption('--title <text>', 'title of the election')
    .requiredOption('--ballot <style=file...>', 'the ballot (XML) of each style')
    .requiredOption('--closes <time>', 'end of voting, such as 2027-05-02T18:00:00Z')
    .option('--opens <time>', 'start of voting; now if left out')
    .option('--intake <seconds>', 'after the close: how long second onions are taken', '3600')
    .option('--claims <seconds>', 'after intake: how long until the bulletin is frozen', '3600')
    .action(
      async (
        options: Common &
          Record<'title' | 'closes' | 'intake' | 'claims', string> & { opens?: string; ballot: string[] },
      ) => {
        const opens =
          options.opens === undefined ? Math.floor(Date.now() / 1000) : seconds('--opens', options.opens);
        const closes = seconds('--closes', options.closes);
        const intakeEnds = closes + duration('--intake', options.intake);
        const request = {
          title: options.title,
          opens,
          closes,
          intakeEnds,
          claimsEnd: intakeEnds + duration('--claims', options.claims),
          ballots: readBallots(options.ballot),
        };
        const progress = new ProgressBar();
        const summary = await officerOf(options).run<ElectionSummary>(
          '/officer/elections',
          request,
          (stage, done, total) => progress.update(stage, done, total),
        );
        progress.stop();
        if (options.json) return printJson(summary);
        say(`Election ${summary.election} is made and countersigned by every Administrator and Trustee.`);
        say(
          `Publish its fingerprint where voters can compare it:\n  ${summary.fingerprint.match(/.{4}/g)?.join(' ')}`,
        );
        warnOfFewVoters(summary);
        say('Next: "revs election open".');
      },
    );
}

function warnOfFewVoters({ styles }: ElectionSummary): void {
  const few = stylesWithFewVoters(styles.map(({ style, voters }) => [style, voters]));
  if (few.length > 0)
    say(
      `Fewer than 20 voters have the ballot of ${few.join(', ')}: the published counts may show how somebody voted.`,
    );
}

function seconds(option: string, text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new CommandError(`${option} ${text}: write a time such as 2027-05-02T18:00:00Z`);
  return Math.floor(time / 1000);
}

function duration(option: string, text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new CommandError(`${option} ${text}: write a number of seconds`);
  return Number(text);
}

async function step(
  options: Common,
  name: 'open' | 'close' | 'freeze' | 'disclose',
  done: string,
): Promise<void> {
  const officer = officerOf(options);
  const { election } = await officer.election(options.election);
  const failures = await runStep(officer, election, name, new ProgressBar());
  if (options.json) printJson({ election, failures });
  else say(done);
}

async function tally(options: Common): Promise<void> {
  const officer = officerOf(options);
  const { election, record } = await officer.election(options.election);
  const progress = new ProgressBar();
  const results = await officer.run<Results>(
    `/officer/elections/${election}/tally`,
    {},
    (stage, done, total) => progress.update(stage, done, total),
  );
  progress.stop();
  if (options.json) return printJson(results);
  const ballots = results.styles.map(
    ({ style }) => [style, parseBallot(readPart(record, ballotFile(style)))] as const,
  );
  say(renderResults(results, new Map(ballots)));
  say(
    `Election record: ${record}\nCheck it: "revs verify ${record} --key ...". Next: "revs election publish".`,
  );
}

async function publish(options: Common): Promise<void> {
  const access = officerAccess(options.dir);
  const officer = new OfficerClient(access);
  const { election } = await officer.election(options.election);
  await officer.run<null>(`/officer/elections/${election}/publish`, {}, () => undefined);
  const record = `${access.url}/elections/${election}/record.tar`;
  if (options.json) return printJson({ election, record });
  say(`Anyone can fetch the election record now:\n  ${record}`);
  say(
    'and verify it: unpack it with tar -xf, then "revs verify election-record --key COMMISSIONERS-PUBLIC-KEY".',
  );
}

async function status(options: Common): Promise<void> {
  const all = await officerOf(options).get<ElectionSummary[]>('/officer/elections');
  const wanted = all.filter(({ election }) => election.startsWith(options.election ?? ''));
  const { servers } = await officerOf(options).get<{ servers: ServerHealth[] }>('/officer/health');
  const detailed = await Promise.all(
    wanted.map(async (summary) => ({ ...summary, health: await statesOf(summary, servers) })),
  );
  if (options.json) return printJson(detailed);
  if (detailed.length === 0) return say('There is no election yet; make one with "revs election create".');
  for (const { election, title, stage, voters, opens, closes, claimsEnd, fingerprint, health } of detailed) {
    say(`${title}\n  ${election}, ${stage}, ${voters} voters`);
    say(`  opens ${when(opens)}, closes ${when(closes)}, claims end ${when(claimsEnd)}`);
    say(`  fingerprint ${fingerprint.match(/.{4}/g)?.join(' ')}`);
    say(table(STATE_COLUMNS, health.map(rowOf)));
  }
}

function addVoters(program: Command): void {
  const voters = program.command('voters').description('the roll of voters');
  withCommon(voters.command('import').description('import voters from CSV with the columns voter, style'))
    .argument('<file>', 'CSV file')
    .action(async (file: string, options: Common) => {
      const rows = readRoll(file);
      await officerOf(options).post('/officer/voters', rows);
      if (options.json) printJson({ imported: rows.length });
      else say(`${rows.length} voters imported. Next: "revs card personalise" for their cards.`);
    });
  withCommon(voters.command('list').description('voters, their style, and whether they have a card')).action(
    async (options: Common) => {
      const all =
        await officerOf(options).get<{ voter: string; style: string; card: boolean }[]>('/officer/voters');
      if (options.json) printJson(all);
      else
        say(
          table(
            ['voter', 'style', 'card'],
            all.map(({ voter, style, card }) => [voter, style, card ? 'yes' : 'no']),
          ),
        );
    },
  );
}

function addTerminals(program: Command): void {
  const terminals = program.command('terminals').description("voters' terminals");
  withCommon(
    terminals
      .command('issue')
      .description('make the folder of a terminal: its key, certificate and the signed voting Finlet'),
  )
    .option('--out <folder>', 'where to', 'terminal')
    .action(async (options: Common & { out: string }) => {
      if (existsSync(join(options.out, 'terminal.json')))
        throw new CommandError(`${options.out} is a terminal already`);
      await issueTerminal(options.out, await issuerOf(officerOf(options)), finletOf(options.dir));
      if (options.json) printJson({ folder: options.out });
      else say(`${options.out} is a terminal. Next: "revs terminal --folder ${options.out} --card FILE".`);
    });
}

function addCards(program: Command): void {
  const card = program.command('card').description("voters' cards, and the Commissioner's");
  addCommissionerCard(card);
  withCommon(
    card
      .command('personalise')
      .description('make the card of a voter, or of all voters without one, and register it'),
  )
    .option('--voter <id>', 'one voter; all without a card if left out')
    .option('--out <folder>', 'where the cards go', 'cards')
    .option('--pin <digits>', 'the first PIN of every card, 4 to 8 digits; a random one for each if left out')
    .action(async (options: Common & { voter?: string; out: string; pin?: string }) => {
      const office = new CardOffice(officerOf(options), { folder: options.out, pin: options.pin });
      const { letters } = office;
      const wanted = (await office.roll()).filter(({ voter, card: has }) =>
        options.voter === undefined ? !has : voter === options.voter,
      );
      if (wanted.length === 0)
        throw new CommandError('no such voter on the roll without a card; see "revs voters list"');
      const progress = new ProgressBar();
      const cards: RegisteredCard[] = [];
      for (const { voter } of wanted) {
        cards.push(await office.personalise(voter));
        progress.update('cards', cards.length, wanted.length);
      }
      progress.stop();
      if (options.json) return printJson(cards.map((made) => ({ ...made, letters })));
      say(
        `${cards.length} cards are in ${options.out} and registered; PINs and PUKs for the letters to the voters`,
      );
      say(`are in ${letters}. Next: "revs terminals issue" and "revs election create".`);
    });
}

function addCommissionerCard(card: Command): void {
  card
    .command('commissioner')
    .description("make an emulated card for the Commissioner's key, and a terminal as its pin-pad")
    .option('--out <file>', "the card's memory", 'commissioner.card')
    .option('--terminal <folder>', 'the terminal', 'commissioner-terminal')
    .option('--json', 'print PIN and PUK as JSON')
    .action(async ({ out, terminal, json }: { out: string; terminal: string; json?: boolean }) => {
      const made = await makeCommissionerCard(out, terminal, (length) => new Uint8Array(randomBytes(length)));
      if (json) return printJson({ card: out, terminal, ...made });
      say(`${out} is the card. Write these down now, and keep them apart from it; they are nowhere else:`);
      say(`  PIN ${made.pin}   PUK ${made.puk}`);
      say(`Next: "revs terminal --folder ${terminal} --card ${out}", and in another window, with the`);
      say('PCSCLITE_CSOCK_NAME that it prints: "revs deploy FILE --card".');
    });
}
