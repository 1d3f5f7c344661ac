import { type ReactNode, useState } from 'react';
import { Button } from '../../shared/components/Button.tsx';
import { TextField } from '../../shared/components/Field.tsx';
import { Problem } from './Problem.tsx';
import type { Service } from './service.ts';
import type { Identity } from './session.ts';
import type { Texts } from './use-console.ts';

export interface LogInProps {
  readonly api: Service;
  readonly texts: Texts;
  readonly onLogIn: (identity: Identity) => void;
  /** Who was logged in before. */
  readonly officer?: string;
  /** Beside the button. */
  readonly children?: ReactNode;
}

export function LogIn({ api, texts, onLogIn, officer = '', children }: LogInProps) {
  const [name, setName] = useState(officer);
  const [passphrase, setPassphrase] = useState('');
  const [isPending, setPending] = useState(false);
  const [error, setError] = useState<unknown>();
  const logIn = async (): Promise<void> => {
    setPending(true);
    setError(undefined);
    try {
      onLogIn(await api.post('/officer/session', { name, passphrase }));
    } catch (caught) {
      setError(caught);
      setPassphrase('');
    }
    setPending(false);
  };
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isPending) logIn();
      }}
    >
      {error !== undefined && <Problem error={error} texts={texts} />}
      <TextField
        label={texts.logIn.name}
        value={name}
        onChange={setName}
        autoComplete="username"
        isRequired
      />
      <TextField
        label={texts.logIn.passphrase}
        type="password"
        value={passphrase}
        onChange={setPassphrase}
        autoComplete="current-password"
        isRequired
      />
      <div className="row">
        <Button kind="primary" type="submit" isPending={isPending}>
          {texts.logIn.submit}
        </Button>
        {children}
      </div>
    </form>
  );
}
