/** How many votes have arrived, from what the service has noted over time. */
import type { Turnout } from '../../../servers/commissioner/api.ts';

export interface TurnoutView {
  readonly packages: number;
  /** Of the voters on the roll, from 0 to 1: refused packages may make more packages than voters. */
  readonly share: number;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export function turnoutOf({ voters, series }: Pick<Turnout, 'voters' | 'series'>): TurnoutView {
  const packages = series.at(-1)?.packages ?? 0;
  return {
    packages,
    share: voters === 0 ? 0 : Math.min(1, packages / voters),
    points: series.map(({ time, packages: y }) => ({ x: time, y })),
  };
}
