/** A stranger downloads the record, and verifies and counts it with the command. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { en } from '../../../apps/voter/texts/en.ts';
import type { Ballot } from '../../../ballots/ballot.ts';
import { countContest } from '../../../ballots/count/count-contest.ts';
import type { Vote } from '../../../ballots/vote-rules.ts';
import { chainCodec, MAX_CHAIN_LENGTH } from '../../../protocol/messages/period-chain.ts';
import { decode } from '../../../protocol/primitives/cbor.ts';
import type { Results } from '../../../record/compute-results.ts';
import { RECORD_FILES } from '../../../record/files.ts';
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

/** How often the Trustees have renewed their shares, by the record that the stranger has downloaded. */
export function renewalsIn({ folder }: Office): number {
  const path = join(folder, 'stranger', 'election-record', RECORD_FILES.trusteePeriods);
  const chain = decode(chainCodec, new Uint8Array(readFileSync(path)), MAX_CHAIN_LENGTH);
  return chain.filter(({ commitments }) => commitments.length > 0).length;
}
