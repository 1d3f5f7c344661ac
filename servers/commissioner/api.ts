/**
 * The Commissioner's service as its clients see it: what the console and the officer's commands send, and what they are
 * answered. Schemas for what the service checks, types for the rest; clients import the types alone. Bodies and answers are
 * JSON unless said otherwise; a refusal is {"code", "message"}.
 */
import { type Static, Type } from 'typebox';
import { LANGUAGES } from '../../common/languages.ts';
import type { PostedAuditHead } from '../../protocol/board/audit-heads.ts';
import type { Role } from '../../protocol/messages/plan.ts';
import type { Replicas } from '../../protocol/quorums/resilience.ts';
import type { Results } from '../../record/compute-results.ts';
import type { HealthAnswer } from '../shared/ask-health.ts';
import type { BoardHealth } from '../shared/board-watch.ts';
import type { ApprovalRequest, AskedStep, Done } from './approvals/approval-api.ts';
import { id, name, type OfficerRole, officerRole, passphrase, publicKey, strict } from './fields.ts';

// Servers

export const roleSchema = Type.Union([
  Type.Literal('administrator'),
  Type.Literal('trustee'),
  Type.Literal('anonymizer'),
  Type.Literal('counter'),
  Type.Literal('distributor'),
]);

/** How they fit together is the plan's business: see check-plan.ts. */
export const thresholdsSchema = Type.Object(
  {
    /** t: Administrators whose partial signatures make a signature. */
    signingThreshold: Type.Integer({ minimum: 1, maximum: 16 }),
    /** b: hostile Administrators tolerated. */
    hostileAdministrators: Type.Integer({ minimum: 0, maximum: 16 }),
    /** k: hostile Trustees tolerated. */
    hostileTrustees: Type.Integer({ minimum: 0, maximum: 16 }),
    /** L: Anonymizers on a path. */
    pathLength: Type.Integer({ minimum: 1, maximum: 5 }),
    /** f: lying Distributors tolerated. */
    lyingDistributors: Type.Integer({ minimum: 0, maximum: 16 }),
    poolSize: Type.Integer({ minimum: 1, maximum: 10_000 }),
  },
  strict,
);
export type Thresholds = Readonly<Static<typeof thresholdsSchema>>;

const serverSchema = Type.Object({
  id: Type.String(),
  role: roleSchema,
  operator: Type.String(),
  system: Type.String(),
  url: Type.String(),
  /** Identity key. */
  publicKey,
});
export type DirectoryServer = Readonly<Static<typeof serverSchema>>;

/** The same for everybody, or in some of the languages. */
function inLanguages(maxLength: number) {
  const text = Type.String({ minLength: 1, maxLength });
  const one = Type.Optional(text);
  const several = Type.Object({ en: one, pt: one, fr: one, de: one }, { ...strict, minProperties: 1 });
  return Type.Union([text, several]);
}

/** Whose elections they are, on pages and in letters. */
export const organisationSchema = Type.Object(
  {
    name: inLanguages(100),
    /** Whom voters ask, such as "Election office, room 12, +49 30 1234". */
    help: Type.Optional(inLanguages(300)),
  },
  strict,
);

const shownOrganisation = Type.Object({ ...organisationSchema.properties, hasLogo: Type.Boolean() }, strict);
/** `hasLogo`: at /logo.png. */
export type ShownOrganisation = Readonly<Static<typeof shownOrganisation>>;

/** The servers that an organisation's elections run on. */
export const directorySchema = Type.Object({
  thresholds: thresholdsSchema,
  servers: Type.Array(serverSchema),
  voterPage: Type.Optional(Type.String({ maxLength: 500 })),
  organisation: Type.Optional(shownOrganisation),
});
export interface Directory {
  readonly thresholds: Thresholds;
  readonly servers: readonly DirectoryServer[];
  /** Address of the page on which voters vote, if the deployment has one. */
  readonly voterPage?: string;
  readonly organisation?: ShownOrganisation;
  /** Of which the service is told by the board's genesis. */
  readonly board?: Replicas;
}

export interface ServerHealth extends HealthAnswer {
  readonly id: string;
  readonly role: Role;
}

export interface Health {
  /** Unix ms, by the service's clock. */
  readonly now: number;
  readonly servers: readonly ServerHealth[];
}

// Elections

/** Unix time in seconds. */
const time = Type.Integer({ minimum: 0, maximum: 253_402_300_799 });
export const electionSchema = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 200 }),
    opens: time,
    closes: time,
    intakeEnds: time,
    claimsEnd: time,
    ballots: Type.Array(Type.Object({ style: id, xml: Type.String({ maxLength: 65_536 }) }, strict), {
      minItems: 1,
      maxItems: 64,
    }),
    /** Left out in a real election. */
    trial: Type.Optional(Type.Union([Type.Literal('test-cards'), Type.Literal('everybody')])),
    /** The directory's own, and all of its servers, unless chosen. */
    thresholds: Type.Optional(thresholdsSchema),
    servers: Type.Optional(Type.Array(id, { minItems: 1, maxItems: 80, uniqueItems: true })),
  },
  strict,
);
export type ElectionRequest = Static<typeof electionSchema>;

