/** What a person sees: tables, bars, progress; JSON where a program reads. */
import { SingleBar } from 'cli-progress';
import Table from 'cli-table3';
import type { Ballot } from '../ballots/ballot.ts';
import type { ContestResult } from '../ballots/count/result.ts';
import { fullBar, namesOf, optionsOf } from '../ballots/result-view.ts';
import { FORBIDDEN } from '../ballots/text.ts';
import type { Results } from '../record/compute-results.ts';

const BAR_WIDTH = 24;
/** Carriage returns as well, which overwrite what stands in the line. */
const HIDDEN = new RegExp(`\\r|${FORBIDDEN.source}`, 'gu');
/** While the PIN of the Commissioner's card is awaited. */
const CARD_STAGE = 'card';

const isTerminal = (): boolean => process.stderr.isTTY === true;

/** A command cannot do what it was asked: the message says what, why, and what to do next. */
export class CommandError extends Error {}

export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const plain = { style: { head: [], border: [], compact: true } };
  const out = new Table({ head: [...head], ...plain });
  out.push(...rows.map((row) => [...row]));
  return out.toString();
}

/** `full`: what a whole bar stands for, more than 0. */
function bar(value: number, full: number, width = BAR_WIDTH): string {
  const eighths = Math.round((value / full) * width * 8);
  const part = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'][eighths % 8] ?? '';
  return '█'.repeat(Math.floor(eighths / 8)) + part;
}

/** A program reads the same value; a person who looks at it is not deceived either. */
export const printJson = (value: unknown): void =>
  console.log(JSON.stringify(value, null, 2).replace(HIDDEN, escaped));

const escaped = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');

/** Any part may be the text of a hostile server: it must not move the cursor, or show in another order than it has. */
const printable = (text: string): string => text.replace(HIDDEN, '\ufffd');

export const print = (text = ''): void => console.log(printable(text));

/** On standard error. */
export const complain = (text: string): void => console.error(printable(text));

/** On standard error. */
export const askForCardPin = (): void =>
  console.error("  Type the PIN of the Commissioner's card on its reader.");

/** Progress of a job with named stages: a bar on a terminal, a line per stage elsewhere. Goes to standard error. */
export class ProgressBar {
  #bar: SingleBar | undefined;
  #stage = '';

  update(stage: string, done: number, total: number, note = ''): void {
    if (stage === CARD_STAGE) {
      this.stop();
      askForCardPin();
      return;
    }
    if (!isTerminal()) {
      if (done === total && this.#stage !== stage) {
        this.#stage = stage;
        console.error(`  ${stage}: ${done} of ${total}`);
      }
      return;
    }
    if (this.#stage !== stage || this.#bar === undefined) {
      this.#bar?.stop();
      this.#stage = stage;
      const format = `  {stage} {bar} {value}/{total} {note}`;
      this.#bar = new SingleBar({
        format,
        barsize: BAR_WIDTH,
        hideCursor: true,
        barCompleteChar: '█',
        barIncompleteChar: '░',
      });
      this.#bar.start(total, 0, { stage: stage.padEnd(22), note });
    }
    this.#bar.setTotal(total);
    this.#bar.update(done, { stage: stage.padEnd(22), note });
  }

  stop(): void {
    this.#bar?.stop();
    this.#bar = undefined;
    this.#stage = '';
  }
}

const TRIAL_RESULTS = 'TRIAL ELECTION: a rehearsal, in which nobody is elected and nothing is decided.';

/** An election's title in a list or a message. */
export const titleOf = ({ title, trial }: { readonly title: string; readonly trial: boolean }): string =>
  trial ? `TRIAL: ${title}` : title;

/** The results as tables with bars, one for each contest. `ballots` by style, for the names of options. */
export function renderResults(results: Results, ballots: ReadonlyMap<string, Ballot>): string {
  const lines = results.trial ? [TRIAL_RESULTS, ''] : [];
  for (const { style, voters, votes } of results.styles) {
    const share = voters === 0 ? 0 : (100 * votes) / voters;
    lines.push(`Style ${style}: ${votes} votes of ${voters} voters (${share.toFixed(1)} %)`);
  }
  lines.push('');
  for (const { styles, result } of results.contests) {
    const ballot = ballots.get(styles[0] ?? '');
    if (ballot === undefined) continue;
    lines.push(renderContest(result, ballot));
    if (results.styles.length > 1) lines.push(`  Votes of: ${styles.join(', ')}`);
    lines.push('');
  }
  const refused = Object.entries(results.refused).filter(([, count]) => count > 0);
  if (refused.length > 0) lines.push(table(['refused', 'packages'], refused), '');
  return lines.join('\n');
}

const VOTES_HEADING = {
  plurality: 'votes',
  approval: 'votes',
  stv: 'first preferences',
  condorcet: 'duels won',
} as const;

function renderContest(result: ContestResult, ballot: Ballot): string {
  const { title, nameOf, subject, outcome } = namesOf(ballot, result.contest, ballot.languages[0] ?? 'en');
  const full = fullBar(result);
  const rows = optionsOf(result, nameOf).map(({ label, value, first, fate }) => [
    label,
    first ?? value,
    bar(first ?? value, full),
    ...(first === undefined ? [] : [value]),
    fate === 'elected' ? outcome : '',
  ]);
  const notes = [`valid ${result.valid}, blank ${result.blank}`];
  if (result.rule === 'stv') notes.push(`quota ${result.quota}`, `${result.stages.length} stages`);
  if (result.rule !== 'stv' && result.tie !== null)
    notes.push(`TIE for ${result.tie.seats} of the seats: ${result.tie.options.map(nameOf).join(', ')}`);
  const atEnd = result.rule === 'stv' ? ['votes at the end'] : [];
  const headings = ['option', VOTES_HEADING[result.rule], '', ...atEnd, ''];
  const about = `${title}  [${result.rule}, ${result.seats} to ${subject === 'people' ? 'elect' : 'approve'}]`;
  return `${about}\n${table(headings, rows)}\n${notes.join(', ')}`;
}
