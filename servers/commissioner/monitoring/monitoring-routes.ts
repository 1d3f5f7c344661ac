/** What the console shows of the servers and of an election under way. */
import type { FastifyInstance } from 'fastify';
import type { CheckedGenesis } from '../../../protocol/board/genesis.ts';
import type { Replicas } from '../../../protocol/quorums/resilience.ts';
import { watchBoard } from '../../shared/board-watch.ts';
import type { Clock } from '../../shared/clock.ts';
import type { HostedElections } from '../../shared/hosted-elections.ts';
import type { OfficeBoard } from '../../shared/join-board.ts';
import type { ListContradiction, Renewals, Turnout } from '../api/elections.ts';
import type { Directory, FollowedBoardHealth, Health } from '../api/servers.ts';
import type { CommissionerElection } from '../election/commissioner-election.ts';
import { healthOf } from './monitor.ts';
import { allRenewals } from './renewals.ts';

export function addMonitoringRoutes(
  app: FastifyInstance,
  { thresholds, servers, voterPage }: Directory,
  { genesis, hasForked }: Pick<OfficeBoard, 'genesis' | 'hasForked'>,
  elections: HostedElections<CommissionerElection>,
  clock: Clock,
): void {
  const forAll = { config: { role: 'observer' } } as const;
  app.get(
    '/officer/servers',
    forAll,
    async (): Promise<Directory> => ({
      thresholds,
      servers: servers.map(({ id, role, operator, system, url, publicKey }) => ({
        id,
        role,
        operator,
        system,
        url,
        publicKey,
      })),
      board: replicasOf(genesis),
      ...(voterPage === undefined ? {} : { voterPage }),
    }),
  );
  app.get(
    '/officer/health',
    forAll,
    async (): Promise<Health> => ({ now: clock(), servers: await healthOf(servers, clock) }),
  );
  app.get(
    '/officer/board',
    forAll,
    async (): Promise<FollowedBoardHealth> => ({
      ...(await watchBoard(genesis, clock)),
      hasForked: hasForked(),
    }),
  );
  app.get('/officer/elections/:election/turnout', forAll, async (request): Promise<Turnout> => {
    const election = elections.of(request);
    const { voters, turnout } = election;
    if (election.isWatched) await turnout.refresh();
    return {
      voters,
      signedFor: turnout.signedFor.least(),
      administrators: turnout.signedFor.administrators(),
      series: turnout.series(),
      counters: turnout.counters(),
    };
  });
  app.get(
    '/officer/elections/:election/renewals',
    forAll,
    async (request): Promise<{ renewals: readonly Renewals[] | null }> => ({
      renewals: allRenewals(elections.of(request), clock()),
    }),
  );
  app.get(
    '/officer/elections/:election/contradictions',
    forAll,
    async (request): Promise<readonly ListContradiction[]> => elections.of(request).lists.contradictions,
  );
}

function replicasOf({ genesis: { hostile, down, protect, replicas } }: CheckedGenesis): Replicas {
  return {
    hostile,
    down,
    protect,
    replicas: replicas.map(({ id, operator, system }) => ({ id, operator, system })),
  };
}
