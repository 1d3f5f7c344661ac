/** What `revs resilience` says of the demo's deployment and of others. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { afterAll, beforeAll, describe, test, vi } from 'vitest';
import { stringify } from 'yaml';
import { type Deployment, loadDeployment } from '../deployment/deployment-file.ts';
import { CommandError } from '../output/output.ts';
import { localDeploymentFile } from '../simulation/local-deployment.ts';
import { jsonOf, resilience, resilienceText } from './resilience.ts';
import { type Named, type ResilienceOptions, rates, type Span, spans } from './resilience-options.ts';
import { resilienceReport } from './resilience-report.ts';
import { timelineOf } from './resilience-timeline.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** As commander gives them where nothing else is said; and each operator holds for 10 days, each system for 100. */
const OPTIONS: ResilienceOptions = {
  mission: 30 * DAY,
  operator: spans('10d'),
  system: spans('100d'),
  teams: 1,
  deadline: HOUR,
  phase: 300_000,
  clockError: 5_000,
  boardDeadline: 420_000,
  ifMissed: {},
  identityOffline: [],
  repair: DAY,
};
const RENEWED: ResilienceOptions = {
  ...OPTIONS,
  renewedEvery: DAY,
  boardRenewedEvery: 600_000,
  ifMissed: { administrator: 'poweroff' },
  identityOffline: ['trustee', 'administrator', 'board'],
};

let demo: Deployment;
let folder: string;
let file: string;
beforeAll(async () => {
  demo = await localDeploymentFile(10);
  folder = mkdtempSync(join(tmpdir(), 'revs-resilience-'));
  file = join(folder, 'deployment.yaml');
  writeFileSync(file, stringify(demo));
});
afterAll(() => rmSync(folder, { recursive: true }));

const said = (options: ResilienceOptions, deployment = demo): string[] =>
  resilienceReport(deployment, options).findings.map(
    ({ property, verdict, proof, margin }) => `${property} ${verdict} (${proof}) ${margin / DAY} d`,
  );
const finding = (options: ResilienceOptions, property: string, deployment = demo) => {
  const found = resilienceReport(deployment, options).findings.find((one) => one.property === property);
  assert.ok(found !== undefined);
  return found;
};

describe('without renewal', () => {
  test('safe while the mission is shorter than the quickest attack: two operators, or three of them', () => {
    assert.deepEqual(said({ ...OPTIONS, mission: 15 * DAY }), [
      'fairness safe (mission) 5 d',
      'issuance safe (mission) 15 d',
      'democracy safe (mission) 5 d',
      'board safe (mission) 5 d',
    ]);
    assert.deepEqual(said({ ...OPTIONS, mission: 25 * DAY }), [
      'fairness unknown (none) -5 d',
      'issuance safe (mission) 5 d',
      'democracy unknown (none) -5 d',
      'board unknown (none) -5 d',
    ]);
  });

  test('unsafe where the attackers surely have enough within the mission', () => {
    const sure = { ...OPTIONS, operator: spans('10d..15d') };
    assert.deepEqual(
      resilienceReport(demo, sure).findings.map(({ verdict }) => verdict),
      ['unsafe', 'unknown', 'unsafe', 'unsafe'],
    );
  });

  test('says plainly that nothing is renewed, and nothing of a today that differs', () => {
    const text = resilienceText(resilienceReport(demo, OPTIONS));
    assert.match(text, /Without renewal: what is captured stays captured/);
    assert.doesNotMatch(text, /being built|│ today/);
  });
});

