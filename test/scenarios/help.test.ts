/** `--help` of every command mentions its options; wrong use ends with a non-zero exit code and a hint. */
import assert from 'node:assert/strict';
import { test } from 'vitest';
import { runRevs } from './support/run-revs.ts';

const DEPLOYMENT = ['--dir', '--json'];
const OFFICER = [...DEPLOYMENT, '--officer'];
const ELECTION = [...OFFICER, '--election'];
const VOTER = ['--terminal', '--distributor', '--election', '--json'];

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  '': [
    'demo',
    'test',
    'replay',
    'verify',
    'deploy',
    'serve',
    'terminal',
    'vote',
    'check',
    'election',
    'voters',
  ],
  demo: ['--voters', '--headless', '--json', '--dir'],
  test: ['[filter]', '--project', '--watch'],
  build: [],
  replay: ['<file>', '--voters', '--terminals', '--dir', '--json'],
  verify: ['<folder>', '--key', '--json'],
  deploy: ['<file>', '--out', '--card', '--json'],
  'deployment-example': ['[file]'],
  serve: ['<role>', '--config', 'administrator', 'trustee', 'anonymizer', 'counter', 'distributor'],
  run: ['--dir'],
  desk: ['--dir', '--out', '--port', '--pin'],
  doctor: ['--install', '--json'],
  resilience: [
    '<file>',
    '--mission',
    '--operator',
    '--system',
    '--teams',
    '--network-fails',
    '--renewed-every',
    '--deadline',
    '--phase',
    '--clock-error',
    '--board-renewed-every',
    '--board-deadline',
    '--if-missed',
    '--identity-offline',
    '--crash-rate',
    '--repair',
    '--svg',
    '--json',
  ],
  'warden status': ['--config', '--json'],
  'warden rejoin': ['--config', '--election'],
  'warden abandon': ['--config', '--election'],
  'warden resume': ['--config', '--election'],
  terminal: ['--folder', '--card', '--cards', '--automation', '--headless', '--connect', '--token-file'],
  vote: VOTER,
  check: [...VOTER, '--final-roots'],
  'election letters': [
    '<file>',
    '--what',
    '--voter',
    '--language',
    '--addresses',
    '--time-zone',
    ...ELECTION,
  ],
  election: ['create', 'letters', 'open', 'close', 'tally', 'publish', 'status', 'contradictions', 'delete'],
  'election create': [
    ...OFFICER,
    '--title',
    '--ballot',
    '--closes',
    '--opens',
    '--intake',
    '--claims',
    '--renew-every',
    '--trial',
  ],
  'election open': ELECTION,
  'election close': ELECTION,
  'election tally': [...ELECTION, '--wait'],
  'election publish': ELECTION,
  'election delete': [...ELECTION, '--yes'],
  'election delete-data': [...ELECTION, '--yes'],
  'election deletion-record': ['<file>', ...ELECTION],
  'election archive': ELECTION,
  'election unarchive': ELECTION,
  'election status': ELECTION,
  'election contradictions': ELECTION,
  officers: ['add', 'role', 'list', 'remove', 'unlock'],
  'officers add': ['<name>', '--role', 'observer', ...OFFICER],
  'officers role': ['<name>', '<role>', 'approver', ...OFFICER],
  'officers list': OFFICER,
  'officers remove': ['<name>', ...OFFICER],
  'officers unlock': ['<name>', ...OFFICER],
  approvals: ['list', 'approve', 'decline'],
  'approvals list': OFFICER,
  'approvals approve': ['<request>', ...OFFICER],
  'approvals decline': ['<request>', ...OFFICER],
  audit: ['export', 'verify'],
  'audit export': ['[file]', ...OFFICER],
  'audit verify': ['<file>', '--anchor', '--dir', '--json'],
  'board register': DEPLOYMENT,
  'board log': [...DEPLOYMENT, '--topic'],
  'board rekey': [...DEPLOYMENT, '--replica', '--gone'],
  warden: ['status', 'rejoin', 'abandon', 'resume'],
  board: ['status', 'log', 'register', 'rekey', 'keys', 'sign-genesis'],
  'board status': DEPLOYMENT,
  'board keys': [...DEPLOYMENT, '--id', '--operator', '--system', '--url', '--listen'],
  'board sign-genesis': ['<file>', ...DEPLOYMENT, '--out'],
  voters: ['import', 'list'],
  'voters import': ['<file>', ...OFFICER],
  'voters list': OFFICER,
  'voters add-test': ['<number>', '--style', ...OFFICER],
  'voters remove': ['<voter>', ...OFFICER],
  terminals: ['issue'],
  'terminals issue': [...OFFICER, '--out'],
  'card letters': [...OFFICER, '--out', '--format', '--language', '--addresses'],
  'card revoke': ['<voter>', '--yes', ...OFFICER],
  'card destroy-letters': ['--out', '--json'],
  card: ['personalise', 'letters', 'destroy-letters', 'commissioner'],
  'card personalise': [...OFFICER, '--voter', '--out', '--pin'],
  'card commissioner': ['--out', '--terminal', '--json'],
};

const words = (command: string): string[] => command.split(' ').filter((word) => word !== '');

for (const [command, mentioned] of Object.entries(COMMANDS))
  test(`revs ${command} --help`, async () => {
    const { code, stdout } = await runRevs([...words(command), '--help']);
    assert.equal(code, 0);
    for (const word of mentioned) assert.ok(stdout.includes(word), `${word} is mentioned`);
  });

test('the table above has every command', async () => {
  for (const group of [
    '',
    'election',
    'officers',
    'approvals',
    'audit',
    'board',
    'warden',
    'voters',
    'card',
    'terminals',
  ]) {
    const { stdout } = await runRevs([...words(group), '--help']);
    const listed = (stdout.split('Commands:\n')[1] ?? '').matchAll(/^ {2}([a-z][a-z-]*)/gm);
    for (const [, name] of listed)
      if (name !== 'help') assert.ok(`${group} ${name}`.trim() in COMMANDS, `${group} ${name}`);
  }
});

for (const args of [
  [],
  ['vot'],
  ['vote'],
  ['vote', '--terminal', 'http://127.0.0.1:1'],
  ['verify', '.'],
  ['serve', 'voter', '--config', 'x'],
  ['replay'],
  ['replay', 'nothing.soi'],
  ['demo', '--voters', 'many'],
  ['election', 'create'],
  ['election', 'status', '--dir', 'nothing'],
  ['voters', 'import', 'nothing.csv'],
  ['audit', 'verify', 'nothing.jsonl'],
  ['board', 'status', '--dir', 'nothing'],
  ['warden', 'status', '--config', 'nothing.yaml'],
  ['warden', 'rejoin', '--config', 'nothing.yaml'],
  ['board', 'keys', '--id', 'x'],
  ['board', 'sign-genesis', 'nothing.payload'],
  ['officers', 'add'],
  ['approvals', 'approve'],
  ['deploy', 'nothing.yaml'],
  ['resilience', 'nothing.yaml'],
  ['resilience', 'nothing.yaml', '--mission', '-3d'],
  ['resilience', 'nothing.yaml', '--mission', '3d'],
  ['terminal', '--connect', 'http://127.0.0.1:1'],
])
  test(`wrong use is refused: revs ${args.join(' ')}`, async () => {
    const { code, stderr } = await runRevs(args);
    assert.equal(code, 1);
    assert.notEqual(stderr.trim(), '');
    assert.doesNotMatch(stderr, /^\s+at .*:\d+:\d+\)?$/m, 'a refusal is no crash');
  });
