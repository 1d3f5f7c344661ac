/**
 * Bad input (protocol section 5.7) at every interface of the processes of a real, open election: HTTP of each role, PC
 * interface and human interface of the terminal, the officer's API; then the files of its record. Everything is refused with
 * a stable code, in bounded time and memory, and changes nothing.
 */
import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { finletOf } from '../../deployment/deployment.ts';
import { waitUntil } from '../../office/tally-election.ts';
import { ProgressBar } from '../../output/output.ts';
import { given, random } from '../../protocol/test-support.ts';
import { RecordError } from '../../record/files.ts';
import { verifyFolder } from '../../record/verify-folder.ts';
import { nodeSend } from '../../simulation/node-send.ts';
import { HumanClient } from '../../tcb-emulator/terminal/human-client.ts';
import { Striker, voteThrough } from '../faults/support/faulty-voter.ts';
import { RealElection } from '../faults/support/real-election.ts';
import { formsOf, secretsOf, votingKeyOf } from '../support/card-secrets.ts';
import { MONSTERS, mutantsOf } from './support/malformed.ts';
import { failingJobs, officerPost, refusedOfficerCalls } from './support/officer-calls.ts';
import { answerTo, type Call, memoryOf, refusal, send, stateOf } from './support/refusals.ts';
import { type Route, routesOf } from './support/valid-messages.ts';

const CBOR = 'application/cbor';
const RUNS = 40;
/** Bytes that a server may grow by while it refuses: its garbage included. */
const MEMORY_BOUND = 300 * 1024 * 1024;
const ROLES = ['administrator-1', 'trustee-1', 'anonymizer-3', 'counter-1', 'distributor-1'];

