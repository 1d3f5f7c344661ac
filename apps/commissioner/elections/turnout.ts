/** How many voters have been signed for and how many votes have arrived, from what the service has noted over time. */
import type { Turnout } from '../../../servers/commissioner/api/elections.ts';

export interface TurnoutView {
  /** Of the voters on the roll, from 0 to 1: those whom Administrators have signed for. */
  readonly share: number;
  readonly arrived: number;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export function turnoutOf({
  voters,
  signedFor,
  series,
}: Pick<Turnout, 'voters' | 'signedFor' | 'series'>): TurnoutView {
  return {
    share: voters === 0 ? 0 : signedFor / voters,
    arrived: series.at(-1)?.packages ?? 0,
    points: series.map(({ time, packages }) => ({ x: time, y: packages })),
  };
}
