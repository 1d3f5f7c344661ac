import { useState } from 'react';
import type { Officer } from '../../../servers/commissioner/api.ts';
import { Notice } from '../../shared/components/Notice.tsx';
import { fill } from '../../shared/i18n.ts';
import { Page } from '../console/Page.tsx';
import { Problem } from '../console/Problem.tsx';
import { useConsole, useIsOffice } from '../console/use-console.ts';
import { useRead } from '../console/use-load.ts';
import { AddOfficer } from '../officers/AddOfficer.tsx';
import { ChangeRole } from '../officers/ChangeRole.tsx';
import { OfficerList } from '../officers/OfficerList.tsx';
import { OwnPassphrase } from '../officers/OwnPassphrase.tsx';
import { RemoveOfficer } from '../officers/RemoveOfficer.tsx';

export default function Officers() {
  const { texts, api } = useConsole();
  const isOffice = useIsOffice();
  const { officers } = texts;
  const { value, error, reload } = useRead('/officer/officers');
  const [asked, setAsked] = useState<{ readonly step: 'role' | 'remove'; readonly officer: Officer }>();
  const [failure, setFailure] = useState<unknown>();
  const [done, setDone] = useState<string>();
  const act = async (step: () => Promise<unknown>, told: string): Promise<void> => {
    setAsked(undefined);
    setFailure(undefined);
    setDone(undefined);
    try {
      await step();
      setDone(told);
    } catch (caught) {
      setFailure(caught);
    }
    reload();
  };
  const name = asked?.officer.name ?? '';
  const path = `/officer/officers/${name}` as const;
  const close = (): void => setAsked(undefined);
  return (
    <Page title={officers.heading} intro={officers.intro}>
      {(failure ?? error) !== undefined && (
        <Problem error={failure ?? error} texts={texts} onRetry={reload} />
      )}
      {done !== undefined && <Notice kind="success" live title={done} />}
      {value !== undefined && (
        <OfficerList
          officers={value}
          onRole={(officer) => setAsked({ step: 'role', officer })}
          onRemove={(officer) => setAsked({ step: 'remove', officer })}
        />
      )}
      <div className="columns">
        {isOffice && (
          <AddOfficer
            onAdded={(added) => {
              setDone(fill(officers.added, { name: added }));
              reload();
            }}
          />
        )}
        <OwnPassphrase />
      </div>
      {asked?.step === 'role' && (
        <ChangeRole
          officer={asked.officer}
          onChange={(role) =>
            act(
              () => api.put(`${path}/role`, { role }),
              fill(officers.roleChanged, { name, role: texts.officerRoles[role] }),
            )
          }
          onClose={close}
        />
      )}
      {asked?.step === 'remove' && (
        <RemoveOfficer
          name={name}
          onRemove={() => act(() => api.delete(path), fill(officers.removed, { name }))}
          onClose={close}
        />
      )}
    </Page>
  );
}
