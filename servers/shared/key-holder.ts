/**
 * A server with an HPKE key of its own for an election (Anonymizer), or also with shares of keys that are generated
 * together (Administrator, Trustee): protocol step 0.2. All its secrets for the election are in the election's store.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { countersign } from '../../protocol/0-setup/check-manifest.ts';
import {
  acceptDeals,
  deal,
  type KeyCeremony,
  type KeyShare,
  signAcceptance,
} from '../../protocol/0-setup/generate-keys.ts';
import { checkKeyStatement } from '../../protocol/0-setup/state-key.ts';
import { ensure } from '../../protocol/errors.ts';
import { CEREMONY_PASS_HEADER } from '../../protocol/messages/ceremony-pass.ts';
import type { KeyStatement } from '../../protocol/messages/key-statement.ts';
import { MAX_MANIFEST_DOCUMENT } from '../../protocol/messages/manifest.ts';
import {
  acceptancesCodec,
  allDealsCodec,
  dealsCodec,
  jwsSignatureCodec,
  keyStatementsCodec,
  MAX_ALL_DEALS_LENGTH,
  MAX_KEY_STATEMENTS_LENGTH,
} from '../../protocol/messages/transfer.ts';
import { bytesToScalar, scalarToBytes } from '../../protocol/primitives/bytes.ts';
import { bytes, decode, encode, list, struct, text, uint } from '../../protocol/primitives/cbor.ts';
import {
  type Opener,
  opener,
  TRAFFIC,
  type TrafficKeyPair,
  trafficKeyPair,
} from '../../protocol/primitives/hpke.ts';
import type { HostedElections } from './hosted-elections.ts';
import { cborBody, sendCbor } from './http-server.ts';
import { ServerElection } from './server-election.ts';

interface TrafficKeys {
  readonly pair: TrafficKeyPair;
  readonly open: Opener;
}

/** What stands in place of the seed once it is erased, so that no new key is ever made for the election. */
const ERASED = new Uint8Array();

export class KeyHolder extends ServerElection {
  #keys: Promise<TrafficKeys> | undefined;

  /** The server's HPKE key pair for this election, made on first use. Errors: time/closed once it is erased. */
  async trafficKeys(): Promise<TrafficKeyPair> {
    return (await this.#trafficKeys()).pair;
  }

  /** Opens what is sealed to that key. Errors: time/closed. */
  async opener(): Promise<Opener> {
    return (await this.#trafficKeys()).open;
  }

  #trafficKeys(): Promise<TrafficKeys> {
    this.#keys ??= this.#loadTrafficKeys().catch((error: unknown) => {
      this.#keys = undefined;
      throw error;
    });
    return this.#keys;
  }

  async #loadTrafficKeys(): Promise<TrafficKeys> {
    if (this.document('traffic-seed') === undefined) {
      const seed = this.context.random(32);
      await this.store.write(() => {
        if (this.document('traffic-seed') === undefined) this.keepDocument('traffic-seed', seed);
      });
    }
    const seed = this.document('traffic-seed') ?? ERASED;
    ensure(seed.length > 0, 'time/closed', 'the key for this election has been erased');
    const pair = await trafficKeyPair(seed);
    return { pair, open: opener(TRAFFIC, pair.secretKey) };
  }

  /** Erases the HPKE key, also from the write-ahead log. */
  async eraseTrafficKey(): Promise<void> {
    await this.store.write(() =>
      this.store.prepare("INSERT OR REPLACE INTO documents VALUES ('traffic-seed', ?)").run(ERASED),
    );
    this.#keys = undefined;
    this.store.purge();
  }

  protected override async trafficPublicKey(): Promise<Uint8Array> {
    return (await this.trafficKeys()).publicKey;
  }
}

/** A share as the store keeps it. */
const shareCodec = struct({
  key: text(80),
  index: uint(16, 1),
  share: bytes(32),
  commitments: list(bytes(33, 96), 16, 1),
  transcript: bytes(32),
});
export const sharesCodec = list(shareCodec, 64, 1);
const MAX_SHARES_LENGTH = 200_000;

export abstract class KeyCeremonyParticipant extends KeyHolder {
  #shares: ReadonlyMap<string, KeyShare> | undefined;

  /** The keys that this server helps to generate. */
  protected abstract ceremonies(): KeyCeremony[];
  protected abstract readonly role: 'administrator' | 'trustee';
  /** Round 1: the same deals whenever asked. `statements`: the participants' key statements, in the plan's order. */
  async deal(statements: readonly KeyStatement[]): Promise<readonly Uint8Array[]> {
    const { id, identity, random } = this.context;
    const keys = this.#trafficKeysOf(statements);
    const deals = await Promise.all(
      this.ceremonies().map((ceremony) => deal(ceremony, { id, key: identity }, keys, random)),
    );
    const kept = await this.once('deals', () => encode(dealsCodec, deals));
    return decode(dealsCodec, kept, MAX_ALL_DEALS_LENGTH);
  }

