import type { Replicas } from '../../../protocol/quorums/resilience.ts';
import type { DirectoryServer } from '../../../servers/commissioner/api/servers.ts';
import { DataTable } from '../../shared/components/DataTable.tsx';
import { useConsole } from '../console/use-console.ts';
import { type Trial, toggled } from './survival-view.ts';

export interface ServerListProps {
  readonly servers: readonly DirectoryServer[];
  /** Of the board: they take part in every election. */
  readonly replicas?: Replicas['replicas'] | undefined;
  readonly trial: Trial;
  readonly onTrial: (trial: Trial) => void;
}

export function ServerList({ servers, replicas = [], trial, onTrial }: ServerListProps) {
  const { texts } = useConsole();
  const { survival } = texts;
  const tick = (label: string, isTicked: boolean, onChange: () => void) => (
    <label className="tick">
      <input type="checkbox" aria-label={label} checked={isTicked} onChange={onChange} />
    </label>
  );
  const all = [...servers, ...replicas.map((replica) => ({ ...replica, role: 'board' as const }))];
  const rows = all.map(({ id, role, operator, system }) => ({
    id,
    cells: {
      id,
      takesPart:
        role !== 'board' &&
        tick(`${survival.takesPart}: ${id}`, !trial.absent.has(id), () =>
          onTrial({ ...trial, absent: toggled(trial.absent, id) }),
        ),
      hostile: tick(`${survival.suppose}: ${id}`, trial.hostile.has(id), () =>
        onTrial({ ...trial, hostile: toggled(trial.hostile, id) }),
      ),
      role: texts.roles[role],
      operator,
      system,
    },
  }));
  return (
    <DataTable
      caption={survival.listed}
      columns={[
        { key: 'id', label: survival.server },
        { key: 'takesPart', label: survival.takesPart },
        { key: 'hostile', label: survival.suppose },
        { key: 'role', label: survival.role },
        { key: 'operator', label: survival.operator },
        { key: 'system', label: survival.system },
      ]}
      rows={rows}
    />
  );
}
