/**
 * What a machine does whose renewal was missed (S of the trustees contract, section 4, as power-off): it goes off, and uses no share
 * until its operator has it go on. Whoever keeps it from renewing would otherwise have all the time there is for the other machines.
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { attempt } from '../common/attempt.ts';
import { CodedError } from '../common/coded-error.ts';
import { decode, encode, struct, uint } from '../protocol/primitives/cbor.ts';
import { ensureFolder, readSecret, writeSecretOnce } from '../servers/shared/secret-file.ts';

/** The slot whose renewal was missed. */
const missedForm = struct({ slot: uint() });
const MAX_LENGTH = 32;

export class FailSafe {
  readonly #off: string;
  readonly #resumed: string;
  /** The slot that was missed, while the machine shall be off. */
  #missed: number | undefined;

  /** `folder`: the election's, at the server. */
  constructor(folder: string) {
    ensureFolder(folder);
    this.#off = join(folder, 'powered-off');
    this.#resumed = join(folder, 'resumed');
    this.#missed = existsSync(this.#off) ? (slotIn(this.#off) ?? 0) : undefined;
  }

  /** From the miss until its operator has it go on, across restarts. */
  get isOff(): boolean {
    return this.#missed !== undefined;
  }

  /** Whether its operator has it go on although the renewal of that slot was missed; a later one counts again. */
  isExcused(slot: number): boolean {
    return slot <= (slotIn(this.#resumed) ?? -1);
  }

  /** Off at once, and durable when it returns. Errors: those of the file system. */
  turnOff(slot: number): void {
    this.#missed = slot;
    writeSecretOnce(this.#off, encode(missedForm, { slot }));
  }

  /** Errors: those of the file system: then it stays off. */
  resume(): void {
    if (this.#missed === undefined) return;
    rmSync(this.#resumed, { force: true });
    writeSecretOnce(this.#resumed, encode(missedForm, { slot: this.#missed }));
    rmSync(this.#off, { force: true });
    this.#missed = undefined;
  }
}

/** Undefined without a file, and for one that cannot be read. */
function slotIn(path: string): number | undefined {
  return attempt(CodedError, () => {
    const content = readSecret(path);
    return content && decode(missedForm, content, MAX_LENGTH, 'slot').slot;
  });
}
