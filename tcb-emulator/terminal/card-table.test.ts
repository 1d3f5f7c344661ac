import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'vitest';
import { CardTable } from './card-table.ts';

interface Laid {
  readonly folder: string;
  readonly inserted: string[];
  readonly table: CardTable;
}

/** cards/ with two cards, one below, other things, and links; beside it a card that is out of reach. */
function laid(t: TestContext): Laid {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'revs-cards-')));
  t.onTestFinished(() => rmSync(home, { recursive: true }));
  const folder = join(home, 'cards');
  mkdirSync(join(folder, 'more'), { recursive: true });
  mkdirSync(join(folder, 'folder.card'));
  mkdirSync(join(home, 'cards-of-others'));
  const files = ['cards/b.card', 'cards/a.card', 'cards/more/c.card', 'cards/token', 'x.card'];
  for (const file of [...files, 'cards-of-others/y.card']) writeFileSync(join(home, file), '');
  symlinkSync(join(home, 'x.card'), join(folder, 'link.card'));
  const inserted: string[] = [];
  const insert = async (path: string): Promise<void> => {
    inserted.push(path);
    if (path.endsWith('b.card')) throw Object.assign(new Error('damaged'), { code: 'card/corrupted' });
  };
  return { folder, inserted, table: new CardTable({ insert, remove: () => inserted.push('-') }, folder) };
}

test('the cards of the folder are listed by name', async (t) => {
  const { table, folder } = laid(t);
  const list = await table.list();
  assert.deepEqual(list, { cards: ['a.card', 'b.card'], inserted: null });
  assert.ok(!JSON.stringify(list).includes(folder));
});

test('a card is inserted by name, or by a path that ends below the folder', async (t) => {
  const { table, folder, inserted } = laid(t);
  const a = join(folder, 'a.card');
  for (const card of ['a.card', a, join(folder, 'more', '..', 'a.card')]) await table.insert(card);
  assert.deepEqual(inserted, [a, a, a]);
  await table.insert(join(folder, 'more', 'c.card'));
  assert.equal((await table.list()).inserted, 'c.card');
  table.remove();
  assert.equal((await table.list()).inserted, null);
  assert.equal(inserted.at(-1), '-');
});

test('nothing else is within reach, and the refusal tells nothing of it', async (t) => {
  const { table, folder, inserted } = laid(t);
  const beyond = ['../x.card', join(folder, '..', 'x.card'), '../cards-of-others/y.card', 'link.card'];
  const noCards = ['none.card', 'token', '', '.', '..', folder, '/etc/passwd', 'a.card\0', 'a.card/..'];
  for (const card of [...beyond, ...noCards]) {
    await assert.rejects(
      table.insert(card),
      { status: 404, code: 'terminal/unknown-card', message: 'no such card on the table' },
      card,
    );
  }
  assert.deepEqual(inserted, []);
});

test('a card that the slot refuses is not in it', async (t) => {
  const { table } = laid(t);
  await table.insert('a.card');
  await assert.rejects(table.insert('b.card'), { code: 'card/corrupted' });
  assert.equal((await table.list()).inserted, null);
});

test('without a folder every path is within reach, and nothing is listed', async () => {
  const inserted: string[] = [];
  const slot = { insert: async (path: string) => void inserted.push(path), remove: () => undefined };
  const table = new CardTable(slot, undefined);
  await table.insert('/anywhere/d.card');
  assert.deepEqual(inserted, ['/anywhere/d.card']);
  assert.deepEqual(await table.list(), { cards: [], inserted: 'd.card' });
});
