/** An election at a Ballot Distributor: all that it serves is signed by others (paper section 2, step 1). */

import type { LocalText } from '../../ballots/ballot.ts';
import { titlesOf } from '../../ballots/election-title.ts';
import { BallotError } from '../../ballots/errors.ts';
import { parseBallot } from '../../ballots/parse-ballot.ts';
import { attempt } from '../../common/attempt.ts';
import type { Election } from '../../protocol/0-setup/election.ts';
import { openEnrolment } from '../../protocol/0-setup/enrol-voter.ts';
import { stateDistribution } from '../../protocol/1-ballot-distribution/distribute-ballot.ts';
import { ensure } from '../../protocol/errors.ts';
import { equalBytes, toHex } from '../../protocol/primitives/bytes.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import { HostedElection, type ServerContext } from '../shared/hosted-election.ts';
import { OwnStatement } from '../shared/own-statement.ts';
import { PersonalData } from '../shared/personal-data.ts';
import { ServiceError } from '../shared/service-error.ts';
import { SetupMember } from '../shared/setup-member.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS ballots (style TEXT PRIMARY KEY, xml BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS enrolments (key_hash BLOB PRIMARY KEY, document BLOB NOT NULL) STRICT, WITHOUT ROWID;`;

export interface EnrolmentEntry {
  readonly publicKey: Uint8Array;
  readonly document: Uint8Array;
}

export class DistributorElection extends HostedElection {
  readonly statement: OwnStatement = new OwnStatement(this);
  override readonly setup: SetupMember = new SetupMember({
    host: this,
    role: 'distributor',
    statement: this.statement,
  });
  protected override readonly rules = { check: (election: Election) => this.statement.check(election) };
  readonly personalData = new PersonalData(this, ['enrolments']);

  /** Read from that many ballots. */
  #titles: { readonly of: number; readonly titles: LocalText } | undefined;

  constructor(context: ServerContext, electionId: string) {
    super(context, electionId, SCHEMA);
  }

  /** Takes a ballot only if the manifest names its hash. Errors: ballot/other. */
  async acceptBallot(xml: Uint8Array): Promise<void> {
    const hash = sha256(xml);
    const styles = this.election.manifest.styles.filter(({ ballotHash }) => equalBytes(ballotHash, hash));
    ensure(styles.length > 0, 'ballot/other', 'the manifest does not name this ballot');
    await this.store.write(() => {
      const insert = this.store.prepare('INSERT OR IGNORE INTO ballots VALUES (?, ?)');
      for (const { style } of styles) insert.run(style, xml);
    });
  }

  /** Takes enrolments only if the Commissioner signed them for this election. Errors: retention/deleted besides. */
  async acceptEnrolments(entries: readonly EnrolmentEntry[]): Promise<void> {
    const { manifestHash, plan } = this.election;
    for (const { publicKey, document } of entries)
      openEnrolment(document, manifestHash, publicKey, plan.commissionerKey);
    await this.store.write(() => {
      this.personalData.requireKept();
      const insert = this.store.prepare('INSERT OR IGNORE INTO enrolments VALUES (?, ?)');
      for (const { publicKey, document } of entries) insert.run(sha256(publicKey), document);
    });
  }

  manifestDocument(): Uint8Array {
    return this.documents.get('manifest') ?? missing('manifest');
  }

  distribution(): Uint8Array {
    return stateDistribution(this.election, this.context.id, this.context.identity);
  }

  ballot(style: string): Uint8Array {
    const row = this.store.prepare('SELECT xml FROM ballots WHERE style = ?').get(style);
    return row ? new Uint8Array(row.xml as Uint8Array) : missing('ballot');
  }

  /** Under SHA-256 of the card's public key. */
  enrolment(keyHash: Uint8Array | undefined): Uint8Array {
    const row =
      keyHash && this.store.prepare('SELECT document FROM enrolments WHERE key_hash = ?').get(keyHash);
    return row ? new Uint8Array(row.document as Uint8Array) : missing('enrolment');
  }

  /**
   * The title in the languages of the ballots that are here; one that no terminal would show has no say. Anybody asks, and
   * nobody makes this server read its ballots again: they are read once for each that comes.
   */
  #titlesHere(title: string): LocalText {
    const { ballots: count } = this.store.prepare('SELECT count(*) AS ballots FROM ballots').get() ?? {};
    if (this.#titles !== undefined && this.#titles.of === count) return this.#titles.titles;
    const rows = this.store.prepare('SELECT xml FROM ballots ORDER BY style').all();
    const ballots = rows.flatMap(
      ({ xml }) => attempt(BallotError, () => parseBallot(xml as Uint8Array)) ?? [],
    );
    this.#titles = { of: rows.length, titles: titlesOf(title, ballots) };
    return this.#titles.titles;
  }

  /** What anyone may read in a list of elections. */
  summary() {
    const { manifest, manifestHash, plan } = this.election;
    const { opens, closes, intakeEnds, claimsEnd } = this.times;
    return {
      election: this.electionId,
      title: manifest.title,
      titles: this.#titlesHere(manifest.title),
      trial: plan.trial,
      manifestHash: toHex(manifestHash),
      opens,
      closes,
      intakeEnds,
      claimsEnd,
    };
  }
}

function missing(what: string): never {
  throw new ServiceError('service/not-found', 404, `no such ${what} here`);
}
