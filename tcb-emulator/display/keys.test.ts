import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'vitest';
import { KEYPAD, KEYS } from './keys.ts';

test("the pin-pad has every key once, and stands on the terminal's page as the console's preview shows it", () => {
  assert.deepEqual(KEYPAD.toSorted(), KEYS.toSorted());
  const html = readFileSync(new URL('../terminal/web/index.html', import.meta.url), 'utf8');
  const onPage = [...html.matchAll(/data-key="(\w+)"/g)].map(([, key]) => key);
  assert.deepEqual(onPage, KEYPAD);
});
