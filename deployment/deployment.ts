/** Makes every server's folder from the deployment file: configuration, keys, and the board's genesis. */

import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { systemRandom } from '../common/system-random.ts';
import { CommandError } from '../output/output.ts';
import { toHex } from '../protocol/primitives/bytes.ts';
import type { OnWait } from '../protocol/primitives/signer.ts';
import type { Directory } from '../servers/commissioner/api/servers.ts';
import { genesisFileIn } from '../servers/shared/genesis-file.ts';
import { loadOrCreateIdentity } from '../servers/shared/identity.ts';
import { ensureFolder } from '../servers/shared/secret-file.ts';
import { pageHeaders } from '../servers/shared/static-files.ts';
import { type Founded, foundBoard } from './board.ts';
import { commissionerSigner } from './commissioner-key.ts';
import { COMMISSIONER_FOLDER, type Deployment, WEB_FOLDER } from './deployment-file.ts';
import { giveLogo } from './logo.ts';
import { packVotingFinlet } from './pack-finlet.ts';
import { writeOwnServers } from './register.ts';
import { writeConfig } from './server-folder.ts';

/** Roles whose servers keep personal data of an election: see docs/data-protection.md. */
const KEEP_PERSONAL_DATA = ['administrator', 'distributor'];

export const commissionerHome = (folder: string): string => join(folder, COMMISSIONER_FOLDER);
/** The voting Finlet, signed, to be handed out with every terminal. */
export const finletOf = (folder: string): string => join(folder, COMMISSIONER_FOLDER, 'voting.finlet');

export interface Deployed {
  /** In hexadecimal. */
  readonly commissionerKey: string;
  readonly board: Founded;
}

/**
 * Makes a folder for every server that has no `publicKey` of its own, with configuration and identity key. If the
 * Commissioner's key is on a card, `onWait` is called when its PIN is awaited. After an error a folder that was not there
 * before is gone. Errors: those of the Commissioner's signer and of {@link foundBoard}.
 */
export async function deploy(deployment: Deployment, folder: string, onWait?: OnWait): Promise<Deployed> {
  const isNew = !existsSync(folder);
  try {
    return await makeFolders(deployment, folder, onWait);
  } catch (error) {
    if (isNew) rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function makeFolders(
  deployment: Deployment,
  folder: string,
  onWait: OnWait | undefined,
): Promise<Deployed> {
  const keyIn = (server: string): string => {
    const home = join(folder, server);
    ensureFolder(home);
    return toHex(loadOrCreateIdentity(home, systemRandom).publicKey);
  };
  mkdirSync(folder, { recursive: true });
  const { signer, close } = commissionerSigner(commissionerHome(folder), systemRandom);
  const commissionerKey = toHex(signer.publicKey);
  // First: what does not fit a board that is there leaves everything as it was.
  const board = await foundBoard(deployment, folder, signer.publicKey);
  const { commissioner, servers, thresholds, retentionDays } = deployment;
  const level = deployment.logLevel ?? 'info';
  writeConfig(folder, COMMISSIONER_FOLDER, {
    ...commissioner,
    role: 'commissioner',
    id: 'commissioner',
    retentionDays,
    logLevel: level,
  });
  const listed = servers.map((server) => {
    const { publicKey, listen: _, powerOff, ...entry } = server;
    if (publicKey !== undefined) return { ...entry, publicKey };
    const { id, role, url: address } = server;
    // An Anonymizer's log of requests would be a log of when voters came.
    const quiet = role === 'anonymizer' && level === 'info' ? 'warn' : level;
    writeConfig(folder, id, {
      role,
      id,
      url: address,
      listen: server.listen,
      commissionerKey,
      ...(KEEP_PERSONAL_DATA.includes(role) && { retentionDays }),
      powerOff,
      logLevel: quiet,
    });
    return { ...entry, publicKey: keyIn(id) };
  });
  for (const { id, url: address, listen, keys } of deployment.board.replicas)
    if (keys === undefined)
      writeConfig(folder, id, { role: 'board', id, url: address, listen, logLevel: level });
  writeWebHost(deployment, folder, commissionerKey);
  const page = deployment.web === undefined ? {} : { voterPage: deployment.web.url };
  const shown = organisationOf(deployment);
  const directory: Directory = {
    thresholds,
    servers: listed,
    ...page,
    ...(shown && { organisation: shown }),
  };
  giveLogo(deployment.organisation?.logo, join(folder, COMMISSIONER_FOLDER));
  writeFileSync(join(folder, COMMISSIONER_FOLDER, 'servers.json'), `${JSON.stringify(directory, null, 2)}\n`);
  writeOwnServers(folder, listed);
  const token = join(folder, COMMISSIONER_FOLDER, 'officer.token');
  if (!existsSync(token)) writeFileSync(token, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (board.missing.length === 0) giveGenesis(deployment, folder);
  try {
    writeFileSync(finletOf(folder), await packVotingFinlet(signer, onWait));
  } finally {
    await close();
  }
  return { commissionerKey, board };
}

/** Whoever follows the board has its genesis, and takes plans of that board only. */
function giveGenesis({ servers, board }: Deployment, folder: string): void {
  const here = [
    COMMISSIONER_FOLDER,
    ...servers.filter(({ publicKey }) => publicKey === undefined).map(({ id }) => id),
    ...board.replicas.filter(({ keys }) => keys === undefined).map(({ id }) => id),
  ];
  for (const id of here) copyFileSync(genesisFileIn(folder), genesisFileIn(join(folder, id)));
}

/** As pages and letters have it, without the path of its logo. */
function organisationOf({ organisation }: Deployment): Directory['organisation'] {
  if (organisation === undefined) return undefined;
  const { logo, ...shown } = organisation;
  return { ...shown, hasLogo: logo !== undefined };
}

/** config.json and headers.json serve as well where the pages are put on another host: see the operating guide. */
function writeWebHost(deployment: Deployment, folder: string, commissionerKey: string): void {
  const { web, servers, commissioner, logLevel: level = 'info' } = deployment;
  if (web === undefined) return;
  const { terminal, ...address } = web;
  writeConfig(folder, WEB_FOLDER, { ...address, role: 'web', id: 'web', logLevel: level });
  const config = {
    distributors: servers.filter(({ role }) => role === 'distributor').map((server) => server.url),
    commissioner: commissioner.url,
    commissionerKey,
    terminal,
    organisation: organisationOf(deployment),
    retentionDays: deployment.retentionDays,
  };
  giveLogo(deployment.organisation?.logo, join(folder, WEB_FOLDER));
  const connect = [commissioner, ...servers].map((server) => server.url);
  const headers = pageHeaders(terminal === undefined ? connect : [...connect, terminal]);
  for (const [name, content] of Object.entries({ config, headers }))
    writeFileSync(join(folder, WEB_FOLDER, `${name}.json`), `${JSON.stringify(content, null, 2)}\n`);
}

/** Where the officer's commands find service and token. */
export interface OfficerAccess {
  readonly url: string;
  readonly token: string;
}

export function officerAccess(folder: string): OfficerAccess {
  const home = resolve(folder, COMMISSIONER_FOLDER);
  try {
    const { url: address } = parse(readFileSync(join(home, 'server.yaml'), 'utf8')) as { url: string };
    return { url: address, token: readFileSync(join(home, 'officer.token'), 'utf8').trim() };
  } catch {
    throw new CommandError(
      `${home} is not a deployment; make one with "revs deploy FILE --out DIR", then give --dir DIR`,
    );
  }
}
