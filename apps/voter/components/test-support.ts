/** An election for tests of the voter's page. */
import type { ListedElection } from '../../../voter-module/find-elections.ts';
import type { AppConfig } from '../logic/config.ts';

const HOUR = 3_600_000;

/** Open from the first to the second hour. */
export const ELECTION: ListedElection = {
  election: 'e'.repeat(32),
  title: 'Board',
  titles: {},
  trial: false,
  opens: HOUR,
  closes: 2 * HOUR,
  intakeEnds: 3 * HOUR,
  claimsEnd: 4 * HOUR,
};

export const CONFIG: AppConfig = {
  distributors: ['http://d1.test', 'http://d2.test', 'http://d3.test'],
  commissioner: location.origin,
  commissionerKey: new Uint8Array(33),
  terminal: 'http://127.0.0.1:8600',
};