  #trafficKeysOf(statements: readonly KeyStatement[]): (id: string) => Uint8Array {
    const [ceremony] = this.ceremonies();
    const participants = ceremony?.participants ?? [];
    const keys = new Map(
      participants.map((party, i) => {
        const statement = statements[i];
        ensure(
          statement !== undefined,
          'key-generation/bad-deal',
          `${party.id} has not stated its key`,
          party.id,
        );
        checkKeyStatement(this.plan.planHash, party, statement);
        return [party.id, statement.trafficKey];
      }),
    );
    return (id) => keys.get(id) as Uint8Array;
  }

  /** Round 2. `deals`: for each key those of all dealers. The first ones accepted are the only ones. */
  async acceptDeals(deals: readonly (readonly Uint8Array[])[]): Promise<readonly Uint8Array[]> {
    const ceremonies = this.ceremonies();
    const { id, identity } = this.context;
    const open = await this.opener();
    const accepted = await Promise.all(
      ceremonies.map(async (ceremony, i) => ({
        ceremony,
        share: await acceptDeals(ceremony, id, open, deals[i] ?? []),
      })),
    );
    const held = accepted.map(({ ceremony, share }) => ({
      ...share,
      key: ceremony.key,
      share: scalarToBytes(share.share),
    }));
    await this.store.write(() => this.keepDocument('shares', encode(sharesCodec, held)));
    return accepted.map(({ ceremony, share }) => signAcceptance(ceremony, { id, key: identity }, share));
  }

  /** The server's shares by key name. */
  get shares(): ReadonlyMap<string, KeyShare> {
    this.#shares ??= this.#loadShares();
    return this.#shares;
  }

  #loadShares(): ReadonlyMap<string, KeyShare> {
    const stored = this.document('shares');
    ensure(stored !== undefined, 'key-generation/bad-share', 'keys have not been generated');
    const shares = decode(sharesCodec, stored, MAX_SHARES_LENGTH);
    return new Map(shares.map(({ key, share, ...rest }) => [key, { ...rest, share: bytesToScalar(share) }]));
  }

  /** One manifest per election ID, ever: it is on disk before the signature leaves. */
  async countersign(document: Uint8Array): Promise<Uint8Array> {
    const { identity, commissionerKey } = this.context;
    const own = {
      ...(await this.ownStatement()),
      role: this.role,
      planHash: this.plan.planHash,
      shares: [...this.shares.values()],
    };
    const { signature, election } = countersign(document, commissionerKey, own, identity);
    await this.store.write(() => {
      this.checkStored(election);
      this.keepDocument('countersigned', election.manifestHash);
    });
    return encode(jwsSignatureCodec, signature);
  }
}

/** For routes of the ceremony: a body of at most `bodyLimit` bytes, read for the Commissioner's pass alone. */
export function ceremonyRoute<T extends ServerElection>(
  elections: HostedElections<T>,
  bodyLimit: number,
): { bodyLimit: number; onRequest: (request: FastifyRequest) => Promise<void> } {
  const onRequest = elections.guard((election, { headers }) => {
    const pass = Buffer.from(String(headers[CEREMONY_PASS_HEADER] ?? ''), 'base64url');
    election.requireCeremony(new Uint8Array(pass));
  });
  return { bodyLimit, onRequest };
}

export function addKeyCeremonyRoutes<T extends KeyCeremonyParticipant>(
  app: FastifyInstance,
  elections: HostedElections<T>,
): void {
  const forDeals = ceremonyRoute(elections, MAX_KEY_STATEMENTS_LENGTH);
  app.post('/elections/:election/deals', forDeals, async (request, reply) => {
    const body = cborBody(request, MAX_KEY_STATEMENTS_LENGTH);
    const statements = decode(keyStatementsCodec, body, MAX_KEY_STATEMENTS_LENGTH, 'key statements');
    return sendCbor(reply, encode(dealsCodec, await elections.of(request).deal(statements)));
  });
  const forAcceptances = ceremonyRoute(elections, MAX_ALL_DEALS_LENGTH);
  app.post('/elections/:election/acceptances', forAcceptances, async (request, reply) => {
    const body = cborBody(request, MAX_ALL_DEALS_LENGTH);
    const deals = decode(allDealsCodec, body, MAX_ALL_DEALS_LENGTH, 'deals');
    return sendCbor(reply, encode(acceptancesCodec, await elections.of(request).acceptDeals(deals)));
  });
  const forManifest = ceremonyRoute(elections, MAX_MANIFEST_DOCUMENT);
  app.post('/elections/:election/countersignature', forManifest, async (request, reply) => {
    const manifest = cborBody(request, MAX_MANIFEST_DOCUMENT);
    return sendCbor(reply, await elections.of(request).countersign(manifest));
  });
}
