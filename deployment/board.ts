/**
 * The board of a deployment: its genesis, made once from the deployment file and the keys of replicas and operators. It is for
 * ever, as all that is on the board is bound to its hash: a later `revs deploy` keeps it, or refuses.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemRandom } from '../common/system-random.ts';
import { CommandError } from '../output/output.ts';
import {
  decodeGenesis,
  type Genesis,
  genesisDocument,
  genesisPayload,
  openPayload,
  signGenesis,
} from '../protocol/board/genesis.ts';
import { compareBytes, equalBytes, requireHex, toHex, utf8 } from '../protocol/primitives/bytes.ts';
import { LABELS } from '../protocol/primitives/domain-labels.ts';
import { type JwsSignature, verifyJwsSignature } from '../protocol/primitives/jws.ts';
import { randomSecretKey } from '../protocol/primitives/p256-signature.ts';
import { BoardStore, boardStoreIn } from '../servers/board/board-store.ts';
import { genesisFileIn } from '../servers/shared/genesis-file.ts';
import { ensureFolder } from '../servers/shared/secret-file.ts';
import type { Deployment } from './deployment-file.ts';
import { operatorKeyIn, operatorKeys } from './operators.ts';

/** In a replica's list: each KEY of the board uses one up. */
const KEYS = 32;
/** In the genesis (board contract, section 1). */
export const PROTECTED = { nothing: 0, operators: 1, systems: 2, both: 3 } as const;
/** Seconds (board contract, section 1). */
const DEFAULTS = { t0: 1, slot: 3_600, phase: 30, lead: 600, grace: 3_600 };

/** What the operators of replicas sign. */
export const payloadFileIn = (folder: string): string => join(folder, 'genesis.payload');
/** Where signatures of those come who keep their key: documents signed by "revs board sign-genesis". */
const SIGNATURES_FOLDER = 'genesis-signatures';

export interface Founded {
  /** Hash of the genesis, in hexadecimal. */
  readonly hash: string;
  /** Replicas for which nobody has signed the genesis yet; none if it is in force. */
  readonly missing: readonly string[];
}

/**
 * Makes the genesis, with keys and stores of the replicas whose operators have not made them elsewhere, or keeps the one that is
 * there; signs it for the operators whose keys are here; and if nobody's signature is missing, puts it into the folder.
 * `convener`: the Commissioner's key. Errors: CommandError for a file that asks for another board than there is;
 * board/genesis; those of stores and keys.
 */
export async function foundBoard(
  deployment: Deployment,
  folder: string,
  convener: Uint8Array,
): Promise<Founded> {
  const path = payloadFileIn(folder);
  const known = existsSync(path) ? openPayload(new Uint8Array(readFileSync(path))).genesis : undefined;
  const wanted = await genesisOf(deployment, folder, convener, known);
  if (known === undefined) writeFileSync(path, genesisPayload(wanted));
  else requireSame(path, known, wanted);
  const payload = new Uint8Array(readFileSync(path));
  const { genesis, board } = openPayload(payload);
  const signatures = signaturesFor(genesis, payload, folder);
  const missing = genesis.replicas.map(({ id }) => id).filter((id) => !signatures.has(id));
  if (missing.length === 0) {
    const document = genesisDocument(payload, [...signatures.values()]);
    writeFileSync(genesisFileIn(folder), document);
  }
  return { hash: toHex(board), missing };
}

async function genesisOf(
  deployment: Deployment,
  folder: string,
  convener: Uint8Array,
  known: Genesis | undefined,
): Promise<Genesis> {
  const { board, servers } = deployment;
  const keys = operatorKeys(deployment, folder);
  const keyOf = (name: string): Uint8Array => keys.get(name) ?? new Uint8Array();
  const replicas: Genesis['replicas'][number][] = [];
  for (const { id, url, operator, system, keys: own } of board.replicas) {
    const founded = known?.replicas.find((one) => one.id === id)?.keys;
    const list = own?.map(requireHex) ?? founded ?? (await firstKeysIn(join(folder, id)));
    replicas.push({ id, url, operatorKey: keyOf(operator), operator, system, keys: list });
  }
  const times = Object.entries(DEFAULTS).map(([name, seconds]) => [
    name,
    Math.round(1000 * (board[name as keyof typeof DEFAULTS] ?? seconds)),
  ]);
  const running = new Set(servers.map(({ operator }) => operator));
  return {
    name: board.name,
    replicas: replicas.sort((a, b) => compareBytes(utf8(a.id), utf8(b.id))),
    hostile: board.hostile,
    down: board.down,
    protect: PROTECTED[board.protect ?? 'nothing'],
    operators: [...running].sort().map((name) => ({ name, key: keyOf(name) })),
    conveners: [convener],
    ...(Object.fromEntries(times) as Record<keyof typeof DEFAULTS, number>),
  };
}

