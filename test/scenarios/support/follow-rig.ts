/** Clients that follow four real replicas: a board for a file's tests, and what its followers have handed over. */
import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import type { Head } from '../../../protocol/board/answers.ts';
import type { Entry } from '../../../protocol/board/entries.ts';
import { decodeOperation, type Tuple } from '../../../protocol/board/operations.ts';
import { openRequest } from '../../../protocol/board/requests.ts';
import { given } from '../../../protocol/test-support.ts';
import type { BoardClient } from '../../../servers/shared/board-client/board-client.ts';
import { removeFolder, temporaryFolder } from '../../../servers/shared/test-support.ts';
import { RealBoard } from '../../support/real-board.ts';

export const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 50_000, interval: 20 });
export const tuples = (count: number): Tuple[] => Array.from({ length: count }, (_, i) => ['n', i]);

/** What a client has handed over. */
export class Seen {
  readonly client: BoardClient;
  readonly parts: { readonly topic: string; readonly entries: readonly Entry[]; readonly head: Head }[] = [];
  readonly #real: RealBoard;

  constructor(real: RealBoard, client: BoardClient, wants: (topic: string) => boolean) {
    this.#real = real;
    this.client = client;
    client.follow(wants, (topic, entries, head) => void this.parts.push({ topic, entries, head }));
  }

  of = (topic: string): Tuple[] =>
    this.parts
      .filter((part) => part.topic === topic)
      .flatMap(({ entries }) => entries)
      .map(({ request }) => decodeOperation(openRequest(this.#real.board.opened, request).op).tuple);

  until = (topic: string, count: number) => until(() => this.of(topic).length >= count);
}

/** There from the first test of the file to its last; what replicas lie ends with each. */
export class FollowRig {
  #real: RealBoard | undefined;
  #poster: BoardClient | undefined;

  constructor() {
    const folder = temporaryFolder();
    beforeAll(async () => {
      this.#real = await RealBoard.open(folder, { t0: 200 });
      this.#poster = this.real.newClient();
    });
    afterEach(() => this.real.lies.clear());
    afterAll(async () => {
      await this.real.close();
      removeFolder(folder);
    });
  }

  get real(): RealBoard {
    return given(this.#real);
  }

  /** Who posts, and is lied to by nobody: lies are about reading only. */
  get poster(): BoardClient {
    return given(this.#poster);
  }

  follow(topic: string, ...of: Parameters<RealBoard['newClient']>): Seen {
    return new Seen(this.real, this.real.newClient(...of), (name) => name === topic);
  }

  async postAll(topic: string, some: readonly Tuple[]): Promise<void> {
    for (const tuple of some) await this.poster.post(topic, tuple);
  }
}
