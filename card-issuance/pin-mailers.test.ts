/** PIN letters at the station: written for printing, then erased with their digits; whatever is interrupted may be repeated. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'vitest';
import { textsOf } from '../letters/test-support.ts';
import type { OfficerClient } from '../office/officer-client.ts';
import { CardOffice } from './card-office.ts';
import { CardPrinter } from './card-printer.ts';
import { stationApp } from './station.ts';

const CONSOLE = 'https://commissioner.example.org';
const HEADERS = { host: '127.0.0.1:8620', origin: CONSOLE };
const WANTED = { format: 'pdf', language: 'en' };
const digits = (pin: string) => ({ pin, puk: '87654321', signing: { pin: '654321', puk: '11223344' } });
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

let folder: string;
let office: CardOffice;
let organisation: object | undefined;
/** The Commissioner's service, as far as letters need it. */
const officer = {
  get: async () => ({ organisation }),
  bytes: async (path: string) => {
    assert.equal(path, '/logo.png');
    return PNG;
  },
} as unknown as OfficerClient;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'revs-mailers-'));
  office = new CardOffice(officer, { folder });
  organisation = { name: 'Union of Voters', help: 'Room 12', hasLogo: true };
  for (const [i, voter] of ['ana', 'bea'].entries()) finish(voter, `${i}73918`);
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true });
});

/** A card with its digits. */
function finish(voter: string, pin: string): void {
  office.mailers.put(voter, digits(pin));
  writeFileSync(join(folder, `${voter}.card`), 'card');
}

async function post(path: string, payload: object) {
  const station = stationApp(office, CONSOLE);
  const response = await station.inject({ method: 'POST', url: path, headers: HEADERS, payload });
  await station.close();
  return { status: response.statusCode, body: response.json() };
}
const print = (more: object = {}) => post('/desk/mailers', { ...WANTED, ...more });
const destroy = () => post('/desk/mailers/destroy', {});
const file = (name: string): string => join(folder, name);
const CARDS = ['ana.card', 'bea.card'];

test('a letter for each finished card, with its digits, and a cover list without any', async () => {
  office.mailers.put('cyd', digits('111111'));
  finish('dan', '222222');
  writeFileSync(file('dan.card.unregistered'), '02', { mode: 0o600 });
  const { status, body } = await print();
  assert.deepEqual(
    [status, body],
    [200, { letters: 2, file: file('pin-letters.pdf'), coverList: file('cover-list.pdf') }],
  );
  const pages = await textsOf(readFileSync(body.file));
  assert.equal(pages.length, 2);
  for (const [i, voter] of ['ana', 'bea'].entries()) {
    assert.match(
      pages[i] ?? '',
      new RegExp(`^Union of Voters ${voter} PIN letter .* PIN ${i}73918 .* PUK 87654321 .*Room 12$`),
    );
  }
  const cover = (await textsOf(readFileSync(body.coverList))).join();
  assert.match(cover, /1 ana 2 bea$/);
  assert.doesNotMatch(cover, /73918|87654321/);
  for (const name of ['pin-letters.pdf', 'cover-list.pdf', 'pin-letters.voters.json'])
    assert.equal(statSync(file(name)).mode & 0o777, 0o600, name);
});

test('names, addresses and languages of the office; a mistake in them, and nothing is written', async () => {
  const addresses = 'voter,name,address1,language\nana,Ána,Rua 1,pt\nbea,Bea,Weg 2,de\n';
  const pages = await textsOf(readFileSync((await print({ addresses })).body.file));
  assert.match(pages[0] ?? '', /Ána Rua 1 Carta do PIN/);
  assert.match(pages[1] ?? '', /Bea Weg 2 PIN-Brief/);
  await destroy();
  finish('ana', '333333');
  const { status, body } = await print({ addresses: 'voter\nbea\n' });
  assert.deepEqual([status, body.code], [400, 'desk/bad-addresses']);
  assert.match(body.message, /does not have ana/);
  assert.equal(existsSync(file('pin-letters.pdf')), false);
});

test('as a table for another program', async () => {
  const { body } = await print({ format: 'csv' });
  assert.equal(
    readFileSync(body.file, 'utf8'),
    '\ufeffvoter,language,name,address,PIN,PUK,signing PIN,signing PUK\n' +
      'ana,en,,,073918,87654321,654321,11223344\nbea,en,,,173918,87654321,654321,11223344\n',
  );
});

