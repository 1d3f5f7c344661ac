/** Spans of time as people read them. */
const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** `1 d 1 h 10 s`; below a second in ms. Rounded towards zero, so that a bound that is said is never beyond the real one. */
export function humanTime(ms: number): string {
  if (ms < 0) return `-${humanTime(-ms)}`;
  if (ms === Number.POSITIVE_INFINITY) return 'for ever';
  if (ms < 1_000) return `${Math.floor(ms)} ms`;
  let left = ms;
  return UNITS.flatMap(([unit, size]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count === 0 ? [] : [`${count} ${unit}`];
  }).join(' ');
}
