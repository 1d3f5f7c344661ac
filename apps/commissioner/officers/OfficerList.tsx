import type { Officer } from '../../../servers/commissioner/api/officers.ts';
import { Button } from '../../shared/components/Button.tsx';
import { DataTable } from '../../shared/components/DataTable.tsx';
import { fill } from '../../shared/i18n.ts';
import { shortTime } from '../console/format.ts';
import { useConsole, useIsOffice } from '../console/use-console.ts';

export interface OfficerListProps {
  readonly officers: readonly Officer[];
  readonly onRole: (officer: Officer) => void;
  readonly onRemove: (officer: Officer) => void;
}

export function OfficerList({ officers, onRole, onRemove }: OfficerListProps) {
  const { texts, language, officer: own } = useConsole();
  const isOffice = useIsOffice();
  const words = texts.officers;
  const button = (label: string, named: string, name: string, onPress: () => void) => (
    <Button kind="quiet" onPress={onPress}>
      <span aria-hidden="true">{label}</span>
      <span className="for-ears">{fill(named, { name })}</span>
    </Button>
  );
  const rows = officers.map((officer) => {
    const { name, role, created, lockedUntil } = officer;
    const locked = lockedUntil !== null && fill(words.locked, { time: shortTime(lockedUntil, language) });
    return {
      id: name,
      cells: {
        name: (
          <>
            {name} {name === own && <span className="tag">{words.you}</span>}
          </>
        ),
        role: texts.officerRoles[role],
        created: shortTime(created, language),
        state: locked ? <span className="tag warning">{locked}</span> : words.active,
        change: button(words.changeRole, words.changeRoleNamed, name, () => onRole(officer)),
        remove: officers.length > 1 && button(words.remove, words.removeNamed, name, () => onRemove(officer)),
      },
    };
  });
  const actions = [
    { key: 'change', label: words.changeRole },
    { key: 'remove', label: words.remove },
  ];
  return (
    <DataTable
      caption={words.caption}
      columns={[
        { key: 'name', label: words.name },
        { key: 'role', label: words.role },
        { key: 'created', label: words.created },
        { key: 'state', label: words.state },
        ...(isOffice ? actions : []),
      ]}
      rows={rows}
    />
  );
}
