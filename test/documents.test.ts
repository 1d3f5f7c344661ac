/** The documents of the project name files that are there: who follows the map must not end in a wall. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** What is made, or fetched. */
const NOT_OURS = new Set(['node_modules', 'out', 'dist', 'coverage']);

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_OURS.has(entry.name) || entry.name.startsWith('.')) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesIn(path) : [relative(ROOT, path)];
  });
}

const FILES = filesIn(ROOT);
const LINK = /(?:\]\(|^\[[^\]]+\]: )([^)\s#]+)/gm;
/** A source file by the end of its path, as the documents name it. */
const PATH = /`([\w./-]+\.tsx?)`/g;

for (const document of FILES.filter((path) => path.endsWith('.md')))
  test(`${document}: every link and every source file that it names is there`, () => {
    const text = readFileSync(join(ROOT, document), 'utf8');
    const links = [...text.matchAll(LINK)].map(([, link = '']) => link).filter((link) => !/^\w+:/.test(link));
    const dead = links.filter((link) => !existsSync(join(ROOT, dirname(document), link)));
    const paths = [...text.matchAll(PATH)].map(([, path = '']) => path);
    const gone = paths.filter((path) => !FILES.some((file) => file === path || file.endsWith(`/${path}`)));
    assert.deepEqual([...dead, ...gone], []);
  });
