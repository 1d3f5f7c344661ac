/** The rules of an automation file, as JSON. A file holds PINs and choices: no error repeats anything of it. */

import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import { CodedError } from '../../common/coded-error.ts';
import { digitKeys, KEYS, type Key } from '../display/keys.ts';
import { type Frame, showsText } from '../display/lcd.ts';

export type AutomationErrorCode =
  /** Not JSON, not as documented, or a regular expression that is none. */
  | 'automation/bad-rules'
  | 'automation/too-large'
  /** A regular expression that needs more than 100 ms for one display. */
  | 'automation/slow-regexp';

export class AutomationError extends CodedError<AutomationErrorCode> {}

/** In bytes of JSON. */
export const MAX_RULES_LENGTH = 64 * 1024;
const MAX_RULES = 100;
const MAX_ACTIONS = 16;

const Flag = Type.String({ pattern: '^[A-Za-z0-9_-]{1,32}$' });

const Action = Type.Union([
  Type.Tuple([Type.Literal('key'), Type.Union(KEYS.map((key) => Type.Literal(key)))]),
  Type.Tuple([Type.Literal('keys'), Type.String({ pattern: '^[0-9]{1,64}$' })]),
  Type.Tuple([Type.Literal('set'), Flag, Type.Boolean()]),
  Type.Tuple([Type.Literal('exit')]),
]);

const RuleJson = Type.Object(
  {
    /** What the display holds, as `Panel.waitForText` looks for it. */
    text: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
    /** What matches the display as one line, every run of white space one space. */
    regexp: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    /** The state that a flag must have; one that was never set is false. */
    if: Type.Optional(Type.Tuple([Flag, Type.Boolean()])),
    // biome-ignore lint/suspicious/noThenProperty: the word of the file format; it is never awaited
    then: Type.Array(Action, { minItems: 1, maxItems: MAX_ACTIONS }),
  },
  { additionalProperties: false },
);

const RulesJson = Type.Object(
  { version: Type.Literal(1), rules: Type.Array(Type.Unknown(), { minItems: 1, maxItems: MAX_RULES }) },
  { additionalProperties: false },
);

export type Step =
  | { readonly do: 'press'; readonly keys: readonly Key[] }
  | { readonly do: 'set'; readonly flag: string; readonly to: boolean }
  | { readonly do: 'exit' };

export interface Rule {
  /** From 1, in the order of the file. */
  readonly number: number;
  readonly pattern: RegExp | ((frame: Frame) => boolean);
  readonly condition: { readonly flag: string; readonly is: boolean } | undefined;
  readonly steps: readonly Step[];
}

/**
 * Reads the text of an automation file, 64 KiB at most.
 * @throws AutomationError `automation/too-large`, `automation/bad-rules`
 */
export function readRules(text: string): readonly Rule[] {
  if (Buffer.byteLength(text) > MAX_RULES_LENGTH)
    throw new AutomationError('automation/too-large', `rules have ${MAX_RULES_LENGTH} bytes at most`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new AutomationError('automation/bad-rules', 'the rules are not JSON');
  }
  return parseRules(json);
}

/** @throws AutomationError `automation/bad-rules`, with the number of the rule */
export function parseRules(json: unknown): readonly Rule[] {
  if (!Value.Check(RulesJson, json)) {
    const what = `expected {"version": 1, "rules": [...]} with 1 to ${MAX_RULES} rules`;
    throw new AutomationError('automation/bad-rules', what);
  }
  return json.rules.map((rule, index) => parseRule(rule, index + 1));
}

function parseRule(json: unknown, number: number): Rule {
  const bad = (what: string): AutomationError =>
    new AutomationError('automation/bad-rules', `rule ${number}: ${what}`);
  if (!Value.Check(RuleJson, json)) throw bad('not as documented');
  const { text, regexp, if: condition } = json;
  if ((text === undefined) === (regexp === undefined)) throw bad('needs either text or regexp');
  return {
    number,
    pattern: text === undefined ? compile(regexp ?? '', bad) : (frame) => showsText(frame, text),
    condition: condition && { flag: condition[0], is: condition[1] },
    steps: json.then.map(toStep),
  };
}

function compile(regexp: string, bad: (what: string) => AutomationError): RegExp {
  try {
    return new RegExp(regexp, 'u');
  } catch {
    throw bad('not a regular expression');
  }
}

function toStep(action: Static<typeof Action>): Step {
  switch (action[0]) {
    case 'key':
      return { do: 'press', keys: [action[1]] };
    case 'keys':
      return { do: 'press', keys: digitKeys(action[1]) };
    case 'set':
      return { do: 'set', flag: action[1], to: action[2] };
    case 'exit':
      return { do: 'exit' };
  }
}
