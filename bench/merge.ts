/**
 * The merge of Administrators' rows (trustees contract, sections 3 and 10), without the network: one of four, which has checked its
 * 30,000 rows before, meets three that show equal ones; and one to which some are new, which come in pages. The limits are
 * the bare library calls that the protocol needs: of lists the hash and the signed head; of rows signatures and M.
 */

import type { HeldRow } from '../protocol/2-vote-signing/held-row.ts';
import {
  type MergeList,
  openList,
  openPage,
  rowPage,
  signList,
} from '../protocol/2-vote-signing/merge-list.ts';
import { makeMergeFixture } from '../protocol/2-vote-signing/merge-test-support.ts';
import { VoteMerge } from '../protocol/2-vote-signing/merge-votes.ts';
import { ROW_NAME_LENGTH, ROW_PAGE } from '../protocol/messages/merge.ts';
import { ecdsaSign, ecdsaVerify, sha256 } from './support/library-calls.ts';
import { g1Parse } from './support/mcl-calls.ts';
import { costOf, costOfParts, type LimitPart, median, total } from './support/measure.ts';
import { compare, type Detail, type Figure, partDetails, print, type Round } from './support/report.ts';

const ROUNDS = 5;
const ROWS = 30_000;
/** Of them, those that are new to one. */
const NEW_ROWS = 2_000;
const LEAST_RATIO = 0.7;
const MOST_SECONDS = 2;
const PERIOD = 1;
const LIST_LENGTH = ROWS * ROW_NAME_LENGTH;

const fixture = await makeMergeFixture({ styles: [{ style: 'all', voters: ROWS }] });
const { election, place, checks, ids, keyOf, requestOf, signRequestOf, voters } = fixture;
const { signingThreshold: t } = election.plan;
// Their own rows, all of them signed for: the most that there can be to check.
const rows = voters.map((voter) => {
  const request = requestOf(voter, voter.id);
  return { request, signRequest: signRequestOf(request, PERIOD) };
});
const [self = '', ...others] = ids;
const [mine, theirs] = [new VoteMerge(checks), new VoteMerge(checks)];
for (const row of rows) for (const merge of [mine, theirs]) merge.hold(row);
const shown = theirs.shown();
const lists = others.map((administrator): [string, MergeList] => [
  administrator,
  signList({ election, period: PERIOD, administrator }, shown, keyOf(PERIOD, administrator)),
]);

const equal: Round[] = [];
const fresh: Round[] = [];
const blinded = rows.map(({ request }) => request.blinded);
const hashes = [sha256(ids.length, LIST_LENGTH), ecdsaVerify(others.length), ecdsaSign(1)].map(onceForAll);
const signatures = [ecdsaVerify(1 + t), g1Parse(1, blinded)];
// The first round is for the compiler.
for (let round = 0; round <= ROUNDS; round++) {
  const ofEqual = { path: await costOf(ROWS, mergeEqual), parts: await costOfParts(hashes, ROWS) };
  const ofFresh = {
    path: await costOf(NEW_ROWS, mergeFresh),
    parts: await costOfParts(signatures, NEW_ROWS),
  };
  if (round === 0) continue;
  equal.push(ofEqual);
  fresh.push(ofFresh);
}
report();

/** What one holds is listed and signed, and held against three lists that are equal. */
function mergeEqual(): void {
  const own = mine.shown();
  signList({ election, period: PERIOD, administrator: self }, own, keyOf(PERIOD, self));
  const lacking = lists.flatMap(([administrator, list]) => mine.lacking(namesOf(administrator, list)));
  if (lacking.length > 0 || mine.result().kept.size !== ROWS) throw new Error('the rows are not equal');
}

/** Some of one list, as pages on their way and back. */
function mergeFresh(): void {
  const merge = new VoteMerge(checks);
  const lacking = [...shown.keys()].slice(0, NEW_ROWS);
  for (let from = 0; from < lacking.length; from += ROW_PAGE)
    for (const row of openPage(rowPage(shown, lacking.slice(from, from + ROW_PAGE)))) merge.take(row);
  const { kept } = merge.result();
  if ([...kept.values()].filter(isSigned).length !== NEW_ROWS) throw new Error('a row was not taken');
}

function isSigned({ signRequest }: HeldRow): boolean {
  return signRequest.length > 0;
}

function namesOf(administrator: string, list: MergeList): readonly string[] {
  const names = openList({ election, period: PERIOD, administrator }, place.keyOf, list);
  if (names === undefined) throw new Error('the list does not open');
  return names;
}

/** The calls of one item only, whatever the number of items. */
function onceForAll({ name, run }: LimitPart): LimitPart {
  return { name, run: () => run(1) };
}

function report(): void {
  const seconds = equal.map(({ path }) => (path.wall * ROWS) / 1000);
  const bare = equal.map(({ parts }) => (total(parts).wall * ROWS) / 1000);
  const equalFigure: Figure = {
    name: `${ROWS} equal rows`,
    measured: median(seconds),
    unit: 's',
    limit: median(bare),
    ratio: median(seconds.map((each, i) => (bare[i] ?? Number.NaN) / each)),
    target: `<= ${MOST_SECONDS} s`,
    met: median(seconds) <= MOST_SECONDS,
  };
  print({
    benchmark: 'merge',
    conditions: `${ROWS} rows, ${NEW_ROWS} of them new, all signed for, N = 4, t = ${t}; medians of ${ROUNDS} rounds; one core`,
    figures: [equalFigure, compare('processor time for a row that is new', 'cpu', fresh, LEAST_RATIO)],
    details: [
      ...spread('equal rows', seconds, 's'),
      ...spread(
        'new row',
        fresh.map(({ path }) => path.cpu),
        'ms',
      ),
      ...spread(
        'ratio of new rows',
        fresh.map(({ path, parts }) => total(parts).cpu / path.cpu),
        'times',
      ),
      ...partDetails(
        signatures.map(({ name }) => name),
        fresh,
      ),
    ],
  });
}

function spread(name: string, values: readonly number[], unit: string): Detail[] {
  return [
    { name: `${name}, least`, measured: Math.min(...values), unit },
    { name: `${name}, most`, measured: Math.max(...values), unit },
  ];
}