describe('with renewal', () => {
  test('safe by Theorem 3, for as long a mission as may be; and what holds today beside it', () => {
    const report = resilienceReport(demo, { ...RENEWED, mission: 1000 * DAY });
    for (const { verdict, proof, today } of report.findings)
      assert.deepEqual([verdict, proof, today], ['safe', 'theorem 3', 'unknown']);
    const text = resilienceText(report);
    assert.match(text, /TODAY IDENTITY KEYS ARE ONLINE, AND THE BOARD’S REPLICAS ARE NOT RENEWED/);
    assert.match(text, /│ today/);
  });

  test('Administrators only alarm unless told otherwise; identities are online unless told otherwise', () => {
    const { ifMissed: _, ...rest } = RENEWED;
    assert.deepEqual(
      said({ ...rest, ifMissed: {} }).map((line) => line.split(' ').slice(1, -2).join(' ')),
      ['safe (theorem 3)', 'unsafe (corollary 2)', 'unsafe (corollary 2)', 'safe (theorem 3)'],
    );
    for (const { verdict } of resilienceReport(demo, { ...RENEWED, identityOffline: [] }).findings)
      assert.equal(verdict, 'unknown');
  });

  test('each role by its own period and deadline: the board without any is judged as it is today', () => {
    const { boardRenewedEvery: _, ...rest } = RENEWED;
    const windows = (options: ResilienceOptions) =>
      resilienceReport(demo, options).findings.map(({ exposure }) => exposure);
    assert.deepEqual(windows(rest), [25 * HOUR + 10_000, 25 * HOUR + 10_000, 25 * HOUR + 10_000, 30 * DAY]);
    assert.equal(windows(RENEWED)[3], 17 * 60_000 + 10_000);
  });

  test('four phases and two clock errors must fit before the deadline', () => {
    assert.throws(() => resilienceReport(demo, { ...RENEWED, phase: 15 * 60_000 }), {
      code: 'resilience/invalid',
      message: /may take 3610000 ms/,
    });
    assert.equal(resilienceReport(demo, { ...OPTIONS, phase: DAY }).findings.length, 4, 'nothing is renewed');
  });
});

describe('what to change', () => {
  test('the longest mission and the longest period are safe, and no longer ones', () => {
    const { advice } = finding(OPTIONS, 'fairness');
    assert.equal(advice?.longestMission, 20 * DAY - 1);
    assert.equal(advice?.longestPeriod, 20 * DAY - HOUR - 10_000 - 1);
    assert.equal(finding({ ...OPTIONS, mission: 20 * DAY - 1 }, 'fairness').verdict, 'safe');
    const renewedEvery = advice?.longestPeriod ?? 0;
    assert.equal(finding({ ...RENEWED, renewedEvery }, 'fairness').verdict, 'safe');
    assert.equal(finding({ ...RENEWED, renewedEvery: renewedEvery + 1 }, 'fairness').verdict, 'unknown');
    assert.equal(finding(OPTIONS, 'board').advice?.longestPeriod, 20 * DAY - 420_000 - 10_000 - 1);
  });

  test('of democracy by the rule for several periods: one Administrator is enough if the network fails', () => {
    const fails = { ...OPTIONS, networkFails: true };
    assert.equal(finding(fails, 'democracy').servers, 2);
    assert.equal(finding(fails, 'democracy').advice?.longestPeriod, 10 * DAY - HOUR - 10_000 - 1);
    assert.equal(finding({ ...RENEWED, networkFails: true }, 'democracy').servers, 1);
  });

  test('where no period and no mission is short enough it says so', () => {
    const quick = { ...OPTIONS, operator: spans('0s') };
    const { advice } = finding(quick, 'fairness');
    assert.equal(advice?.longestMission, undefined);
    assert.equal(advice?.longestPeriod, undefined);
    const text = resilienceText(resilienceReport(demo, quick));
    assert.match(text, /No mission is short enough/);
    assert.match(text, /No renewal is quick enough/);
    assert.match(text, /Moving servers to other hosts of this deployment brings nothing/);
  });

  test('servers to move, where one operator or system has two', () => {
    const servers = demo.servers.map((server) =>
      server.id === 'trustee-2' ? { ...server, operator: 'University', system: 'Debian' } : server,
    );
    const crowded = { ...demo, servers };
    const { advice, quickest } = finding({ ...OPTIONS, mission: 15 * DAY }, 'fairness', crowded);
    assert.deepEqual(quickest?.servers, ['trustee-1', 'trustee-2']);
    assert.equal(quickest?.time, 10 * DAY);
    assert.equal(advice?.spread?.time, 20 * DAY);
    const text = resilienceText(resilienceReport(crowded, { ...OPTIONS, mission: 15 * DAY }));
    assert.match(text, /Move trustee-\d to Students on FreeBSD: the quickest attack takes 20 d then/);
  });

  test('what Theorem 3 misses is named, and nothing of what is safe', () => {
    const text = (options: ResilienceOptions) => resilienceText(resilienceReport(demo, options));
    assert.match(
      text(OPTIONS),
      /trustee keys: every 19 d 22 h 59 min 49 s at most, with identity keys offline, with power off where one is missed\./,
    );
    assert.match(
      text({ ...RENEWED, renewedEvery: 20 * DAY }),
      /trustee keys: every 19 d 22 h 59 min 49 s at most, now every 20 d\./,
    );
    assert.doesNotMatch(text(RENEWED), /Safe with renewal of|Move|Moving|at most/);
  });
});

