/** Who is logged in at this page. */
import type { OfficerSession } from '../../../servers/commissioner/api/officers.ts';

/** As the service says: who, what this officer may do, and whether a second one is needed. */
export type Identity = Pick<OfficerSession, 'officer' | 'role' | 'fourEyes'>;

export type LogInState =
  | { readonly state: 'unknown' | 'none'; readonly number: number }
  /** `expired`: the page stays, what was typed stays, the log-in lies over it. */
  | (Identity & { readonly state: 'in' | 'expired'; readonly number: number });

export type SessionEvent =
  | (Identity & { readonly kind: 'logged-in' })
  | { readonly kind: 'logged-out' }
  | { readonly kind: 'unauthorised' };

/** `number` grows with every log-in. */
export function afterSessionEvent(session: LogInState, event: SessionEvent): LogInState {
  const { number } = session;
  if (event.kind === 'logged-in') {
    const { officer, role, fourEyes } = event;
    return { state: 'in', officer, role, fourEyes, number: number + 1 };
  }
  if (event.kind === 'unauthorised' && 'officer' in session) return { ...session, state: 'expired' };
  return { state: 'none', number };
}