export const newSecrets = (): Uint8Array[] =>
  Array.from({ length: KEYS }, () => randomSecretKey(systemRandom));

/** Public keys of a new replica; its secrets are in its store only. Errors: CommandError if it has keys of another board. */
export async function firstKeysIn(home: string): Promise<Uint8Array[]> {
  ensureFolder(home);
  const store = new BoardStore(boardStoreIn(home), 0);
  try {
    if (store.epoch === undefined) await store.begin(0, newSecrets());
    const keys = store.publicKeys();
    if (store.epoch !== 0 || keys.length !== KEYS)
      throw new CommandError(`${home} has the store of a replica that was at work: deploy to another folder`);
    return keys;
  } finally {
    await store.close();
  }
}

/** Nobody can found it a second time; operators and conveners who are not used any more do no harm. */
function requireSame(path: string, known: Genesis, wanted: Genesis): void {
  const { operators, conveners, ...rest } = known;
  const isKnown = wanted.operators.every(({ name, key }) =>
    operators.some((one) => one.name === name && equalBytes(one.key, key)),
  );
  const isConvener = wanted.conveners.every((key) => conveners.some((one) => equalBytes(one, key)));
  const inText = (value: unknown): string =>
    JSON.stringify(value, (_, part) => (part instanceof Uint8Array ? toHex(part) : part));
  const differing = Object.entries(rest)
    .filter(([name, value]) => inText(value) !== inText(wanted[name as keyof Genesis]))
    .map(([name]) => name);
  if (!isKnown) differing.push('operators');
  if (!isConvener) differing.push("the Commissioner's key");
  if (differing.length === 0) return;
  throw new CommandError(
    `the board in ${path} has another genesis, which is for ever (${differing.join(', ')}): ` +
      'put the deployment file back as it was, or deploy to another folder',
  );
}

/** By replica, in their order, those that are valid: of operators whose keys are here, and of documents that have come. */
function signaturesFor(
  { replicas }: Genesis,
  payload: Uint8Array,
  folder: string,
): ReadonlyMap<string, JwsSignature> {
  const come = [genesisFileIn(folder), ...signatureFilesIn(folder)]
    .filter((path) => existsSync(path))
    .map((path) => decodeGenesis(new Uint8Array(readFileSync(path))))
    .filter((jws) => equalBytes(jws.payload, payload))
    .flatMap(({ signatures }) => signatures);
  const unsigned = { typ: LABELS.boardGenesis, payload, signatures: [] };
  const own = ownSignatures(replicas, payload, folder);
  const found = replicas.flatMap(
    ({ id, operatorKey }) =>
      [...come, ...own].find((one) => one.kid === id && verifyJwsSignature(unsigned, one, operatorKey)) ?? [],
  );
  return new Map(found.map((signature) => [signature.kid, signature]));
}

function signatureFilesIn(folder: string): string[] {
  const home = join(folder, SIGNATURES_FOLDER);
  return existsSync(home) ? readdirSync(home).map((name) => join(home, name)) : [];
}

function ownSignatures(replicas: Genesis['replicas'], payload: Uint8Array, folder: string): JwsSignature[] {
  return replicas.flatMap(({ id, operator, operatorKey }) => {
    const key = operatorKeyIn(folder, operator);
    return key !== undefined && equalBytes(key.publicKey, operatorKey) ? signGenesis(payload, id, key) : [];
  });
}
