import { useState } from 'react';
import { Button } from '../../shared/components/Button.tsx';
import { type Texts, useConsole } from './use-console.ts';

export interface CopyButtonProps {
  /** What it is: a page may have several buttons, which their names tell apart. */
  readonly what: keyof Texts['election']['copy'];
  readonly text: string;
}

/** Where the browser lets no page copy, the text can be marked by hand: the button then does nothing. */
export function CopyButton({ what, text }: CopyButtonProps) {
  const { texts } = useConsole();
  const [copied, setCopied] = useState('');
  const copy = (): void => {
    navigator.clipboard?.writeText(text).then(
      () => setCopied(text),
      () => undefined,
    );
  };
  return (
    <>
      <Button onPress={copy}>{texts.election.copy[what]}</Button>
      <span role="status" className="small quiet">
        {copied === text && texts.election.copied}
      </span>
    </>
  );
}
