import Head from 'next/head';
import Link from 'next/link';
import { useRouter } from 'next/router';
import { type ReactNode, useCallback, useEffect, useReducer, useRef, useState } from 'react';
import type { Reads } from '../../../servers/commissioner/api/routes.ts';
import { Button } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { Dialog } from '../../shared/components/Dialog.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { Shell } from '../../shared/components/Shell.tsx';
import { fill, formatTime } from '../../shared/i18n.ts';
import { useLanguage } from '../../shared/use-language.ts';
import { en } from '../texts/en.ts';
import { ApiError, makeApi } from './api.ts';
import { LogIn } from './LogIn.tsx';
import { NoticeLinks } from './NoticeLinks.tsx';
import { Problem } from './Problem.tsx';
import { poll } from './poll.ts';
import type { Service } from './service.ts';
import { afterSessionEvent, type Identity } from './session.ts';
import { Context, type Texts } from './use-console.ts';

const LOAD = {
  pt: () => import('../texts/pt.ts').then(({ pt }) => pt),
  fr: () => import('../texts/fr.ts').then(({ fr }) => fr),
  de: () => import('../texts/de.ts').then(({ de }) => de),
};
const PAGES = [
  ['/', 'elections'],
  ['/new', 'create'],
  ['/roll', 'roll'],
  ['/cards', 'cards'],
  ['/approvals', 'approvals'],
  ['/servers', 'servers'],
  ['/audit', 'audit'],
  ['/officers', 'officers'],
] as const;
/** Milliseconds; protocol times are in seconds, and a header with the time is cut to seconds. */
const MAX_SKEW = 5000;
const RETRY = 5000;

/** The frame of every page: who is logged in, and what stands in the way of working. */
export function Console({ children }: { readonly children: ReactNode }) {
  const { language, texts, setLanguage } = useLanguage<Texts>(en, LOAD);
  const [api] = useState<Service>(() => makeApi());
  const [session, dispatch] = useReducer(afterSessionEvent, { state: 'unknown', number: 0 });
  const findSession = useCallback(async (): Promise<boolean> => {
    try {
      dispatch({ kind: 'logged-in', ...(await api.get('/officer/session')) });
      return false;
    } catch (error) {
      // A refusal has been told to whoever subscribes; without an answer nothing is known yet.
      return error instanceof ApiError && error.status === 0;
    }
  }, [api]);
  useEffect(() => poll(findSession, RETRY), [findSession]);
  const { isReachable, skew } = useConnection(api, {
    unauthorised: () => dispatch({ kind: 'unauthorised' }),
    'other-role': findSession,
  });
  const onLogIn = (identity: Identity): void => dispatch({ kind: 'logged-in', ...identity });
  const identity = useIdentity(api);
  const organisation = identity?.organisation ?? undefined;
  const logOut = (): void => {
    const leave = (): void => dispatch({ kind: 'logged-out' });
    api.delete('/officer/session').then(leave, (error: unknown) => {
      // Only the service can end a session: as long as it did not, the page must not look as if.
      if (error instanceof ApiError && error.status === 401) leave();
    });
  };
  const isIn = session.state === 'in' || session.state === 'expired';
  return (
    <Shell
      title={texts.title}
      organisation={organisation}
      language={language}
      onLanguage={setLanguage}
      labels={texts}
      nav={isIn && <Navigation texts={texts} fourEyes={session.fourEyes} />}
      account={
        isIn && (
          <>
            <span className="small">{fill(texts.account.officer, { officer: session.officer })}</span>
            <Button kind="quiet" onPress={logOut}>
              {texts.account.logOut}
            </Button>
          </>
        )
      }
      aside={identity?.voterPage && <NoticeLinks texts={texts} voterPage={identity.voterPage} />}
    >
      <Head>
        <title>{texts.title}</title>
      </Head>
      {!isReachable && (
        <Problem error={new ApiError('console/unreachable', 0, '')} texts={texts} onRetry={findSession} />
      )}
      {Math.abs(skew) > MAX_SKEW && (
        <Notice kind="warning" live title={texts.clock.title}>
          <p>
            {fill(texts.clock.text, {
              service: formatTime(Date.now() + skew, language),
              local: formatTime(Date.now(), language),
            })}
          </p>
        </Notice>
      )}
      {session.state === 'unknown' && isReachable && <p className="quiet">{texts.loading}</p>}
      {session.state === 'none' && (
        <div className="narrow stack">
          <h1>{texts.logIn.heading}</h1>
          <Card>
            <p className="quiet">{texts.logIn.intro}</p>
            <LogIn api={api} texts={texts} onLogIn={onLogIn} />
          </Card>
          <p className="small quiet">
            {texts.logIn.noOfficer} <code>./revs officers add</code>
          </p>
        </div>
      )}
      {isIn && (
        <Context value={{ ...session, language, texts, api, session: session.number }}>
          {children}
          <Dialog title={texts.logIn.expired} isOpen={session.state === 'expired'} onClose={() => undefined}>
            <p>{texts.logIn.expiredText}</p>
            <LogIn api={api} texts={texts} onLogIn={onLogIn} officer={session.officer}>
              <Button kind="quiet" onPress={() => dispatch({ kind: 'logged-out' })}>
                {texts.logIn.leave}
              </Button>
            </LogIn>
          </Dialog>
        </Context>
      )}
    </Shell>
  );
}

function Navigation({ texts, fourEyes }: { readonly texts: Texts; readonly fourEyes: boolean }) {
  const { pathname } = useRouter();
  const nav = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: on each page another link is the current one
  useEffect(() => {
    const current = nav.current?.querySelector('[aria-current]');
    current?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [pathname]);
  return (
    <nav className="shell-nav" ref={nav} aria-label={texts.nav.label}>
      {PAGES.filter(([, key]) => key !== 'approvals' || fourEyes).map(([path, key]) => (
        <Link key={path} href={path} prefetch={false} aria-current={pathname === path ? 'page' : undefined}>
          {texts.nav[key]}
        </Link>
      ))}
    </nav>
  );
}

/** Whose console it is, and where voters vote: also before somebody logs in. */
function useIdentity(api: Service): Reads['/identity'] | undefined {
  const [identity, setIdentity] = useState<Reads['/identity']>();
  useEffect(() => {
    // Without it the page works as well; that the service does not answer is said elsewhere.
    api.get('/identity').then(setIdentity, () => undefined);
  }, [api]);
  return identity;
}

/** What every answer says beside its content: that the service is there, what its clock says, that the session is over. */
function useConnection(
  api: Service,
  on: { readonly [Kind in 'unauthorised' | 'other-role']: () => void },
): { isReachable: boolean; skew: number } {
  const [isReachable, setReachable] = useState(true);
  const [skew, setSkew] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: one subscription; the functions only dispatch
  useEffect(
    () =>
      api.subscribe((event) => {
        setReachable(event.kind !== 'unreachable');
        if (event.kind === 'answered' && event.skew !== null) setSkew(event.skew);
        if (event.kind === 'unauthorised' || event.kind === 'other-role') on[event.kind]();
      }),
    [api],
  );
  return { isReachable, skew };
}
