/** The organisation's logo, from the deployment file to the folders of those who show it. */
import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { LOGO_FILE } from '../servers/shared/logo.ts';

/** Bytes. */
const MAX_LENGTH = 262_144;
const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Why the file cannot be the logo; undefined if it can. */
export function logoProblem(path: string): string | undefined {
  if (!existsSync(path)) return `${path} is not there`;
  const picture = readFileSync(path);
  const isPng = picture.subarray(0, PNG.length).equals(PNG);
  return isPng && picture.length <= MAX_LENGTH ? undefined : `${path} is not a PNG of at most 256 KiB`;
}

/** Puts the logo into the folder, or takes an older one away. */
export function giveLogo(path: string | undefined, folder: string): void {
  if (path === undefined) rmSync(join(folder, LOGO_FILE), { force: true });
  else copyFileSync(path, join(folder, LOGO_FILE));
}
