import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { BallotErrorCode } from './errors.ts';
import { parseBallot } from './parse-ballot.ts';
import { refusedAs, SMALL_BALLOT, sample, sampleText, utf8 } from './test-support.ts';
import { maxVoteLength } from './vote-encoding.ts';

const spoil = (from: string, to: string): Uint8Array => {
  assert.ok(SMALL_BALLOT.includes(from), from);
  return utf8(SMALL_BALLOT.replace(from, () => to));
};

test('a ballot is read in full', () => {
  const ballot = parseBallot(utf8(SMALL_BALLOT));
  assert.deepEqual(ballot.languages, ['en', 'fr']);
  assert.deepEqual(ballot.title, { en: 'Ballot', fr: 'Bulletin' });
  const [contest] = ballot.contests;
  assert.ok(contest);
  const { options, title, short, ...rules } = contest;
  assert.deepEqual(rules, {
    id: 'k',
    kind: 'rank',
    subject: 'people',
    count: 'stv',
    min: 1,
    max: 3,
    blankAllowed: true,
    equalRanks: false,
    seats: 2,
  });
  assert.deepEqual(
    [title, short],
    [
      { en: 'Who?', fr: 'Who?' },
      { en: 'Board', fr: 'Board' },
    ],
  );
  assert.equal(options[1]?.long.fr, `Bob & <Co> "'`);
});

test('details keep their paragraphs, and have a link', () => {
  const ballot = parseBallot(
    utf8(
      SMALL_BALLOT.replace(
        '<short>Board</short>',
        '<short>Board</short><details>For two years.</details>',
      ).replace(
        '<long>Cat</long>',
        `<long>Cat</long>
        <details lang="en">
          Baker   since 1990.\r
\r
          Two  children.
        </details>
        <details lang="fr">${'x'.repeat(4000)}</details>
        <link>https://cat.example:8443/who?is=she#top</link>`,
      ),
    ),
  );
  const [board] = ballot.contests;
  const cat = board?.options[2];
  assert.deepEqual(board?.details, { en: 'For two years.', fr: 'For two years.' });
  assert.equal(cat?.details?.en, 'Baker since 1990.\nTwo children.');
  assert.equal(cat?.details?.fr?.length, 4000);
  assert.deepEqual(Object.values(cat?.link ?? {}), Array(2).fill('https://cat.example:8443/who?is=she#top'));
  assert.equal('link' in (board ?? {}), false, 'what is not there is no empty text');
});

test('the samples are read', () => {
  const board = parseBallot(sample('board-election.xml'));
  assert.deepEqual(board.languages, ['en', 'pt', 'fr', 'de']);
  assert.deepEqual(
    board.contests.map((contest) => [contest.kind, contest.count, contest.seats]),
    [
      ['choose-one', 'plurality', 1],
      ['rank', 'stv', 3],
      ['choose-up-to', 'approval', 2],
      ['yes-no', 'plurality', 1],
    ],
  );
  assert.equal(maxVoteLength(board), 2 + 1 + 2 + 6 + 2 + 3 + 2 + 1);
  const words = board.contests[3]?.options.map((option) => option.short);
  assert.deepEqual(words, [
    { en: 'Yes', pt: 'Sim', fr: 'Oui', de: 'Ja' },
    { en: 'No', pt: 'Não', fr: 'Non', de: 'Nein' },
  ]);
  assert.equal(parseBallot(sample('referendum.xml')).contests.length, 2);
  assert.equal(parseBallot(sample('council-rank.xml')).contests[0]?.equalRanks, true);
});

test('allowed: comments between elements, CRLF, text over several lines, single quotes', () => {
  const text = SMALL_BALLOT.replace(
    '<title>Who?</title>',
    '<!-- a comment --><title>\n  Who\t are\r\n  they?\n</title>',
  )
    .replaceAll('\n', '\r\n')
    .replace('id="ana"', "id = 'ana'");
  assert.equal(parseBallot(utf8(text)).contests[0]?.title.en, 'Who are they?');
});

