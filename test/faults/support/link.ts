/** The network in front of a server: connections pass, are slow, are cut, or hang, as a test wishes. */
import { connect, createServer, type Server, type Socket } from 'node:net';

export type LinkState = 'up' | 'slow' | 'cut' | 'hangs';

/** Milliseconds that each piece of data takes on a slow link. */
const DELAY = 150;

export class Link {
  #state: LinkState = 'up';
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Passes on what comes to `port` on loopback to `target`, another port there. */
  static async open(port: number, target: number): Promise<Link> {
    const server = createServer({ pauseOnConnect: true });
    const link = new Link(server);
    server.on('connection', (near) => link.#join(near, target));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    return link;
  }

  /** Cutting ends the connections that there are. */
  set state(state: LinkState) {
    this.#state = state;
    if (state === 'cut') for (const socket of this.#sockets) socket.destroy();
  }

  #join(near: Socket, target: number): void {
    if (this.#state === 'cut') {
      near.destroy();
      return;
    }
    const far = connect(target, '127.0.0.1');
    this.#pass(near, far);
    this.#pass(far, near);
    near.resume();
  }

  #pass(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.on('data', (data) => {
      if (this.#state === 'hangs') return;
      if (this.#state === 'slow') setTimeout(() => to.writable && to.write(data), DELAY);
      else to.write(data);
    });
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.#sockets.delete(from);
      // After what is under way on a slow link.
      if (this.#state === 'slow') setTimeout(() => to.end(), DELAY);
      else to.end();
    });
  }

  async close(): Promise<void> {
    this.state = 'cut';
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
