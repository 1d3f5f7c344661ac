import { useCallback, useEffect, useState } from 'react';
import type { Api } from '../console/api.ts';
import { type DeskState, deskApi, keepAddress, keptAddress } from './station.ts';

const storage = (): Storage => localStorage;

export interface Desk {
  readonly address: string;
  readonly setAddress: (address: string) => void;
  readonly api: Api;
  readonly state: DeskState | undefined;
  /** Why it could not be asked. */
  readonly error: unknown;
  readonly ask: () => Promise<void>;
}

/** The card personalisation station at the address that this browser has kept. */
export function useDesk(): Desk {
  const [address, setOwn] = useState(() => keptAddress(storage));
  const [answer, setAnswer] = useState<{ state?: DeskState; error?: unknown }>({});
  const ask = useCallback(async () => {
    await deskApi(address)
      .get<DeskState>('/desk')
      .then(
        (state) => setAnswer({ state }),
        (error: unknown) => setAnswer({ error }),
      );
  }, [address]);
  useEffect(() => void ask(), [ask]);
  return {
    address,
    setAddress: (wanted) => {
      keepAddress(storage, wanted);
      setAnswer({});
      setOwn(wanted);
    },
    api: deskApi(address),
    state: answer.state,
    error: answer.error,
    ask,
  };
}
