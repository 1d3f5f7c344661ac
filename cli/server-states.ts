/** What `revs election status` shows of an election's servers. */

import type { ElectionSummary, Turnout } from '../servers/commissioner/api/elections.ts';
import type { ServerHealth } from '../servers/commissioner/api/servers.ts';

export interface ServerState extends Pick<ServerHealth, 'id' | 'problem' | 'clockSkew'> {
  readonly ok: boolean;
  /** Of an Administrator that has answered: how many voters it says that it has signed for. */
  readonly signed?: number;
}

/** `states` and `administrators`: what the Commissioner's service found. */
export const statesOf = (
  { servers }: Pick<ElectionSummary, 'servers'>,
  states: readonly ServerHealth[],
  { administrators }: Pick<Turnout, 'administrators'>,
): ServerState[] =>
  servers.map(({ id }) => {
    const { up = false, problem = null, clockSkew = null } = states.find((state) => state.id === id) ?? {};
    const signed = administrators.find((administrator) => administrator.id === id)?.signed ?? undefined;
    return { id, ok: up, problem, clockSkew, ...(signed === undefined ? {} : { signed }) };
  });

/** Nothing before the election is open. */
export function turnoutLine({ stage }: Pick<ElectionSummary, 'stage'>, turnout: Turnout): string | undefined {
  if (stage === 'created') return undefined;
  const { signedFor, voters, series } = turnout;
  const arrived = series.at(-1)?.packages ?? 0;
  return `signed for ${signedFor} of ${voters} voters (${percentage(signedFor, voters)}), ${arrived} votes arrived at a Counter`;
}

const percentage = (part: number, whole: number): string =>
  `${whole === 0 ? 0 : Math.round((1000 * part) / whole) / 10} %`;

export const STATE_COLUMNS = ['server', 'health', 'clock', 'voters signed for'];

export const rowOf = ({ id, ok, problem, clockSkew, signed }: ServerState): (string | number)[] => [
  id,
  problem === null ? (ok ? 'ok' : 'DOWN') : `FAILING: ${problem}`,
  inWords(clockSkew),
  signed ?? '',
];

/** As in the console: below a second is nothing to tell. */
function inWords(clockSkew: number | null): string {
  if (clockSkew === null) return '';
  const seconds = Math.round(clockSkew / 1000);
  return seconds === 0 ? 'ok' : `${Math.abs(seconds)} s ${seconds > 0 ? 'ahead' : 'behind'}`;
}
