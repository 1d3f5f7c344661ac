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
const OTHER_CORE = 1;

export class LoadTest {
  readonly #port: number;
  readonly #client: ChildProcess;
  /** Where server and client run, for the report. */
  readonly cores: string;

  private constructor(port: number, clientCore: number) {
    this.#port = port;
    this.#client = fork(fileURLToPath(new URL('./load-client.ts', import.meta.url)), {
      serialization: 'advanced',
    });
    const pinned = pinToCore(process.pid, SERVER_CORE) && pinToCore(this.#client.pid ?? 0, clientCore);
    const where = clientCore === SERVER_CORE ? 'on one core' : 'on a core each';
    this.cores = `server and client ${pinned ? where : 'not tied to cores'}`;
  }

  /**
   * Lets `app`, in this process, listen. A client on the server's own core takes none of its processor time; on the
   * other, which may be the second thread of the same one, it slows the server by half, and by how much differs.
   */
  static async start(app: FastifyInstance, client: 'same core' | 'other core'): Promise<LoadTest> {
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    return new LoadTest(port, client === 'same core' ? SERVER_CORE : OTHER_CORE);
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