test('who runs neither Trustee nor Administrator nor replica needs no time, and may be named', () => {
  const servers = demo.servers.map((server) =>
    server.id === 'counter-1' ? { ...server, operator: 'Archive', system: 'Plan 9' } : server,
  );
  const times = ['University', 'Students', 'Union', 'Notary'].reduce<Named<Span> | undefined>(
    (before, name) => spans(`${name}=10d`, before),
    undefined,
  );
  for (const operator of [times, spans('Archive=1s', times)])
    assert.equal(
      finding({ ...OPTIONS, ...(operator && { operator }) }, 'fairness', { ...demo, servers }).quickest?.time,
      20 * DAY,
    );
});

test('crashes only where their rate is told: today, how many are down at once', () => {
  assert.equal(resilienceReport(demo, OPTIONS).crashes, undefined);
  const { crashes = [] } = resilienceReport(demo, { ...OPTIONS, crashRate: rates('4') });
  // In 2 days of 365, 4 crashes a year.
  const u = 1 - Math.exp(-8 / 365);
  assert.deepEqual(
    crashes.map(({ role, servers, spare, window, periods }) => [role, servers, spare, window, periods]),
    ['trustee', 'administrator', 'board'].map((role) => [role, 4, 1, 2 * DAY, 30]),
  );
  assert.ok(Math.abs((crashes[0]?.inOnePeriod ?? 0) - (1 - (1 - u) ** 4 - 4 * u * (1 - u) ** 3)) < 1e-12);
  const [renewed] = resilienceReport(demo, { ...RENEWED, crashRate: rates('4') }).crashes ?? [];
  assert.equal(renewed?.window, 49 * HOUR);
});

describe('refused', () => {
  const refuses = (options: Partial<ResilienceOptions>, message: RegExp): void =>
    assert.throws(
      () => resilienceReport(demo, { ...OPTIONS, ...options }),
      (error: Error) => error instanceof CommandError && message.test(error.message),
    );

  test('an operator, a system, a server that there is not', () => {
    refuses(
      { operator: spans('Univ=2d', spans('10d')) },
      /--operator: .* no Univ; it has University, Students/,
    );
    refuses({ system: spans('Plan 9=2d', spans('10d')) }, /--system: .* no Plan 9; it has Debian/);
    refuses({ crashRate: rates('trustee-9=2', rates('4')) }, /--crash-rate: .* no trustee-9; it has/);
  });

  test('one whose time or rate nobody has told', () => {
    refuses({ operator: spans('University=2d') }, /operator Students\?/);
    const { system: _, ...rest } = OPTIONS;
    assert.throws(() => resilienceReport(demo, rest), /system Debian\?/);
    refuses({ crashRate: rates('trustee-1=2') }, /How often does trustee-2 crash/);
  });

  test('a deployment file that is none, and a drawing that cannot be written', () => {
    assert.throws(() => resilience(join(folder, 'nothing.yaml'), OPTIONS), CommandError);
    const svg = join(folder, 'no-folder', 'x.svg');
    assert.throws(() => resilience(file, { ...OPTIONS, svg }), /x\.svg cannot be written/);
  });
});

