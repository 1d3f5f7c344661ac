import { useState } from 'react';
import type { Officer, OfficerRole } from '../../../servers/commissioner/api.ts';
import { Button } from '../../shared/components/Button.tsx';
import { Dialog } from '../../shared/components/Dialog.tsx';
import { fill } from '../../shared/i18n.ts';
import { useConsole } from '../console/use-console.ts';
import { RoleField } from './RoleField.tsx';

export interface ChangeRoleProps {
  readonly officer: Officer;
  readonly onChange: (role: OfficerRole) => void;
  readonly onClose: () => void;
}

export function ChangeRole({ officer: { name, role }, onChange, onClose }: ChangeRoleProps) {
  const { texts } = useConsole();
  const { officers } = texts;
  const [wanted, setWanted] = useState(role);
  return (
    <Dialog title={fill(officers.changeRoleTitle, { name })} isOpen onClose={onClose}>
      <RoleField role={wanted} onChange={setWanted} />
      <p>{fill(officers.atOnce, { name })}</p>
      <div className="row">
        <Button kind="primary" isDisabled={wanted === role} onPress={() => onChange(wanted)}>
          {officers.changeButton}
        </Button>
        <Button onPress={onClose}>{texts.actions.cancel}</Button>
      </div>
    </Dialog>
  );
}
