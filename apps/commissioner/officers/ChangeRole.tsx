import { useState } from 'react';
import type { Officer } from '../../../servers/commissioner/api/officers.ts';
import type { OfficerRole } from '../../../servers/commissioner/fields.ts';
import { fill } from '../../shared/i18n.ts';
import { FinalDialog } from '../console/FinalDialog.tsx';
import { useConsole } from '../console/use-console.ts';
import { RoleField } from './RoleField.tsx';

export interface ChangeRoleProps {
  readonly officer: Officer;
  readonly onChange: (role: OfficerRole) => void;
  readonly onClose: () => void;
}

export function ChangeRole({ officer: { name, role }, onChange, onClose }: ChangeRoleProps) {
  const { officers } = useConsole().texts;
  const [wanted, setWanted] = useState(role);
  return (
    <FinalDialog
      title={fill(officers.changeRoleTitle, { name })}
      confirm={officers.changeButton}
      isDisabled={wanted === role}
      onConfirm={() => onChange(wanted)}
      onClose={onClose}
    >
      <RoleField role={wanted} onChange={setWanted} />
      <p>{fill(officers.atOnce, { name })}</p>
    </FinalDialog>
  );
}
