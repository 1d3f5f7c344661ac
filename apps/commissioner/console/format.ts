/** Times and durations as the console shows them. */
import { fill, formatDate, formatNumber, type Language } from '../../shared/i18n.ts';

/** Day, hour and minute, shorter than formatTime; in the time zone of the browser. */
export const shortTime = (milliseconds: number, language: Language): string =>
  formatDate(milliseconds, language, { dateStyle: 'medium', timeStyle: 'short' });

/** To the second: for logs and clocks. */
export const exactTime = (milliseconds: number, language: Language): string =>
  formatDate(milliseconds, language, { dateStyle: 'medium', timeStyle: 'medium' });

interface ClockTexts {
  readonly clockRight: string;
  readonly clockAhead: string;
  readonly clockBehind: string;
  readonly clockUnknown: string;
}

/** A skew in milliseconds, in words; below a second it is none. */
export function clockInWords(skew: number | null, texts: ClockTexts, language: Language): string {
  if (skew === null) return texts.clockUnknown;
  const seconds = Math.round(Math.abs(skew) / 1000);
  if (seconds === 0) return texts.clockRight;
  return fill(skew > 0 ? texts.clockAhead : texts.clockBehind, { seconds: formatNumber(seconds, language) });
}
