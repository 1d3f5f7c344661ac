/**
 * The Commissioner's service as its clients see it: what the console and the officer's commands send, and what they are
 * answered. Schemas for what the service checks, types for the rest; clients import the types alone. Bodies and answers are
 * JSON unless said otherwise; a refusal is {"code", "message"}.
 */
import type { Static } from 'typebox';
import type { Results } from '../../../record/compute-results.ts';
import type { ApprovalRequest, AskedStep, Done } from '../approvals/approval-api.ts';
import type { AuditPage } from './audit.ts';
import type {
  DeletionRecord,
  ElectionRequest,
  ElectionSummary,
  Failures,
  ListContradiction,
  Renewals,
  Turnout,
} from './elections.ts';
import type {
  credentialsSchema,
  NewPassphrase,
  newOfficerSchema,
  Officer,
  OfficerSession,
  officerRoleSchema,
} from './officers.ts';
import type {
  cardsSchema,
  deviceSchema,
  ListedVoter,
  RollContent,
  testVotersSchema,
  VotersElections,
  votersSchema,
} from './roll.ts';
import type { Directory, FollowedBoardHealth, Health, ShownOrganisation } from './servers.ts';
import type { Template, templateNameSchema, templateSchema } from './templates.ts';

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
  '/officer/board': FollowedBoardHealth;
  '/officer/voters': readonly ListedVoter[];
  /** In order of name. */
  '/officer/templates': readonly Template[];
  [template: `/officer/templates/${number}`]: { readonly xml: string };
  [elections: `/officer/voters/${string}/elections`]: VotersElections;
  '/officer/elections': readonly ElectionSummary[];
  /** What it was made of, for another one like it. */
  [request: `/officer/elections/${string}/request`]: ElectionRequest;
  [turnout: `/officer/elections/${string}/turnout`]: Turnout;
  /** Null where shares are not renewed, and until the board has been read. */
  [renewals: `/officer/elections/${string}/renewals`]: { readonly renewals: readonly Renewals[] | null };
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
