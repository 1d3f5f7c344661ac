/** The `revs` command as officer, voter and observer use it, from an empty folder to a verified record; exit codes and JSON. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, test, vi } from 'vitest';
import { countContest } from '../../ballots/count/count-contest.ts';
import { parseBallot } from '../../ballots/parse-ballot.ts';
import type { Vote } from '../../ballots/vote-rules.ts';
import { type Deployment, loadDeployment, serversOf } from '../../deployment/deployment-file.ts';
import { Processes, type TerminalAddress } from '../../deployment/processes.ts';
import { textsOf } from '../../letters/test-support.ts';
import { waitUntil } from '../../office/tally-election.ts';
import { ProgressBar } from '../../output/output.ts';
import type { Results } from '../../record/compute-results.ts';
import type { ElectionSummary, Turnout } from '../../servers/commissioner/api/elections.ts';
import type { BoardHealth } from '../../servers/shared/board-watch.ts';
import { keysToCheck, keysToVote, typeKeys } from '../../simulation/robot-voter.ts';
import { HumanClient } from '../../tcb-emulator/terminal/human-client.ts';
import { refused, revs, revsJson, SAMPLES } from './support/run-revs.ts';

const TITLE = 'All of our ballots';
const PIN = '2468';
/** By style, each with contests of other kinds: choose-one, rank (STV), choose-up-to, yes-no; rank with ties; two. */
const BALLOTS = { member: 'board-election', council: 'council-rank', resident: 'referendum' } as const;
type Style = keyof typeof BALLOTS;

const VOTERS: readonly { readonly voter: string; readonly style: Style; readonly vote: Vote }[] = [
  { voter: 'ana', style: 'member', vote: [[[0]], [[2], [0], [5]], [[0, 2]], [[1]]] },
  { voter: 'ben', style: 'member', vote: [[], [[1]], [], [[0]]] },
  { voter: 'cho', style: 'council', vote: [[[0, 1], [3]]] },
  { voter: 'dan', style: 'council', vote: [[[4], [1]]] },
  { voter: 'eva', style: 'resident', vote: [[[0]], [[2]]] },
];
const STYLES: readonly Style[] = ['council', 'member', 'resident'];
const ballotXml = (style: Style): string => join(SAMPLES, `${BALLOTS[style]}.xml`);
const ballotOf = (style: Style) => parseBallot(new Uint8Array(readFileSync(ballotXml(style))));

type Status = ElectionSummary & {
  readonly turnout: Turnout;
  readonly health: readonly { readonly id: string; readonly ok: boolean; readonly signed?: number }[];
};
type Failures = { readonly election: string; readonly failures: Readonly<Record<string, string>> };

