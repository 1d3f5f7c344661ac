/** The plan: who takes part, with which keys and thresholds. All key generation binds its hash (protocol step 0.2). */
import {
  bytes,
  type Codec,
  id,
  list,
  markedStruct,
  optional,
  struct,
  text,
  uint,
  type ValueOf,
} from '../primitives/cbor.ts';

/** Bound on the number of servers of a role (protocol section 2, Bounds). */
export const MAX_SERVERS = 16;
export const MAX_STYLES = 64;
export const MAX_PLAN_LENGTH = 32_768;

export interface Party {
  readonly id: string;
  /** Key that signs for the party: P-256, compressed, 33 bytes. */
  readonly identityKey: Uint8Array;
  /** Who runs it and on what: one operator or system must not be able to break the election alone. */
  readonly operator: string;
  readonly system: string;
}

const party: Codec<Party> = struct({ id, identityKey: bytes(33), operator: text(64), system: text(64) });
const parties = list(party, MAX_SERVERS, 1);

const ms = uint();

/** When the shares and keys of a role are renewed (trustees contract, section 1). Unix times and spans in ms. */
const renewalCodec = struct({
  /** t0: when the first slot begins. */
  first: ms,
  /** T_P: from one slot to the next. */
  every: ms,
  /** T_D: a renewal that has come to nothing so long after its slot is an alarm. */
  deadline: ms,
  /** Delta: how long a phase waits for who is away. */
  phase: ms,
  /** e: how wrong a clock may be. */
  clockError: ms,
});
export type Renewal = ValueOf<typeof renewalCodec>;

/** Marked `trial`: a trial election, from its keys on. A plan without the mark has the form that plans always had. */
export const planCodec = markedStruct(
  {
    electionId: bytes(16),
    attempt: uint(1000, 1),
    commissionerKey: bytes(33),
    administrators: parties,
    /** t: Administrators whose partial signatures make a signature. */
    signingThreshold: uint(MAX_SERVERS, 1),
    /** b: hostile Administrators tolerated. */
    hostileAdministrators: uint(MAX_SERVERS),
    trustees: parties,
    /** k: hostile Trustees tolerated; k + 1 open the votes. */
    hostileTrustees: uint(MAX_SERVERS),
    anonymizers: parties,
    /** L: Anonymizers on a path. */
    pathLength: uint(5, 1),
    counters: parties,
    distributors: parties,
    /** f: lying Distributors tolerated. */
    lyingDistributors: uint(MAX_SERVERS),
    styles: list(id, MAX_STYLES, 1),
    /** SHA-256 of the genesis of the board that the election is on. */
    board: bytes(32),
    /** Left out: in this election the role's shares are not renewed. */
    trusteeRenewal: optional(renewalCodec),
    administratorRenewal: optional(renewalCodec),
  },
  'trial',
);

export type Plan = ValueOf<typeof planCodec>;

export const renewalOf = (
  { trusteeRenewal, administratorRenewal }: Pick<Plan, 'trusteeRenewal' | 'administratorRenewal'>,
  role: 'administrator' | 'trustee',
): Renewal | undefined => (role === 'trustee' ? trusteeRenewal : administratorRenewal);

/** Of one server. */
export type Role = 'administrator' | 'trustee' | 'anonymizer' | 'counter' | 'distributor';
/** A list of servers in the plan. */
export type ServerRole = `${Role}s`;
export const SERVER_ROLES: readonly ServerRole[] = [
  'administrators',
  'trustees',
  'anonymizers',
  'counters',
  'distributors',
];

/** The signer ID of the Commissioner in documents and statements; no server may have it. */
export const COMMISSIONER = 'commissioner';

export const allParties = (plan: Plan): Party[] => SERVER_ROLES.flatMap((role) => [...plan[role]]);

/** Those that requests and onions are sealed to. No other server has a key in the manifest. */
export const sealedTo = ({ administrators, anonymizers }: Plan): ReadonlySet<Party> =>
  new Set([...administrators, ...anonymizers]);

/** q: any two sets of so many Trustees have an honest one in common. */
export const trusteeQuorum = ({ trustees, hostileTrustees }: Plan): number =>
  Math.floor((trustees.length + hostileTrustees) / 2) + 1;
