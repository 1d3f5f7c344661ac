/** What a benchmark says: each figure beside its limit from the same run, as a table or, with --json, as JSON. */
import { type Cost, median, total } from './measure.ts';

export interface Figure {
  readonly name: string;
  readonly measured: number;
  readonly unit: string;
  /** The least, or most, that the library calls which the protocol needs allow; none where there is no such call. */
  readonly limit?: number;
  /** How near the limit the figure is: 1 is there. */
  readonly ratio?: number;
  /** None for a figure that explains another. */
  readonly target?: string;
  readonly met?: boolean;
}

/** A line of the limit's sum, or of anything else that explains the figures. */
export interface Detail {
  readonly name: string;
  readonly measured: number;
  readonly unit: string;
}

export interface Report {
  readonly benchmark: string;
  readonly conditions: string;
  readonly figures: readonly Figure[];
  readonly details: readonly Detail[];
}

/** One round: the path, and the parts of its limit in their order, timed one after the other. */
export interface Round {
  readonly path: Cost;
  readonly parts: readonly Cost[];
}

/** The path against the sum of its parts, over all rounds: medians of the rounds, and of the rounds' ratios. */
export function compare(name: string, by: keyof Cost, rounds: readonly Round[], leastRatio?: number): Figure {
  const measured = median(rounds.map(({ path }) => path[by]));
  const limit = median(rounds.map(({ parts }) => total(parts)[by]));
  const ratio = median(rounds.map(({ path, parts }) => total(parts)[by] / path[by]));
  const figure = { name, measured, unit: 'ms', limit, ratio };
  if (leastRatio === undefined) return figure;
  return { ...figure, target: `ratio >= ${leastRatio}`, met: ratio >= leastRatio };
}

/** The limit's parts, each with the median of its cost in processor time. */
export const partDetails = (names: readonly string[], rounds: readonly Round[]): Detail[] =>
  names.map((name, i) => ({
    name: `limit: ${name}`,
    measured: median(rounds.map(({ parts }) => parts[i]?.cpu ?? Number.NaN)),
    unit: 'ms',
  }));

export function print(report: Report): void {
  if (process.argv.includes('--json')) {
    console.log(JSON.stringify(report));
    return;
  }
  const rows = report.figures.map(({ name, measured, unit, limit, ratio, target, met }) => [
    name,
    `${digits(measured)} ${unit}`,
    limit === undefined ? '-' : `${digits(limit)} ${unit}`,
    ratio === undefined ? '-' : ratio.toFixed(2),
    target === undefined ? '' : `${target}: ${met ? 'met' : 'MISSED'}`,
  ]);
  const details = report.details.map(({ name, measured, unit }) => [
    `  ${name}`,
    `${digits(measured)} ${unit}`,
  ]);
  console.log(`\n${report.benchmark}: ${report.conditions}`);
  console.log(table([['', 'measured', 'limit', 'ratio', 'target'], ...rows, ...details]));
}

const digits = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>((known, row) => {
    row.forEach((cell, i) => {
      known[i] = Math.max(known[i] ?? 0, cell.length);
    });
    return known;
  }, []);
  return rows
    .map((row) =>
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))),
    )
    .map((cells) => cells.join('  ').trimEnd())
    .join('\n');
}
