/**
 * A folder with what a member of refreshes keeps (trustees contract, section 2, Durable): a file each, its owner's alone, whole or
 * not there, overwritten before it goes. Secrets stand in no database, which would keep them in pages and logs.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CeremonyFiles } from '../protocol/ceremony/ceremony-files.ts';
import { equalBytes } from '../protocol/primitives/bytes.ts';
import { ensureFolder, eraseSecret, readSecret, writeSecretOnce } from '../servers/shared/secret-file.ts';

/** What a write that was cut off may have left under a name of its own. */
const DRAFT = '.draft';

export class CeremonyFolder implements CeremonyFiles {
  readonly #folder: string;

  /** Makes the folder if it is missing, and erases drafts. Errors: StartupError secret/*; those of the file system. */
  constructor(folder: string) {
    this.#folder = folder;
    ensureFolder(folder);
    for (const name of readdirSync(folder)) if (name.endsWith(DRAFT)) eraseSecret(join(folder, name));
  }

  /** Also of files whose erasure was cut off: they are erased again. */
  names(): readonly string[] {
    return readdirSync(this.#folder).filter((name) => !name.endsWith(DRAFT));
  }

  read(name: string): Uint8Array | undefined {
    return readSecret(this.#path(name));
  }

  write(name: string, content: Uint8Array): void {
    const before = this.read(name);
    if (before !== undefined && equalBytes(before, content)) return;
    this.erase(name);
    writeSecretOnce(this.#path(name), content);
  }

  erase(name: string): void {
    eraseSecret(this.#path(name));
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }
}