test('an entity is decoded once', () => {
  const ballot = parseBallot(spoil('Ana Sá', '&amp;lt;script&amp;gt; &amp;#65; &amp;amp;'));
  assert.equal(ballot.contests[0]?.options[0]?.long.en, '&lt;script&gt; &#65; &amp;');
});

const deep = `${'<a>'.repeat(9)}${'</a>'.repeat(9)}`;
const laughs = `<!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>`;
const root = '<ballot xmlns';
const attacks: readonly [name: string, code: BallotErrorCode, xml: Uint8Array][] = [
  ['nothing', 'ballot/not-well-formed', utf8('')],
  ['white space only', 'ballot/not-well-formed', utf8(' \n ')],
  ['declaration only', 'ballot/not-well-formed', utf8('<?xml version="1.0"?>')],
  ['not XML', 'ballot/not-well-formed', utf8('ballot')],
  ['JSON', 'ballot/not-well-formed', utf8('{"ballot":{}}')],
  ['billion laughs', 'ballot/doctype', spoil(root, `${laughs}${root}`)],
  [
    'external entity',
    'ballot/doctype',
    spoil(root, `<!DOCTYPE b [<!ENTITY x SYSTEM "file:///etc/passwd">]>${root}`),
  ],
  ['external DTD', 'ballot/doctype', spoil(root, `<!DOCTYPE b SYSTEM "http://a.example/b.dtd">${root}`)],
  ['parameter entity', 'ballot/doctype', spoil(root, `<!DOCTYPE b [<!ENTITY % p "x"> %p;]>${root}`)],
  ['entity declaration inside', 'ballot/doctype', spoil('<title>', '<!ENTITY a "b"><title>')],
  ['lone <!', 'ballot/doctype', spoil('<title>', '<! <title>')],
  ['named entity', 'ballot/entity', spoil('Ana Sá', 'Ana&nbsp;S')],
  ['undeclared entity', 'ballot/entity', spoil('Ana Sá', '&a;')],
  ['numeric reference', 'ballot/entity', spoil('Ana Sá', '&#65;')],
  ['hexadecimal reference', 'ballot/entity', spoil('Ana Sá', '&#x202E;')],
  ['numeric reference in an attribute', 'ballot/entity', spoil('id="ana"', 'id="&#97;na"')],
  ['lone ampersand', 'ballot/entity', spoil('Ana Sá', 'A & B')],
  ['processing instruction', 'ballot/processing-instruction', spoil('<title>', '<?php x ?><title>')],
  ['style sheet', 'ballot/processing-instruction', spoil(root, `<?xml-stylesheet href="x"?>${root}`)],
  ['second declaration', 'ballot/processing-instruction', spoil(root, `<?xml version="1.0"?>${root}`)],
  ['declaration not first', 'ballot/processing-instruction', utf8(` ${SMALL_BALLOT}`)],
  ['XML 1.1', 'ballot/processing-instruction', spoil('version="1.0"', 'version="1.1"')],
  ['CDATA', 'ballot/cdata', spoil('Ana Sá', '<![CDATA[Ana]]>')],
  ['CDATA split', 'ballot/cdata', spoil('Ana Sá', 'A<![CDATA[]]>na')],
  ['CDATA end in text', 'ballot/not-well-formed', spoil('Ana Sá', 'Ana]]>')],
  ['comment inside text', 'ballot/mixed-content', spoil('Ana Sá', 'A<!-- -->na')],
  ['comment after text', 'ballot/mixed-content', spoil('Ana Sá', 'Ana<!-- Sá -->')],
  ['comment never closed', 'ballot/not-well-formed', spoil('<title>', '<!-- <title>')],
  ['two hyphens in a comment', 'ballot/not-well-formed', spoil('<title>', '<!-- a -- b --><title>')],
  ['deep nesting', 'ballot/too-deep', spoil('<title>', `${deep}<title>`)],
  ['60 KiB of nesting', 'ballot/too-deep', utf8('<a>'.repeat(20_000))],
  ['65 KiB', 'ballot/too-large', utf8(SMALL_BALLOT + ' '.repeat(65 * 1024))],
  ['NUL', 'ballot/forbidden-character', spoil('Ana Sá', 'Ana\0')],
  ['NUL in a comment', 'ballot/forbidden-character', spoil('<title>', '<!-- \0 --><title>')],
  ['escape', 'ballot/forbidden-character', spoil('Ana Sá', '\u001b[2JAna')],
  ['C1 control', 'ballot/forbidden-character', spoil('Ana Sá', '\u009bAna')],
  ['right-to-left override', 'ballot/forbidden-character', spoil('Ana Sá', 'Ana \u202eboB')],
  ['bidi isolate', 'ballot/forbidden-character', spoil('Ana Sá', '\u2066Ana\u2069')],
  ['right-to-left mark', 'ballot/forbidden-character', spoil('Ana Sá', 'Ana\u200f')],
  ['zero width space', 'ballot/forbidden-character', spoil('Ana Sá', 'An\u200ba')],
  ['soft hyphen', 'ballot/forbidden-character', spoil('Ana Sá', 'An\u00ada')],
  ['line separator', 'ballot/forbidden-character', spoil('Ana Sá', 'Ana\u2028')],
  ['tag characters', 'ballot/forbidden-character', spoil('Ana Sá', 'Ana\u{e0041}')],
  ['private use', 'ballot/forbidden-character', spoil('Ana Sá', '\ue000')],
  ['noncharacter', 'ballot/forbidden-character', spoil('Ana Sá', '\uffff')],
  ['byte order mark', 'ballot/forbidden-character', utf8(`\ufeff${SMALL_BALLOT}`)],
  ['UTF-16', 'ballot/not-utf8', Uint8Array.from(Buffer.from(`\ufeff${SMALL_BALLOT}`, 'utf16le'))],
  ['UTF-16 without mark', 'ballot/forbidden-character', Uint8Array.from(Buffer.from('<ballot/>', 'utf16le'))],
  ['Latin-1 bytes', 'ballot/not-utf8', Uint8Array.from(Buffer.from(SMALL_BALLOT, 'latin1'))],
  ['overlong UTF-8', 'ballot/not-utf8', Uint8Array.of(0x3c, 0xc0, 0xaf)],
  ['encoded surrogate', 'ballot/not-utf8', Uint8Array.of(0x3c, 0xed, 0xa0, 0x80)],
  ['other declared encoding', 'ballot/not-utf8', spoil('UTF-8', 'ISO-8859-1')],
  ['attribute twice', 'ballot/duplicate-attribute', spoil('id="ana"', 'id="ana" id="bob"')],
  ['attribute without value', 'ballot/not-well-formed', spoil('id="ana"', 'id')],
  ['attribute without quotes', 'ballot/not-well-formed', spoil('id="ana"', 'id=ana')],
  ['attributes not separated', 'ballot/not-well-formed', spoil('seats="2" min', 'seats="2"min')],
  ['< in an attribute', 'ballot/not-well-formed', spoil('id="ana"', 'id="<"')],
  ['tag not closed', 'ballot/not-well-formed', spoil('</ballot>', '')],
  ['wrong closing tag', 'ballot/not-well-formed', spoil('</ballot>', '</balot>')],
  ['crossed tags', 'ballot/not-well-formed', spoil('Ana</short>', 'Ana</long>')],
  ['truncated tag', 'ballot/not-well-formed', spoil('</ballot>\n', '</ballot')],
  ['two roots', 'ballot/not-well-formed', utf8(`${SMALL_BALLOT}<ballot/>`)],
  ['text after the root', 'ballot/not-well-formed', utf8(`${SMALL_BALLOT}x`)],
  ['attribute on a closing tag', 'ballot/not-well-formed', spoil('</ballot>', '</ballot id="x">')],
  ['prototype as element', 'ballot/not-well-formed', spoil('<title>', '<constructor/><title>')],
  ['__proto__ as element', 'ballot/not-well-formed', spoil('<title>', '<__proto__/><title>')],
  ['__proto__ as attribute', 'ballot/not-well-formed', spoil('id="ana"', 'id="ana" __proto__="x"')],
];

