/** Requests without signatures, for tests of the state machine. */
import { requireHex, toHex, utf8 } from '../primitives/bytes.ts';
import { sha256 } from '../primitives/sha256.ts';
import { BoardMachine, type Posts } from './board-machine.ts';
import type { Batch, Rekey, Request } from './messages.ts';
import { encodeOperation, type Operation, type Template, type Tuple } from './operations.ts';

/** A key's 33 bytes in hex; nothing is signed with it. */
export const clientKey = (i: number): string => `02${i.toString(16).padStart(64, '0')}`;
export const hashOfKey = (key: string): string => toHex(sha256(requireHex(key)));

const none = { template: [], tuple: [], readers: [], takers: [], lease: undefined };

export const out = (tuple: Tuple, terms: Partial<Operation> = {}): Operation => ({
  ...none,
  name: 'out',
  tuple,
  lease: 0,
  ...terms,
});
export const cas = (template: Template, tuple: Tuple, terms: Partial<Operation> = {}): Operation => ({
  ...out(tuple, terms),
  name: 'cas',
  template,
});
export const probe = (name: 'rdp' | 'inp', template: Template): Operation => ({ ...none, name, template });
export const wait = (name: 'rd' | 'in', template: Template, lease = 1000): Operation => ({
  ...none,
  name,
  template,
  lease,
});

export function request(
  client: string,
  topic: string,
  seq: number,
  operation: Operation | Uint8Array,
  rekey?: Rekey,
): Request {
  const op = operation instanceof Uint8Array ? operation : encodeOperation(operation);
  const bytes = utf8(`${client} ${topic} ${seq} ${toHex(sha256(op))}`);
  return { hash: toHex(sha256(bytes)), bytes, client, topic, seq, op, rekey };
}

export const batch = (time: number, ...requests: readonly Request[]): Batch => ({
  proposer: 0,
  time,
  requests,
});

/** Unless told otherwise, everybody may post everything, and no tick is due. */
export const machineWith = (posts: Partial<Posts> = {}): BoardMachine =>
  new BoardMachine({
    whyNot: () => undefined,
    post: () => undefined,
    ticksDue: () => [],
    noteTick: () => undefined,
    ...posts,
  });
