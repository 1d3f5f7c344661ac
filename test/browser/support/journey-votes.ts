/** The election of the whole journey: its ballot, its voters, and how each of them votes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseBallot } from '../../../ballots/parse-ballot.ts';
import type { Vote } from '../../../ballots/vote-rules.ts';
import { utf8 } from '../../../protocol/primitives/bytes.ts';
import { SAMPLES } from '../../scenarios/support/run-revs.ts';

export const TITLE = 'Board of the co-operative';
const STYLE = 'member';
export const XML = readFileSync(join(SAMPLES, 'board-election.xml'), 'utf8');
export const ballot = parseBallot(utf8(XML));
export const VOTES: Readonly<Record<string, Vote>> = {
  plain: [[[0]], [[1]], [[0]], [[0]]],
  ranked: [[[1]], [[2], [0], [5]], [[0, 2]], [[1]]],
  interrupted: [[[0]], [[3], [1]], [], [[0]]],
  deceived: [[[1]], [[4]], [[1]], [[1]]],
};
export const ROLL = ['voter,style', ...Object.keys(VOTES).map((voter) => `${voter},${STYLE}`)];
