/** For tests of the store: numbers, kept in stores of a folder that the test file removes. */
import { join } from 'node:path';
import type { Store } from './store.ts';

export const SCHEMA = `
  CREATE TABLE IF NOT EXISTS votes (n INTEGER PRIMARY KEY) STRICT;
  CREATE TABLE IF NOT EXISTS children (
    parent INTEGER REFERENCES votes (n) DEFERRABLE INITIALLY DEFERRED
  ) STRICT;`;

let files = 0;
/** Of a store that is not there yet. */
export const newPathIn = (folder: string): string => join(folder, `${++files}.db`);

export const insert = (store: Store, n: number): number => {
  store.prepare('INSERT INTO votes VALUES (?)').run(n);
  return n;
};
export const stored = (store: Store): unknown[] =>
  store
    .prepare('SELECT n FROM votes ORDER BY n')
    .all()
    .map(({ n }) => n);
