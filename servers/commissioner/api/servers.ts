/** Servers, thresholds, whose elections they are, health: as the service answers them. */
import { type Static, Type } from 'typebox';
import type { Role } from '../../../protocol/messages/plan.ts';
import type { Replicas } from '../../../protocol/quorums/resilience.ts';
import type { HealthAnswer } from '../../shared/ask-health.ts';
import type { BoardHealth } from '../../shared/board-watch.ts';
import { publicKey, strict } from '../fields.ts';

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

export interface FollowedBoardHealth extends BoardHealth {
  /** The service, which follows the board, has proof of two logs: neither it nor any server that has seen them obeys it any more. */
  readonly hasForked: boolean;
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
