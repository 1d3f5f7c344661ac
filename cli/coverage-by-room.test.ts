import assert from 'node:assert/strict';
import { test } from 'vitest';
import { coverageByRoom } from './coverage-by-room.ts';

const share = (covered: number, total: number) => ({ covered, total });

test('lines and branches are added up by room; the sum of all is no room', () => {
  const summary = {
    total: { lines: share(1, 1), branches: share(1, 1) },
    '/revs/protocol/a.ts': { lines: share(10, 10), branches: share(3, 4) },
    '/revs/protocol/0-setup/b.ts': { lines: share(20, 30), branches: share(0, 0) },
    '/revs/cli/c.ts': { lines: share(0, 5), branches: share(0, 0) },
  };
  const rows = coverageByRoom(summary, '/revs').match(/^.*(cli|protocol|total).*$/gm) ?? [];
  assert.deepEqual(
    rows.map((row) => row.match(/[a-z]+|[\d.]+ %|[\d.]+|-/g)),
    [
      ['cli', '5', '0.0 %', '-'],
      ['protocol', '40', '75.0 %', '75.0 %'],
    ],
  );
});