for (const [name, code, xml] of attacks) {
  test(`hostile XML is refused: ${name}`, () => {
    assert.throws(() => parseBallot(xml), refusedAs(code));
  });
}

const second =
  '<contest id="K2" kind="yes-no" blank="allowed"><title>Q</title><short>Q</short></contest></ballot>';
const withBackground = (xml: string): Uint8Array => spoil('<long>Cat</long>', `<long>Cat</long>${xml}`);
const manyLanguages = Array.from({ length: 17 }, (_, index) => `a${String.fromCharCode(97 + index)}`).join(
  ' ',
);
const wrong: readonly [name: string, code: BallotErrorCode, xml: Uint8Array][] = [
  ['another root', 'ballot/unknown-element', utf8('<vote/>')],
  ['no namespace', 'ballot/missing-attribute', spoil(' xmlns="urn:revs:ballot:v1"', '')],
  ['another namespace', 'ballot/bad-value', spoil('urn:revs:ballot:v1', 'urn:revs:ballot:v2')],
  ['prefixed element', 'ballot/unknown-element', spoil('<title>Who?</title>', '<b:title>Who?</b:title>')],
  ['unknown element', 'ballot/unknown-element', spoil('<short>Board', '<x/><short>Board')],
  ['element inside text', 'ballot/unknown-element', spoil('Who?', '<b/>')],
  ['unknown attribute', 'ballot/unknown-attribute', spoil('blank=', 'hidden="yes" blank=')],
  ['schema location', 'ballot/unknown-attribute', spoil(' id="b"', ' id="b" xsi:schemaLocation="x y"')],
  [
    'wrong order',
    'ballot/element-order',
    spoil('</option>\n  </contest>', '</option><short>B</short></contest>'),
  ],
  ['text between elements', 'ballot/mixed-content', spoil('<short>Board', 'hello <short>Board')],
  ['no contest', 'ballot/missing-element', utf8(SMALL_BALLOT.replace(/<contest[\s\S]*<\/contest>/, ''))],
  ['no options', 'ballot/missing-element', utf8(SMALL_BALLOT.replace(/<option[\s\S]*<\/option>/, ''))],
  ['no long text', 'ballot/missing-element', spoil('<long>Cat</long>', '')],
  ['no ID', 'ballot/missing-attribute', spoil(' id="ana"', '')],
  ['no max', 'ballot/missing-attribute', spoil(' max="3"', '')],
  ['no blank rule', 'ballot/missing-attribute', spoil(' blank="allowed"', '')],
  ['no counting rule for a ranking', 'ballot/bad-value', spoil(' count="stv"', '')],
  ['ID with a space', 'ballot/bad-id', spoil('id="ana"', 'id="a na"')],
  ['empty ID', 'ballot/bad-id', spoil('id="ana"', 'id=""')],
  ['long ID', 'ballot/bad-id', spoil('id="ana"', `id="${'a'.repeat(65)}"`)],
  ['ID not ASCII', 'ballot/bad-id', spoil('id="ana"', 'id="аna"')],
  ['option ID twice', 'ballot/duplicate-id', spoil('id="bob"', 'id="ana"')],
  ['contest ID twice', 'ballot/duplicate-id', spoil('</ballot>', second.replace('K2', 'k'))],
  ['option text twice', 'ballot/duplicate-text', spoil('<short>Bob', '<short>Ana')],
  ['option text alike after spaces', 'ballot/duplicate-text', spoil('<short>Bob', '<short> Ana\n')],
  [
    'contest text twice',
    'ballot/duplicate-text',
    spoil('</ballot>', second.replace('<short>Q', '<short>Board')),
  ],
  ['unknown kind', 'ballot/bad-value', spoil('kind="rank"', 'kind="dhondt"')],
  ['subject unknown', 'ballot/bad-value', spoil('count=', 'subject="animals" count=')],
  ['kind and rule differ', 'ballot/bad-value', spoil('count="stv"', 'count="approval"')],
  ['blank rule unknown', 'ballot/bad-value', spoil('blank="allowed"', 'blank="yes"')],
  ['seats zero', 'ballot/bad-value', spoil('seats="2"', 'seats="0"')],
  ['seats negative', 'ballot/bad-value', spoil('seats="2"', 'seats="-1"')],
  ['leading zero', 'ballot/bad-value', spoil('max="3"', 'max="03"')],
  ['exponent', 'ballot/bad-value', spoil('max="3"', 'max="1e1"')],
  ['max 257', 'ballot/bad-value', spoil('max="3"', 'max="257"')],
  ['max above the options', 'ballot/rule-conflict', spoil('max="3"', 'max="4"')],
  ['min above max', 'ballot/rule-conflict', spoil('min="1" max="3"', 'min="3" max="2"')],
  ['more seats than options', 'ballot/rule-conflict', spoil('seats="2"', 'seats="4"')],
  ['equal ranks with stv', 'ballot/rule-conflict', spoil('blank=', 'equal-ranks="yes" blank=')],
  ['ties unknown', 'ballot/bad-value', spoil('blank=', 'ties="coin" blank=')],
  [
    'lots with condorcet',
    'ballot/rule-conflict',
    spoil('"stv" seats="2"', '"condorcet" seats="1" ties="lot"'),
  ],
  [
    'ties by order in a contest of most votes, where nothing breaks them',
    'ballot/rule-conflict',
    spoil('"rank" count="stv" seats="2" min="1" max="3"', '"choose-one" ties="order"'),
  ],
  ['ties by nothing', 'ballot/bad-value', spoil('blank=', 'ties="" blank=')],
  ['condorcet with two seats', 'ballot/rule-conflict', spoil('"stv"', '"condorcet"')],
  ['min of a choose-one', 'ballot/rule-conflict', spoil('"rank" count="stv"', '"choose-one"')],
  [
    'yes-no with three options',
    'ballot/rule-conflict',
    spoil('"rank" count="stv" seats="2" min="1" max="3"', '"yes-no"'),
  ],
  ['no language', 'ballot/bad-language', spoil('languages="en fr"', 'languages=""')],
  ['bad language', 'ballot/bad-language', spoil('languages="en fr"', 'languages="EN fr"')],
  ['two spaces between languages', 'ballot/bad-language', spoil('languages="en fr"', 'languages="en  fr"')],
  ['language twice', 'ballot/duplicate-language', spoil('languages="en fr"', 'languages="en en"')],
  ['17 languages', 'ballot/too-many', spoil('languages="en fr"', `languages="${manyLanguages}"`)],
  ['a language missing', 'ballot/missing-language', spoil('<title lang="fr">Bulletin</title>', '')],
  ['text in one language twice', 'ballot/duplicate-language', spoil('lang="fr"', 'lang="en"')],
  ['text in a language not listed', 'ballot/bad-language', spoil('lang="fr"', 'lang="de"')],
  ['lang left out of one of two', 'ballot/bad-language', spoil(' lang="fr"', '')],
  ['two texts without lang', 'ballot/bad-language', spoil('<title>Who?', '<title>A</title><title>B')],
  ['empty text', 'ballot/bad-text', spoil('Who?', ' ')],
  ['self-closed text', 'ballot/bad-text', spoil('<title>Who?</title>', '<title/>')],
  ['long text', 'ballot/bad-text', spoil('Who?', 'x'.repeat(501))],
  ['21 columns', 'ballot/bad-text', spoil('Board', 'x'.repeat(21))],
  ['not NFC', 'ballot/bad-text', spoil('Ana Sá', 'Ana Sa\u0301')],
  ['empty details', 'ballot/bad-text', withBackground('<details> \n </details>')],
  ['details of 4001 characters', 'ballot/bad-text', withBackground(`<details>${'x'.repeat(4001)}</details>`)],
  [
    'details in one of two languages',
    'ballot/missing-language',
    withBackground('<details lang="en">A</details>'),
  ],
  ['details with markup', 'ballot/unknown-element', withBackground('<details><b>A</b></details>')],
  [
    'details after the link',
    'ballot/element-order',
    withBackground('<link>https://a.example</link><details>A</details>'),
  ],
  ['a link without host', 'ballot/bad-text', withBackground('<link>https:///page</link>')],
  ['a link of another scheme', 'ballot/bad-text', withBackground('<link>javascript:alert(1)</link>')],
  ['a link that is not secured', 'ballot/bad-text', withBackground('<link>http://a.example</link>')],
  [
    'a link with a user name',
    'ballot/bad-text',
    withBackground('<link>https://revs.example@a.example/</link>'),
  ],
  ['a link with a space', 'ballot/bad-text', withBackground('<link>https://a.example/a b</link>')],
  ['a link in other letters', 'ballot/bad-text', withBackground('<link>https://аna.example</link>')],
  [
    'a link of 501 characters',
    'ballot/bad-text',
    withBackground(`<link>https://a.example/${'x'.repeat(483)}</link>`),
  ],
  ['short text in Greek', 'ballot/bad-text', spoil('Board', 'Συμβούλιο')],
  ['short text with a no-break space', 'ballot/bad-text', spoil('Board', 'The\u00a0board')],
  ['short text with an emoji', 'ballot/bad-text', spoil('Board', '🗳')],
];

