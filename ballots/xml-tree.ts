/**
 * A prefiltered XML document as a small typed tree. Comments disappear; text is kept only in elements without children.
 */

import { XMLParser } from 'fast-xml-parser';
import { BallotError } from './errors.ts';

export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const TEXT = '#text';
const COMMENT = '#comment';
const ATTRIBUTES = ':@';

/** @param text a document that `prefilterXml` let through */
export function readXmlTree(text: string): XmlElement {
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    parseAttributeValue: false,
    trimValues: false,
    ignoreDeclaration: true,
    commentPropName: COMMENT,
    textNodeName: TEXT,
    // Only the five predefined entities pass the prefilter; these bounds are above what 64 KiB can hold.
    processEntities: { enabled: true, maxTotalExpansions: 1 << 16, maxExpandedLength: 1 << 20 },
  });
  const roots = asNodes(parse(parser, text)).filter((node) => !(COMMENT in node) && !(TEXT in node));
  const [root] = roots;
  if (root === undefined || roots.length !== 1) {
    throw new BallotError('ballot/not-well-formed', 'ballot', 'there must be one root element');
  }
  return asElement(root);
}

function parse(parser: XMLParser, text: string): unknown {
  try {
    return parser.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BallotError('ballot/not-well-formed', 'ballot', why);
  }
}

type Node = Readonly<Record<string, unknown>>;

function asNodes(value: unknown): readonly Node[] {
  if (!Array.isArray(value)) throw new TypeError('unexpected shape from the XML library');
  return value as Node[];
}

function asElement(node: Node): XmlElement {
  const name = Object.keys(node).find((key) => key !== ATTRIBUTES) ?? '';
  const children: XmlElement[] = [];
  let text = '';
  let comments = 0;
  for (const child of asNodes(node[name])) {
    if (TEXT in child) text += String(child[TEXT]);
    else if (COMMENT in child) comments += 1;
    else children.push(asElement(child));
  }
  // A comment inside text reads as two things to two readers: "Yes<!-- -->terday".
  if (/[^ \t\r\n]/.test(text) && (children.length > 0 || comments > 0)) {
    throw new BallotError('ballot/mixed-content', `<${name}>`, 'text mixed with elements or comments');
  }
  const attributes = Object.entries((node[ATTRIBUTES] ?? {}) as Record<string, unknown>);
  return {
    name,
    attributes: new Map(attributes.map(([key, value]) => [key, String(value)])),
    children,
    text,
  };
}
