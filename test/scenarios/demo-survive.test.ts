/** `revs demo --survive`, whole: a visitor breaks into a Trustee and an Administrator, and the election is counted. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { runRevs } from './support/run-revs.ts';

test('who breaks into servers sees what is stolen, and the election goes on to the verified end', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'revs-survive-'));
  t.onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const { code, stdout, stderr } = await runRevs(
    ['demo', '--survive', '--voters', '2', '--dir', folder],
    '1\n5\nend\n',
  );
  assert.equal(code, 0, stderr);
  assert.match(stdout, /You are in trustee-1: its share of period 0 is yours\./);
  assert.match(stdout, /You are in administrator-1: its share of period 0 is yours\./);
  assert.match(stderr, /verified\./);
  assert.match(stdout, /2 votes of 2 voters/);
});