/** In this order. `closing`: votes that were cast in time still come in, and claims are heard. */
export type Stage = 'created' | 'open' | 'closing' | 'frozen' | 'disclosed' | 'tallied' | 'published';

/** What an officer does with an election, in this order; a trial may be deleted at any time, personal data when their time has come. Each answers line by line. */
export type ElectionStep = 'open' | 'close' | 'tally' | 'publish' | 'delete' | 'delete-data';

/** Times are Unix ms. */
export interface ElectionSummary {
  /** Its ID: 16 bytes in hexadecimal. */
  readonly election: string;
  readonly title: string;
  readonly trial: boolean;
  readonly stage: Stage;
  /** Put away; taken back whenever somebody wants. */
  readonly archived: boolean;
  /** SHA-256, in hexadecimal. */
  readonly manifestHash: string;
  readonly fingerprint: string;
  readonly opens: number;
  readonly closes: number;
  readonly intakeEnds: number;
  readonly claimsEnd: number;
  /** Of the roll. */
  readonly voters: number;
  readonly styles: readonly { readonly style: string; readonly voters: number }[];
  readonly thresholds: Thresholds;
  readonly servers: readonly { readonly id: string; readonly url: string }[];
  /** IDs of Counters that have signed heads which cannot be of one list. */
  readonly contradicted: readonly string[];
  /** Unix ms from which its personal data may be deleted; null if the deployment sets no time. */
  readonly deletableFrom: number | null;
  /** Whether they are: at this service, and at all servers that had some. */
  readonly dataDeletion: 'none' | 'begun' | 'done';
  /** Where the election record is written: a folder on the service's machine. */
  readonly record: string;
}

/** Of the personal data of an election. Statements are in hexadecimal, times Unix ms. */
export interface DeletionRecord {
  readonly election: string;
  readonly title: string;
  readonly manifestHash: string;
  /** Who ordered it, and who sent it again to servers that were away: of an approval who asked and who approved. */
  readonly steps: readonly { readonly time: number; readonly officers: readonly string[] }[];
  /** Signed by the Commissioner; null as long as nothing is deleted. */
  readonly order: string | null;
  /** Whoever had personal data; null until it has confirmed that they are deleted. */
  readonly parties: readonly {
    readonly id: string;
    readonly role: 'commissioner' | Role;
    readonly publicKey: string;
    readonly deleted: { readonly at: number; readonly confirmation: string } | null;
  }[];
}

/** By ID of a server that did not do what it was asked: the reason. */
export type Failures = Readonly<Record<string, string>>;

export interface TurnoutPoint {
  /** Unix ms. */
  readonly time: number;
  readonly packages: number;
}

export interface Turnout {
  /** Of the roll. */
  readonly voters: number;
  /** Voters for whom Administrators have signed, at least: b + 1 of them say so, and so an honest one does. */
  readonly signedFor: number;
  /** The most that each Administrator has said; null if it has not answered yet. */
  readonly administrators: readonly { readonly id: string; readonly signed: number | null }[];
  /** In order of time. */
  readonly series: readonly TurnoutPoint[];
  /** Size of each Counter's list; null if it gave no valid head when it was asked last. */
  readonly counters: readonly { readonly id: string; readonly size: number | null }[];
}

/** A head that a Counter has signed; root and signed statement in hexadecimal. */
export interface SignedHead {
  /** Where it was seen: on the board as such, or served to whoever asks. */
  readonly kind: 'counter-head' | 'close-head' | 'final-head' | 'served';
  readonly size: number;
  readonly root: string;
  readonly statement: string;
}

/** Two heads of one Counter that cannot be of one list: see protocol/board/counter-heads.ts. */
export interface ListContradiction {
  readonly counter: string;
  readonly reason: 'other-root' | 'shrunk' | 'not-continued';
  /** Unix ms. */
  readonly found: number;
  readonly earlier: SignedHead;
  readonly later: SignedHead;
}

/** A line of an answer to a step: how far it is, and at the end what came of it. */
export type JobLine<T> =
  | { readonly stage: string; readonly done: number; readonly total: number }
  | { readonly result: T }
  | { readonly error: { readonly code: string; readonly message: string } };

// Roll and cards

