import type { Directory } from '../../logic/draft.ts';
import { useLoad } from '../use-load.ts';

/** By ID, who runs each server and on what; empty until it is known. */
export function useServers(): ReadonlyMap<string, Directory['servers'][number]> {
  const { value } = useLoad<Directory>('/officer/servers');
  return new Map(value?.servers.map((server) => [server.id, server]));
}
