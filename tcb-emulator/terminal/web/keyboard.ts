/** The keys of the keyboard, as in text mode. */
import type { Key } from '../../display/keys.ts';

const TYPED: Readonly<Record<string, Key>> = {
  0: '0',
  1: '1',
  2: '2',
  3: '3',
  4: '4',
  5: '5',
  6: '6',
  7: '7',
  8: '8',
  9: '9',
  Enter: 'ok',
  Escape: 'cancel',
  q: 'cancel',
  Backspace: 'correct',
  ArrowUp: 'up',
  ArrowDown: 'down',
  h: 'help',
  '?': 'help',
};

type Typing = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey'>;

/** The terminal's key that was typed; none for shortcuts of the browser. */
export function typedKey({ key, ctrlKey, altKey, metaKey }: Typing): Key | undefined {
  if (ctrlKey || altKey || metaKey) return undefined;
  const name = key.length === 1 ? key.toLowerCase() : key;
  return Object.hasOwn(TYPED, name) ? TYPED[name] : undefined;
}
