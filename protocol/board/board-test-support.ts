/** A board of real keys: replicas with the deployed cryptography, whose messages travel as bytes. */

import type { Hash } from '../primitives/hash-form.ts';
import {
  randomSecretKey,
  type SigningKey,
  signingKey,
  verifySignature,
} from '../primitives/p256-signature.ts';
import { seededRandom } from '../seeded-random-test-support.ts';
import { BoardCodec } from './codec.ts';
import { type Genesis, genesisDocument, genesisPayload, openGenesis, signGenesis } from './genesis.ts';
import { firstKeys } from './keys-in-force.ts';
import type { Decision, Message, Request } from './messages.ts';
import { type Machine, type Ports, type Replica, type Row, restore } from './replica.ts';
import { type Event, step } from './step.ts';

export const T0 = 1000;
export const SLOT = 3_600_000;

export class TestBoard {
  readonly random: (length: number) => Uint8Array;
  readonly operators: readonly SigningKey[];
  /** By replica and epoch. */
  readonly keys = new Map<string, readonly SigningKey[]>();
  readonly genesis: Genesis;
  readonly document: Uint8Array;
  readonly opened: ReturnType<typeof openGenesis>;

  constructor(
    replicas = 4,
    hostile = 1,
    down = 0,
    changes: Partial<Genesis> = {},
    ports: readonly number[] = [],
  ) {
    this.random = seededRandom('a board');
    this.operators = Array.from({ length: replicas }, () => this.newKey());
    this.genesis = {
      name: 'test board',
      replicas: this.operators.map((operator, i) => ({
        id: `board-${i}`,
        url: `http://127.0.0.1:${ports[i] ?? 9000 + i}`,
        operatorKey: operator.publicKey,
        operator: `operator-${i}`,
        system: `system-${i}`,
        keys: this.keyList(i, 0).map((key) => key.publicKey),
      })),
      hostile,
      down,
      protect: 0,
      operators: [],
      conveners: [],
      t0: T0,
      slot: SLOT,
      phase: 30_000,
      lead: 600_000,
      grace: 3_600_000,
      ...changes,
    };
    const payload = genesisPayload(this.genesis);
    this.document = genesisDocument(
      payload,
      this.operators.map((operator, i) => signGenesis(payload, `board-${i}`, operator)),
    );
    this.opened = openGenesis(this.document);
  }

  newKey = (): SigningKey => signingKey(randomSecretKey(this.random));

  /** Four secrets for each replica and epoch. */
  secretList(replica: number, epoch: number): readonly Uint8Array[] {
    const random = seededRandom(`${replica}.${epoch}`);
    return Array.from({ length: 4 }, () => randomSecretKey(random));
  }

  keyList(replica: number, epoch: number): readonly SigningKey[] {
    const name = `${replica}.${epoch}`;
    const list = this.keys.get(name) ?? this.secretList(replica, epoch).map(signingKey);
    this.keys.set(name, list);
    return list;
  }

  ports(self: number, machine: Machine, codec: BoardCodec): Ports {
    return {
      quorums: this.opened.quorums,
      machine,
      t0: T0,
      slot: SLOT,
      hash: (c, batch) => codec.hash(c, batch),
      sign: (epoch, place, kind, content) => {
        const key = this.keyList(self, epoch)[place];
        if (key === undefined) throw new RangeError('no such key');
        return key.sign(codec.bodyOf(kind, content));
      },
      verify: (key, kind, content, signature) => verifySignature(key, codec.bodyOf(kind, content), signature),
    };
  }
}

/** Orders every request once. */
export class OnceMachine implements Machine {
  readonly done: Hash[] = [];
  check({ hash }: Request, _time: number, earlier: readonly Request[]) {
    const isDone = this.done.includes(hash) || earlier.some((request) => request.hash === hash);
    return isDone ? ('board/seq-used' as const) : ('ready' as const);
  }
  isTickDue = (): boolean => false;
  execute(_c: number, { requests }: { readonly requests: readonly Request[] }) {
    this.done.push(...requests.map(({ hash }) => hash));
    return { entries: [], answers: [] };
  }
}

/** One replica, and what its store would hold. */
export class TestReplica {
  readonly machine = new OnceMachine();
  readonly codec: BoardCodec;
  readonly replica: Replica;
  readonly log: Decision[] = [];
  readonly rows: Row[] = [];

  constructor(board: TestBoard, index: number, epoch = 0) {
    this.codec = new BoardCodec(board.opened);
    const keys = firstKeys(board.genesis.replicas.map((one) => one.keys));
    const stored = { c: 0, keys, lastTime: 0, base: 0, rows: [] };
    this.replica = restore(board.ports(index, this.machine, this.codec), index, epoch, 0, stored);
  }

  /** What it sends, as bytes. */
  apply(event: Event): { to: number; kind: Message['kind']; bytes: Uint8Array }[] {
    const { rows, sends, wanted } = step(this.replica, event);
    this.rows.push(...rows);
    for (const row of rows) if (row.kind === 'decided') this.log.push(row.decision);
    const decisions = wanted.flatMap(({ peer, from, count }) =>
      this.log
        .slice(from, from + count)
        .map((decision) => ({ to: [peer], message: { kind: 'decision', decision } as const })),
    );
    return [...sends, ...decisions].flatMap(({ to, message }) =>
      to.map((peer) => ({ to: peer, ...this.codec.encode(message) })),
    );
  }
}

/** Delivers everything until nothing is under way. `isLost`: what does not arrive. */
export function settle(
  replicas: readonly (TestReplica | undefined)[],
  first: ReturnType<TestReplica['apply']>,
  isLost: (message: { readonly to: number; readonly kind: Message['kind'] }) => boolean = () => false,
): void {
  const pool = [...first];
  for (let message = pool.shift(); message !== undefined; message = pool.shift()) {
    const target = replicas[message.to];
    if (target === undefined || isLost(message)) continue;
    pool.push(...target.apply({ kind: 'message', message: target.codec.decode(message) }));
  }
}
