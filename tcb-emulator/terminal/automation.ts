/**
 * A robot in a person's place: when the display matches a rule, it presses the rule's keys (after Speculos, Ledger's
 * emulator).
 *
 * Every screen is looked at once, the one that is already there included; the first rule that matches acts. Its keys
 * are one action, each pressed when the dialogue waits for it: the screens between them, such as the stars of a PIN,
 * are not looked at; the next one is the first after the last key. A change of the mode indicator alone is no screen.
 */

import { createContext, Script } from 'node:vm';
import { type Frame, shownText } from '../display/lcd.ts';
import type { Panel } from '../display/panel.ts';
import { AutomationError, type Rule } from './automation-rules.ts';

/** For one rule and one display, in milliseconds. */
const LONGEST_MATCH = 100;

/**
 * @returns `exit` when a rule says so, `stopped` when the signal is aborted
 * @throws AutomationError `automation/slow-regexp`
 */
export async function runAutomation(
  panel: Panel,
  rules: readonly Rule[],
  signal: AbortSignal,
): Promise<'exit' | 'stopped'> {
  const flags = new Map<string, boolean>();
  let acted = -1;
  try {
    for await (const frame of panel.screens(signal)) {
      const rule = frame.sequence > acted ? firstMatch(rules, flags, frame) : undefined;
      if (rule === undefined) continue;
      if ((await act(panel, rule, flags, signal)) === 'exit') return 'exit';
      acted = panel.keySequence();
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return 'stopped';
}

function firstMatch(
  rules: readonly Rule[],
  flags: ReadonlyMap<string, boolean>,
  frame: Frame,
): Rule | undefined {
  return rules.find(({ pattern, number, condition }) => {
    if (condition !== undefined && (flags.get(condition.flag) ?? false) !== condition.is) return false;
    return typeof pattern === 'function' ? pattern(frame) : matches(pattern, shownText(frame), number);
  });
}

async function act(
  panel: Panel,
  rule: Rule,
  flags: Map<string, boolean>,
  signal: AbortSignal,
): Promise<'exit' | 'done'> {
  for (const step of rule.steps) {
    if (step.do === 'exit') return 'exit';
    if (step.do === 'set') flags.set(step.flag, step.to);
    else await panel.type(step.keys, signal);
    signal.throwIfAborted();
  }
  return 'done';
}

const matching: { regexp: RegExp; text: string } = { regexp: /^/u, text: '' };
const context = createContext(matching);
const script = new Script('regexp.test(text)');

/** A regular expression can take for ever on 80 characters, and only `vm` can stop one. It is no sandbox here. */
function matches(regexp: RegExp, text: string, number: number): boolean {
  Object.assign(matching, { regexp, text });
  try {
    return script.runInContext(context, { timeout: LONGEST_MATCH }) === true;
  } catch {
    throw new AutomationError('automation/slow-regexp', `rule ${number}: the regexp takes too long`);
  } finally {
    matching.text = ''; // it may be a choice
  }
}
