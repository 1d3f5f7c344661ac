/** Who is logged in at this page. */

export type LogInState =
  | { readonly state: 'unknown' | 'none'; readonly number: number }
  /** `expired`: the page stays, what was typed stays, the log-in lies over it. */
  | { readonly state: 'in' | 'expired'; readonly officer: string; readonly number: number };

export type SessionEvent =
  | { readonly kind: 'logged-in'; readonly officer: string }
  | { readonly kind: 'logged-out' }
  | { readonly kind: 'unauthorised' };

/** `number` grows with every log-in. */
export function afterSessionEvent(session: LogInState, event: SessionEvent): LogInState {
  const { number } = session;
  if (event.kind === 'logged-in') return { state: 'in', officer: event.officer, number: number + 1 };
  if (event.kind === 'unauthorised' && 'officer' in session)
    return { state: 'expired', officer: session.officer, number };
  return { state: 'none', number };
}
