import type { DirectoryServer } from '../../../servers/commissioner/api/servers.ts';
import { useRead } from '../console/use-load.ts';

/** By ID, who runs each server and on what; empty until it is known. */
export function useServers(): ReadonlyMap<string, DirectoryServer> {
  const { value } = useRead('/officer/servers');
  return new Map(value?.servers.map((server) => [server.id, server]));
}
