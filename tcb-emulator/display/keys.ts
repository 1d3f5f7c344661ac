/** The 16 keys of the terminal's pin-pad. */

export const KEYS = [
  ...(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const),
  ...(['cancel', 'correct', 'ok', 'up', 'down', 'help'] as const),
] as const;

export type Key = (typeof KEYS)[number];

/** As they stand on the pin-pad, four in a row. */
export const KEYPAD: readonly Key[] = [
  ...(['1', '2', '3', 'cancel'] as const),
  ...(['4', '5', '6', 'correct'] as const),
  ...(['7', '8', '9', 'help'] as const),
  ...(['up', '0', 'down', 'ok'] as const),
];

/**
 * What is printed on the keys that are not digits, and therefore what the screens call them. The signs of cancel,
 * correct and OK are those of EN 1332-3, as on payment terminals.
 */
export const KEY_CAPS = { cancel: 'X', correct: '<', ok: 'OK', up: '↑', down: '↓', help: '?' } as const;

/** The keys that type a row of digits. */
export function digitKeys(digits: string): readonly Key[] {
  return [...digits].flatMap((digit) => KEYS.filter((key) => key === digit));
}
