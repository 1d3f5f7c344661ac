/**
 * What an operator orders on a server's own machine, for one of its elections: an empty file in that election's folder, which the
 * server removes when it has obeyed. Whoever can write there has the server's keys anyway.
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureFolder, writeSecretOnce } from '../servers/shared/secret-file.ts';

export type Order = 'rejoin' | 'abandon' | 'resume';

const fileOf = (folder: string, order: Order): string => join(folder, `order.${order}`);

/** `folder`: the election's, at the server. An order that stands already is not given twice. */
export function giveOrder(folder: string, order: Order): void {
  ensureFolder(folder);
  if (!takes(folder, order)) writeSecretOnce(fileOf(folder, order), Uint8Array.of(1));
}

export const takes = (folder: string, order: Order): boolean => existsSync(fileOf(folder, order));

export const removeOrder = (folder: string, order: Order): void => rmSync(fileOf(folder, order));
