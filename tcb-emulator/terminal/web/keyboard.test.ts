import assert from 'node:assert/strict';
import { test } from 'vitest';
import { KEYS } from '../../display/keys.ts';
import { typedKey } from './keyboard.ts';

const PLAIN = { ctrlKey: false, altKey: false, metaKey: false };
const typed = (key: string) => typedKey({ ...PLAIN, key });

test('every key of the terminal can be typed, letters in either case', () => {
  const names = [...'0123456789', 'Escape', 'Backspace', 'Enter', 'ArrowUp', 'ArrowDown', '?'];
  assert.deepEqual(names.map(typed), KEYS);
  assert.deepEqual(['q', 'Q', 'h', 'H'].map(typed), ['cancel', 'cancel', 'help', 'help']);
});

test('nothing else is a key, whatever it is called', () => {
  for (const name of ['a', 'enter', 'F1', ' ', '', 'Tab', 'toString', 'constructor', '__proto__'])
    assert.equal(typed(name), undefined, name);
});

test('a shortcut of the browser presses nothing', () => {
  for (const modifier of ['ctrlKey', 'altKey', 'metaKey'])
    assert.equal(typedKey({ ...PLAIN, [modifier]: true, key: '3' }), undefined, modifier);
});
