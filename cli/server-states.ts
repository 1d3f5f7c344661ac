/** What `revs election status` shows of an election's servers. */

import type { ElectionSummary, ServerHealth } from '../servers/commissioner/api.ts';
import { getJson } from '../servers/shared/http-client.ts';

export interface ServerState extends Pick<ServerHealth, 'id' | 'problem' | 'clockSkew'> {
  readonly ok: boolean;
  /** Of an Administrator that answers: how many voters it has signed for. */
  readonly signed?: number;
}

/** `states`: what the Commissioner's service found. Administrators are asked from here how many voters they signed for. */
export function statesOf(
  { servers, administrators, election }: Pick<ElectionSummary, 'servers' | 'administrators' | 'election'>,
  states: readonly ServerHealth[],
): Promise<ServerState[]> {
  return Promise.all(
    servers.map(async ({ id, url }) => {
      const { up = false, problem = null, clockSkew = null } = states.find((state) => state.id === id) ?? {};
      const state = { id, ok: up, problem, clockSkew };
      if (!administrators.includes(id)) return state;
      try {
        const { signed = 0 } = (await getJson(`${url}/elections/${election}/status`)) as { signed?: number };
        return { ...state, signed };
      } catch {
        return state;
      }
    }),
  );
}

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
