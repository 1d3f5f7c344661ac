import { Notice } from '../components/Notice.tsx';
import type { Translated } from '../i18n.ts';
import type { en } from './en.ts';

interface TrialProps {
  readonly texts: Translated<typeof en>;
}

/** Beside an election's title. */
export function TrialTag({ texts }: TrialProps) {
  return <span className="tag warning">{texts.tag}</span>;
}

/** At the top of what is shown of a trial election. */
export function TrialNotice({ texts }: TrialProps) {
  return (
    <Notice kind="warning" title={texts.title}>
      <p>{texts.text}</p>
    </Notice>
  );
}