export const MAX_VOTERS = 200_000;
export const votersSchema = Type.Array(Type.Object({ voter: id, style: id }, strict), {
  maxItems: MAX_VOTERS,
});
export const testVotersSchema = Type.Object(
  { number: Type.Integer({ minimum: 1, maximum: 1000 }), style: id },
  strict,
);
export const cardsSchema = Type.Array(Type.Object({ voter: id, publicKey }, strict), {
  maxItems: MAX_VOTERS,
});
export const deviceSchema = Type.Object(
  { role: Type.Union([Type.Literal('card'), Type.Literal('terminal')]), serial: id, publicKey },
  strict,
);

/** What is printed for the voters of an election; answered as PDF, the mail merge as CSV. */
export const lettersSchema = Type.Object(
  {
    what: Type.Enum(['notices', 'cover-list', 'mail-merge']),
    /** For voters whose address names none. */
    language: Type.Enum([...LANGUAGES]),
    /** Of the times in the letters: an IANA name, such as Europe/Lisbon. */
    timeZone: Type.String({ maxLength: 64 }),
    /** All if left out. */
    voters: Type.Optional(Type.Array(id, { minItems: 1, maxItems: MAX_VOTERS, uniqueItems: true })),
    /** CSV: see letters/recipients.ts. */
    addresses: Type.Optional(Type.String()),
  },
  strict,
);
export type LettersRequest = Readonly<Static<typeof lettersSchema>>;

export const voterParams = Type.Object({ voter: id });

export interface ListedVoter {
  readonly voter: string;
  readonly style: string;
  /** Whether a card is registered. */
  readonly card: boolean;
  /** An earlier one has been revoked. */
  readonly hadCard?: true;
}

/** That have been made with the voter on their roll, and in which votes can still be cast. */
export type VotersElections = readonly Pick<ElectionSummary, 'election' | 'title' | 'stage'>[];

export interface RollRow {
  readonly voter: string;
  readonly style: string;
  /** From 1; the header is line 1. */
  readonly line: number;
}

export interface RollProblem {
  readonly line: number;
  readonly reason: string;
}

/** A roll that is looked at before it is imported. */
export interface RollContent {
  readonly voters: number;
  /** Voters who would be new, and those who would get another style. */
  readonly added: number;
  readonly changed: number;
  /** Voters by style. */
  readonly styles: Readonly<Record<string, number>>;
  /** The first rows. */
  readonly sample: readonly RollRow[];
  /** The first problems, and how many there are; with any, nothing is imported. */
  readonly problems: readonly RollProblem[];
  readonly problemCount: number;
}

// Templates of ballots

export const MAX_TEMPLATES = 100;
const templateName = Type.String({ minLength: 1, maxLength: 100 });
export const templateSchema = Type.Object(
  { name: templateName, xml: Type.String({ maxLength: 65_536 }) },
  strict,
);
export const templateNameSchema = Type.Object({ name: templateName }, strict);
export const templateParams = Type.Object({
  template: Type.String({ pattern: '^[1-9][0-9]{0,14}$' }),
});

export interface Template {
  readonly id: number;
  readonly name: string;
}

// Officers

export type { OfficerRole };

export const credentialsSchema = Type.Object({ name, passphrase }, strict);
export const newOfficerSchema = Type.Object({ name, role: officerRole, passphrase }, strict);
export const officerRoleSchema = Type.Object({ role: officerRole }, strict);
export const passphraseSchema = Type.Object({ old: passphrase, new: passphrase }, strict);
type NewPassphrase = Static<typeof passphraseSchema>;
export const officerParams = Type.Object({ name });

/** Times are Unix ms. */
export interface Officer {
  readonly name: string;
  readonly role: OfficerRole;
  readonly created: number;
  /** When the name is locked nowhere any more. */
  readonly lockedUntil: number | null;
}

export interface OfficerSession {
  readonly officer: string;
  readonly role: OfficerRole;
  /** Whether what cannot be taken back needs a second officer's approval. */
  readonly fourEyes: boolean;
  /** Unix ms when it ends if no request comes before; null for the token of the deployment. */
  readonly expires: number | null;
}

/** Longest code of an error in the audit log: other servers' codes come here too. */
export const MAX_CODE = 64;
const hash = Type.String({ pattern: '^[0-9a-f]{64}$' });
/** A line of `GET /officer/audit.jsonl`. */
export const auditLineSchema = Type.Object(
  {
    index: Type.Integer({ minimum: 0 }),
    /** Milliseconds since the epoch, UTC. */
    time: Type.Integer({ minimum: 0 }),
    officer: Type.String({ maxLength: 64 }),
    /** `area/what`, such as election/open. */
    action: Type.String({ maxLength: 64 }),
    detail: Type.Record(Type.String(), Type.Union([Type.String(), Type.Integer()])),
    /** `begun`, `done`, or the code of the error. */
    outcome: Type.String({ maxLength: MAX_CODE }),
    /** SHA-256 of the entry before, in hexadecimal. */
    previous: hash,
    /** SHA-256 of the canonical JSON (RFC 8785) of all other members, in hexadecimal. */
    hash,
  },
  strict,
);
export type AuditLine = Readonly<Static<typeof auditLineSchema>>;
export type AuditEntry = Omit<AuditLine, 'previous'>;

