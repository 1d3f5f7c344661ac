/** A stranger downloads the record, and verifies and counts it with the command. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { en } from '../../../apps/voter/texts/en.ts';
import type { Ballot } from '../../../ballots/ballot.ts';
import { countContest } from '../../../ballots/count/count-contest.ts';
import type { Vote } from '../../../ballots/vote-rules.ts';
import type { Results } from '../../../record/compute-results.ts';
import { revsJson } from '../../scenarios/support/run-revs.ts';
import type { Office } from './office.ts';
import { download } from './pages.ts';

/** `page`: shows the results. They are those of these votes, counted here. */
export async function recount(
  page: Page,
  { folder: home, local }: Office,
  { contests }: Ballot,
  votes: readonly Vote[],
): Promise<void> {
  const folder = join(home, 'stranger');
  await download(page, page.getByRole('link', { name: en.results.download }), join(folder, 'record.tar'));
  execFileSync('tar', ['-xf', 'record.tar'], { cwd: folder });
  const { results } = await revsJson<{ results: Results }>([
    'verify',
    join(folder, 'election-record'),
    '--key',
    local.commissionerKey,
  ]);
  const expected = contests.map((contest, i) =>
    countContest(contest, () => votes.map((vote) => ({ vote: vote[i] ?? [], count: 1 }))),
  );
  assert.equal(results.styles[0]?.votes, votes.length);
  const counted = results.contests.map(({ result }) => result);
  assert.deepEqual(JSON.parse(JSON.stringify(counted)), JSON.parse(JSON.stringify(expected)));
}
