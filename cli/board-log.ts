/** `revs board log`: what the board has ordered, each entry proved to be in the log of a quorum. */
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { systemRandom } from '../common/system-random.ts';
import { CommandError, print, printJson, table } from '../output/output.ts';
import type { Entry } from '../protocol/board/entries.ts';
import { decodeOperation, type Field } from '../protocol/board/operations.ts';
import { operationIn } from '../protocol/board/requests.ts';
import { toHex } from '../protocol/primitives/bytes.ts';
import { randomSecretKey, signingKey } from '../protocol/primitives/p256-signature.ts';
import { signerOf } from '../protocol/primitives/signer.ts';
import { BoardClient } from '../servers/shared/board-client/board-client.ts';
import { systemClock } from '../servers/shared/clock.ts';
import { loadGenesis } from '../servers/shared/genesis-file.ts';
import { createLogger } from '../servers/shared/logger.ts';
import type { Common } from './common-options.ts';

/** ms: until it is given up that nothing new comes, and between looks. */
const PATIENCE = 60_000;
const POLL = 50;

export async function boardLog({ dir, json, topic }: Common & { topic?: string }): Promise<void> {
  const entries = await readLog(dir, (name) => topic === undefined || name === topic);
  if (json) return printJson(entries.map(inJson));
  print(
    table(
      ['entry', 'batch', 'time', 'topic', 'what'],
      entries.map((entry) => [
        entry.position,
        entry.c,
        new Date(entry.time).toISOString(),
        entry.topic,
        whatOf(entry),
      ]),
    ),
  );
}

/**
 * Of these topics all that the board has now, as a quorum states it, in order; what was read before is on disk, in `board-log.db`
 * of the folder. Errors: CommandError if the board does not answer, or has forked.
 */
export async function readLog(dir: string, wants: (topic: string) => boolean): Promise<Entry[]> {
  const genesis = loadGenesis(dir);
  const logger = createLogger('board', 'log', 'silent');
  // A reader posts nothing: any key will do.
  const key = signerOf(signingKey(randomSecretKey(systemRandom)));
  const path = join(dir, 'board-log.db');
  const client = new BoardClient({ genesis, key, path, clock: systemClock, logger });
  const found: Entry[] = [];
  try {
    client.follow(wants, (_topic, entries) => void found.push(...entries));
    let last = systemClock();
    for (let known = -1; ; ) {
      const { fork } = client.status();
      if (fork !== undefined)
        throw new CommandError(
          `the board has forked: ${path} has the proof; nothing it says counts any more`,
        );
      if (client.isCurrent) break;
      if (found.length > known) [known, last] = [found.length, systemClock()];
      if (systemClock() - last > PATIENCE)
        throw new CommandError('too few replicas of the board answer: see "revs board status"');
      await setTimeout(POLL);
    }
  } finally {
    await client.stop();
  }
  return found.sort((a, b) => a.position - b.position);
}

/** Undefined for a tick, and for a replica's keys. */
function tupleOf({ topic, request }: Entry): readonly Field[] | undefined {
  return request.length === 0 || topic.startsWith('keys/')
    ? undefined
    : decodeOperation(operationIn(request)).tuple;
}

function whatOf(entry: Entry): string {
  if (entry.request.length === 0) return 'tick';
  const tuple = tupleOf(entry);
  if (tuple === undefined) return 'new keys';
  return tuple.map((field) => (field instanceof Uint8Array ? `${field.length} bytes` : field)).join(', ');
}

const inJson = (entry: Entry) => ({
  position: entry.position,
  c: entry.c,
  time: entry.time,
  topic: entry.topic,
  tuple: tupleOf(entry)?.map((field) => (field instanceof Uint8Array ? toHex(field) : field)) ?? null,
  request: toHex(entry.request),
});
