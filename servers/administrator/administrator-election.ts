/**
 * An election at an Administrator: the roll, the one blinded vote of each voter, and what has been signed. The protocol's
 * decisions are in protocol/2-vote-signing; here they meet the store.
 */

import type { Election } from '../../protocol/0-setup/election.ts';
import { issuanceKeyCeremonies, type KeyCeremony } from '../../protocol/0-setup/generate-keys.ts';
import {
  agreesWithStored,
  checkVoter,
  echo,
  openPrepare,
} from '../../protocol/2-vote-signing/echo-blinded-vote.ts';
import { checkEchoes, decodeSignRequest } from '../../protocol/2-vote-signing/sign-blinded-vote.ts';
import { signLedger } from '../../protocol/4-vote-tallying/close-ledger.ts';
import { ensure, ProtocolError } from '../../protocol/errors.ts';
import { issuanceKey } from '../../protocol/messages/deal.ts';
import { COMMISSIONER } from '../../protocol/messages/plan.ts';
import {
  type PrepareAnswer,
  type PrepareRequest,
  prepareRequestCodec,
} from '../../protocol/messages/prepare-request.ts';
import { type RollEntry, rollLeaf } from '../../protocol/messages/roll.ts';
import { rollPartStatement } from '../../protocol/messages/transfer.ts';
import { blindedVoteDigest } from '../../protocol/messages/vote.ts';
import type { MclBls } from '../../protocol/primitives/bls-mcl.ts';
import { equalBytes } from '../../protocol/primitives/bytes.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import { MerkleTree } from '../../protocol/primitives/merkle-tree.ts';
import { openStatement } from '../../protocol/primitives/statement.ts';
import { signPartially } from '../../protocol/primitives/threshold-blind-bls.ts';
import type { ServerContext } from '../shared/hosted-election.ts';
import { KeyCeremonyParticipant } from '../shared/key-holder.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS roll (
    voter TEXT PRIMARY KEY, public_key BLOB NOT NULL UNIQUE, style TEXT NOT NULL, salt BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS votes (
    voter TEXT PRIMARY KEY, digest BLOB NOT NULL UNIQUE, style TEXT NOT NULL, blinded BLOB NOT NULL,
    signature BLOB NOT NULL, echo BLOB NOT NULL, signed INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;`;

const NONE = new Uint8Array();

/** The one blinded vote that is held for a voter, and the echo that was answered. */
interface Prepared {
  readonly request: PrepareRequest;
  readonly echo: Uint8Array;
}

export class AdministratorElection extends KeyCeremonyParticipant {
  protected override readonly role = 'administrator';
  readonly #bls: MclBls;

  constructor(context: ServerContext, electionId: string, bls: MclBls) {
    super(context, electionId, SCHEMA);
    this.#bls = bls;
  }

  protected override ceremonies(): KeyCeremony[] {
    return issuanceKeyCeremonies(this.plan.plan, this.plan.planHash);
  }

  /** A part of the roll, signed by the Commissioner; all of it is checked against its root before countersigning. */
  async acceptRollPart(part: Uint8Array): Promise<void> {
    const keyOf = (signer: string) => (signer === COMMISSIONER ? this.context.commissionerKey : undefined);
    const { content } = openStatement(rollPartStatement, this.plan.planHash, part, keyOf);
    await this.store.write(() => {
      ensure(this.document('countersigned') === undefined, 'roll/invalid', 'the roll is closed');
      const insert = this.store.prepare('INSERT OR REPLACE INTO roll VALUES (?, ?, ?, ?)');
      for (const { voter, publicKey, style, salt } of content.entries)
        insert.run(voter, publicKey, style, salt);
    });
  }

  protected override checkStored({ manifest }: Election): void {
    const tree = new MerkleTree();
    const voters = new Map<string, number>();
    const rows = this.store.db.prepare('SELECT * FROM roll ORDER BY voter').iterate();
    for (const row of rows) {
      const entry = rollEntryOf(row);
      tree.append(rollLeaf(entry));
      voters.set(entry.style, (voters.get(entry.style) ?? 0) + 1);
    }
    ensure(equalBytes(tree.root(), manifest.rollRoot), 'roll/invalid', 'the roll does not make its root');
    for (const { style, voters: stated } of manifest.styles)
      ensure((voters.get(style) ?? 0) === stated, 'roll/invalid', `style ${style} has other voters`);
    ensure(
      [...voters.keys()].every((style) => manifest.styles.some((entry) => entry.style === style)),
      'roll/invalid',
      'the roll has a style that the manifest lacks',
    );
  }

  /** Protocol step 2.4. Answers only what is on disk. */
  async prepare(sealed: Uint8Array): Promise<PrepareAnswer> {
    this.#requireOpen();
    const { election } = this;
    const request = await openPrepare(election, this.context.id, await this.opener(), sealed);
    checkVoter(request, this.#voter(request.voter));
    const stored = this.#stored(request.voter) ?? (await this.#keep(request));
    if (!agreesWithStored(request, stored.request))
      return { echo: NONE, conflict: encode(prepareRequestCodec, stored.request) };
    return { echo: stored.echo, conflict: NONE };
  }

  /** Stores the request unless there is one by now; returns the one that is there. */
  #keep(request: PrepareRequest): Promise<Prepared> {
    const { voter, style, blinded, signature } = request;
    const digest = blindedVoteDigest(request);
    const answer = echo(this.election.manifestHash, digest, this.context.identity);
    return this.store.write(() => {
      const other = this.#stored(voter);
      if (other !== undefined) return other;
      this.store
        .prepare(
          'INSERT INTO votes (voter, digest, style, blinded, signature, echo) VALUES (?, ?, ?, ?, ?, ?)',
        )
        .run(voter, digest, style, blinded, signature, answer);
      return { request, echo: answer };
    });
  }

  /** Protocol step 2.5. The ledger's entry is on disk before the partial signature leaves. */
  async sign(input: Uint8Array): Promise<Uint8Array> {
    this.#requireOpen();
    const request = decodeSignRequest(this.election, input);
    const row = this.store
      .prepare('SELECT voter, style, blinded, echo, signed FROM votes WHERE digest = ?')
      .get(request.digest);
    ensure(row !== undefined, 'vote/not-prepared', 'this Administrator holds no such blinded vote');
    checkEchoes(this.election, { id: this.context.id, echo: bytesOf(row.echo) }, request);
    const share = this.shares.get(issuanceKey(String(row.style)));
    if (share === undefined) throw new ProtocolError('voter/wrong-style', 'no key for this style');
    const partial = signPartially(this.#bls, bytesOf(row.blinded), share.share);
    if (row.signed === 0)
      await this.store.write(() =>
        this.store.prepare('UPDATE votes SET signed = 1 WHERE voter = ?').run(String(row.voter)),
      );
    return partial;
  }

  /** Protocol step 4.4: the ledger's head, from the close on; the same whenever asked. */
  async ledger(): Promise<Uint8Array> {
    ensure(this.context.clock() >= this.times.closes, 'time/too-early', 'the election has not closed');
    return this.once('ledger', () => this.#signLedger());
  }

  #signLedger(): Uint8Array {
    const { election, context } = this;
    const counts = election.manifest.styles.map(({ style }) => ({
      style,
      signed: Number(
        this.store.prepare('SELECT count(*) AS n FROM votes WHERE signed = 1 AND style = ?').get(style)?.n,
      ),
    }));
    const rows = this.store.db.prepare('SELECT digest FROM votes WHERE signed = 1 ORDER BY digest').iterate();
    const digests = rows.map((row) => bytesOf(row.digest));
    return signLedger(election, counts, digests, context.id, context.identity);
  }

  /** For the status page: no voter data. */
  turnout(): { prepared: number; signed: number } {
    const row = this.store.prepare('SELECT count(*) AS prepared, total(signed) AS signed FROM votes').get();
    return { prepared: Number(row?.prepared), signed: Number(row?.signed) };
  }

  #requireOpen(): void {
    const { opens, closes } = this.times;
    const now = this.context.clock();
    ensure(now >= opens, 'time/not-open', 'the election has not opened');
    ensure(now < closes, 'time/closed', 'the election has closed');
  }

  #voter(voter: string): RollEntry | undefined {
    const row = this.store.prepare('SELECT * FROM roll WHERE voter = ?').get(voter);
    return row && rollEntryOf(row);
  }

  #stored(voter: string): Prepared | undefined {
    const row = this.store
      .prepare('SELECT style, blinded, signature, echo FROM votes WHERE voter = ?')
      .get(voter);
    if (row === undefined) return undefined;
    const request = {
      manifestHash: this.election.manifestHash,
      administrator: this.context.id,
      voter,
      style: String(row.style),
      blinded: bytesOf(row.blinded),
      signature: bytesOf(row.signature),
    };
    return { request, echo: bytesOf(row.echo) };
  }
}

const bytesOf = (blob: unknown): Uint8Array => new Uint8Array(blob as Uint8Array);

function rollEntryOf(row: Record<string, unknown>): RollEntry {
  return {
    voter: String(row.voter),
    publicKey: bytesOf(row.public_key),
    style: String(row.style),
    salt: bytesOf(row.salt),
  };
}
