/**
 * A server's part in generating keys together with others (Administrator, Trustee; protocol step 0.2), and the manifest
 * that it countersigns with its shares in hand. All its secrets for the election are in the election's store.
 */
import { countersign } from '../../protocol/0-setup/check-manifest.ts';
import type { Election } from '../../protocol/0-setup/election.ts';
import {
  acceptDeals,
  deal,
  type KeyCeremony,
  type KeyShare,
  signAcceptance,
} from '../../protocol/0-setup/generate-keys.ts';
import { checkKeyStatement } from '../../protocol/0-setup/state-key.ts';
import { ensure } from '../../protocol/errors.ts';
import type { KeyStatement } from '../../protocol/messages/key-statement.ts';
import { dealsCodec, jwsSignatureCodec, MAX_ALL_DEALS_LENGTH } from '../../protocol/messages/transfer.ts';
import { bytesToScalar, scalarToBytes } from '../../protocol/primitives/bytes.ts';
import { bytes, decode, encode, list, struct, text, uint } from '../../protocol/primitives/cbor.ts';
import type { HostedElection } from './hosted-election.ts';
import type { OwnStatement } from './own-statement.ts';
import type { TrafficKey } from './traffic-key.ts';

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

export interface CeremonyPart {
  readonly host: HostedElection;
  readonly role: 'administrator' | 'trustee';
  readonly trafficKey: TrafficKey;
  readonly statement: OwnStatement;
  /** The keys that this server helps to generate. */
  ceremonies(): KeyCeremony[];
  /** What the store must hold for a manifest, checked in the transaction that keeps the countersignature's hash. */
  checkStored?(election: Election): void;
}

export class CeremonyParticipant {
  readonly #part: CeremonyPart;
  #shares: ReadonlyMap<string, KeyShare> | undefined;

  constructor(part: CeremonyPart) {
    this.#part = part;
  }

  /** Round 1: the same deals whenever asked. `statements`: the participants' key statements, in the plan's order. */
  async deal(statements: readonly KeyStatement[]): Promise<readonly Uint8Array[]> {
    const { host, ceremonies } = this.#part;
    const { id, identity, random } = host.context;
    const keys = this.#trafficKeysOf(statements);
    const deals = await Promise.all(
      ceremonies().map((ceremony) => deal(ceremony, { id, key: identity }, keys, random)),
    );
    const kept = await host.documents.once('deals', () => encode(dealsCodec, deals));
    return decode(dealsCodec, kept, MAX_ALL_DEALS_LENGTH);
  }

  #trafficKeysOf(statements: readonly KeyStatement[]): (id: string) => Uint8Array {
    const { host, ceremonies } = this.#part;
    const [ceremony] = ceremonies();
    const participants = ceremony?.participants ?? [];
    const keys = new Map(
      participants.map((party, i) => {
        const statement = statements[i];
        const reason = `${party.id} has not stated its key`;
        ensure(statement !== undefined, 'key-generation/bad-deal', reason, party.id);
        checkKeyStatement(host.plan.planHash, party, statement);
        return [party.id, statement.trafficKey];
      }),
    );
    return (id) => keys.get(id) as Uint8Array;
  }

  /** Round 2. `deals`: for each key those of all dealers. The first ones accepted are the only ones. */
  async acceptDeals(deals: readonly (readonly Uint8Array[])[]): Promise<readonly Uint8Array[]> {
    const { host, ceremonies, trafficKey } = this.#part;
    const { id, identity } = host.context;
    const open = await trafficKey.opener();
    const accepted = await Promise.all(
      ceremonies().map(async (ceremony, i) => ({
        ceremony,
        share: await acceptDeals(ceremony, id, open, deals[i] ?? []),
      })),
    );
    const held = accepted.map(({ ceremony, share }) => ({
      ...share,
      key: ceremony.key,
      share: scalarToBytes(share.share),
    }));
    await host.store.write(() => host.documents.keep('shares', encode(sharesCodec, held)));
    return accepted.map(({ ceremony, share }) => signAcceptance(ceremony, { id, key: identity }, share));
  }

  /** The server's shares by key name. Errors: key-generation/bad-share before there are any. */
  get shares(): ReadonlyMap<string, KeyShare> {
    this.#shares ??= this.#loadShares();
    return this.#shares;
  }

  #loadShares(): ReadonlyMap<string, KeyShare> {
    const stored = this.#part.host.documents.get('shares');
    ensure(stored !== undefined, 'key-generation/bad-share', 'keys have not been generated');
    const shares = decode(sharesCodec, stored, MAX_SHARES_LENGTH);
    return new Map(shares.map(({ key, share, ...rest }) => [key, { ...rest, share: bytesToScalar(share) }]));
  }

  /** One manifest per election ID, ever: it is on disk before the signature leaves. */
  async countersign(document: Uint8Array): Promise<Uint8Array> {
    const { host, role, statement, checkStored } = this.#part;
    const { identity, commissionerKey } = host.context;
    const own = {
      ...(await statement.content()),
      role,
      planHash: host.plan.planHash,
      shares: [...this.shares.values()],
    };
    const { signature, election } = countersign(document, commissionerKey, own, identity);
    await host.store.write(() => {
      checkStored?.(election);
      host.documents.keep('countersigned', election.manifestHash);
    });
    return encode(jwsSignatureCodec, signature);
  }
}
