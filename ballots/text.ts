/**
 * Which characters a ballot may hold. The lists are explicit instead of Unicode property classes, because those
 * grow with the runtime's Unicode version, and two verifiers must not differ over whether a ballot is valid.
 */

/**
 * Characters refused anywhere in a ballot document: controls other than tab, LF, CR; bidirectional and other
 * invisible format characters, with which a text can be made to show as another; line and paragraph separators;
 * interlinear and tag characters; private use; noncharacters. ZWJ and ZWNJ stay: some scripts need them.
 */
export const FORBIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: refusing them is the purpose
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ue000-\uf8ff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\u{1fffe}\u{1ffff}\u{e0000}-\u{e007f}\u{f0000}-\u{10ffff}]/u;

/** Printable Basic Latin, the letters of Latin-1, Latin Extended-A. */
const DISPLAYABLE = /^[ -~\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u017f]*$/u;

/** Index (in UTF-16 units) of the first forbidden character, or -1. */
export function findForbidden(text: string): number {
  return text.search(FORBIDDEN);
}

/** Whether the terminal's display has every character of the text. */
export function isDisplayable(text: string): boolean {
  return DISPLAYABLE.test(text);
}

const EVERY_FORBIDDEN = new RegExp(FORBIDDEN.source, 'gu');

/** Text of somebody who may be hostile, as one line in which every character shows, and shows in its place. */
export function oneLine(text: string): string {
  return collapseSpace(text.replace(EVERY_FORBIDDEN, '\ufffd'));
}

/** As `xs:token`: runs of XML white space become one space, none at the ends. */
export function collapseSpace(text: string): string {
  return text.replace(/[ \t\r\n]+/g, ' ').replace(/^ | $/g, '');
}

/** Each line as {@link collapseSpace} makes it, without the empty ones. */
export function collapseLines(text: string): string {
  return text
    .split(/[\r\n]+/)
    .map(collapseSpace)
    .filter((line) => line !== '')
    .join('\n');
}

/** In ASCII and without user names, so that the host that a reader sees is the host; nothing but https. */
export function isLink(text: string): boolean {
  return /^https:\/\/[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:[0-9]{1,5})?([/?#][!-~]*)?$/.test(text);
}

export function codePoints(text: string): number {
  return [...text].length;
}

/** Text for XML content or a double-quoted attribute. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}
