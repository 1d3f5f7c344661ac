import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'vitest';
import { parseBallot } from '../../../ballots/parse-ballot.ts';
import type { Directory } from '../../../servers/commissioner/api/servers.ts';
import {
  type Draft,
  newDraft,
  ownPapers,
  RENEWALS,
  sharedBallotsFor,
  withPaper,
  withStyles,
} from './draft.ts';
import {
  addContest,
  addLanguage,
  addOption,
  fillEmptyTexts,
  hasEmptyTexts,
  moved,
  removeLanguage,
  withBackground,
  withKind,
} from './edit-ballot.ts';
import { electionRequest, problemsOf } from './election-request.ts';
import { forgetDraft, keepDraft, keptDraft } from './keep-draft.ts';

const referendum = parseBallot(
  readFileSync(new URL('../../../ballots/samples/referendum.xml', import.meta.url)),
);
const thresholds = {
  signingThreshold: 3,
  hostileAdministrators: 1,
  hostileTrustees: 1,
  pathLength: 2,
  lyingDistributors: 1,
  poolSize: 10,
};
const directory: Directory = {
  thresholds,
  servers: ['a', 'b'].map((id) => ({
    id,
    role: 'counter',
    operator: id,
    system: id,
    url: '',
    publicKey: '',
  })),
};

function memory(): Storage {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  } as Storage;
}

function written(): Draft {
  const draft = withStyles(newDraft(0), ['north', 'south'], 'en');
  return withPaper({ ...draft, title: ' A  vote ' }, 'north', (paper) => ({ ...paper, ballot: referendum }));
}

test('a new option may be ranked too, where all could be; a bound that the officer has set stays', () => {
  const [contest] = addContest({ id: 'b', languages: ['en'], title: {}, contests: [] }).contests;
  const ranked = withKind(contest ?? assert.fail(), 'rank', ['en']);
  assert.equal(addOption(ranked, ['en']).max, 3);
  assert.equal(addOption({ ...ranked, max: 1 }, ['en']).max, 1);
  assert.equal(addOption(withKind(ranked, 'choose-one', ['en']), ['en']).max, 1);
});

test('the first style has a ballot of its own, the others use it', () => {
  const draft = written();
  assert.deepEqual(
    draft.papers.map(({ style, use }) => [style, use]),
    [
      ['north', null],
      ['south', 'north'],
    ],
  );
  assert.deepEqual(sharedBallotsFor(draft, 'south', ['north', 'south']), ['north']);
  assert.deepEqual(sharedBallotsFor(draft, 'north', ['north', 'south']), []);
  assert.equal(withStyles(draft, ['south', 'north'], 'en'), draft);
});

test('a style that is new on the roll never uses one that is gone from it', () => {
  const later = withStyles(written(), ['west'], 'en');
  assert.deepEqual(
    ownPapers(later, ['west']).map(({ style }) => style),
    ['west'],
  );
});

test('a style whose shared ballot is gone from the roll keeps the ballot, as its own', () => {
  const [, south] = withStyles(written(), ['south'], 'en').papers;
  assert.equal(south?.use, null);
  assert.deepEqual(south?.ballot, referendum);
});

test('the request has a ballot for each style of the roll, and only what differs from the deployment', () => {
  const draft = written();
  const request = electionRequest(draft, ['north', 'south'], directory) as {
    ballots: { style: string; xml: string }[];
  };
  assert.deepEqual(Object.keys(request), ['title', 'opens', 'closes', 'intakeEnds', 'claimsEnd', 'ballots']);
  assert.deepEqual(
    request.ballots.map(({ style }) => style),
    ['north', 'south'],
  );
  const [north, south] = request.ballots;
  assert.equal(north?.xml, south?.xml);
  assert.deepEqual(parseBallot(new TextEncoder().encode(north?.xml)), referendum);
  const other = electionRequest({ ...draft, absent: ['b'], thresholds }, ['north'], directory);
  assert.deepEqual(
    { ...other, ballots: [] },
    { ...request, title: 'A vote', ballots: [], thresholds, servers: ['a'] },
  );
});

test('each ballot of its own is checked once', () => {
  const { times, ballots } = problemsOf(written(), ['north', 'south'], directory, 0);
  assert.deepEqual(times, []);
  assert.deepEqual([...ballots], [['north', []]]);
});

test('a draft is kept as it is, with fields that are not filled in', () => {
  const storage = memory();
  const draft = { ...written(), closes: Number.NaN, thresholds: { ...thresholds, pathLength: Number.NaN } };
  assert.equal(
    keptDraft(() => storage),
    undefined,
  );
  assert.equal(
    keepDraft(() => storage, draft),
    true,
  );
  assert.deepEqual(
    keptDraft(() => storage),
    draft,
  );
  forgetDraft(() => storage);
  assert.equal(
    keptDraft(() => storage),
    undefined,
  );
});

