/** A stream socket from which messages of known length are read and to which they are written, in bounded time. */
import type { Socket } from 'node:net';

/** How long the other side may take to accept what it is sent, in milliseconds. */
const WRITE_LIMIT = 5000;
const NOTHING = Buffer.alloc(0);

export class MessageSocket {
  readonly #socket: Socket;
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = NOTHING;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#chunks = socket[Symbol.asyncIterator]();
    // Whoever reads or writes sees the end of the stream; nobody needs its reason.
    socket.on('error', () => socket.destroy());
  }

  /**
   * Exactly `length` bytes; undefined when the other side closes first or takes longer than `limit` milliseconds,
   * which closes the socket.
   */
  async read(length: number, limit = 0): Promise<Buffer | undefined> {
    const timer = limit > 0 ? setTimeout(() => this.close(), limit) : undefined;
    try {
      return await this.#fill(Buffer.alloc(length));
    } catch {
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  async #fill(out: Buffer): Promise<Buffer | undefined> {
    let filled = 0;
    while (filled < out.length) {
      if (this.#rest.length === 0) {
        const next = await this.#chunks.next();
        if (next.done === true) return undefined;
        this.#rest = next.value;
      }
      const taken = this.#rest.copy(out, filled);
      this.#rest = this.#rest.subarray(taken);
      filled += taken;
    }
    return out;
  }

  /** Closes the socket when the other side does not take the bytes in time. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#socket.destroyed || this.#socket.write(bytes)) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => this.close(), WRITE_LIMIT);
      const done = (): void => {
        clearTimeout(timer);
        this.#socket.off('drain', done).off('close', done);
        resolve();
      };
      this.#socket.on('drain', done).on('close', done);
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}