export interface AuditHead {
  /** Number of entries. */
  readonly total: number;
  /** Hash of the newest one. */
  readonly head: string;
}

export interface AuditPage extends AuditHead {
  readonly entries: readonly AuditEntry[];
  /** The newest head that the board has of it, and one that it has and the log has not: the log was cut or rewritten. */
  readonly onBoard: {
    readonly newest: PostedAuditHead | null;
    readonly contradicting: PostedAuditHead | null;
  };
}

// Routes

/** What GET answers, by path. */
export interface Reads {
  /** Public: the Commissioner's ID and public key, in hexadecimal, and whose elections they are. */
  '/identity': {
    readonly id: string;
    readonly publicKey: string;
    readonly organisation: ShownOrganisation | null;
    /** On whose host the pages on data protection and accessibility are. */
    readonly voterPage: string | null;
  };
  '/officer/session': OfficerSession;
  '/officer/officers': readonly Officer[];
  /** Open ones, the oldest first. */
  '/officer/approvals': readonly ApprovalRequest[];
  '/officer/servers': Directory;
  '/officer/health': Health;
  '/officer/board': BoardHealth;
  '/officer/voters': readonly ListedVoter[];
  /** In order of name. */
  '/officer/templates': readonly Template[];
  [template: `/officer/templates/${number}`]: { readonly xml: string };
  [elections: `/officer/voters/${string}/elections`]: VotersElections;
  '/officer/elections': readonly ElectionSummary[];
  /** What it was made of, for another one like it. */
  [request: `/officer/elections/${string}/request`]: ElectionRequest;
  [turnout: `/officer/elections/${string}/turnout`]: Turnout;
  [contradictions: `/officer/elections/${string}/contradictions`]: readonly ListContradiction[];
  [deletion: `/officer/elections/${string}/deletion.json`]: DeletionRecord;
  /** Once the votes are tallied. */
  [results: `/officer/elections/${string}/results`]: Results;
  [audit: `/officer/audit?${string}`]: AuditPage;
}

interface Exchange<Body, Answer> {
  readonly body: Readonly<Body>;
  readonly answer: Answer;
}
/** What POST is sent and answers, by path. */
export interface Writes {
  '/officer/session': Exchange<Static<typeof credentialsSchema>, OfficerSession>;
  '/officer/officers': Exchange<Static<typeof newOfficerSchema>, { readonly name: string }>;
  '/officer/approvals': Exchange<AskedStep, ApprovalRequest>;
  '/officer/voters': Exchange<Static<typeof votersSchema>, Imported>;
  /** Test voters are made, and named. */
  '/officer/test-voters': Exchange<Static<typeof testVotersSchema>, { readonly voters: readonly string[] }>;
  '/officer/templates': Exchange<Static<typeof templateSchema>, { readonly id: number }>;
  '/officer/cards': Exchange<Static<typeof cardsSchema>, { readonly registered: number }>;
  /** The certificate: CBOR, in hexadecimal. */
  '/officer/devices': Exchange<Static<typeof deviceSchema>, { readonly certificate: string }>;
}
/** What PUT is sent, by path. */
export interface Puts {
  '/officer/passphrase': NewPassphrase;
  [template: `/officer/templates/${number}/name`]: Readonly<Static<typeof templateNameSchema>>;
  [archive: `/officer/elections/${string}/archive`]: Readonly<Record<never, never>>;
  [role: `/officer/officers/${string}/role`]: Readonly<Static<typeof officerRoleSchema>>;
}
export interface Imported {
  readonly imported: number;
}

/** What POST of a roll as CSV answers. */
export interface RollWrites {
  '/officer/roll/preview': RollContent;
  '/officer/roll': Imported;
}

/** What POST answers at the end of the lines, by path. Only a new election has a body, an {@link ElectionRequest}. */
export interface Jobs {
  '/officer/elections': ElectionSummary;
  [open: `/officer/elections/${string}/open`]: Failures;
  [close: `/officer/elections/${string}/close`]: Failures;
  [tally: `/officer/elections/${string}/tally`]: Results;
  [deletion: `/officer/elections/${string}/delete`]: Failures;
  [data: `/officer/elections/${string}/delete-data`]: Failures;
  [publish: `/officer/elections/${string}/publish`]: null;
  [approval: `/officer/approvals/${string}`]: Done;
}
