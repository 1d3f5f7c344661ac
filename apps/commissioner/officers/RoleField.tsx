import type { OfficerRole } from '../../../servers/commissioner/fields.ts';
import { SelectField } from '../../shared/components/Field.tsx';
import { useConsole } from '../console/use-console.ts';

export interface RoleFieldProps {
  readonly role: OfficerRole;
  readonly onChange: (role: OfficerRole) => void;
}

/** The role, and what whoever has it may do. */
export function RoleField({ role, onChange }: RoleFieldProps) {
  const { officerRoles, officers } = useConsole().texts;
  const all: readonly OfficerRole[] = ['office', 'approver', 'observer'];
  return (
    <SelectField
      label={officers.role}
      description={officers.means[role]}
      value={role}
      options={all.map((value) => ({ value, label: officerRoles[value] }))}
      onChange={(value) => onChange(all.find((one) => one === value) ?? role)}
    />
  );
}
