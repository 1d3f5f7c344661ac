/** For tests: a board whose state machine, openers and ticks are the deployed ones; one log in memory, no replicas. */
import assert from 'node:assert/strict';
import { type ErrorCode, ProtocolError } from '../errors.ts';
import type { Role } from '../messages/plan.ts';
import { toHex } from '../primitives/bytes.ts';
import type { SigningKey } from '../primitives/p256-signature.ts';
import { sha256 } from '../primitives/sha256.ts';
import { signStatement } from '../primitives/statement.ts';
import { given, newKey } from '../test-support.ts';
import { type Head, headStatement } from './answers.ts';
import { BoardMachine } from './board-machine.ts';
import { TestBoard } from './board-test-support.ts';
import { Elections } from './elections.ts';
import { type Entry, entryLeaf, type TopicList } from './entries.ts';
import type { Genesis } from './genesis.ts';
import { out } from './machine-test-support.ts';
import { electionPorts } from './open-posts.ts';
import { encodeOperation } from './operations.ts';
import { serverStatement } from './post-messages.ts';
import type { ProvedLeaf } from './read-entries.ts';
import { openRequest, signRequest } from './requests.ts';
import { encodeTopicCopy, openTopicCopy } from './topic-copy.ts';

type Requests = readonly ReturnType<typeof openRequest>[];

interface PastLog {
  readonly head: Head;
  readonly topics: TopicList;
}

type Tuple = readonly (string | Uint8Array)[];

export interface ListedServer {
  readonly role: Role;
  readonly id: string;
  readonly identityKey: Uint8Array;
  readonly system: string;
  readonly url: string;
}

export class MemoryBoard {
  readonly board: TestBoard;
  readonly machine: BoardMachine;
  readonly entries: Entry[] = [];
  /** Name and key of whoever runs all servers. */
  readonly operator = newKey();
  static readonly OPERATOR = 'operator';
  /** Unix ms. */
  now: number;
  readonly #numbers = new Map<string, number>();
  readonly #batches: { readonly time: number; readonly requests: Requests }[] = [];

  constructor(
    conveners: readonly SigningKey[],
    times: Pick<Genesis, 'phase' | 'lead' | 'grace'>,
    now = 1_000_000,
    of?: TestBoard,
  ) {
    const operators = [{ name: MemoryBoard.OPERATOR, key: this.operator.publicKey }];
    const keys = conveners.map(({ publicKey }) => publicKey);
    this.board = of ?? new TestBoard(1, 0, 0, { ...times, operators, conveners: keys });
    const { genesis, board } = this.board.opened;
    this.machine = new BoardMachine(new Elections(genesis, electionPorts(board)));
    this.now = now;
  }

  get genesis(): TestBoard['opened'] {
    return this.board.opened;
  }

  /** Puts a server into the directory. */
  list(server: ListedServer): void {
    const signer = toHex(sha256(this.operator.publicKey));
    const entry = signStatement(serverStatement, this.genesis.board, server, signer, this.operator);
    assert.equal(this.say(this.operator, 'directory', ['server', signer, entry]), '');
  }

  /** In a batch of its own. The code of the answer; '' for an entry. */
  say(key: SigningKey, topic: string, tuple: Tuple): string {
    const name = `${topic} ${toHex(key.publicKey)}`;
    const seq = (this.#numbers.get(name) ?? 0) + 1;
    const op = encodeOperation(out(tuple));
    const request = openRequest(this.genesis, signRequest(this.genesis.board, { topic, seq, op }, key));
    const verdict = this.machine.check(request, this.now, []);
    if (verdict !== 'ready') return verdict;
    this.#numbers.set(name, seq);
    const answers = this.#execute([request]);
    return given(answers.find((answer) => answer.request === request)).result.code;
  }

  /** As a server posts. Errors: ProtocolError with the code. */
  post = async (key: SigningKey, topic: string, tuple: Tuple): Promise<void> => {
    const code = this.say(key, topic, tuple);
    if (code !== '') throw new ProtocolError(code as ErrorCode, `refused: ${topic} ${String(tuple[0])}`);
  };

  /** Another with the same log so far. */
  copy(): MemoryBoard {
    const twin = new MemoryBoard([], this.genesis.genesis, this.now, this.board);
    for (const [name, seq] of this.#numbers) twin.#numbers.set(name, seq);
    for (const { time, requests } of this.#batches) {
      twin.now = time;
      twin.#execute(requests);
    }
    twin.now = this.now;
    return twin;
  }

  /** Whether its readers have seen two logs. */
  hasForked = false;

  /** Its log as it was, for a server. */
  get pastLogs() {
    const opened = async (topic: string, copy: Uint8Array) =>
      openTopicCopy(this.genesis, topic, copy).entries;
    return {
      genesis: this.genesis.genesis,
      hasForked: () => this.hasForked,
      ...this.past,
      copy: this.#copy,
      opened,
    };
  }

  readonly #copy = async (topic: string, c: number): Promise<Uint8Array> => {
    const log = await this.past.after(c);
    const key = given(this.board.keyList(0, 0)[0]);
    const head = signStatement(headStatement, this.genesis.board, log.head, 'board-0', key);
    return encodeTopicCopy({ keys: [], heads: [head], entries: await this.past.proved(topic, log) });
  };

  readonly past = {
    after: async (c: number): Promise<PastLog> => {
      const head = given(this.machine.headBefore(c + 1));
      return { head: { ...head, now: this.now }, topics: this.machine.log.topics(head.size) };
    },
    proved: async (topic: string, { head: { size } }: PastLog): Promise<ProvedLeaf[]> =>
      this.entries
        .filter((entry) => entry.topic === topic && entry.position < size)
        .map((entry) => ({
          leaf: entryLeaf(entry),
          proof: this.machine.log.tree.inclusion(entry.position, size),
        })),
  };

  /** Time passes, and a batch without requests. */
  tick(ms: number): void {
    this.now += ms;
    if (this.machine.isTickDue(this.now)) this.#execute([]);
  }

  #execute(requests: Requests) {
    const batch = { time: this.now, requests };
    const { entries, answers } = this.machine.execute(this.#batches.length, { proposer: 0, ...batch });
    this.#batches.push(batch);
    this.entries.push(...entries);
    return answers;
  }

  /** What a server that follows the board is given next: whole topics, in order. */
  async feed(
    reader: { wants(topic: string): boolean; take(topic: string, entries: readonly Entry[]): Promise<void> },
    read: Map<string, number>,
  ): Promise<void> {
    for (const [topic, entries] of Map.groupBy(this.entries, (entry) => entry.topic)) {
      if (!reader.wants(topic)) continue;
      const fresh = entries.filter(({ position }) => position > (read.get(topic) ?? -1));
      if (fresh.length === 0) continue;
      await reader.take(topic, fresh);
      read.set(topic, given(fresh.at(-1)).position);
    }
  }
}
