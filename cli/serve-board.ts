/** A replica of the board from its configuration file: the genesis says which one it is, the store has its keys. */
import type { FastifyInstance } from 'fastify';
import { CommandError } from '../output/output.ts';
import { Elections } from '../protocol/board/elections.ts';
import { electionPorts } from '../protocol/board/open-posts.ts';
import { boardApp } from '../servers/board/app.ts';
import { BoardStore, boardStoreIn } from '../servers/board/board-store.ts';
import { systemClock } from '../servers/shared/clock.ts';
import { loadGenesis } from '../servers/shared/genesis-file.ts';
import { failing } from '../servers/shared/hosted-elections.ts';
import { buildApp } from '../servers/shared/http-server.ts';
import type { Logger } from '../servers/shared/logger.ts';
import type { Metrics } from '../servers/shared/metrics.ts';
import { runServer } from '../servers/shared/run-server.ts';
import type { ServerConfig } from '../servers/shared/server-config.ts';
import { StartupError } from '../servers/shared/startup-error.ts';

/** ms between looks at the clock. */
const TICK = 100;

export async function serveBoard(config: ServerConfig, logger: Logger, metrics: Metrics): Promise<void> {
  const { app, close } = build(config, logger, metrics);
  await runServer(app, { ...config, logger }, close);
}

interface Built {
  readonly app: FastifyInstance;
  close(): Promise<void>;
}

function build({ id, folder }: ServerConfig, logger: Logger, metrics: Metrics): Built {
  const genesis = loadGenesis(folder);
  const index = genesis.genesis.replicas.findIndex((replica) => replica.id === id);
  if (index < 0) throw new CommandError(`the board in ${folder} has no replica ${id}`);
  const store = openStore(folder, index);
  if (store instanceof StartupError) {
    logger.error({ code: store.code }, store.message);
    return damaged(id, logger, metrics);
  }
  if (store.epoch === undefined)
    throw new CommandError(`${folder} has no keys: "revs board rekey" gives the replica new ones`);
  const posts = () => new Elections(genesis.genesis, electionPorts(genesis.board));
  const { app, replica } = boardApp({ genesis, index, store, posts, clock: systemClock, logger }, metrics);
  const timer = setInterval(() => replica.tick(), TICK);
  const close = async (): Promise<void> => {
    clearInterval(timer);
    await replica.settled();
    await store.close();
  };
  return { app, close };
}

function openStore(folder: string, index: number): BoardStore | StartupError {
  try {
    return new BoardStore(boardStoreIn(folder), index);
  } catch (error) {
    if (error instanceof StartupError && error.code === 'store/damaged') return error;
    throw error;
  }
}

/** Starting again would not help: it says what is wrong to whoever asks, and does nothing else. */
function damaged(id: string, logger: Logger, metrics: Metrics): Built {
  const health = () => failing('store/damaged');
  return { app: buildApp({ role: 'board', id, logger, metrics, health }), close: async () => undefined };
}
