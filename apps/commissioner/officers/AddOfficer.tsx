import { useState } from 'react';
import type { OfficerRole } from '../../../servers/commissioner/fields.ts';
import { Button } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { TextField } from '../../shared/components/Field.tsx';
import { fill } from '../../shared/i18n.ts';
import { Problem } from '../console/Problem.tsx';
import { useConsole } from '../console/use-console.ts';
import { useFinalStep } from '../console/use-final-step.ts';
import { useForm } from '../console/use-form.ts';
import { isName, isStrong } from './officer-form.ts';
import { RoleField } from './RoleField.tsx';

export function AddOfficer({ onAdded }: { readonly onAdded: (told: string) => void }) {
  const { texts, api, fourEyes } = useConsole();
  const finalStep = useFinalStep();
  const { officers } = texts;
  const [name, setName] = useState('');
  const [role, setRole] = useState<OfficerRole>('office');
  const [passphrase, setPassphrase] = useState('');
  const form = useForm(
    () => isName(name) && isStrong(passphrase),
    async () => {
      const added = { name, role, passphrase };
      const told = await finalStep(
        { step: 'officer/add', ...added },
        () => api.post('/officer/officers', added),
        fill(officers.added, { name }),
      );
      setName('');
      setPassphrase('');
      onAdded(told);
    },
  );
  return (
    <Card title={officers.add}>
      <form className="stack" onSubmit={form.onSubmit}>
        {form.error !== undefined && <Problem error={form.error} texts={texts} />}
        <TextField
          label={officers.name}
          description={officers.nameHelp}
          value={name}
          onChange={setName}
          autoComplete="off"
          error={form.isRefused && !isName(name) ? officers.badName : undefined}
        />
        <RoleField role={role} onChange={setRole} />
        <TextField
          label={officers.passphrase}
          description={fourEyes ? texts.approvals.halves : officers.passphraseHelp}
          type="password"
          value={passphrase}
          onChange={setPassphrase}
          autoComplete="new-password"
          error={form.isRefused && !isStrong(passphrase) ? officers.short : undefined}
        />
        <div className="row">
          <Button kind="primary" type="submit" isPending={form.isPending}>
            {fourEyes ? texts.approvals.ask : officers.addButton}
          </Button>
        </div>
      </form>
    </Card>
  );
}
