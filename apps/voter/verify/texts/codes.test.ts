/** Every code with which a record is refused has its words. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { test } from 'vitest';
import { RECORD_FILES } from '../../../../record/files.ts';
import { en } from './en.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

test('each code of the record, and each of its files', () => {
  const sources = globSync(['record/*.ts', 'apps/voter/verify/*.ts'], { cwd: root }).filter(
    (name) => !name.includes('test'),
  );
  const codes = new Set(
    sources.flatMap(
      (name) => readFileSync(`${root}/${name}`, 'utf8').match(/(?<=')(record|page)\/[a-z-]+(?=')/g) ?? [],
    ),
  );
  assert.ok(codes.size > 10, `${codes.size} codes`);
  assert.deepEqual([...codes].filter((code) => !(code in en.codes)).toSorted(), []);
  assert.deepEqual(
    Object.values(RECORD_FILES).filter((name) => !(name in en.files)),
    [],
  );
});
