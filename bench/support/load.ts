/** A server on loopback, and the process that sends it requests. */
import { type ChildProcess, fork } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import type { ClientAnswer, Job, Load } from './load-client.ts';
import { pinToCore } from './measure.ts';

/** Jobs under way at a time. */
export const CONCURRENCY = 16;
const SERVER_CORE = 0;
const CLIENT_CORE = 1;

export class LoadTest {
  readonly #port: number;
  readonly #client: ChildProcess;
  /** Where server and client run, for the report. */
  readonly cores: string;

  private constructor(port: number) {
    this.#port = port;
    this.#client = fork(fileURLToPath(new URL('./load-client.ts', import.meta.url)), {
      serialization: 'advanced',
    });
    const pinned = pinToCore(process.pid, SERVER_CORE) && pinToCore(this.#client.pid ?? 0, CLIENT_CORE);
    this.cores = `server and client ${pinned ? 'on a core each' : 'not tied to cores'}`;
  }

  /** Lets `app`, in this process, listen. */
  static async start(app: FastifyInstance): Promise<LoadTest> {
    await app.listen({ host: '127.0.0.1', port: 0 });
    return new LoadTest((app.server.address() as AddressInfo).port);
  }

  /** Hands the jobs over; what it returns sends them, and resolves when all are answered rightly. */
  async load(jobs: readonly Job[], concurrency = CONCURRENCY): Promise<() => Promise<void>> {
    await this.#tell({ port: this.#port, concurrency, jobs });
    return () => this.#tell('go');
  }

  #tell(message: Load | 'go'): Promise<void> {
    return new Promise((resolve, reject) => {
      const exit = (): void => reject(new Error('the client has stopped'));
      this.#client.once('exit', exit);
      this.#client.once('message', (error: ClientAnswer) => {
        this.#client.off('exit', exit);
        if (error === '') resolve();
        else reject(new Error(error));
      });
      this.#client.send(message);
    });
  }

  stop(): void {
    this.#client.kill();
  }
}
