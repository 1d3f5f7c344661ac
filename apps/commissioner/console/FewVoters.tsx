import { stylesWithFewVoters } from '../../../protocol/0-setup/few-voters.ts';
import { Notice } from '../../shared/components/Notice.tsx';
import { fill } from '../../shared/i18n.ts';
import { useConsole } from './use-console.ts';

/** Secrecy that no cryptography can give (protocol section 7), by style its voters. */
export function FewVoters({
  styles,
}: {
  readonly styles: Iterable<readonly [style: string, voters: number]>;
}) {
  const { language, texts } = useConsole();
  const few = stylesWithFewVoters(styles);
  if (few.length === 0) return null;
  const named = new Intl.ListFormat(language).format(few);
  return (
    <Notice kind="warning" title={fill(texts.fewVoters.title, { styles: named })}>
      <p>{texts.fewVoters.text}</p>
    </Notice>
  );
}
