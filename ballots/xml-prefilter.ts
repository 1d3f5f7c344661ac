/**
 * The prefilter in front of the XML library.
 *
 * Context: ballots come from servers that may be hostile, and the library is lenient by design (it accepts `<!`
 * alone, undeclared processing instructions and more; its issues 616 and 618). So every byte is first checked against
 * the small part of XML 1.0 that a ballot needs: an optional declaration, elements, attributes, comments, text, and
 * the five predefined entities. One pass, linear time; nothing is expanded.
 * Input: bytes. Output: the text. Errors: BallotError with the line.
 */

import { MAX_BALLOT_BYTES } from './ballot.ts';
import { BallotError, type BallotErrorCode } from './errors.ts';
import { findForbidden } from './text.ts';

const MAX_DEPTH = 8;

const DECLARATION =
  /<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:"1\.0"|'1\.0')(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:"([^"<>]*)"|'([^'<>]*)'))?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:"yes"|'yes'))?[ \t\r\n]*\?>/y;
const OPEN_NAME = /<([A-Za-z_][A-Za-z0-9_.:-]*)/y;
const ATTRIBUTE = /[ \t\r\n]+([A-Za-z_][A-Za-z0-9_.:-]*)[ \t\r\n]*=[ \t\r\n]*(?:"([^"<]*)"|'([^'<]*)')/y;
const OPEN_END = /[ \t\r\n]*(\/?)>/y;
const CLOSE = /<\/([A-Za-z_][A-Za-z0-9_.:-]*)[ \t\r\n]*>/y;
const BLANK = /^[ \t\r\n]*$/;
const NOT_PREDEFINED_ENTITY = /&(?!(?:amp|lt|gt|quot|apos);)/;

interface Scan {
  readonly text: string;
  position: number;
  /** Names of the elements that are open. */
  readonly open: string[];
  rootSeen: boolean;
}

/** The text of a document that the XML library cannot misread. */
export function prefilterXml(xml: Uint8Array): string {
  const text = decodeUtf8(xml);
  const forbidden = findForbidden(text);
  if (forbidden >= 0) {
    const code = (text.codePointAt(forbidden) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    throw refusal({ text, position: forbidden }, 'ballot/forbidden-character', `character U+${code}`);
  }
  const scan: Scan = { text, position: 0, open: [], rootSeen: false };
  readDeclaration(scan);
  while (scan.position < text.length) readToken(scan);
  if (scan.open.length > 0)
    throw refusal(scan, 'ballot/not-well-formed', `<${scan.open.at(-1)}> is not closed`);
  if (!scan.rootSeen) throw refusal(scan, 'ballot/not-well-formed', 'no element');
  return text;
}

function decodeUtf8(xml: Uint8Array): string {
  if (xml.length > MAX_BALLOT_BYTES) {
    throw new BallotError(
      'ballot/too-large',
      'ballot',
      `${xml.length} bytes, the most is ${MAX_BALLOT_BYTES}`,
    );
  }
  try {
    // The byte order mark is kept, so that it is refused as a forbidden character and one text has one encoding.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(xml);
  } catch {
    throw new BallotError('ballot/not-utf8', 'ballot', 'the bytes are not UTF-8');
  }
}

function readDeclaration(scan: Scan): void {
  const match = matchAt(scan, DECLARATION);
  if (match === null) return;
  const encoding = match[1] ?? match[2] ?? 'UTF-8';
  if (encoding.toUpperCase() !== 'UTF-8') {
    scan.position = 0;
    throw refusal(scan, 'ballot/not-utf8', 'the declared encoding is not UTF-8');
  }
}

function readToken(scan: Scan): void {
  const { text, position } = scan;
  if (text[position] !== '<') readText(scan);
  else if (text.startsWith('<!--', position)) readComment(scan);
  else if (text.startsWith('<![CDATA[', position)) throw refusal(scan, 'ballot/cdata', 'CDATA section');
  else if (text.startsWith('<!', position))
    throw refusal(scan, 'ballot/doctype', 'document type declaration');
  else if (text.startsWith('<?', position)) {
    throw refusal(scan, 'ballot/processing-instruction', 'processing instruction, or a bad XML declaration');
  } else if (text.startsWith('</', position)) readClose(scan);
  else readOpen(scan);
}

function readText(scan: Scan): void {
  const next = scan.text.indexOf('<', scan.position);
  const content = scan.text.slice(scan.position, next < 0 ? undefined : next);
  if (scan.open.length === 0 && !BLANK.test(content)) {
    throw refusal(scan, 'ballot/not-well-formed', 'text outside the root element');
  }
  if (content.includes(']]>')) throw refusal(scan, 'ballot/not-well-formed', 'text holds "]]>"');
  checkEntities(scan, content);
  scan.position += content.length;
}

function readComment(scan: Scan): void {
  const end = scan.text.indexOf('--', scan.position + 4);
  if (end < 0 || scan.text[end + 2] !== '>') throw refusal(scan, 'ballot/not-well-formed', 'bad comment');
  scan.position = end + 3;
}

function readClose(scan: Scan): void {
  const expected = scan.open.at(-1);
  const start = scan.position;
  const name = matchAt(scan, CLOSE)?.[1];
  if (name === undefined || name !== expected) {
    scan.position = start;
    throw refusal(scan, 'ballot/not-well-formed', `</${expected ?? ''}> expected`);
  }
  scan.open.pop();
}

function readOpen(scan: Scan): void {
  const name = matchAt(scan, OPEN_NAME)?.[1];
  if (name === undefined) throw refusal(scan, 'ballot/not-well-formed', 'bad tag');
  if (scan.open.length === 0 && scan.rootSeen) {
    throw refusal(scan, 'ballot/not-well-formed', `<${name}> after the root element`);
  }
  if (scan.open.length >= MAX_DEPTH) throw refusal(scan, 'ballot/too-deep', `more than ${MAX_DEPTH} levels`);
  readAttributes(scan, name);
  const end = matchAt(scan, OPEN_END);
  if (end === null) throw refusal(scan, 'ballot/not-well-formed', `bad attributes in <${name}>`);
  scan.rootSeen = true;
  if (end[1] === '') scan.open.push(name);
}

function readAttributes(scan: Scan, element: string): void {
  const seen = new Set<string>();
  for (;;) {
    const match = matchAt(scan, ATTRIBUTE);
    if (match === null) return;
    const name = match[1] ?? '';
    if (seen.has(name)) {
      throw refusal(scan, 'ballot/duplicate-attribute', `attribute ${name} is twice in <${element}>`);
    }
    seen.add(name);
    checkEntities(scan, match[2] ?? match[3] ?? '');
  }
}

function checkEntities(scan: Scan, content: string): void {
  if (NOT_PREDEFINED_ENTITY.test(content)) {
    throw refusal(scan, 'ballot/entity', 'only &amp; &lt; &gt; &quot; &apos; are allowed');
  }
}

/** Matches a sticky pattern at the position and moves behind it. */
function matchAt(scan: Scan, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = scan.position;
  const match = pattern.exec(scan.text);
  if (match !== null) scan.position = pattern.lastIndex;
  return match;
}

function refusal(
  scan: { readonly text: string; readonly position: number },
  code: BallotErrorCode,
  what: string,
): BallotError {
  const line = scan.text.slice(0, scan.position).split('\n').length;
  return new BallotError(code, `line ${line}`, what);
}
