import { useCallback, useMemo, useState } from 'react';
import type { Api } from '../console/api.ts';
import { useLoad } from '../console/use-load.ts';
import { keepAddress, keptAddress, type StationState, stationApi } from './station.ts';

const storage = (): Storage => localStorage;

export interface Station {
  readonly address: string;
  readonly setAddress: (address: string) => void;
  readonly api: Api;
  /** As it has just been told; undefined after an error. */
  readonly state: StationState | undefined;
  /** Why it could not be asked. */
  readonly error: unknown;
  readonly ask: () => void;
}

/** The card personalisation station at the address that this browser has kept. */
export function useStation(): Station {
  const [address, setOwn] = useState(() => keptAddress(storage));
  const api = useMemo(() => stationApi(address), [address]);
  const get = useCallback(() => api.get<StationState>('/desk'), [api]);
  const { value, error, reload } = useLoad(get);
  return {
    address,
    setAddress: (wanted) => {
      keepAddress(storage, wanted);
      setOwn(wanted);
    },
    api,
    state: error === undefined ? value : undefined,
    error,
    ask: reload,
  };
}
