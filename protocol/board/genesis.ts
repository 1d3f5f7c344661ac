/**
 * The genesis of a board (board contract, section 1): who its replicas are, who may be hostile together, and its times. Signed by
 * the operator of each replica. Everything that the board signs binds its hash.
 * Errors: board/genesis, and those of jws, cbor, key and signature.
 */
import { ensure } from '../errors.ts';
import { compareBytes, utf8 } from '../primitives/bytes.ts';
import { bytes, decode, encode, id, list, struct, text, uint, type ValueOf } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import {
  decodeJws,
  encodeJws,
  hasSigners,
  type Jws,
  type JwsSignature,
  requireSignature,
  signPayload,
} from '../primitives/jws.ts';
import { requirePublicKey, type SigningKey } from '../primitives/p256-signature.ts';
import { sha256 } from '../primitives/sha256.ts';
import { MAX_REPLICAS, members, type QuorumSystem } from '../quorums/quorum-system.ts';
import { quorumsOf } from '../quorums/resilience.ts';

/** Keys in a replica's list; each KEY of the board uses one up. */
const MAX_KEYS = 256;
const MAX_OPERATORS = 64;
/** 16 lists of 256 keys, and the rest. */
const MAX_GENESIS_LENGTH = 200_000;
const MAX_MS = 86_400_000;

const key = bytes(33);
export const keysCodec = list(key, MAX_KEYS, 1);

const replicaCodec = struct({
  id,
  url: text(256, /^https?:\/\/[!-~]+$/),
  operatorKey: key,
  operator: text(64),
  system: text(64),
  /** One after the other comes in force, as KEYs are ordered. */
  keys: keysCodec,
});

const genesisCodec = struct({
  name: text(64),
  /** Sorted by ID: a replica's index counts from 0. */
  replicas: list(replicaCodec, MAX_REPLICAS, 1),
  /** k': any so many may be hostile. */
  hostile: uint(MAX_REPLICAS),
  /** k: so many more may be down, slow, in rekey, or have a wrong clock. */
  down: uint(MAX_REPLICAS),
  /** What may be hostile as a whole: 0 nothing more, 1 operators, 2 systems, 3 both. */
  protect: uint(3),
  /** Those who run election servers. */
  operators: list(struct({ name: text(64), key }), MAX_OPERATORS),
  /** Who may post plans. */
  conveners: list(key, MAX_OPERATORS),
  /** ms: T0, and the length of a slot for KEYs. */
  t0: uint(MAX_MS, 1),
  slot: uint(MAX_MS, 1),
  /** ms: how long phases of setup last, how early a close is ordered, how long a Counter is waited for. */
  phase: uint(MAX_MS, 1),
  lead: uint(MAX_MS, 1),
  grace: uint(MAX_MS, 1),
});
export type Genesis = ValueOf<typeof genesisCodec>;

const payloadCodec = struct({ label: text(64), genesis: genesisCodec });

export interface CheckedGenesis {
  readonly genesis: Genesis;
  /** SHA-256 of the payload: what everything on the board is bound to. */
  readonly board: Uint8Array;
  readonly quorums: QuorumSystem;
}

/** What operators sign. Errors: board/genesis. */
export function genesisPayload(genesis: Genesis): Uint8Array {
  checkGenesis(genesis);
  return encode(payloadCodec, { label: LABELS.boardGenesis, genesis });
}

export const signGenesis = (payload: Uint8Array, replica: string, operator: SigningKey): JwsSignature =>
  signPayload(LABELS.boardGenesis, payload, replica, operator);

/** The document, with a signature for each replica in their order. */
export const genesisDocument = (payload: Uint8Array, signatures: readonly JwsSignature[]): Uint8Array =>
  encodeJws({ typ: LABELS.boardGenesis, payload, signatures });

export function openGenesis(document: Uint8Array): CheckedGenesis {
  const jws = decodeGenesis(document);
  const checked = openPayload(jws.payload);
  const { replicas } = checked.genesis;
  const ids = replicas.map((replica) => replica.id);
  ensure(hasSigners(jws, ids), 'board/genesis', 'each replica has one signature, in their order');
  for (const replica of replicas) requireSignature(jws, replica.id, replica.operatorKey);
  return checked;
}

/** The form alone, perhaps with some of the signatures. Errors: those of jws. */
export const decodeGenesis = (document: Uint8Array): Jws =>
  decodeJws(LABELS.boardGenesis, document, 2 * MAX_GENESIS_LENGTH);

/** What is to be signed, checked. Errors: board/genesis, and those of cbor and key. */
export function openPayload(payload: Uint8Array): CheckedGenesis {
  const { label, genesis } = decode(payloadCodec, payload, MAX_GENESIS_LENGTH, 'genesis');
  ensure(label === LABELS.boardGenesis, 'board/genesis', 'not the genesis of a board');
  return { genesis, board: sha256(payload), quorums: checkGenesis(genesis) };
}

function checkGenesis(genesis: Genesis): QuorumSystem {
  const { replicas, operators, conveners } = genesis;
  const isSorted = (names: readonly string[]): boolean =>
    names.every((name, i) => i === 0 || compareBytes(utf8(names[i - 1] ?? ''), utf8(name)) < 0);
  ensure(
    isSorted(replicas.map((one) => one.id)),
    'board/genesis',
    'replicas are not sorted by ID, each once',
  );
  ensure(
    new Set(operators.map(({ name }) => name)).size === operators.length,
    'board/genesis',
    'two operators have one name',
  );
  for (const one of replicas) for (const own of [one.operatorKey, ...one.keys]) requirePublicKey(own);
  for (const own of [...conveners, ...operators.map((one) => one.key)]) requirePublicKey(own);
  const quorums = quorumsOf(genesis);
  ensure(quorums.conflict === undefined, 'board/genesis', conflictText(genesis, quorums));
  return quorums;
}

function conflictText({ replicas }: Genesis, { conflict = [0, 0] }: QuorumSystem): string {
  const names = (mask: number): string =>
    members(mask)
      .map((i) => replicas[i]?.id)
      .join(', ');
  const [one, other] = conflict;
  return `the quorums ${names(one)} and ${names(other)} have only replicas in common that may be hostile: ${names(one & other)}`;
}
