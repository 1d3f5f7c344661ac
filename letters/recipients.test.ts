import assert from 'node:assert/strict';
import { test } from 'vitest';
import { AddressError, linesFor, recipientsOf } from './recipients.ts';

const refused = (csv: string, code: string, message: RegExp, voters = ['ana']): void =>
  assert.throws(
    () => recipientsOf(voters, 'en', csv),
    (error: unknown) => error instanceof AddressError && error.code === code && message.test(error.message),
  );

test('without a file nobody has a name, and the voter ID is on the envelope', () => {
  const [ana] = recipientsOf(['ana'], 'pt', undefined);
  assert.deepEqual(ana, { voter: 'ana', language: 'pt', address: [] });
  assert.deepEqual(ana && linesFor(ana), ['ana']);
});

test('names, languages and addresses, in the order of the roll; others are left out', () => {
  const csv =
    '\ufeffvoter;name;language;address1;address2;member since\r\n' +
    'cyd;Cyd;;"Rua 1\nPorta 2";4000 Porto;1999\r\n' +
    'bea;Béa;FR;;;\r\n' +
    'ana;Ana;de;Weg 3; ;2001\r\n';
  const recipients = recipientsOf(['ana', 'cyd'], 'pt', csv);
  assert.deepEqual(recipients, [
    { voter: 'ana', language: 'de', name: 'Ana', address: ['Weg 3'] },
    { voter: 'cyd', language: 'pt', name: 'Cyd', address: ['Rua 1', 'Porta 2', '4000 Porto'] },
  ]);
  assert.deepEqual(recipients.map(linesFor), [
    ['Ana', 'Weg 3'],
    ['Cyd', 'Rua 1', 'Porta 2', '4000 Porto'],
  ]);
});

test('what cannot be read is refused, with its line', () => {
  const bad = 'letters/bad-addresses';
  refused('name\nAna\n', bad, /^line 1 .*column voter/);
  refused('voter,name\nana\n', bad, /^line 2 .*as many fields/);
  refused('voter,name\nana,A\nana,B\n', bad, /^line 3 .*ana is there twice/);
  refused('voter,language\nana,es\n', bad, /^line 2 .*"es" is no language/);
  refused(`voter,name\nana,${'x'.repeat(101)}\n`, bad, /^line 2 .*longer than 100/);
  refused(`voter,address\nana,${'x'.repeat(101)}\n`, bad, /^line 2 .*longer than 100/);
  refused('voter,name\nana,"A\n', bad, /not CSV/);
});

test('an address that the window has no room for is refused: the last line says where it goes', () => {
  const csv = (name: string, lines: number): string =>
    `voter,name,address\nana,"${name}","${Array.from({ length: lines }, (_, i) => `line ${i}`).join('\n')}"\n`;
  for (const [name, lines] of [
    ['Ana', 6],
    ['', 7],
    ['Ana\nfirst floor', 5],
  ] as const)
    refused(csv(name, lines), 'letters/bad-addresses', /^line \d+ .* have 7 lines, of 6 that fit$/);
  assert.equal(recipientsOf(['ana'], 'en', csv('Ana\nfirst floor', 4)).length, 1);
});

test('a voter without an address is named, and nobody is written to', () => {
  const voters = ['ana', 'bea', 'cyd', 'dan', 'eva', 'fay', 'gil'];
  refused('voter\nana\n', 'letters/no-address', /does not have bea, cyd, dan, eva, fay and 1 more$/, voters);
  refused('voter\nana\n', 'letters/no-address', /does not have bea$/, ['ana', 'bea']);
});
