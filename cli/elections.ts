/** `revs election`: what its commands do. */

import { parseBallot } from '../ballots/parse-ballot.ts';
import { inGroups } from '../common/in-groups.ts';
import { officerAccess } from '../deployment/deployment.ts';
import { type OfficerClient, readBallots } from '../office/officer-client.ts';
import { runStep, waitUntil } from '../office/tally-election.ts';
import {
  CommandError,
  ProgressBar,
  print,
  printJson,
  renderResults,
  table,
  titleOf,
} from '../output/output.ts';
import { stylesWithFewVoters } from '../protocol/0-setup/few-voters.ts';
import { ballotFile, readPart } from '../record/files.ts';
import { folderSource } from '../record/folder-source.ts';
import type { ElectionSummary, Failures } from '../servers/commissioner/api/elections.ts';
import type { Common, CreateOptions } from './common-options.ts';
import { officerOf } from './officer-of.ts';
import { orAsk } from './or-ask.ts';
import { rowOf, STATE_COLUMNS, statesOf, turnoutLine } from './server-states.ts';

export const when = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z');

export async function create(options: CreateOptions): Promise<void> {
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
    ...(options.trial === undefined ? {} : { trial: options.trial }),
    ...(options.renewEvery === undefined ? {} : { renewEvery: options.renewEvery }),
  };
  const progress = new ProgressBar();
  const officer = await officerOf(options);
  const summary = await officer.run('/officer/elections', request, (stage, done, total) =>
    progress.update(stage, done, total),
  );
  progress.stop();
  if (options.json) return printJson(summary);
  print(
    `${summary.trial ? 'Trial election' : 'Election'} ${summary.election} is made and countersigned by every Administrator and Trustee.`,
  );
  print(`Publish its fingerprint where voters can compare it:\n  ${inGroups(summary.fingerprint)}`);
  warnOfFewVoters(summary);
  print('Next: "revs election open".');
}

