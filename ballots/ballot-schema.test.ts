import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { parseBallot } from './parse-ballot.ts';
import { parsePreflib } from './preflib.ts';
import { preflibBallot } from './preflib-ballot.ts';
import { sampleText, utf8 } from './test-support.ts';

const board = sampleText('board-election.xml');
const schema = readFileSync(new URL('./ballot.xsd', import.meta.url), 'utf8');

async function isValid(xml: string): Promise<boolean> {
  const { valid, errors, rawOutput } = await validateXML({
    xml: { fileName: 'ballot.xml', contents: xml },
    schema,
  });
  // A broken schema would refuse everything, and so pass every test of refusal.
  assert.ok(!/Schemas parser error|failed to compile/.test(rawOutput), JSON.stringify(errors));
  return valid;
}

for (const name of ['board-election.xml', 'referendum.xml', 'council-rank.xml']) {
  test(`${name} is valid by the schema`, async () => {
    assert.equal(await isValid(sampleText(name)), true);
  });
}

test('both ways to decide ties are valid by the schema', async () => {
  for (const ties of ['order', 'lot'])
    assert.equal(await isValid(board.replace('count="stv"', `count="stv" ties="${ties}"`)), true);
});

test('a ballot made from a PrefLib file is valid by the schema', async () => {
  assert.equal(await isValid(preflibBallot(parsePreflib(sampleText('dublin-west-2002.soi')))), true);
});

const spoiled: readonly [name: string, from: string, to: string][] = [
  ['unknown element', '<contest id="president"', '<x/><contest id="president"'],
  ['unknown attribute', 'id="president"', 'id="president" colour="red"'],
  ['no ID', ' id="almeida"', ''],
  ['bad ID', 'id="almeida"', 'id="al meida"'],
  ['contest ID twice', 'id="board"', 'id="president"'],
  ['option ID twice', 'id="weber"', 'id="almeida"'],
  ['text in a language twice', '<short lang="pt">Presid', '<short lang="en">Presid'],
  ['21 columns', '<short>Jonas Weber', '<short>Jonas Weber, the baker'],
  ['not on the display', '<short>Jonas Weber', '<short>Йонас Вебер'],
  ['empty text', 'Inês Almeida, manager of the Riverside shop', ' '],
  ['unknown kind', 'kind="choose-one"', 'kind="lottery"'],
  ['unknown rule', 'count="stv"', 'count="borda"'],
  ['no seats', 'seats="3"', 'seats="0"'],
  ['too large a number', 'max="6"', 'max="257"'],
  ['bad blank rule', 'blank="allowed"', 'blank="perhaps"'],
  ['ties by what is no rule', 'count="stv"', 'count="stv" ties="age"'],
  ['bad language', 'languages="en pt fr de"', 'languages="english"'],
  ['another namespace', 'urn:revs:ballot:v1', 'urn:revs:ballot:v9'],
  ['short text missing', '<short>Jonas Weber</short>', ''],
  ['text between elements', '<option id="weber">', '<option id="weber">hello'],
  ['unknown subject', 'kind="choose-one"', 'kind="choose-one" subject="animals"'],
  ['empty details', '<link>', '<details> </details><link>'],
  ['a link that is not secured', '<link>https:', '<link>http:'],
  ['attribute twice', 'id="weber"', 'id="weber" id="webber"'],
];

for (const [name, from, to] of spoiled) {
  test(`schema and parser both refuse: ${name}`, async () => {
    assert.ok(board.includes(from));
    const xml = board.replace(from, to);
    assert.equal(await isValid(xml), false);
    assert.throws(() => parseBallot(utf8(xml)));
  });
}
