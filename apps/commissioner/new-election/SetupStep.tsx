import type { Directory, DirectoryServer } from '../../../servers/commissioner/api/servers.ts';
import { Button } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { CheckboxField, SelectField } from '../../shared/components/Field.tsx';
import { fill } from '../../shared/i18n.ts';
import { useConsole } from '../console/use-console.ts';
import { SurvivalCard } from '../servers/SurvivalCard.tsx';
import { ThresholdFields } from '../servers/ThresholdFields.tsx';
import { At } from './At.tsx';
import type { Problem } from './check-draft.ts';
import { ROLES } from './check-setup.ts';
import { canRenew, type Draft, RENEWALS, setupOf } from './draft.ts';
import { marksOf } from './problem-text.ts';
import { renewalText } from './renewal-text.ts';

export interface SetupStepProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly problems: readonly Problem[];
  readonly directory: Directory;
}

/** Who takes part, how many may cheat, and what that means. */
export function SetupStep({ draft, onChange, problems, directory }: SetupStepProps) {
  const { texts } = useConsole();
  const own = texts.editor.setup;
  const mark = marksOf(texts.editor, problems, true);
  const setup = setupOf(draft, directory);
  return (
    <>
      <Card title={own.servers} level={3}>
        <p className="quiet">{own.serversHelp}</p>
        <div className="columns">
          {ROLES.map((role) => (
            <RoleServers
              key={role}
              role={role}
              servers={directory.servers.filter((server) => server.role === role)}
              absent={draft.absent}
              error={mark(role)}
              onChange={(absent) => onChange({ ...draft, absent })}
            />
          ))}
        </div>
      </Card>
      <Card title={own.thresholds} level={3}>
        <p className="quiet">{own.thresholdsHelp}</p>
        <ThresholdFields setup={setup} onThresholds={(thresholds) => onChange({ ...draft, thresholds })} />
        {draft.thresholds !== null && (
          <div className="row">
            <Button onPress={() => onChange({ ...draft, thresholds: null })}>{own.reset}</Button>
          </div>
        )}
      </Card>
      {canRenew(setup) && <RenewalCard draft={draft} onChange={onChange} />}
      <SurvivalCard setup={setup} />
    </>
  );
}

const NEVER = 'never';

/** Whether Trustees make their shares anew while the election runs, and how often. */
function RenewalCard({ draft, onChange }: Pick<SetupStepProps, 'draft' | 'onChange'>) {
  const { texts } = useConsole();
  const own = texts.editor.setup;
  const value = draft.renewEvery ?? NEVER;
  const choices = Object.entries(RENEWALS).map(([name, seconds]) => ({
    value: `${seconds}`,
    label: own.renewals[name as keyof typeof RENEWALS],
  }));
  // Of an election that was made by command, and copied.
  const other = { value: `${value}`, label: renewalText(own, draft.renewEvery) };
  const options = [{ value: NEVER, label: own.renewals.never }, ...choices];
  return (
    <Card title={own.renewal} level={3}>
      <SelectField
        label={own.renewEvery}
        description={own.renewalHelp}
        value={`${value}`}
        options={options.some((option) => option.value === other.value) ? options : [...options, other]}
        onChange={(chosen) => onChange({ ...draft, renewEvery: chosen === NEVER ? null : Number(chosen) })}
      />
    </Card>
  );
}

interface RoleServersProps {
  readonly role: DirectoryServer['role'];
  readonly servers: readonly DirectoryServer[];
  readonly absent: readonly string[];
  readonly error: string | undefined;
  readonly onChange: (absent: readonly string[]) => void;
}

function RoleServers({ role, servers, absent, error, onChange }: RoleServersProps) {
  const { texts } = useConsole();
  const own = texts.editor.setup;
  const number = servers.filter(({ id }) => !absent.includes(id)).length;
  return (
    <At path={role}>
      <fieldset className="field">
        <legend>
          <strong>{texts.roleNames[role]}</strong>{' '}
          <span className="quiet">({fill(own.of, { number, total: servers.length })})</span>
        </legend>
        <p className="description">{own.rolesHelp[role]}</p>
        {servers.map((server) => (
          <CheckboxField
            key={server.id}
            label={server.id}
            description={fill(own.server, { operator: server.operator, system: server.system })}
            value={!absent.includes(server.id)}
            onChange={(takesPart) =>
              onChange(takesPart ? absent.filter((id) => id !== server.id) : [...absent, server.id])
            }
          />
        ))}
        {error !== undefined && (
          <p className="error" role="alert">
            {error}
          </p>
        )}
      </fieldset>
    </At>
  );
}
