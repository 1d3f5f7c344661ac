/** What a replica says about itself to those who watch over it: unsigned, so nothing may rest on it. */
import { Gauge } from 'prom-client';
import type { BoardMachine } from '../../protocol/board/board-machine.ts';
import type { Genesis } from '../../protocol/board/genesis.ts';
import type { BoardStatus } from '../shared/board-watch.ts';
import type { Metrics } from '../shared/metrics.ts';
import type { BoardReplica } from './board-replica.ts';

export function statusOf({ state, machine }: BoardReplica<BoardMachine>, { replicas }: Genesis): BoardStatus {
  const { c, regency, leader, keys, epoch, keysLeft, mayVote, waiting } = state;
  return {
    c,
    regency,
    leader: replicas[leader]?.id ?? '',
    size: machine.log.tree.size,
    generation: keys.generation,
    epoch,
    keysLeft,
    mayVote,
    waiting,
  };
}

/** An alarm is due below 32 keys, while votes are not counted, and while a regency goes on above 0. */
export function addBoardMetrics({ registry }: Metrics, replica: BoardReplica<BoardMachine>): void {
  const gauges: Readonly<Record<string, readonly [help: string, value: () => number]>> = {
    instance: ['Instances decided', () => replica.state.c],
    regency: ['Regency of the open instance', () => replica.state.regency],
    generation: ['KEYs ordered', () => replica.state.keys.generation],
    size: ['Entries of the log', () => replica.machine.log.tree.size],
    waiting: ['Requests that wait', () => replica.state.waiting],
    keys_left: ['Keys left in the list of this replica', () => replica.state.keysLeft],
    votes: ['1 while the votes of this replica count', () => Number(replica.state.mayVote)],
  };
  for (const [name, [help, value]] of Object.entries(gauges))
    new Gauge({
      name: `revs_board_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(value());
      },
    });
}
