import { useState } from 'react';
import type { Officer } from '../../../servers/commissioner/api/officers.ts';
import type { AskedStep } from '../../../servers/commissioner/approvals/approval-api.ts';
import { Notice } from '../../shared/components/Notice.tsx';
import { fill } from '../../shared/i18n.ts';
import { FinalDialog } from '../console/FinalDialog.tsx';
import { Page } from '../console/Page.tsx';
import { Problem } from '../console/Problem.tsx';
import { useConsole, useIsOffice } from '../console/use-console.ts';
import { useFinalStep } from '../console/use-final-step.ts';
import { useRead } from '../console/use-load.ts';
import { AddOfficer } from '../officers/AddOfficer.tsx';
import { ChangeRole } from '../officers/ChangeRole.tsx';
import { OfficerList } from '../officers/OfficerList.tsx';
import { OwnPassphrase } from '../officers/OwnPassphrase.tsx';

export default function Officers() {
  const { texts, api } = useConsole();
  const isOffice = useIsOffice();
  const { officers } = texts;
  const { value, error, reload } = useRead('/officer/officers');
  const [asked, setAsked] = useState<{ readonly step: 'role' | 'remove'; readonly officer: Officer }>();
  const [failure, setFailure] = useState<unknown>();
  const [done, setDone] = useState<string>();
  const finalStep = useFinalStep();
  const act = async (step: AskedStep, perform: () => Promise<unknown>, told: string): Promise<void> => {
    setAsked(undefined);
    setFailure(undefined);
    setDone(undefined);
    try {
      setDone(await finalStep(step, perform, told));
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
            onAdded={(told) => {
              setDone(told);
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
              { step: 'officer/role', name, role },
              () => api.put(`${path}/role`, { role }),
              fill(officers.roleChanged, { name, role: texts.officerRoles[role] }),
            )
          }
          onClose={close}
        />
      )}
      {asked?.step === 'remove' && (
        <FinalDialog
          title={fill(officers.removeTitle, { name })}
          confirm={officers.remove}
          isDanger
          onConfirm={() =>
            act({ step: 'officer/remove', name }, () => api.delete(path), fill(officers.removed, { name }))
          }
          onClose={close}
        >
          <p>{fill(officers.removeText, { name })}</p>
        </FinalDialog>
      )}
    </Page>
  );
}