test('printed and destroyed: no digit is left, and there is nothing to print any more', async () => {
  const secrets = ['073918', '173918', '87654321'];
  await print({ format: 'csv' });
  assert.deepEqual(await destroy(), { status: 200, body: { destroyed: 2 } });
  assert.deepEqual(readdirSync(folder).sort(), CARDS);
  for (const name of CARDS)
    for (const secret of secrets) assert.ok(!readFileSync(file(name), 'utf8').includes(secret));
  assert.equal((await print()).body.code, 'desk/no-mailers');
  assert.deepEqual((await destroy()).body, { destroyed: 0 });
});

test('only what has been written is destroyed: not the digits of cards that were made since', async () => {
  await print();
  finish('cyd', '333333');
  // As after a restart of the station: what has been written is known from the folder.
  office = new CardOffice(officer, { folder });
  assert.deepEqual((await destroy()).body, { destroyed: 2 });
  assert.deepEqual(office.finishedMailers(), ['cyd']);
  assert.deepEqual((await print()).body.letters, 1);
});

test('a card that was lost and made anew after its letter was written keeps the new digits until they are printed', async () => {
  await print();
  finish('ana', '999999');
  assert.deepEqual(office.mailers.written(), ['bea']);
  assert.deepEqual((await destroy()).body, { destroyed: 1 });
  assert.deepEqual(office.finishedMailers(), ['ana']);
  assert.match((await textsOf(readFileSync((await print()).body.file))).join(), / PIN 999999 /);
});

test('the letters of a large roll are counted and destroyed as those of a small one', () => {
  const voters = Array.from({ length: 200_000 }, (_, i) => `voter-${i}`);
  office.mailers.write('csv', Buffer.from('letters'), Buffer.from('list'), voters);
  assert.equal(new CardPrinter(office).state.mailers.written, 200_000);
  assert.equal(office.mailers.destroy(), 200_000);
  assert.deepEqual(readdirSync(folder).sort(), ['ana.card', 'ana.pin', 'bea.card', 'bea.pin']);
});

test('a list that a crash has left cut off or zeroed is none: nothing is destroyed by it, and the station goes on', async () => {
  for (const left of ['["ana","be', '', '\0'.repeat(13)]) {
    await print();
    writeFileSync(file('pin-letters.voters.json'), left);
    assert.deepEqual((await destroy()).body, { destroyed: 0 });
    assert.deepEqual(office.finishedMailers(), ['ana', 'bea']);
  }
});

test('printed again: in the place of letters that came out wrong', async () => {
  await print({ format: 'csv' });
  finish('cyd', '333333');
  assert.equal((await print()).body.letters, 3);
  assert.equal(existsSync(file('pin-letters.csv')), false);
  assert.deepEqual((await destroy()).body, { destroyed: 3 });
});

test('letters that could not be written do not let digits be destroyed', async () => {
  await print();
  // The name is taken by what cannot be replaced: writing fails in the middle.
  rmSync(file('cover-list.pdf'));
  mkdirSync(file('cover-list.pdf'));
  assert.equal((await print()).status, 500);
  assert.deepEqual(office.mailers.written(), []);
  assert.deepEqual((await destroy()).status, 500);
  assert.deepEqual(office.finishedMailers(), ['ana', 'bea']);
});

test('destroying that was interrupted is finished by the next attempt', async () => {
  await print();
  rmSync(file('pin-letters.pdf'));
  rmSync(file('ana.pin'));
  assert.deepEqual((await destroy()).body, { destroyed: 2 });
  assert.deepEqual(readdirSync(folder).sort(), CARDS);
});

test('digits that cannot be read stop the printing, and name the file', async () => {
  rmSync(file('ana.pin'));
  writeFileSync(file('ana.pin'), '{"pin":"12"}', { mode: 0o600 });
  const { status, body } = await print();
  assert.deepEqual([status, body.code], [502, 'desk/service']);
  assert.match(body.message, /ana\.pin cannot be read/);
});

test('no answer has a digit in it, and what is no request is refused', async () => {
  const answers = [await print(), await print({ format: 'csv' }), await destroy()];
  for (const secret of ['073918', '87654321']) assert.ok(!JSON.stringify(answers).includes(secret));
  for (const more of [{ format: 'doc' }, { language: 'es' }, { addresses: 1 }, { voters: ['ana'] }])
    assert.equal((await print(more)).body.code, 'desk/bad-request');
});

test('where no card was made yet no letter waits', () => {
  assert.deepEqual(new CardOffice(officer, { folder: join(folder, 'none') }).mailers.waiting(), []);
});

test('an organisation that the service does not tell of has no name in letters', async () => {
  organisation = undefined;
  assert.deepEqual(await office.organisation(), {});
});