describe('what comes out', () => {
  const printed = (options: ResilienceOptions): string => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    resilience(file, options);
    return log.mock.calls.flat().join('\n');
  };

  test('the file is judged as it was read; as JSON all figures are in ms', () => {
    const report = resilienceReport(loadDeployment(file), { ...RENEWED, crashRate: rates('4') });
    const json = JSON.parse(printed({ ...RENEWED, crashRate: rates('4'), json: true }));
    assert.deepEqual(json, JSON.parse(JSON.stringify(jsonOf(report))));
    assert.equal(json.renewed, true);
    assert.match(json.assumption, /TODAY IDENTITY KEYS ARE ONLINE, AND THE BOARD’S REPLICAS ARE NOT RENEWED/);
    const [fairness] = json.properties;
    assert.equal(fairness.verdict, 'safe');
    assert.equal(fairness.margin, 20 * DAY - 25 * HOUR - 10_000);
    assert.deepEqual(fairness.quickest.servers, ['trustee-1', 'trustee-2']);
    assert.equal(fairness.surest, null);
    assert.equal(json.crashes.length, 3);
  });

  test('the timeline: slots, deadlines, how long captures add up, and the attack, cut off where it is longer', () => {
    const lines = printed(RENEWED).split('\n');
    const at = lines.findIndex((line) => line.startsWith('fairness: safe.'));
    // Four windows of 25 h 10 s on 60 cells: a slot each 14.4, its deadline 0.6 later.
    assert.deepEqual(lines.slice(at, at + 5), [
      'fairness: safe. What is captured adds up for 1 d 1 h 10 s; the quickest attack takes 20 d.',
      '  slot      |             |              |             |              |',
      '  deadline   |             |             |              |             |',
      `  adds up   ${'='.repeat(15)}`,
      `  attack    ${'#'.repeat(60)}>`,
    ]);
  });

  test('without renewal the timeline has no slots; the longer bar ends within it', () => {
    const lines = printed(OPTIONS).split('\n');
    const at = lines.findIndex((line) => line.startsWith('fairness: unknown.'));
    // 31.5 days on 60 cells.
    assert.deepEqual(lines.slice(at + 1, at + 3), [
      `  adds up   ${'='.repeat(57)}`,
      `  attack    ${'#'.repeat(38)}`,
    ]);
  });

  test('slots that could not be told apart are left out', () => {
    const text = printed({ ...RENEWED, identityOffline: [], renewedEvery: 2 * HOUR });
    assert.doesNotMatch(text, /^ {2}slot/m);
  });

  test('an attack, and a mission, that take no time', () => {
    const svg = join(folder, 'no-time.svg');
    const text = printed({ ...OPTIONS, operator: spans('0s'), mission: 0, svg });
    assert.match(text, /attack takes 0 ms/);
    assert.match(text, /^ {2}attack {4}#$/m);
    assert.doesNotMatch(readFileSync(svg, 'utf8'), /NaN/);
  });

  test('a deadline after the end of the timeline is not in it', () => {
    const { span, slots, deadlines } = timelineOf(
      finding({ ...RENEWED, renewedEvery: 5.24 * DAY }, 'fairness'),
    );
    assert.equal(span, 21 * DAY);
    assert.deepEqual([slots.length, deadlines.length], [5, 4]);
  });

  test('the drawing is XML with title and description, which say each verdict and that nothing is renewed today', () => {
    const svg = join(folder, 'timeline.svg');
    printed({ ...RENEWED, svg });
    const drawing = readFileSync(svg, 'utf8');
    assert.equal(XMLValidator.validate(drawing), true);
    const { svg: root } = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' }).parse(drawing);
    assert.equal(root.role, 'img');
    assert.equal(root['aria-labelledby'], 'title description');
    assert.deepEqual([root.title.id, root.desc.id], ['title', 'description']);
    assert.match(root.title['#text'], /Mission 30 d\. With renewal, of which a part is built/);
    for (const property of ['fairness', 'issuance', 'democracy', 'board'])
      assert.match(root.desc['#text'], new RegExp(`${property}: safe\\. What is captured adds up for `));
    assert.equal(root.g.length, 4);
    // Five slots; each bar has its name.
    assert.equal(root.g[0].line.filter((line: object) => !('stroke-dasharray' in line)).length, 5);
    assert.deepEqual(root.g[0].text.map((word: { '#text': string }) => word['#text']).slice(1, 3), [
      'adds up',
      'attack',
    ]);
    // A quarter of the width, as all of it is four windows; the attack's ends with it, and shows that it goes on.
    const widths = root.g[0].rect.map(({ width }: { width: string }) => Number(width));
    assert.deepEqual(widths, [197.5, 790]);
    assert.equal(drawing.match(/›/g)?.length, 4);
  });
});
