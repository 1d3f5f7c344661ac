/** A server's folder: its configuration there. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { ensureFolder } from '../servers/shared/secret-file.ts';

export interface ServerSettings {
  readonly role: string;
  readonly id: string;
  readonly url: string;
  readonly listen?: string | undefined;
  readonly commissionerKey?: string;
  readonly fourEyes?: boolean;
  readonly retentionDays?: number | undefined;
  readonly powerOff?: readonly string[] | undefined;
  readonly logLevel: string;
}

/** Makes the folder too. */
export function writeConfig(
  folder: string,
  server: string,
  { listen: address, ...settings }: ServerSettings,
): void {
  const { hostname, port, protocol } = new URL(settings.url);
  const [host, listenPort] = splitAddress(address) ?? [
    hostname,
    port || (protocol === 'https:' ? '443' : '80'),
  ];
  ensureFolder(join(folder, server));
  writeFileSync(
    join(folder, server, 'server.yaml'),
    `# Made by "revs deploy"; change the deployment file instead.\n${stringify({ ...settings, host, port: Number(listenPort), folder: '.' })}`,
  );
}

function splitAddress(address: string | undefined): [string, string] | undefined {
  if (address === undefined) return undefined;
  const at = address.lastIndexOf(':');
  return [address.slice(0, at), address.slice(at + 1)];
}
