/**
 * Signatures that nobody can forge and that cost nothing: each is a note of who signed what. The rules under test are the
 * replica's own; only the cryptography is another.
 */
import type { Batch, Contents, Report, Signature, SignedKind } from '../../../protocol/board/messages.ts';

/** Whose key, of which epoch, at which place of its list. */
export type KeyName = `${number}.${number}.${number}`;

/** Keys in a list: enough for every KEY of a schedule. */
const KEYS = 12;

const names = new WeakMap<Uint8Array, KeyName>();
const hashes = new WeakMap<Batch, string>();

const lists = new Map<string, readonly Uint8Array[]>();

/** The list of an epoch's public keys. */
export function keyList(replica: number, epoch: number): readonly Uint8Array[] {
  const name = `${replica}.${epoch}`;
  const list = lists.get(name) ?? Array.from({ length: KEYS }, (_, place) => newKey(replica, epoch, place));
  lists.set(name, list);
  return list;
}

function newKey(replica: number, epoch: number, place: number): Uint8Array {
  const key = Uint8Array.of(replica, epoch, place);
  names.set(key, `${replica}.${epoch}.${place}`);
  return key;
}

class Note extends Uint8Array {
  readonly key: KeyName;
  readonly kind: SignedKind;
  readonly content: Contents[SignedKind];

  constructor(key: KeyName, kind: SignedKind, content: Contents[SignedKind]) {
    super(0);
    this.key = key;
    this.kind = kind;
    this.content = content;
  }
}

export const sign = <K extends SignedKind>(key: KeyName, kind: K, content: Contents[K]): Signature =>
  new Note(key, kind, content);

export function verify<K extends SignedKind>(
  publicKey: Uint8Array,
  kind: K,
  content: Contents[K],
  signature: Signature,
): boolean {
  if (!(signature instanceof Note)) return false;
  return signature.key === names.get(publicKey) && isSame(signature, { kind, content });
}

interface Said {
  readonly kind: SignedKind;
  readonly content: Contents[SignedKind];
}

/** Messages travel as objects: mostly it is the very content that was signed. */
const isSame = (a: Said, b: Said): boolean =>
  (a.kind === b.kind && a.content === b.content) || textOf(a.kind, a.content) === textOf(b.kind, b.content);

export function hashOf(c: number, batch: Batch): string {
  const known = hashes.get(batch);
  if (known !== undefined) return known;
  const requests = batch.requests.map(({ hash }) => hash).join('+');
  const hash = `${c}:${batch.proposer}@${batch.time}:${requests}`;
  hashes.set(batch, hash);
  return hash;
}

const texts = new WeakMap<object, string>();

/** Says all that is signed. Made once for each content, which travels to many. */
function textOf<K extends SignedKind>(kind: K, content: Contents[K]): string {
  const known = texts.get(content) ?? fieldsOf(content);
  texts.set(content, known);
  return `${kind} ${known}`;
}

function fieldsOf(content: Contents[SignedKind]): string {
  const { c, r } = content;
  if ('h' in content) return `${c} ${r} ${content.h}`;
  if ('batch' in content)
    return `${c} ${r} ${hashOf(c, content.batch)} ${content.sync.map(reportText).join()}`;
  if (!('lock' in content)) return `${c} ${r}`;
  const { lock, last } = content;
  const writers = lock?.signatures.map(([index]) => index).join('+');
  return `${c} ${r} ${lock?.r} ${lock?.h} ${writers} ${last?.r} ${last?.h}`;
}

const reportText = ({ from, content }: Report): string => `${from} ${textOf('stopdata', content)}`;
