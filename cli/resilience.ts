/** `revs resilience`: see docs/trustees.md, "Is it safe for long enough?". */
import { writeFileSync } from 'node:fs';
import { loadDeployment } from '../deployment/deployment-file.ts';
import { humanTime } from '../output/human-time.ts';
import { CommandError, print, printJson, table } from '../output/output.ts';
import type { CrashRisk } from '../protocol/0-setup/crash-risk.ts';
import type { Attack } from '../protocol/0-setup/exhaustion-time.ts';
import type { ResilienceOptions } from './resilience-options.ts';
import { type Finding, type Report, resilienceReport } from './resilience-report.ts';
import { timelineSvg } from './resilience-svg.ts';
import { timelineOf, timelineText } from './resilience-timeline.ts';

const AS_DEPLOYED = 'Without renewal: what is captured stays captured until the mission ends.';
const AS_PLANNED =
  'With renewal, as it is being built: TODAY IDENTITY KEYS ARE ONLINE, AND THE BOARD’S REPLICAS ARE NOT RENEWED; Trustees and Administrators renew their shares. The last column says what holds without renewal.';

/** Errors: CommandError; resilience/invalid. */
export function resilience(file: string, options: ResilienceOptions): void {
  const report = resilienceReport(loadDeployment(file), options);
  if (options.svg !== undefined) draw(options.svg, report);
  if (options.json) printJson(jsonOf(report));
  else print(resilienceText(report));
}

const isRenewed = ({ findings }: Report): boolean => findings.some(({ renewal }) => renewal !== undefined);

const assumedIn = (report: Report): string => (isRenewed(report) ? AS_PLANNED : AS_DEPLOYED);

function draw(path: string, report: Report): void {
  const title = `Mission ${humanTime(report.mission)}. ${isRenewed(report) ? 'With renewal, of which a part is built' : 'Without renewal'}`;
  try {
    writeFileSync(path, timelineSvg(title, report.findings.map(timelineOf)));
  } catch (error) {
    throw new CommandError(`${path} cannot be written: ${error instanceof Error ? error.message : error}`);
  }
}

/** Times in ms. */
export const jsonOf = (report: Report) => ({
  renewed: isRenewed(report),
  assumption: assumedIn(report),
  mission: report.mission,
  teams: report.teams,
  properties: report.findings.map(({ members, quickest, surest, breaks: _, ...finding }) => ({
    ...finding,
    of: members.length,
    quickest: quickest ?? null,
    surest: surest ?? null,
  })),
  ...(report.crashes === undefined ? {} : { crashes: report.crashes }),
});

export function resilienceText(report: Report): string {
  const { mission, teams, findings, crashes } = report;
  const head = ['property', 'falls with', 'quickest attack', 'adds up for', 'margin', 'verdict'];
  const rows = findings.map((finding) => rowOf(finding, isRenewed(report)));
  return [
    assumedIn(report),
    `Mission ${humanTime(mission)}, ${teams} ${teams === 1 ? 'team' : 'teams'} of attackers.`,
    '',
    table(isRenewed(report) ? [...head, 'today'] : head, rows),
    ...findings.map((finding) => `\n${timelineText(timelineOf(finding))}\n${reasons(finding).join('\n')}`),
    ...(crashes === undefined ? [] : ['', crashText(crashes)]),
  ].join('\n');
}

function rowOf(finding: Finding, isRenewedNow: boolean): string[] {
  const { property, role, servers, members, quickest, exposure, margin, verdict, today } = finding;
  return [
    property,
    `${servers} of ${members.length} (${role})`,
    attackText(quickest),
    humanTime(exposure),
    humanTime(margin),
    VERDICTS[verdict],
    ...(isRenewedNow ? [VERDICTS[today]] : []),
  ];
}

const VERDICTS = { safe: 'safe', unsafe: 'UNSAFE', unknown: 'unknown' } as const;

const attackText = (attack: Attack | undefined): string =>
  attack === undefined ? 'none' : `${humanTime(attack.time)}: ${namesIn(attack)}`;

const namesIn = ({ groups }: Attack): string => groups.map(({ kind, name }) => `${kind} ${name}`).join(', ');

/** Why, and what to change. */
function reasons(finding: Finding): string[] {
  const lines = [PROOFS[finding.proof], ...surelyText(finding), ...adviceText(finding)];
  return lines.map((line) => `  - ${line}`);
}

const PROOFS = {
  mission: 'Safe: the mission is over before the quickest attack is.',
  'theorem 3': 'Safe: a renewal surely ends before the quickest attack does (Theorems 1 and 3).',
  'property 1': 'Unsafe: within the mission the attackers surely have enough servers (Property 1).',
  'theorem 2': 'Unsafe: between two renewals the attackers surely have enough servers (Theorem 2).',
  'corollary 2':
    'Unsafe: who only alarms when a renewal is missed may miss them all, so nothing ends the attack (Corollary 2).',
  none: 'Unknown: it can be lost, if the attackers are quick, and nothing proves that it will be.',
} as const;

const surelyText = ({ surest, verdict }: Finding): string[] =>
  surest === undefined || verdict === 'safe'
    ? []
    : [`The attackers surely have it in ${humanTime(surest.time)}: ${namesIn(surest)}.`];

function adviceText({ advice, role, renewal }: Finding): string[] {
  if (advice === undefined) return [];
  const { longestMission, longestPeriod, spread } = advice;
  return [
    longestMission === undefined
      ? 'No mission is short enough without renewal.'
      : `Safe without renewal: a mission of at most ${humanTime(longestMission)}.`,
    longestPeriod === undefined
      ? 'No renewal is quick enough: the quickest attack must take more than two deadlines and two clock errors.'
      : `Safe with renewal of ${role} keys: every ${humanTime(longestPeriod)} at most${conditionsText(renewal)}.`,
    spread === undefined
      ? 'Moving servers to other hosts of this deployment brings nothing: it needs more operators and systems, or servers.'
      : `Move ${spread.moves.map(({ server, to }) => `${server} to ${to.operator} on ${to.system}`).join(', ')}: ` +
        `the quickest attack takes ${humanTime(spread.time)} then.`,
  ];
}

/** What Theorem 3 asks for besides the period, and is not so. */
function conditionsText(renewal: Finding['renewal']): string {
  const missing = [
    ...(renewal?.identityOffline === true ? [] : ['with identity keys offline']),
    ...(renewal?.ifMissed === 'poweroff' ? [] : ['with power off where one is missed']),
    ...(renewal === undefined ? [] : [`now every ${humanTime(renewal.period)}`]),
  ];
  return missing.map((one) => `, ${one}`).join('');
}

function crashText(crashes: readonly CrashRisk[]): string {
  const head = [
    'crashes',
    'more than',
    'within',
    'chance in one period',
    'periods',
    'in the mission, at most',
  ];
  const rows = crashes.map(({ role, servers, spare, window, inOnePeriod, periods, inMission }) => [
    role,
    `${spare} of ${servers}`,
    humanTime(window),
    chanceText(inOnePeriod),
    periods,
    chanceText(inMission),
  ]);
  return `${table(head, rows)}\nWithout renewal: that they are down at once. With it: that they crash within a period, and may miss a renewal.`;
}

const chanceText = (chance: number): string => (chance === 0 ? '0' : chance.toPrecision(2));
