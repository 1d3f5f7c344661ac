/** The timelines of `revs resilience` as a drawing: nothing in it is told by colour alone. */
import { escapeXml } from '../ballots/text.ts';
import { humanTime } from '../output/human-time.ts';
import type { Timeline } from './resilience-timeline.ts';

const WIDTH = 900;
const MARGIN = 20;
const LEFT = 90;
const SCALE = WIDTH - LEFT - MARGIN;
const HEADER = 72;
const PANEL = 128;

/** `title` says what is assumed. */
export function timelineSvg(title: string, timelines: readonly Timeline[]): string {
  const height = HEADER + timelines.length * PANEL;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title description" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="14" fill="#111">`,
    `<title id="title">${escapeXml(title)}</title>`,
    `<desc id="description">${escapeXml(timelines.map(({ caption }) => caption).join(' '))}</desc>`,
    '<defs><pattern id="hatched" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="8" height="8" fill="#fff"/><rect width="3" height="8" fill="#111"/></pattern></defs>',
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    text(MARGIN, 26, title, ' font-weight="bold"'),
    text(
      MARGIN,
      50,
      'Adds up: so long captures stay of use. Attack: the quickest. Line: a slot, a renewal begins. Dashed: its deadline.',
    ),
    ...timelines.map((timeline, i) => panel(timeline, HEADER + i * PANEL)),
    '</svg>',
    '',
  ].join('\n');
}

function panel({ caption, span, slots, deadlines, exposure, attack }: Timeline, top: number): string {
  const x = (time: number): string => (LEFT + SCALE * Math.min(1, time / span)).toFixed(1);
  const line = (time: number, more: string): string =>
    `<line x1="${x(time)}" x2="${x(time)}" y1="${top + 26}" y2="${top + 92}" stroke="#111"${more}/>`;
  const bar = (name: string, time: number, y: number, fill: string): string =>
    text(MARGIN, top + y + 16, name) +
    `<rect x="${LEFT}" y="${top + y}" width="${(SCALE * Math.min(1, time / span)).toFixed(1)}" height="22" fill="${fill}" stroke="#111"/>` +
    (time > span ? text(WIDTH - MARGIN + 2, top + y + 16, '›') : '');
  return [
    '<g>',
    text(MARGIN, top + 16, caption),
    bar('adds up', exposure, 34, '#ccc'),
    bar('attack', attack, 62, 'url(#hatched)'),
    ...slots.map((slot) => line(slot, '')),
    ...deadlines.map((deadline) => line(deadline, ' stroke-dasharray="4 3"')),
    text(LEFT, top + 108, '0'),
    text(WIDTH - MARGIN, top + 108, humanTime(span), ' text-anchor="end"'),
    '</g>',
  ].join('\n');
}

const text = (x: number, y: number, words: string, more = ''): string =>
  `<text x="${x}" y="${y}"${more}>${escapeXml(words)}</text>`;
