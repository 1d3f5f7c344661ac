/** `revs replay`: real ballots cast as votes give the file's own result, vote for vote. Both replays at once: most of it is waiting. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, test } from 'vitest';

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const DUBLIN = path('ballots/samples/dublin-west-2002.soi');
const VOTERS = 25;

/** Ranks with ties; 1 beats everyone, 2 and 3 are level. */
const TIED = `# TITLE: Four colours
# NUMBER ALTERNATIVES: 4
# NUMBER VOTERS: 6
# NUMBER UNIQUE ORDERS: 4
# ALTERNATIVE NAME 1: Amber
# ALTERNATIVE NAME 2: Blue
# ALTERNATIVE NAME 3: Cyan
# ALTERNATIVE NAME 4: Dun
3: 1,{2,3},4
1: {2,3}
1: 4,{1,2,3}
1: {1,2},{3,4}
`;

interface Replayed {
  readonly equal: boolean;
  readonly votes: number;
  readonly ballots: number;
  readonly elected: readonly string[];
  readonly results: { readonly rule: string };
}

describe('replays of PrefLib files', { concurrent: true }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'revs-replay-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function replay(file: string, name: string, ...options: string[]): Promise<Replayed> {
    const args = [path('cli/main.ts'), 'replay', file, '--json', '--dir', join(folder, name), ...options];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', ...args],
      { maxBuffer: 16 * 1024 * 1024 },
    );
    return JSON.parse(stdout) as Replayed;
  }

  test('the first ballots of Dublin West, by STV', async () => {
    const options = ['--voters', String(VOTERS), '--terminals', '2'];
    const { equal, votes, ballots, results, elected } = await replay(DUBLIN, 'dublin', ...options);
    assert.equal(equal, true);
    assert.deepEqual([votes, ballots, results.rule], [VOTERS, VOTERS, 'stv']);
    // They are all of the file's most frequent order, which begins with him.
    assert.ok(elected.includes('Brian Lenihan (Fianna Fáil)'));
  });

  test('a file with ties, by Condorcet', async () => {
    const file = join(folder, 'four-colours.toi');
    writeFileSync(file, TIED);
    const { equal, votes, results, elected } = await replay(file, 'colours', '--terminals', '1');
    assert.equal(equal, true);
    assert.deepEqual([votes, results.rule, elected], [6, 'condorcet', ['Amber']]);
  });
});