function warnOfFewVoters({ styles }: ElectionSummary): void {
  const few = stylesWithFewVoters(styles.map(({ style, voters }) => [style, voters]));
  if (few.length > 0)
    print(
      `Few voters: ${few.join(', ')}. Fewer than 20 are of this style, and whoever counts the published record again sees its votes apart: they may show how somebody voted.`,
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

export async function step(options: Common, name: 'open' | 'close', done: string): Promise<void> {
  const officer = await officerOf(options);
  const summary = await officer.election(options.election);
  const { election } = summary;
  if (name === 'open' && !options.json) warnOfFewVoters(summary);
  const failures = await runOrAsk(officer, election, name, options);
  if (failures === undefined) return;
  if (options.json) printJson({ election, failures });
  else print(done);
}

/** Undefined if it waits for a second officer now. */
export async function runOrAsk(
  officer: OfficerClient,
  election: string,
  name: 'open' | 'close' | 'delete' | 'delete-data',
  { json }: Common,
): Promise<Failures | undefined> {
  let failures: Failures | undefined;
  const step = () => ({ step: `election/${name}`, election }) as const;
  await orAsk(officer, step, json, async () => {
    failures = await runStep(officer, election, name, new ProgressBar());
  });
  return failures;
}

/** `--wait`: until claims have ended. */
export async function tally(options: Common & { wait?: boolean }): Promise<void> {
  const officer = await officerOf(options);
  const { election, record, claimsEnd } = await officer.election(options.election);
  const progress = new ProgressBar();
  // On a terminal the bar tells; elsewhere nobody should wait without a word.
  if (options.wait && claimsEnd > Date.now())
    console.error(
      `  Claims end at ${when(claimsEnd)}, in ${Math.ceil((claimsEnd - Date.now()) / 60_000)} minutes.`,
    );
  if (options.wait) await waitUntil(claimsEnd + 500, 'claims end', progress);
  const results = await officer.run(`/officer/elections/${election}/tally`, {}, (stage, done, total) =>
    progress.update(stage, done, total),
  );
  progress.stop();
  if (options.json) return printJson(results);
  const ballots = results.styles.map(
    ({ style }) => [style, parseBallot(readPart(folderSource(record), ballotFile(style)))] as const,
  );
  print(renderResults(results, new Map(ballots)));
  print(
    `Election record: ${record}\nCheck it: "revs verify ${record} --key ...". Next: "revs election publish".`,
  );
}

export async function deleteTrial(options: Common & { yes?: boolean }): Promise<void> {
  const officer = await officerOf(options);
  const summary = await officer.election(options.election);
  const { election, servers } = summary;
  if (!summary.trial)
    throw new CommandError(`${summary.title} is a real election: only trial elections can be deleted`);
  if (!options.yes)
    throw new CommandError(
      `this deletes "${summary.title}" (${election}) at this service and at its ${servers.length} servers: roll, votes, results and record, for good. Test voters and cards stay, and so does what the board and the audit log say of it. To do it, run the command again with --yes`,
    );
  const failures = await runOrAsk(officer, election, 'delete', options);
  if (failures === undefined) return;
  if (options.json) return printJson({ election, failures });
  print(
    Object.keys(failures).length === 0
      ? 'The trial election is deleted, here and at all its servers.'
      : 'It is still here, as the servers above have not deleted it: start them and run the command again.',
  );
}

export async function publish(options: Common): Promise<void> {
  const officer = await officerOf(options);
  const summary = await officer.election(options.election);
  const { election } = summary;
  if (!options.json) warnOfFewVoters(summary);
  const isDone = await orAsk(
    officer,
    () => ({ step: 'election/publish', election }),
    options.json,
    () => officer.run(`/officer/elections/${election}/publish`, {}, () => undefined),
  );
  if (!isDone) return;
  const record = `${officerAccess(options.dir).url}/elections/${election}/record.tar`;
  if (options.json) return printJson({ election, record });
  print(`Anyone can fetch the election record now:\n  ${record}`);
  print(
    'and verify it: unpack it with tar -xf, then "revs verify election-record --key COMMISSIONERS-PUBLIC-KEY".',
  );
}

/** Whole with `--json`: signed statements too. */
export async function contradictions(options: Common): Promise<void> {
  const officer = await officerOf(options);
  const { election } = await officer.election(options.election);
  const found = await officer.get(`/officer/elections/${election}/contradictions`);
  if (options.json) return printJson(found);
  if (found.length === 0) return print('No Counter contradicts itself.');
  for (const { counter, reason, found: at, earlier, later } of found) {
    print(`${counter}: ${reason}, found ${when(at)}`);
    for (const { kind, size, root } of [earlier, later]) print(`  ${kind}: ${size} packages, root ${root}`);
  }
  print('The signed statements, as evidence: "revs election contradictions --json".');
}

export async function status(options: Common): Promise<void> {
  const officer = await officerOf(options);
  const all = await officer.get('/officer/elections');
  const wanted = all.filter(({ election }) => election.startsWith(options.election ?? ''));
  const { servers } = await officer.get('/officer/health');
  const detailed = await Promise.all(
    wanted.map(async (summary) => {
      const turnout = await officer.get(`/officer/elections/${summary.election}/turnout`);
      return { ...summary, turnout, health: statesOf(summary, servers, turnout) };
    }),
  );
  if (options.json) return printJson(detailed);
  if (detailed.length === 0) return print('There is no election yet; make one with "revs election create".');
  for (const summary of detailed) {
    const { election, stage, archived, voters, opens, closes, claimsEnd, fingerprint, turnout, health } =
      summary;
    print(`${titleOf(summary)}
  ${election}, ${stage}${archived ? ', archived' : ''}, ${voters} voters`);
    print(`  opens ${when(opens)}, closes ${when(closes)}, claims end ${when(claimsEnd)}`);
    print(`  fingerprint ${inGroups(fingerprint)}`);
    if (summary.renewEvery !== null)
      print(`  Trustees and Administrators renew their shares every ${summary.renewEvery} seconds`);
    const line = turnoutLine(summary, turnout);
    if (line !== undefined) print(`  ${line}`);
    print(table(STATE_COLUMNS, health.map(rowOf)));
  }
}