describe('a whole election from the command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'revs-whole-'));
  const at = (name: string): string => join(folder, name);
  const processes = new Processes();
  const dir = ['--dir', at('deployment')];
  const officer = (...args: string[]): string[] => [...args, ...dir];
  let deployment: Deployment;
  let commissionerKey = '';
  let summary: ElectionSummary;
  let terminal: TerminalAddress;
  let results: Results;

  afterAll(async () => {
    await processes.stopAll();
    rmSync(folder, { recursive: true, force: true });
  });

  const urlsOf = (role: string): string[] =>
    deployment.servers.filter((server) => server.role === role).map(({ url }) => url);
  const voterSide = (): string[] => [
    '--terminal',
    terminal.pc,
    ...urlsOf('distributor').flatMap((url) => ['--distributor', url]),
  ];
  const human = (): HumanClient => new HumanClient(terminal.human, terminal.token);

  test('deployment-example and deploy', async () => {
    await revs('deployment-example', at('deployment.yaml'));
    await refused(['deployment-example', at('deployment.yaml')], /EEXIST/);
    deployment = loadDeployment(at('deployment.yaml'));
    await refused(['deploy', at('nothing.yaml')], /nothing\.yaml/);
    const args = ['deploy', at('deployment.yaml'), '--out', at('deployment')];
    const fixture = await revsJson<{ commissionerKey: string }>(args);
    commissionerKey = fixture.commissionerKey;
    assert.match(commissionerKey, /^[0-9a-f]{66}$/);
    const again = await revsJson<{ commissionerKey: string }>(args);
    assert.equal(again.commissionerKey, commissionerKey, 'deploying again keeps the keys');
  });

  test('serve, for every server', async () => {
    const home = (id: string): string => join(at('deployment'), id);
    await refused(officer('election', 'status'), /does not answer.*revs serve/s);
    await refused(['serve', 'counter', '--config', join(home('trustee-1'), 'server.yaml')], /of a trustee/);
    await Promise.all(
      serversOf(deployment).map(({ id, role, url }) => processes.startServer(role, id, home(id), url)),
    );
    const { registered } = await revsJson<{ registered: string[] }>(officer('board', 'register'));
    assert.deepEqual(registered.sort(), deployment.servers.map(({ id }) => id).sort());
    assert.deepEqual(await revsJson(officer('board', 'register')), { registered: [] }, 'once is enough');
    const log = await revsJson<{ position: number; tuple: string[] }[]>(
      officer('board', 'log', '--topic', 'directory'),
    );
    assert.deepEqual(
      log.map(({ position, tuple: [type] }) => [position, type]),
      deployment.servers.map((_, i) => [i, 'server']),
    );
    const board = await revsJson<BoardHealth>(officer('board', 'status'));
    assert.deepEqual(
      board.replicas.map(({ up, differs }) => [up, differs]),
      deployment.board.replicas.map(() => [true, false]),
    );
    await revsJson(officer('terminals', 'issue', '--out', at('terminal')));
    await refused(officer('terminals', 'issue', '--out', at('terminal')), /is a terminal already/);
    terminal = await processes.startTerminal('terminal', at('terminal'));
  });

  test('voters import, voters list, card personalise', async () => {
    writeFileSync(at('bad.csv'), 'voter,style\nana,member\nana,council\nb c,member\n');
    await refused(officer('voters', 'import', at('bad.csv')), /nothing was imported.*line 3.*line 4/s);
    assert.deepEqual(await revsJson(officer('voters', 'list')), []);
    const rows = VOTERS.map(({ voter, style }) => `${voter},${style}\n`);
    writeFileSync(at('roll.csv'), `voter,style\n${rows.join('')}`);
    assert.deepEqual(await revsJson(officer('voters', 'import', at('roll.csv'))), { imported: 5 });
    await refused(officer('card', 'personalise', '--pin', '12'), /4 to 8 digits/);
    const personalise = officer('card', 'personalise', '--pin', PIN, '--out', at('cards'));
    const cards = await revsJson<{ voter: string }[]>(personalise);
    assert.deepEqual(
      cards.map(({ voter }) => voter),
      VOTERS.map(({ voter }) => voter),
    );
    await refused(personalise, /no such voter/);
    writeFileSync(at('late.csv'), 'voter,style\nzoe,member\n');
    await revs(...officer('voters', 'import', at('late.csv')));
    assert.deepEqual(await revsJson(officer('voters', 'remove', 'zoe')), { voter: 'zoe' });
    await refused(officer('voters', 'remove', 'zoe'), /zoe is not on the roll/);
    const listed = await revsJson<{ card: boolean }[]>(officer('voters', 'list'));
    assert.ok(listed.every(({ card }) => card));
  });

  test('card letters, card destroy-letters', async () => {
    const letters = officer('card', 'letters', '--out', at('cards'));
    await refused([...letters, '--language', 'es'], /--language es: write one of en, pt, fr, de/);
    await refused([...letters, '--format', 'doc'], /--format doc/);
    await refused([...letters, '--addresses', at('nothing.csv')], /nothing\.csv: cannot be read/);
    const written = await revsJson<{ letters: number; file: string }>([...letters, '--language', 'fr']);
    assert.equal(written.letters, VOTERS.length);
    for (const page of await textsOf(readFileSync(written.file))) assert.match(page, /Lettre PIN .* PIN \d+/);
    const destroy = ['card', 'destroy-letters', '--out', at('cards')];
    assert.deepEqual(await revsJson(destroy), { destroyed: VOTERS.length });
    assert.match((await revs(...destroy)).stdout, /no PIN letters to destroy/);
    await refused(letters, /no PIN letters to print/);
  });

  test('a trial election with a test card: marked where it is listed, and deleted without traces at any server', async () => {
    const add = officer('voters', 'add-test', '1', '--style', 'member');
    assert.deepEqual(await revsJson(add), { voters: ['TEST-1'] });
    writeFileSync(at('test.csv'), 'voter,style\nTEST-2,member\n');
    await refused(officer('voters', 'import', at('test.csv')), /TEST-2 is the ID of a test voter/);
    await revsJson(officer('card', 'personalise', '--pin', PIN, '--out', at('cards')));
    const closes = new Date(Date.now() + 3_600_000).toISOString();
    const ballots = ['--ballot', `member=${ballotXml('member')}`, '--closes', closes];
    const create = (trial: string): string[] =>
      officer('election', 'create', '--title', 'Rehearsal', ...ballots, '--trial', trial);
    await refused(create('nobody'), /test-cards, everybody/);
    const made = await revsJson<ElectionSummary>(create('test-cards'));
    assert.deepEqual([made.trial, made.voters], [true, 1]);
    await revs(...officer('election', 'open'));
    const status = async (): Promise<string> => (await revs(...officer('election', 'status'))).stdout;
    assert.match(await status(), /TRIAL: Rehearsal/);
    const listed = (await (await fetch(`${urlsOf('distributor')[0]}/elections`)).json()) as {
      trial: boolean;
    }[];
    assert.deepEqual(
      listed.map(({ trial }) => trial),
      [true],
    );
    await refused(officer('election', 'delete'), /run the command again with --yes/);
    assert.deepEqual(await revsJson(officer('election', 'delete', '--yes')), {
      election: made.election,
      failures: {},
    });
    assert.match(await status(), /no election yet/);
    const left = readdirSync(at('deployment'), { recursive: true })
      .map(String)
      .filter((path) => path.includes(made.election));
    assert.ok(
      left.length > 0 && left.every((path) => /elections\/[0-9a-f]{32}(\/deleted)?$/.test(path)),
      left.join(),
    );
    await revs(...officer('voters', 'remove', 'TEST-1'));
  });

  test('election create and open', async () => {
    const closes = new Date(Date.now() + 86_400_000).toISOString();
    const create = officer('election', 'create', '--title', TITLE, '--intake', '8', '--claims', '20');
    const ballots = STYLES.flatMap((style) => ['--ballot', `${style}=${ballotXml(style)}`]);
    await refused([...create, ...ballots, '--closes', 'tomorrow'], /--closes tomorrow/);
    await refused([...create, '--ballot', 'member', '--closes', closes], /STYLE=FILE/);
    const one = ['--ballot', `member=${ballotXml('member')}`];
    await refused([...create, ...one, '--closes', closes], /cho has style council/);
    await refused(officer('election', 'open'), /no election yet/);
    summary = await revsJson<ElectionSummary>([...create, ...ballots, '--closes', closes]);
    const notices = officer('election', 'letters', at('notices.pdf'), '--time-zone', 'Europe/Lisbon');
    await refused([...notices, '--voter', 'nobody'], /nobody is not on the roll of this election/);
    await revsJson([...notices, '--language', 'pt']);
    assert.deepEqual(
      (await textsOf(readFileSync(at('notices.pdf')))).map((text) => /eleitor (\w+)/.exec(text)?.[1]),
      VOTERS.map(({ voter }) => voter).toSorted(),
    );
    await refused(notices, /notices\.pdf exists/);
    assert.deepEqual([summary.title, summary.voters, summary.stage], [TITLE, VOTERS.length, 'created']);
    assert.match(summary.fingerprint, /^[A-Z2-7]{32}$/);
    assert.deepEqual((await revsJson<Failures>(officer('election', 'open'))).failures, {});
    await refused(officer('election', 'delete'), /is a real election: only trial elections can be deleted/);
    // Again: nothing changes, and a person is warned.
    assert.match((await revs(...officer('election', 'open'))).stdout, /Few voters: /);
  });

  test('vote, on the terminal, for every voter', async () => {
    for (const { voter, style, vote } of VOTERS) {
      await human().insertCard(join(at('cards'), `${voter}.card`));
      const keys = keysToVote(TITLE, ballotOf(style), vote, PIN);
      const voting = revsJson<{ election: string; sent: boolean }>(['vote', ...voterSide()]);
      const [sent] = await Promise.all([voting, typeKeys(human(), keys)]);
      assert.deepEqual(sent, { election: summary.election, sent: true });
      await human().removeCard();
    }
    await refused(['vote', ...voterSide()], /insert your card/);
  });

  test('status tells stage, health and turnout', async () => {
    // The service asks the servers every few seconds, not each time.
    const told = await vi.waitFor(
      async () => {
        const [status] = await revsJson<Status[]>(officer('election', 'status'));
        const signed = status?.health.flatMap((server) => server.signed ?? []) ?? [];
        // t of N sign for each voter; the others have not been asked, or were too late to be needed.
        assert.ok(signed.reduce((sum, count) => sum + count, 0) >= 3 * VOTERS.length);
        return status;
      },
      { timeout: 60_000 },
    );
    assert.equal(told?.stage, 'open');
    assert.ok(told.health.every(({ ok }) => ok));
    const { voters, signedFor, administrators } = told.turnout;
    assert.deepEqual([voters, administrators.length], [VOTERS.length, 4]);
    // Two of the four, of whom one may lie, have signed for as many or more.
    assert.equal(administrators.filter(({ signed }) => (signed ?? 0) >= signedFor).length >= 2, true);
    await processes.kill('counter-3');
    const text = (await revs(...officer('election', 'status'))).stdout;
    assert.match(text, /counter-3 +│ DOWN/);
    assert.match(text, /signed for \d of 5 voters \(\d+ %\), \d votes arrived/);
    const home = join(at('deployment'), 'counter-3');
    const counter = deployment.servers.find(({ id }) => id === 'counter-3');
    await processes.startServer('counter', 'counter-3', home, counter?.url ?? '');
  });

  test('close, and check on the terminal', async () => {
    await refused(officer('election', 'tally'), /too-early/);
    assert.deepEqual((await revsJson<Failures>(officer('election', 'close'))).failures, {});
    const [{ closes } = { closes: 0 }] = await revsJson<ElectionSummary[]>(officer('election', 'status'));
    await waitUntil(closes + 500, 'close', new ProgressBar());
    const checked = await check();
    assert.deepEqual(checked, {
      election: summary.election,
      counters: ['counter-1', 'counter-2', 'counter-3'],
    });
    await human().removeCard();
  });

  async function check(...options: string[]): Promise<unknown> {
    await human().insertCard(join(at('cards'), 'ana.card'));
    const checking = revsJson(['check', ...voterSide(), ...options]);
    const [checked] = await Promise.all([checking, typeKeys(human(), keysToCheck(PIN))]);
    return checked;
  }

  test('tally --wait: the results are those of the votes', async () => {
    results = await revsJson<Results>(officer('election', 'tally', '--wait'));
    assert.deepEqual(
      results.styles.map(({ style }) => style),
      STYLES,
    );
    for (const { style, votes } of results.styles) {
      const cast = VOTERS.filter((voter) => voter.style === style);
      assert.equal(votes, cast.length);
      const expected = ballotOf(style as Style).contests.map((contest, i) =>
        countContest(contest, () => cast.map(({ vote }) => ({ vote: vote[i] ?? [], count: 1 }))),
      );
      const counted = results.contests.filter(({ styles }) => styles.join() === style);
      assert.deepEqual(
        JSON.parse(JSON.stringify(counted.map(({ result }) => result))),
        JSON.parse(JSON.stringify(expected)),
      );
    }
    const [status] = await revsJson<ElectionSummary[]>(officer('election', 'status'));
    assert.equal(status?.stage, 'tallied');
  });

  test('the audit log has all of its heads on the board; one that was cut before them has not', async () => {
    assert.deepEqual(await revsJson(officer('election', 'contradictions')), []);
    const file = at('audit.jsonl');
    await revs('audit', 'export', file, ...dir);
    const { stdout } = await revs('audit', 'verify', file, ...dir);
    assert.match(stdout, /Heads of it on the board: [1-9]\d*, and the log has them all/);
    const [first = ''] = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, `${first}\n`);
    await revs('audit', 'verify', file);
    await refused(['audit', 'verify', file, ...dir], /line 2: the board has a head of \d+ entries/);
  });

  test('publish: nobody has the record before, anyone after; what is fetched verifies', async () => {
    const url = `${deployment.commissioner.url}/elections/${summary.election}/record.tar`;
    assert.equal((await fetch(url)).status, 404);
    const published = await revsJson<{ election: string; record: string }>(officer('election', 'publish'));
    assert.deepEqual(published, { election: summary.election, record: url });
    const [status] = await revsJson<ElectionSummary[]>(officer('election', 'status'));
    assert.equal(status?.stage, 'published');
    assert.match((await revs(...officer('election', 'publish'))).stdout, /Few voters: /);
    const archive = Buffer.from(await (await fetch(url)).arrayBuffer());
    execFileSync('tar', ['--extract', '--file', '-', '--directory', folder], { input: archive });
    const verified = await revsJson(['verify', at('election-record'), '--key', commissionerKey]);
    assert.deepEqual(verified, { verified: true, remarks: [], results });
  });

  test('archived, and taken out again; personal data stay where no retention time is set', async () => {
    const status = async () => (await revs(...officer('election', 'status'))).stdout;
    await revs(...officer('election', 'archive'));
    assert.match(await status(), /published, archived/);
    const { archived } = await revsJson<{ archived: boolean }>(officer('election', 'unarchive'));
    assert.equal(archived, false);
    assert.doesNotMatch(await status(), /archived/);
    await refused(officer('election', 'delete-data', '--yes'), /sets no retention time/);
    await revs(...officer('election', 'deletion-record', at('deletion.json')));
    const record = JSON.parse(readFileSync(at('deletion.json'), 'utf8'));
    assert.deepEqual([record.election, record.order], [summary.election, null]);
  });

  test('the terminal finds the vote on the final bulletin board, and the card forgets it', async () => {
    const roots = `${deployment.commissioner.url}/elections/${summary.election}/final-roots`;
    await check('--final-roots', roots);
    await human().removeCard();
    await human().insertCard(join(at('cards'), 'ana.card'));
    const again = refused(['vote', ...voterSide()], /already-voted/);
    await Promise.all([again, typeKeys(human(), ['1'])]);
  });

  test('verify: from the key alone; a changed byte, another key, a missing file are refused', async () => {
    const verify = (record: string, key = commissionerKey): string[] => ['verify', record, '--key', key];
    const verified = await revsJson<{ verified: boolean; remarks: string[]; results: Results }>(
      verify(summary.record),
    );
    assert.deepEqual(verified, { verified: true, remarks: [], results });
    assert.match((await revs(...verify(summary.record))).stdout, /The record verifies/);
    cpSync(summary.record, at('altered'), { recursive: true });
    const bulletinBoard = readFileSync(at('altered/bulletin.bin'));
    bulletinBoard[99] = (bulletinBoard[99] ?? 0) ^ 1;
    writeFileSync(at('altered/bulletin.bin'), bulletinBoard);
    await refused(verify(at('altered')), /does NOT verify.*bulletin\.bin/s);
    await refused(verify(summary.record, `02${'11'.repeat(32)}`), /does NOT verify.*record\.jws/s);
    await refused(verify(summary.record, 'abc'), /66 hex digits/);
    await refused(verify(at('nothing')), /does NOT verify.*record\.jws/s);
  });
});
