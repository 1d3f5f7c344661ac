/** The file from which the PIN mailers are printed, one row for each card; then it is to be destroyed. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import type { IssuedCard } from './devices.ts';

export interface PinMailer extends Pick<IssuedCard, 'puk' | 'signing'> {
  /** Of letters, digits, dots, hyphens and underscores, as the roll has it: it needs no quotes in CSV. */
  readonly voter: string;
  readonly pin: string;
}

const HEAD = 'voter,PIN,PUK,signing PIN,signing PUK';

/**
 * Puts the PIN mailer in the place of an older one to the same voter, or at the end. The file, which only its owner may read,
 * is replaced whole, so that a crash leaves no half row; it is durable once a later write to its folder is.
 */
export function putMailer(path: string, { voter, pin, puk, signing }: PinMailer): void {
  const [, ...rows] = existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
  const others = rows.filter((row) => !row.startsWith(`${voter},`));
  const row = [voter, pin, puk, signing.pin, signing.puk].join(',');
  const draft = `${path}.new`;
  rmSync(draft, { force: true });
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeFileSync(file, `${[HEAD, ...others, row].join('\n')}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
}
