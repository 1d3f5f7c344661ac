/** How long captures add up, beside how long the quickest attack takes: one timeline for each property. Times in ms. */
import { humanTime } from '../output/human-time.ts';
import type { Finding } from './resilience-report.ts';

export interface Timeline {
  /** What it shows, in words. */
  readonly caption: string;
  /** From 0, where a renewal begins, or the mission. */
  readonly span: number;
  /** Where slots begin and renewals must be done; none where they would be too many to tell apart. */
  readonly slots: readonly number[];
  readonly deadlines: readonly number[];
  readonly exposure: number;
  readonly attack: number;
}

/** Cells of a line in the terminal. */
const WIDTH = 60;
/** More would be a grey line. */
const MAX_SLOTS = 20;
/** The longer bar is cut off after so many times the shorter one. */
const LONGEST = 4;

export function timelineOf({ property, verdict, exposure, quickest, renewal }: Finding): Timeline {
  const attack = quickest?.time ?? Number.POSITIVE_INFINITY;
  const [short, long] = exposure < attack ? [exposure, attack] : [attack, exposure];
  const span = Math.min(1.05 * long, short > 0 ? LONGEST * short : long) || 1;
  const count = renewal === undefined ? 0 : Math.floor(span / renewal.period) + 1;
  const slots = Array.from({ length: count > MAX_SLOTS ? 0 : count }, (_, i) => i * (renewal?.period ?? 0));
  return {
    caption:
      `${property}: ${verdict}. What is captured adds up for ${humanTime(exposure)}; ` +
      `the quickest attack takes ${humanTime(attack)}.`,
    span,
    slots,
    deadlines: slots.map((slot) => slot + (renewal?.deadline ?? 0)).filter((at) => at <= span),
    exposure,
    attack,
  };
}

/** For a terminal. */
export function timelineText({ caption, span, slots, deadlines, exposure, attack }: Timeline): string {
  const marks = (times: readonly number[]): string => {
    const cells = new Set(times.map((at) => cellOf(at, span)));
    return Array.from({ length: WIDTH + 1 }, (_, cell) => (cells.has(cell) ? '|' : ' '))
      .join('')
      .trimEnd();
  };
  const bar = (time: number, sign: string): string =>
    time > span ? `${sign.repeat(WIDTH)}>` : sign.repeat(Math.max(1, cellOf(time, span)));
  return [
    caption,
    ...(slots.length === 0 ? [] : [`  slot      ${marks(slots)}`, `  deadline  ${marks(deadlines)}`]),
    `  adds up   ${bar(exposure, '=')}`,
    `  attack    ${bar(attack, '#')}`,
  ].join('\n');
}

const cellOf = (time: number, span: number): number => Math.round((WIDTH * time) / span);
