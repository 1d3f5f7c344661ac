/**
 * The terminal's reader for every PC/SC program: a service that libpcsclite finds by PCSCLITE_CSOCK_NAME, on a socket of
 * this user alone. A program that breaks the protocol harms only itself; nothing that passes is logged.
 */
import { once } from 'node:events';
import { chmod, mkdir, stat, unlink } from 'node:fs/promises';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { PcscConnection } from './pcsc-connection.ts';
import { PcscError } from './pcsc-error.ts';
import type { TransparentReader } from './reader.ts';
import { ReaderFeatures } from './reader-features.ts';
import { SharedReader } from './shared-reader.ts';
import { RV } from './winscard-messages.ts';

const MAX_CONNECTIONS = 32;

export interface PcscServer {
  /**
   * Errors: PcscError pcsc/not-private when others can reach into the socket's folder, pcsc/in-use; system errors of
   * creating folder (mode 0700) and socket (mode 0600).
   */
  listen(socketPath: string): Promise<void>;
  /** Ends all connections. */
  close(): Promise<void>;
}

export function createPcscServer(reader: TransparentReader): PcscServer {
  return new TransparentService(reader);
}

class TransparentService implements PcscServer {
  readonly #reader: TransparentReader;
  readonly #shared: SharedReader;
  readonly #features: ReaderFeatures;
  readonly #server: Server;
  readonly #connections = new Set<PcscConnection>();
  readonly #closing = new AbortController();

  constructor(reader: TransparentReader) {
    this.#reader = reader;
    this.#shared = new SharedReader(reader, () => this.#signalChange());
    this.#features = new ReaderFeatures(reader, this.#shared);
    this.#server = createServer((socket) => void this.#serve(socket));
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  async listen(socketPath: string): Promise<void> {
    await preparePlace(socketPath);
    this.#server.listen(socketPath);
    await once(this.#server, 'listening');
    await chmod(socketPath, 0o600);
    void this.#watch();
  }

  close(): Promise<void> {
    this.#closing.abort();
    for (const connection of this.#connections) connection.close();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  async #watch(): Promise<void> {
    const { signal } = this.#closing;
    for (let seen = this.#reader.changes; !signal.aborted; seen = this.#reader.changes) {
      await this.#reader.whenChanged(seen, signal);
      this.#signalChange();
    }
  }

  #signalChange(): void {
    for (const connection of this.#connections) connection.signal(RV.success);
  }

  async #serve(socket: Socket): Promise<void> {
    const connection = new PcscConnection(socket, this.#shared, this.#features, (context) =>
      [...this.#connections].some((other) => other.cancel(context)),
    );
    this.#connections.add(connection);
    await connection.serve();
    this.#connections.delete(connection);
  }
}

/** A folder of this user alone, and no socket in the way that somebody still listens on. */
async function preparePlace(socketPath: string): Promise<void> {
  const folder = dirname(socketPath);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { mode, uid } = await stat(folder);
  if ((mode & 0o077) !== 0 || uid !== process.getuid?.())
    throw new PcscError('pcsc/not-private', `${folder} must belong to you, with mode 0700`);
  const found = await stat(socketPath).catch(() => undefined);
  if (found?.isSocket() !== true) return;
  if (await isAlive(socketPath)) throw new PcscError('pcsc/in-use', `${socketPath} is in use`);
  await unlink(socketPath);
}

async function isAlive(socketPath: string): Promise<boolean> {
  const socket = createConnection(socketPath);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