describe('bad input', () => {
  const election = new RealElection({ voters: 3, poolSize: 4, intake: 4, claims: 6 });
  const sent = new Map<string, Uint8Array>();
  let routes: ReadonlyMap<string, readonly Route[]>;

  beforeAll(async () => {
    await election.start();
    await election.create();
    await election.step('open');
    const spy = async (url: string, body?: Uint8Array): Promise<Uint8Array> => {
      const answer = await nodeSend(url, body);
      const [id] = [...election.urls].find(([, base]) => url.startsWith(`${base}/`)) ?? [''];
      const step = url.split('/').at(-1) ?? '';
      if (body !== undefined && (id === 'administrator-1' || step === 'onions')) sent.set(step, body);
      return answer;
    };
    for (const voter of election.voters)
      await voteThrough(election, voter, new Striker(election, undefined), spy);
    routes = await routesOf(election, sent);
  });
  afterAll(() => election.stop());

  const folderOf = (id: string): string => join(election.folder, id);
  const baseOf = (id: string): string => `${election.urls.get(id)}/elections/${election.summary.election}`;

  for (const id of ROLES)
    test(`HTTP of ${id}: every message refused, nothing changed`, async () => {
      const before_ = stateOf(folderOf(id));
      const url = election.urls.get(id) ?? '';
      const memory = await memoryOf(url);
      assert.ok(memory > 0);
      for (const [path, valid] of routes.get(id) ?? []) {
        const call: Call = { method: 'POST', url: `${baseOf(id)}/${path}`, type: CBOR };
        for (const [name, body] of MONSTERS) await refusal({ ...call, body }, `${path}: ${name}`);
        await fc.assert(
          fc.asyncProperty(mutantsOf(valid), async (body) => {
            // Any 32 bytes are a challenge.
            fc.pre(path !== 'challenge' || body.length !== 32);
            await refusal({ ...call, body }, `${path}: a mutant`);
          }),
          { numRuns: RUNS },
        );
      }
      assert.equal(stateOf(folderOf(id)), before_);
      assert.ok((await memoryOf(url)) - memory < MEMORY_BOUND);
      assert.ok((await fetch(`${url}/health`)).ok);
    });

  test('what would be taken is taken: the messages before mutation are the real ones', async () => {
    for (const [id, path] of [
      ['administrator-1', 'prepare'],
      ['administrator-1', 'sign'],
    ] as const) {
      const state = stateOf(folderOf(id));
      const call: Call = {
        method: 'POST',
        url: `${baseOf(id)}/${path}`,
        type: CBOR,
        body: sent.get(path) ?? '',
      };
      const [first, second] = [await send(call), await send(call)];
      assert.equal(first.status, 200, path);
      assert.deepEqual(await first.bytes(), await second.bytes(), `${path}: the same answer, byte for byte`);
      assert.equal(stateOf(folderOf(id)), state, 'a repeat changes nothing');
    }
  });

  test('paths, methods, types and queries of every role', async () => {
    const zero = '0'.repeat(32);
    for (const id of ROLES) {
      const state = stateOf(folderOf(id));
      const url = election.urls.get(id) ?? '';
      const calls: readonly (readonly [Call, RegExp])[] = [
        [{ method: 'GET', url: `${url}/nothing` }, /service\/not-found/],
        [{ method: 'GET', url: `${url}/elections/../../etc/passwd` }, /service\/not-found/],
        [{ method: 'GET', url: `${url}/%ff%00` }, /service\//],
        [{ method: 'DELETE', url: `${baseOf(id)}/manifest` }, /service\/not-found/],
        [{ method: 'PUT', url: `${baseOf(id)}/manifest`, type: CBOR, body: 'x' }, /service\/not-found/],
        [{ method: 'POST', url: `${url}/elections/${zero}/manifest`, type: CBOR, body: 'x' }, /not-found/],
        [
          { method: 'POST', url: `${url}/elections/${'f'.repeat(300)}/manifest`, type: CBOR, body: 'x' },
          /service\//,
        ],
        [{ method: 'POST', url: `${baseOf(id)}/manifest`, type: 'text/html', body: '<p>' }, /^time\/closed$/],
        [
          { method: 'POST', url: `${baseOf(id)}/manifest`, type: 'application/json', body: '{' },
          /^time\/closed$/,
        ],
        [
          {
            method: 'POST',
            url: `${baseOf(id)}/manifest`,
            type: 'application/json',
            body: '{"__proto__":1}',
          },
          /^time\/closed$/,
        ],
        [{ method: 'POST', url: `${baseOf(id)}/manifest` }, /^time\/closed$/],
        [{ method: 'GET', url: `${baseOf(id)}/manifest/${'0'.repeat(64)}` }, /service\/not-found/],
        [{ method: 'POST', url: `${baseOf(id)}/manifest`, type: CBOR, body: 'x' }, /^time\/closed$/],
        [
          { method: 'GET', url: `${url}/health`, headers: { cookie: 'x'.repeat(9000) } },
          /service\/too-large/,
        ],
      ];
      for (const [call, code] of calls) assert.match(await refusal(call, `${id} ${call.url}`), code);
      assert.equal(stateOf(folderOf(id)), state);
    }
    const root = 'ab'.repeat(32);
    for (const query of [
      'from=-1',
      'from=x',
      'limit=1e9',
      'limit=',
      'from=0&from=1',
      'x=1',
      'from=9999999999',
    ])
      for (const path of [
        `${baseOf('counter-1')}/leaves`,
        `${baseOf('counter-1')}/packages`,
        `${baseOf('trustee-1')}/lists/counter-1/0/${root}/packages`,
      ])
        assert.match(
          await refusal({ method: 'GET', url: `${path}?${query}` }, query),
          /service\/bad-request/,
        );
    for (const key of ['', 'zz', '00', `${root}${root}`])
      await refusal({ method: 'GET', url: `${baseOf('distributor-1')}/enrolments/${key}` }, key);
    for (const style of ['nobody', '..%2f..%2fplan', '%00', "x'%20OR%20'1'='1"])
      await refusal({ method: 'GET', url: `${baseOf('distributor-1')}/ballots/${style}` }, style);
  });

  test('what is not HTTP is answered with a code, and the server lives', async () => {
    for (const bytes of [
      'GARBAGE\r\n\r\n',
      'GET / HTTP/1.1\r\n\r\n',
      `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n\r\n`,
      '\0'.repeat(100),
    ]) {
      const answer = await answerTo(election.urls.get('counter-1') ?? '', bytes);
      assert.match(answer, /^HTTP\/1\.1 4\d\d [\s\S]*"code":"service\/[a-z-]+"/);
    }
    assert.ok((await fetch(`${election.urls.get('counter-1')}/health`)).ok);
  });

  test("the officer's API", async () => {
    const { url, token } = election.access;
    const state = stateOf(folderOf('commissioner'));
    for (const [what, call] of refusedOfficerCalls(election)) await refusal(call, what);
    const head = `POST /officer/voters HTTP/1.1\r\nHost: ${new URL(url).host}\r\nAuthorization: Bearer ${token}\r\n`;
    const large = `${head}Content-Type: application/json\r\nContent-Length: 40000000\r\n\r\n[`;
    assert.match(await answerTo(url, large), /^HTTP\/1\.1 413 [\s\S]*"code":"service\/too-large"/);
    await fc.assert(
      fc.asyncProperty(
        fc.json({ maxDepth: 5 }),
        fc.constantFrom('voters', 'cards', 'elections'),
        async (json, path) => {
          fc.pre(json.replace(/\s/g, '') !== '[]');
          await refusal(officerPost(election.access, path, json), json);
        },
      ),
      { numRuns: RUNS },
    );
    const { thresholds } = await election.officer.get('/officer/servers');
    // A job answers line by line: its failure is the last line.
    for (const [path, body, code] of failingJobs(election.summary.election, thresholds)) {
      const lines = (await (await send(officerPost(election.access, path, body))).text()).trim().split('\n');
      const { error } = JSON.parse(lines.at(-1) ?? '') as { error?: { code: string } };
      assert.match(error?.code ?? '', code, path);
    }
    assert.equal(stateOf(folderOf('commissioner')), state);
  });

  test('the PC interface of the terminal', async () => {
    const { pc } = election.terminal;
    const posts = [
      'finlet/voting',
      'finlet/voting/echo',
      'finlet/voting/partial',
      'finlet/voting/onion',
      'finlet/voting/sent',
      'finlet/checking',
      'finlet/checking/head',
      'finlet/checking/leaves',
      'finlet/checking/end',
      'finlet/checking/onions',
      'finlet/checking/complete',
    ];
    const human = new HumanClient(election.terminal.human, election.terminal.token);
    const card = election.voters[0]?.card ?? '';
    for (const inserted of [false, true]) {
      if (inserted) await human.insertCard(card);
      const image = readFileSync(card);
      const { sequence } = await human.display();
      for (const path of posts) {
        const call: Call = { method: 'POST', url: `${pc}/${path}`, type: CBOR };
        for (const [name, body] of MONSTERS) await refusal({ ...call, body }, `${path}: ${name}`);
        await fc.assert(
          fc.asyncProperty(mutantsOf(given(sent.get('sign'))), async (body) => {
            await refusal({ ...call, body }, path);
          }),
          { numRuns: 10 },
        );
      }
      const foreign: readonly (readonly [string, Call])[] = [
        ['a path that is not', { method: 'GET', url: `${pc}/nothing` }],
        ['no CBOR', { method: 'POST', url: `${pc}/finlet/voting`, type: 'application/json', body: '{}' }],
        ['text', { method: 'POST', url: `${pc}/finlet/voting`, type: 'text/plain', body: 'x' }],
        [
          'a card image by way of the PC',
          { method: 'POST', url: `${pc}/card`, type: 'application/json', body: '{"insert":"/etc/passwd"}' },
        ],
      ];
      for (const [what, call] of foreign) await refusal(call, what);
      assert.equal((await human.display()).sequence, sequence, 'the display has not changed');
      assert.deepEqual(readFileSync(card), image, 'nor has the card');
    }
    await human.removeCard();
  });

  test('a Finlet that is uploaded: refused unless it is the signed one, and the display says so', async () => {
    const { pc } = election.terminal;
    const human = new HumanClient(election.terminal.human, election.terminal.token);
    const upload: Call = { method: 'POST', url: `${pc}/finlet`, type: CBOR };
    const finlet = new Uint8Array(readFileSync(finletOf(election.folder)));
    for (const [name, body] of MONSTERS)
      assert.match(
        await refusal({ ...upload, body }, name),
        /finlet\/unsigned|terminal\/bad-request|cbor\/malformed/,
      );
    for (const at of [5, 60, 5000, finlet.length - 1]) {
      const body = finlet.with(at, (finlet[at] ?? 0) ^ 1);
      assert.equal(await refusal({ ...upload, body }, 'an altered Finlet'), 'finlet/unsigned');
    }
    assert.match((await human.display()).lines.join(), /Program refused/);
    assert.equal((await send({ ...upload, body: finlet })).status, 204, 'unaltered it is taken');
    await human.removeCard();
  });

  test('the human interface of the terminal', async () => {
    const { human: url, token } = election.terminal;
    const authorized = { authorization: `Bearer ${token}` };
    const human = new HumanClient(url, token);
    const { sequence } = await human.display();
    const type = 'application/json';
    for (const path of ['keys', 'wait', 'card'])
      await fc.assert(
        fc.asyncProperty(fc.oneof(fc.json(), fc.string()), async (body) => {
          await refusal({ method: 'POST', url: `${url}/${path}`, type, body, headers: authorized }, body);
        }),
        { numRuns: RUNS },
      );
    const refused: readonly (readonly [Call, RegExp])[] = [
      [{ method: 'GET', url: `${url}/display` }, /terminal\/unauthorized/],
      [{ method: 'POST', url: `${url}/keys`, type, body: '{"keys":["1"]}' }, /terminal\/unauthorized/],
      [{ method: 'GET', url: `${url}/display?after=x`, headers: authorized }, /terminal\/bad-request/],
      [
        { method: 'POST', url: `${url}/card`, type, body: '{"insert":"/nothing/here"}', headers: authorized },
        /^(card|memory|terminal)\//,
      ],
      [
        { method: 'POST', url: `${url}/card`, type, body: '{"insert":"/etc/passwd"}', headers: authorized },
        /^(card|memory|terminal)\//,
      ],
      [
        { method: 'POST', url: `${url}/card`, type, body: '{"insert":"/etc"}', headers: authorized },
        /^(card|memory|terminal)\//,
      ],
    ];
    assert.equal((await human.display()).sequence, sequence, 'the display has not changed');
    for (const [call, code] of refused) assert.match(await refusal(call, call.url), code);
    const { lines } = await human.display();
    assert.match(lines.join(), /Insert your card/);
  });

  test('the secrets of the cards are in no file of any server or terminal, logs included', () => {
    const isCard = (name: string): boolean => name.startsWith('cards');
    const names = readdirSync(election.folder, { recursive: true, encoding: 'utf8' });
    const files = names.filter((name) => !isCard(name) && statSync(join(election.folder, name)).isFile());
    const cards = names.filter((name) => name.endsWith('.card'));
    assert.ok(cards.length >= 3 && files.some((name) => name.endsWith('.log')) && files.length > 20);
    const contents = files.map((name) => [name, readFileSync(join(election.folder, name))] as const);
    for (const card of cards)
      for (const secret of secretsOf(join(election.folder, card)))
        for (const [name, content] of contents)
          for (const form of formsOf(secret)) assert.equal(content.includes(form), false, `${card}: ${name}`);
    assert.ok(
      contents.some(([, content]) =>
        formsOf(votingKeyOf(join(election.folder, cards[0] ?? ''))).some((form) => content.includes(form)),
      ),
      'the search finds what is there: the public key',
    );
  });

  test('files of a record: altered, cut off, added to, missing, foreign; each is named', async () => {
    await election.step('close');
    const { claimsEnd } = await election.officer.election(undefined);
    await waitUntil(claimsEnd + 500, 'claims', new ProgressBar());
    await election.tally();
    const { record } = election.summary;
    const verified = (folder: string) =>
      verifyFolder(folder, election.commissionerKey, random, () => undefined);
    await verified(record);
    const files = readdirSync(record, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.includes('.'),
    );
    assert.ok(files.length >= 11);
    const damages: readonly (readonly [string, (path: string) => void])[] = [
      ['one bit', (path) => writeFileSync(path, flippedSomewhere(readFileSync(path)))],
      ['cut off', (path) => truncateSync(path, Math.floor(readFileSync(path).length / 2))],
      ['emptied', (path) => truncateSync(path, 0)],
      ['a byte more', (path) => writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.of(10)]))],
      ['another file', (path) => writeFileSync(path, Buffer.alloc(5000, 0x81))],
    ];
    const copy = join(election.folder, 'damaged');
    for (const name of files)
      for (const [what, damage] of damages) {
        cpSync(record, copy, { recursive: true });
        damage(join(copy, name));
        await assert.rejects(
          verified(copy),
          (error: unknown) =>
            error instanceof RecordError && error.part === name && /^[a-z-]+\/[a-z-]+$/.test(error.code),
          `${name}: ${what}`,
        );
      }
    cpSync(record, copy, { recursive: true });
    writeFileSync(join(copy, 'more.txt'), 'x');
    await assert.rejects(verified(copy), { code: 'record/unknown-file', part: 'more.txt' });
  });
});

function flippedSomewhere(bytes: Buffer): Buffer {
  const at = random(4).reduce((sum, byte) => sum * 256 + byte, 0) % bytes.length;
  const out = Buffer.from(bytes);
  out[at] = (out[at] ?? 0) ^ (1 << (at % 8));
  return out;
}