for (const [name, code, xml] of wrong) {
  test(`a wrong ballot is refused: ${name}`, () => {
    assert.throws(() => parseBallot(xml), refusedAs(code));
  });
}

test('ties are by the order of the ballot unless it says by lot, which changes nothing else', () => {
  const [plain] = parseBallot(utf8(SMALL_BALLOT)).contests;
  assert.ok(plain && !('ties' in plain));
  const withTies = (ties: string) => parseBallot(spoil('blank=', `ties="${ties}" blank=`)).contests[0];
  assert.deepEqual(withTies('order'), plain);
  assert.deepEqual(withTies('lot'), { ...plain, ties: 'lot' });
});

test('a yes-no contest has words in four languages and their regional forms only', () => {
  const yesNo = SMALL_BALLOT.replace(/<contest[\s\S]*<\/ballot>/, second);
  const words = (language: string): string | undefined =>
    parseBallot(
      utf8(yesNo.replaceAll('"en fr"', `"en ${language}"`).replaceAll('lang="fr"', `lang="${language}"`)),
    ).contests[0]?.options[0]?.long[language];
  assert.equal(words('pt-BR'), 'Sim');
  assert.equal(words('de-CH'), 'Ja');
  assert.throws(() => words('it'), refusedAs('ballot/missing-language'));
});

test('a message says where', () => {
  assert.throws(() => parseBallot(spoil('<long>Cat</long>', '')), /contest k, option cat/);
  assert.throws(() => parseBallot(spoil('Ana Sá', '&x;')), /line 7/);
});

test('samples hold no text that two readers could take for different things', () => {
  for (const name of ['board-election.xml', 'referendum.xml', 'council-rank.xml']) {
    assert.equal(sampleText(name).normalize('NFC'), sampleText(name));
  }
});
