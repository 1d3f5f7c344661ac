import { useState } from 'react';
import { Button } from '../../shared/components/Button.tsx';
import { useConsole } from './use-console.ts';

/** Where the browser lets no page copy, the text can be marked by hand: the button then does nothing. */
export function CopyButton({ text }: { readonly text: string }) {
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
      <Button onPress={copy}>{texts.election.copy}</Button>
      <span role="status" className="small quiet">
        {copied === text && texts.election.copied}
      </span>
    </>
  );
}
