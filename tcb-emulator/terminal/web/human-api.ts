/** The human interface (../human-interface.ts) as the page asks it: on its own server, with the token of its address. */
import { CodedError } from '../../../common/coded-error.ts';
import type { Key } from '../../display/keys.ts';
import type { Frame } from '../../display/lcd.ts';

export type CardOrder = { readonly insert: string } | { readonly remove: true };

/** Names of the card images within reach, and of the one in the slot. */
export interface CardTable {
  readonly cards: readonly string[];
  readonly inserted: string | null;
}

/** The terminal's refusal; `code` is stable. */
export class Refused extends CodedError {
  get isForToken(): boolean {
    return this.code === 'terminal/unauthorized';
  }
}

/**
 * Takes the token from the fragment, which no browser sends, into the tab's memory: it stays neither in the address nor in
 * the history. Returns whether there was one.
 */
export function takeToken(): boolean {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return false;
  sessionStorage.setItem('token', token);
  history.replaceState(null, '', location.pathname);
  return true;
}

/** The frame now; with `after`, once its sequence is above that, after 25 s in any case. Errors of all: Refused, TypeError. */
export const readDisplay = (after: number | undefined): Promise<Frame> =>
  ask<Frame>('GET', after === undefined ? '/display' : `/display?after=${after}`);

/** Presses a key if the terminal waits for one now; returns whether it did. */
export async function pressKey(key: Key): Promise<boolean> {
  const { accepted } = await ask<{ readonly accepted: number }>('POST', '/keys', {
    keys: [key],
    waitSeconds: 0,
  });
  return accepted === 1;
}

export const readCards = (): Promise<CardTable> => ask<CardTable>('GET', '/cards');

export const moveCard = (order: CardOrder): Promise<Frame> => ask<Frame>('POST', '/card', order);

async function ask<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
  const authorization = `Bearer ${sessionStorage.getItem('token') ?? ''}`;
  const response = await fetch(
    path,
    body === undefined
      ? { method, headers: { authorization } }
      : {
          method,
          headers: { authorization, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        },
  );
  const answer: unknown = await response.json();
  if (response.ok) return answer as T; // the server that the page comes from
  throw new Refused((answer as { readonly code: string }).code);
}
