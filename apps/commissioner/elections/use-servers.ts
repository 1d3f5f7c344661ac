import { useLoad } from '../console/use-load.ts';
import type { Directory } from '../new-election/draft.ts';

/** By ID, who runs each server and on what; empty until it is known. */
export function useServers(): ReadonlyMap<string, Directory['servers'][number]> {
  const { value } = useLoad<Directory>('/officer/servers');
  return new Map(value?.servers.map((server) => [server.id, server]));
}