test('what is not a draft is not taken for one, and a browser that keeps nothing is no harm', () => {
  const storage = memory();
  for (const bad of ['{', '[]', '{"title":"x"}', JSON.stringify({ ...written(), papers: [{ style: 1 }] })]) {
    storage.setItem('revs-draft-1', bad);
    assert.equal(
      keptDraft(() => storage),
      undefined,
      bad,
    );
  }
  const none = (): Storage => {
    throw new Error('denied');
  };
  assert.equal(keepDraft(none, written()), false);
  assert.equal(keptDraft(none), undefined);
  forgetDraft(none);
});

test('a contest made yes-no is given the words of its languages', () => {
  const [contest] = withStyles(newDraft(0), ['north'], 'en').papers[0]?.ballot.contests ?? [];
  assert.ok(contest);
  const made = withKind(contest, 'yes-no', ['en', 'de', 'it']);
  assert.deepEqual(
    made.options.map(({ short }) => short),
    [
      { en: 'Yes', de: 'Ja', it: '' },
      { en: 'No', de: 'Nein', it: '' },
    ],
  );
  assert.deepEqual([made.count, made.min, made.max, made.seats], ['plurality', 1, 1, 1]);
});

test('items move within the list; empty texts are filled with the name, others stay', () => {
  assert.deepEqual(moved(['a', 'b', 'c'], 2, -1), ['a', 'c', 'b']);
  assert.deepEqual(moved(['a', 'b'], 1, 1), ['a', 'b']);
  const option = {
    id: 'ana',
    short: { en: 'Ana', de: ' ', fr: 'Anne' },
    long: { en: 'Ana', de: 'Ana', fr: 'Anne' },
    link: { en: 'https://ana.example' },
  };
  const languages = ['en', 'de', 'fr'];
  assert.equal(hasEmptyTexts(option, languages, 'en'), true);
  const filled = fillEmptyTexts(option, languages, 'en');
  assert.deepEqual(filled.short, { en: 'Ana', de: 'Ana', fr: 'Anne' });
  assert.deepEqual(Object.keys(filled.link ?? {}), languages);
  assert.equal('details' in filled, false);
  assert.equal(hasEmptyTexts(filled, languages, 'en'), false);
});

test('details are there while some language has any, and follow the languages of the ballot', () => {
  const [contest] = withStyles(newDraft(0), ['a'], 'en').papers[0]?.ballot.contests ?? [];
  assert.ok(contest);
  const written = withBackground(contest, 'details', 'en', 'For two years.\nUnpaid.');
  assert.deepEqual(written.details, { en: 'For two years.\nUnpaid.' });
  assert.equal(withBackground(written, 'details', 'en', ' \n').details, undefined);
  const ballot = { id: 'b', languages: ['en'], title: { en: 'B' }, contests: [written] };
  const both = addLanguage(ballot, 'fr');
  assert.deepEqual(both.contests[0]?.details, { en: 'For two years.\nUnpaid.', fr: '' });
  assert.deepEqual(removeLanguage(both, 'fr').contests[0]?.details, written.details);
});

test('a trial is asked for by who votes in it, and kept over a reload; a real election does not name it', () => {
  const storage = memory();
  const trial: Draft = { ...written(), trial: 'test-cards' };
  keepDraft(() => storage, trial);
  assert.equal(keptDraft(() => storage)?.trial, 'test-cards');
  keepDraft(() => storage, written());
  assert.equal(keptDraft(() => storage)?.trial, null);
  assert.equal(electionRequest(trial, ['north'], directory).trial, 'test-cards');
  assert.ok(!('trial' in electionRequest(written(), ['north'], directory)));
});

test('an election in which nobody takes part is an error at its kind', () => {
  const codes = (trial: Draft['trial'], styles: readonly string[]) =>
    problemsOf({ ...written(), trial }, styles, directory, 0)
      .times.filter(({ path }) => path === 'trial')
      .map(({ code }) => code);
  assert.deepEqual(codes('test-cards', []), ['no-test-voters']);
  assert.deepEqual(codes(null, []), ['no-voters']);
  assert.deepEqual(codes(null, ['north']), []);
});

test('renewal is asked for if it is chosen and can be, and kept over a reload', () => {
  const storage = memory();
  const daily: Draft = { ...written(), renewEvery: RENEWALS.daily };
  keepDraft(() => storage, daily);
  assert.equal(keptDraft(() => storage)?.renewEvery, 86_400);
  keepDraft(() => storage, written());
  assert.equal(keptDraft(() => storage)?.renewEvery, null);
  assert.equal(electionRequest(daily, ['north'], directory).renewEvery, 86_400);
  assert.ok(!('renewEvery' in electionRequest(written(), ['north'], directory)));
  const alone = { ...daily, thresholds: { ...thresholds, hostileTrustees: 0 } };
  assert.ok(!('renewEvery' in electionRequest(alone, ['north'], directory)));
});
