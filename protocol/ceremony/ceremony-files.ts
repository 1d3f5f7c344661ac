/**
 * What a member of refreshes keeps on disk, in plain files and never in a database, so that it can be erased (trustees contract,
 * section 2, Durable): the chain of certificates, the share of the period, and what the ceremony under way needs after a crash.
 */
import { attempt } from '../../common/attempt.ts';
import { ensure } from '../errors.ts';
import { type Ended, linkCodec, MAX_PERIOD } from '../messages/period-chain.ts';
import { MAX_SERVERS } from '../messages/plan.ts';
import { EMPTY, equalBytes, pad, toHex, unpad } from '../primitives/bytes.ts';
import { bytes, type Codec, decode, encode, struct, text, uint } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { shares } from './generate-messages.ts';
import { holderRole, type RefreshRole } from './refresh-role.ts';

/** Files of one member, by name. Whatever fails throws, and then nothing of it counts as done. */
export interface CeremonyFiles {
  names(): readonly string[];
  read(name: string): Uint8Array | undefined;
  /** Durable when it returns. */
  write(name: string, content: Uint8Array): void;
  /** Overwritten and unlinked, durably, when it returns; what is not there stays so. */
  erase(name: string): void;
}

export const FILES = {
  /** Links of the chain, from 0. */
  certificate: (link: number): string => `certificate.${String(link).padStart(6, '0')}`,
  share: (period: number): string => `share.${period}`,
  seed: (c: Uint8Array): string => `seed.${toHex(c)}`,
  outcome: (c: Uint8Array): string => `outcome.${toHex(c)}`,
  abandoned: (c: Uint8Array): string => `abandoned.${toHex(c)}`,
  rejoin: (period: number): string => `rejoin.${period}`,
};

/** All share files have this length, in bytes. */
const SHARE_FILE_LENGTH = 4096;

const shareFileForm = struct({
  label: text(64),
  manifestHash: bytes(32),
  role: holderRole,
  period: uint(),
  /** The holder's, from 1. */
  index: uint(MAX_SERVERS, 1),
  /** SHA-256 of the period's record. */
  record: bytes(32),
  /** In X's order. */
  shares,
  /** The private key with which it signs in that period. */
  periodKey: bytes(32),
});

export interface ShareFile {
  readonly period: number;
  /** SHA-256 of the period's record. */
  readonly record: Uint8Array;
  readonly shares: readonly Uint8Array[];
  readonly periodKey: Uint8Array;
}

export function encodeShareFile(role: RefreshRole, self: number, file: ShareFile): Uint8Array {
  const { manifestHash } = role;
  const content = { label: LABELS.shareFile, manifestHash, role: role.role, index: self + 1, ...file };
  return pad(encode(shareFileForm, content), SHARE_FILE_LENGTH);
}

/** Errors: those of {@link decode}, padding/malformed, share-file/other for one of another election, role or member. */
export function decodeShareFile(role: RefreshRole, self: number, input: Uint8Array): ShareFile {
  const { label, manifestHash, index, ...file } = decode(
    shareFileForm,
    unpad(input),
    SHARE_FILE_LENGTH,
    'share file',
  );
  const isOwn = label === LABELS.shareFile && index === self + 1 && file.role === role.role;
  ensure(
    isOwn && equalBytes(manifestHash, role.manifestHash),
    'share-file/other',
    'a share of another server',
  );
  const { period, record, shares: held, periodKey } = file;
  return { period, record, shares: held, periodKey };
}

const statement = bytes(1, 1024);

/** X and the OUTCOME that was signed for it: no other is ever signed for the same c. */
export const outcomeFile = struct({ record: bytes(1, MAX_PERIOD), statement });
/** The ABANDON. */
export const abandonedFile = struct({ statement });
/** A fresh private key, and the operator's REJOIN that names it. */
export const rejoinFile = struct({ key: bytes(32), statement });

/** Bytes of any of these. */
const MAX_FILE = 256 * 1024;
export const decodeFile = <T>(codec: Codec<T>, input: Uint8Array): T =>
  decode(codec, input, MAX_FILE, 'file');

export const isCertificate = (name: string): boolean => name.startsWith('certificate.');

const namesOfChain = (files: CeremonyFiles): string[] => files.names().filter(isCertificate).sort();

const readLink = (files: CeremonyFiles, name: string): Ended =>
  decodeFile(linkCodec, files.read(name) ?? EMPTY);

/** The chain on disk. Errors: those of {@link decode}. */
export const certificates = (files: CeremonyFiles): readonly Ended[] =>
  namesOfChain(files).map((name) => readLink(files, name));

/** Names of its links before the first that cannot be read, as on a damaged disk: the log has those from there on. */
export function soundCertificates(files: CeremonyFiles): readonly string[] {
  const names = namesOfChain(files);
  const damaged = names.findIndex((name) => attempt(Error, () => readLink(files, name)) === undefined);
  return damaged < 0 ? names : names.slice(0, damaged);
}
