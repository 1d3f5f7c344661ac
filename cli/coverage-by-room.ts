/** What vitest's coverage says of each file, added up by room. */
import { relative, sep } from 'node:path';
import { table } from '../output/output.ts';

interface Share {
  readonly total: number;
  readonly covered: number;
}

interface Covered {
  readonly lines: Share;
  readonly branches: Share;
}

/** `coverage-summary.json` of istanbul: by absolute path, and "total". */
export type CoverageSummary = Readonly<Record<string, Covered>>;

const NONE: Share = { total: 0, covered: 0 };
const sum = (a: Share, b: Share): Share => ({ total: a.total + b.total, covered: a.covered + b.covered });
const percent = ({ total, covered }: Share): string =>
  total === 0 ? '-' : `${((100 * covered) / total).toFixed(1)} %`;

/** A table: lines and branches of each room that tests ran through, in their own process. */
export function coverageByRoom(summary: CoverageSummary, project: string): string {
  const rooms = new Map<string, Covered>();
  for (const [path, { lines, branches }] of Object.entries(summary)) {
    const [room = ''] = relative(project, path).split(sep);
    if (path === 'total' || room === '..') continue;
    const so = rooms.get(room) ?? { lines: NONE, branches: NONE };
    rooms.set(room, { lines: sum(so.lines, lines), branches: sum(so.branches, branches) });
  }
  const rows = [...rooms].sort(([a], [b]) => a.localeCompare(b));
  return table(
    ['room', 'lines', 'of which run', 'branches run'],
    rows.map(([room, { lines, branches }]) => [room, lines.total, percent(lines), percent(branches)]),
  );
}
