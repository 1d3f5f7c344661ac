import type { ReactNode } from 'react';

type Kind = 'info' | 'success' | 'warning' | 'danger';

export interface NoticeProps {
  readonly kind: Kind;
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  /** Whether a screen reader says it when it appears: at once (alert) if it is a danger. */
  readonly live?: boolean;
}

const SIGNS: Readonly<Record<Kind, string>> = {
  info: 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm-1.2 4.5h2.4v2.6h-2.4V6.5Zm0 4.3h2.4v6.7h-2.4v-6.7Z',
  success:
    'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm-1.3 14.6-4.3-4.3 1.7-1.7 2.6 2.6 5.2-5.2 1.7 1.7-6.9 6.9Z',
  warning: 'M12 2.5 1.2 21.5h21.6L12 2.5Zm-1.2 7h2.4v6h-2.4v-6Zm0 7.5h2.4v2.4h-2.4V17Z',
  danger: 'M8 2 2 8v8l6 6h8l6-6V8l-6-6H8Zm2.8 4.5h2.4v7h-2.4v-7Zm0 8.6h2.4v2.4h-2.4v-2.4Z',
};

export function Notice({ kind, title, children, actions, live }: NoticeProps) {
  const role = live ? { role: kind === 'danger' ? 'alert' : 'status' } : {};
  return (
    <div className={`notice ${kind}`} {...role}>
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d={SIGNS[kind]} fill="currentColor" fillRule="evenodd" />
      </svg>
      <div className="body">
        <p className="title">{title}</p>
        {children}
        {actions !== undefined && <div className="row">{actions}</div>}
      </div>
    </div>
  );
}
