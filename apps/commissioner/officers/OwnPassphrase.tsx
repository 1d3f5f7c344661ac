import { useState } from 'react';
import { Button } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { TextField } from '../../shared/components/Field.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { Problem } from '../console/Problem.tsx';
import { useConsole } from '../console/use-console.ts';
import { useForm } from '../console/use-form.ts';
import { isStrong } from './officer-form.ts';

export function OwnPassphrase() {
  const { texts, api } = useConsole();
  const { officers } = texts;
  const [old, setOld] = useState('');
  const [wanted, setWanted] = useState('');
  const [repeated, setRepeated] = useState('');
  const [isDone, setDone] = useState(false);
  const form = useForm(
    () => isStrong(wanted) && wanted === repeated,
    async () => {
      setDone(false);
      await api.put('/officer/passphrase', { old, new: wanted });
      for (const set of [setOld, setWanted, setRepeated]) set('');
      setDone(true);
    },
  );
  return (
    <Card title={officers.own}>
      <form className="stack" onSubmit={form.onSubmit}>
        {form.error !== undefined && <Problem error={form.error} texts={texts} />}
        {isDone && <Notice kind="success" live title={officers.changed} />}
        <TextField
          label={officers.old}
          type="password"
          value={old}
          onChange={setOld}
          autoComplete="current-password"
          isRequired
        />
        <TextField
          label={officers.new}
          description={officers.newHelp}
          type="password"
          value={wanted}
          onChange={setWanted}
          autoComplete="new-password"
          error={form.isRefused && !isStrong(wanted) ? officers.short : undefined}
        />
        <TextField
          label={officers.repeat}
          type="password"
          value={repeated}
          onChange={setRepeated}
          autoComplete="new-password"
          error={form.isRefused && wanted !== repeated ? officers.different : undefined}
        />
        <div className="row">
          <Button kind="primary" type="submit" isPending={form.isPending}>
            {officers.change}
          </Button>
        </div>
      </form>
    </Card>
  );
}
