/** What every page of the console works with. */
import { createContext, useContext } from 'react';
import type { Language, Translated } from '../../shared/i18n.ts';
import type { en } from '../texts/en.ts';
import type { Service } from './service.ts';
import type { Identity } from './session.ts';

export type Texts = Translated<typeof en>;

/** With who is logged in. */
export interface ConsoleContext extends Identity {
  readonly language: Language;
  readonly texts: Texts;
  readonly api: Service;
  /** Another number after each log-in: what could not be loaded without a session is loaded again. */
  readonly session: number;
}

export const Context = createContext<ConsoleContext | undefined>(undefined);

export function useConsole(): ConsoleContext {
  const context = useContext(Context);
  if (context === undefined) throw new Error('outside of the console');
  return context;
}

/** Whether this officer runs elections: whoever else reads has no buttons that the service would refuse. */
export const useIsOffice = (): boolean => useConsole().role === 'office';
