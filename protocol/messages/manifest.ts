/** The manifest: the whole election in one signed and countersigned document (protocol step 0.3). */
import { bytes, decode, id, list, struct, text, uint, type ValueOf } from '../primitives/cbor.ts';
import { keyStatementFields } from './key-statement.ts';
import { MAX_PLAN_LENGTH, MAX_SERVERS, MAX_STYLES } from './plan.ts';

export const MAX_MANIFEST_LENGTH = 262_144;
/** A manifest document: its payload in base64url and up to 33 signatures. */
export const MAX_MANIFEST_DOCUMENT = 2 * MAX_MANIFEST_LENGTH;
/** Unix time in seconds, up to the year 9999. */
const time = uint(253_402_300_799);

const styleEntry = struct({
  style: id,
  /** SHA-256 of the ballot's exact XML bytes. */
  ballotHash: bytes(32),
  /** Voters of the style on the roll. */
  voters: uint(100_000_000),
  /** Of the style's issuance key, in G2; the first is the group key. */
  commitments: list(bytes(96), MAX_SERVERS, 1),
});

/**
 * Of an Administrator or Anonymizer its key statement. Key and signature are empty where none was stated in time, and in the
 * roles to which nothing is sealed.
 */
const serverEntry = struct({ ...keyStatementFields, signature: bytes(0, 64) });

/** How a role generated its keys (board contract, section 5). */
const ceremony = struct({
  /** H(X): what its holders signed, once. */
  outcome: bytes(32),
  /** R, those that hold shares: bit 0 is the first in the plan's order. */
  holders: uint(2 ** MAX_SERVERS - 1),
});

/** The election's times; the last is C of the contract. */
export const timesFields = { opens: time, closes: time, intakeEnds: time, claimsEnd: time };

export const manifestCodec = struct({
  /** Exact payload bytes of the plan document. */
  plan: bytes(1, MAX_PLAN_LENGTH),
  title: text(200),
  ...timesFields,
  styles: list(styleEntry, MAX_STYLES, 1),
  /** Every server, in the plan's order. */
  servers: list(serverEntry, 5 * MAX_SERVERS, 5),
  /** Of the election key, on P-256; the first is the public key that votes are sealed with. */
  electionCommitments: list(bytes(33), MAX_SERVERS, 1),
  rollRoot: bytes(32),
  /** P: members that an Anonymizer's pool keeps until intake ends. */
  poolSize: uint(10_000),
  /** Padded length of a submission package before sealing, in bytes. */
  packageSize: uint(4096, 1),
  /** Of the issuance keys. */
  administratorCeremony: ceremony,
  /** Of the election key. */
  trusteeCeremony: ceremony,
  /** With which those of R sign in period 0, in the plan's order; none where the role's shares are not renewed. */
  trusteePeriodKeys: list(bytes(33), MAX_SERVERS),
  administratorPeriodKeys: list(bytes(33), MAX_SERVERS),
});

export type Manifest = ValueOf<typeof manifestCodec>;

/** Errors: those of cbor. */
export const decodeManifest = (payload: Uint8Array): Manifest =>
  decode(manifestCodec, payload, MAX_MANIFEST_LENGTH, 'manifest');
export type StyleEntry = Manifest['styles'][number];
export type ServerEntry = ValueOf<typeof serverEntry>;
export type Ceremony = ValueOf<typeof ceremony>;

/** Whether anything can be sealed to the server: it had stated a key when keys ended. */
export const hasKey = ({ trafficKey }: Pick<ServerEntry, 'trafficKey'>): boolean => trafficKey.length > 0;

/** Those of a ceremony's participants, given in the plan's order, that hold shares. */
export const holdersIn = <T>({ holders }: Ceremony, participants: readonly T[]): T[] =>
  participants.filter((_, i) => (holders & (1 << i)) !== 0);
