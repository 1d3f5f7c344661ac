import { renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ensureFolder } from '../servers/shared/secret-file.ts';

/** Writes the value as JSON, whole or not at all. */
export function replaceFile(path: string, value: unknown): void {
  ensureFolder(dirname(path));
  writeFileSync(`${path}.new`, `${JSON.stringify(value, null, 2)}\n`);
  renameSync(`${path}.new`, path);
}
