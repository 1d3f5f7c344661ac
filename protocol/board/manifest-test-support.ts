/** For tests: an election whose keys were generated on a board in memory, and the manifest that its log makes. */
import assert from 'node:assert/strict';
import type { Election } from '../0-setup/election.ts';
import { jointCommitments, type RoleCeremony } from '../ceremony/generate-judges.ts';
import { MAX_MANIFEST_DOCUMENT } from '../messages/manifest.ts';
import { COMMISSIONER } from '../messages/plan.ts';
import { bytesToScalar } from '../primitives/bytes.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { decodeJws, type JwsSignature } from '../primitives/jws.ts';
import { sumShares } from '../primitives/key-generation.ts';
import type { StatementType } from '../primitives/statement-form.ts';
import {
  type ElectionOptions,
  electionOf,
  given,
  type KeyShare,
  type TestElection,
} from '../test-support.ts';
import { ElectionOnBoard } from './board-election-test-support.ts';
import type { ElectionLog } from './election-log.ts';
import type { Entry } from './entries.ts';
import { out } from './machine-test-support.ts';
import { loggedParts } from './manifest-from-log.ts';
import { encodeOperation } from './operations.ts';
import { countersignatureStatement, manifestStatement, type ProposedManifest } from './post-messages.ts';
import { signRequest } from './requests.ts';

export class ElectionSetUp {
  readonly board: ElectionOnBoard;
  readonly fixture: TestElection;
  /** Up to all keys. */
  readonly #keyed: readonly Entry[];

  private constructor(board: ElectionOnBoard, fixture: TestElection) {
    this.board = board;
    this.fixture = fixture;
    this.#keyed = [...board.entries];
  }

  /** Keys are stated and generated; no manifest is on the board yet. */
  static async make(options: ElectionOptions = {}): Promise<ElectionSetUp> {
    const board = await ElectionOnBoard.open(options);
    const { plan } = board.plan;
    for (const { id } of [...plan.administrators, ...plan.anonymizers]) board.stateKey(id);
    await board.perform('administrator');
    await board.perform('trustee');
    const issuanceShares = sharesOf(board, 'administrator').map(
      ([id, i, share]) => [`${id} ${plan.styles[i]}`, share] as const,
    );
    const electionShares = sharesOf(board, 'trustee').map(([id, , share]) => [id, share] as const);
    const { commissioner, planDocument, server } = board;
    const shares = { issuanceShares: new Map(issuanceShares), electionShares: new Map(electionShares) };
    const { issuanceCommitments: _, ...logged } = loggedParts(board.log);
    const fixture = electionOf({ commissioner, planDocument, server, ...shares }, options, logged);
    return new ElectionSetUp(board, fixture);
  }

  /** As it is proposed. */
  static terms({ manifestHash: hash, manifest, voters }: Election): ProposedManifest {
    const { opens, closes, intakeEnds, claimsEnd } = manifest;
    return { hash, opens, closes, intakeEnds, claimsEnd, voters };
  }

  /** On the board: the manifest, and all countersignatures, as `change` leaves them. */
  stand(change = (signature: JwsSignature): Uint8Array => signature.signature): void {
    const { board, fixture } = this;
    const say = <T>(id: string, name: string, type: StatementType<T>, content: T): void =>
      assert.equal(board.say(id, 'setup', name, board.sign(id, type, content)), '');
    say(COMMISSIONER, 'manifest', manifestStatement, ElectionSetUp.terms(fixture.election));
    const { signatures } = decodeJws(LABELS.manifest, fixture.manifestDocument, MAX_MANIFEST_DOCUMENT);
    const { manifestHash: hash } = fixture.election;
    for (const one of signatures.filter(({ kid }) => kid !== COMMISSIONER))
      say(one.kid, 'countersignature', countersignatureStatement, { hash, signature: change(one) });
  }

  /** What a reader of the board has: all keys, and this manifest, if one is proposed. Boards that fork show whatever they like. */
  log(proposed?: ProposedManifest): ElectionLog {
    const { name, commissioner } = this.board;
    const log = this.board.readAgain(this.#keyed);
    if (proposed === undefined) return log;
    const content = this.board.sign(COMMISSIONER, manifestStatement, proposed);
    const topic = `${name}/setup`;
    const op = encodeOperation(out(['manifest', COMMISSIONER, content]));
    const request = signRequest(this.board.plan.plan.board, { topic, seq: 2, op }, commissioner);
    const { position, c, time } = given(this.#keyed.at(-1));
    log.add('setup', [{ position: position + 1, topic, previous: 1, c: c + 1, time, request }]);
    return log;
  }
}

/** What each holder comes to: its ID, the key's place, the share. */
function sharesOf(board: ElectionOnBoard, role: RoleCeremony['role']): [string, number, KeyShare][] {
  const rules = board.log.rules(role);
  const ceremony = board.log.ceremony(role);
  if (ceremony.step !== 'outcome') return [];
  const joint = jointCommitments(rules, ceremony, ceremony.dealers);
  return rules.participants.flatMap((id, index) => {
    const dealt = [...board.shares(role, id).values()];
    return rules.keys.map((_, i): [string, number, KeyShare] => {
      const parts = dealt.map((shares) => bytesToScalar(given(shares[i])));
      const share = sumShares(rules.group, parts);
      return [id, i, { index: index + 1, share, commitments: given(joint[i]) }];
    });
  });
}
