/** Runs an application as a process: listens, and stops in good order. */
import type { FastifyInstance } from 'fastify';
import type { Logger } from './logger.ts';
import { reasonOf, StartupError } from './startup-error.ts';

/** How long requests under way may take to finish after a signal to stop. Milliseconds. */
const SHUTDOWN_DEADLINE = 5_000;
const SWEEP_INTERVAL = 50;

export interface ListenOptions {
  readonly host: string;
  /** 0 for any that is free; the log line `listening` tells which. */
  readonly port: number;
  readonly logger: Logger;
}

/**
 * Resolves once the application listens. On SIGTERM or SIGINT: accepts no more, lets requests finish for 5 seconds, then
 * calls `onClose`, which closes stores, and ends the process. Anything that nobody caught ends it with status 1.
 * Errors: StartupError server/cannot-listen.
 */
export async function runServer(
  app: FastifyInstance,
  { host, port, logger }: ListenOptions,
  onClose: () => Promise<void>,
): Promise<void> {
  const crash = (error: unknown): never => {
    logger.fatal({ stack: error instanceof Error ? error.stack : String(error) });
    process.exit(1);
  };
  process.on('uncaughtException', crash);
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    shutDown(app, logger, onClose).then(() => {
      logger.info({ stopped: true });
      process.exit(0);
    }, crash);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  logger.info({ listening: await listen(app, host, port) });
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    throw new StartupError('server/cannot-listen', `${host}:${port}: ${reasonOf(error)}`);
  }
}

async function shutDown(app: FastifyInstance, logger: Logger, onClose: () => Promise<void>): Promise<void> {
  // A connection whose last request was under way when the server closed is idle, and open, after that.
  const sweep = setInterval(() => app.server.closeIdleConnections(), SWEEP_INTERVAL);
  const deadline = setTimeout(() => {
    logger.warn({ cutOff: true });
    app.server.closeAllConnections();
  }, SHUTDOWN_DEADLINE);
  await app.close();
  clearInterval(sweep);
  clearTimeout(deadline);
  await onClose();
}
