import assert from 'node:assert/strict';
import { test } from 'vitest';
import { readText } from './read-text.ts';

test('a file in UTF-8 is read, one in another encoding or too large is not', async () => {
  assert.deepEqual(await readText(new File(['voter,style\nZoë,north\n'], 'a.csv')), {
    text: 'voter,style\nZoë,north\n',
  });
  assert.deepEqual(await readText(new File([new Uint8Array([0x5a, 0xeb])], 'latin1.csv')), {
    fault: 'notUtf8',
  });
  const large = new File([new Uint8Array(32 * 1024 * 1024 + 1)], 'large.csv');
  assert.deepEqual(await readText(large), { fault: 'tooLarge' });
});
