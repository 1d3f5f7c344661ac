import { useState } from 'react';
import type { DeletionRecord, ElectionSummary } from '../../../servers/commissioner/api/elections.ts';
import { Button, LinkButton } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { DataTable } from '../../shared/components/DataTable.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { fill } from '../../shared/i18n.ts';
import { FinalDialog } from '../console/FinalDialog.tsx';
import { shortTime } from '../console/format.ts';
import { Problem } from '../console/Problem.tsx';
import { useConsole, useIsOffice } from '../console/use-console.ts';
import { useRead } from '../console/use-load.ts';
import { Course } from './Course.tsx';
import { Outcome } from './NextAction.tsx';
import { isDataDue } from './next-step.ts';
import { useJob } from './use-job.ts';

const JOB = 'delete-data';
const NO_TIMES = {};

export interface PersonalDataProps {
  readonly election: ElectionSummary;
  readonly onDone: () => void;
}

/** Until when they are kept; from then on how they are deleted; and then the record of it. */
export function PersonalData({ election, onDone }: PersonalDataProps) {
  const { texts } = useConsole();
  const isOffice = useIsOffice();
  const { state, run, start } = useJob(election.election, onDone);
  const [isAsked, setAsked] = useState(false);
  // Also of an election that was never opened.
  if (Date.now() < election.claimsEnd) return null;
  const { name, does, final } = texts.jobs[JOB];
  const isBegun = election.dataDeletion === 'begun';
  const isRunning = state?.isRunning === true;
  // What is done at this service needs no second approval.
  const press = (): unknown => (isBegun ? run(JOB) : setAsked(true));
  return (
    <Card title={texts.personalData.heading}>
      <Standing election={election} />
      {state?.isRunning === false && <Outcome state={state} times={NO_TIMES} onRun={run} />}
      {isDataDue(election) && isOffice && (
        <div className="row">
          <Button kind={isBegun ? 'primary' : 'danger'} isPending={isRunning} onPress={press}>
            {isBegun ? texts.election.again : name}
          </Button>
        </div>
      )}
      {isRunning && <Course step={state.step} />}
      {election.dataDeletion !== 'none' && <Record key={election.dataDeletion} election={election} />}
      {isAsked && (
        <FinalDialog
          title={fill(texts.election.sure, { step: name })}
          confirm={name}
          isDanger
          onConfirm={() => {
            setAsked(false);
            start(JOB);
          }}
          onClose={() => setAsked(false)}
        >
          <p>{does}</p>
          <p>
            <strong>{final}</strong>
          </p>
        </FinalDialog>
      )}
    </Card>
  );
}

function Standing({ election }: Pick<PersonalDataProps, 'election'>) {
  const { texts, language } = useConsole();
  const { unset, kept, due, begun, gone } = texts.personalData;
  const { deletableFrom, dataDeletion } = election;
  if (dataDeletion === 'done') return <Notice kind="info" title={gone} />;
  if (dataDeletion === 'begun') return <Notice kind="warning" title={begun} />;
  if (deletableFrom === null) return <p>{unset}</p>;
  if (!isDataDue(election)) return <p>{fill(kept, { time: shortTime(deletableFrom, language) })}</p>;
  return (
    <Notice kind="info" title={due}>
      <p>{texts.jobs[JOB].does}</p>
    </Notice>
  );
}

/** Who ordered it, who has confirmed it, and all of that as a file. */
function Record({ election: { election } }: Pick<PersonalDataProps, 'election'>) {
  const { texts } = useConsole();
  const path = `/officer/elections/${election}/deletion.json` as const;
  const { value, error, reload } = useRead(path);
  const { record, recordText } = texts.personalData;
  return (
    <>
      {error !== undefined && <Problem error={error} texts={texts} onRetry={reload} />}
      {value !== undefined && <Recorded {...value} />}
      <p className="quiet">{recordText}</p>
      <div className="row">
        <LinkButton href={path} download>
          {record}
        </LinkButton>
      </div>
    </>
  );
}

function Recorded({ steps, parties }: DeletionRecord) {
  const { texts, language } = useConsole();
  const { caption, party, at, by, here, notYet } = texts.personalData;
  const time = (ms: number): string => shortTime(ms, language);
  const together = new Intl.ListFormat(language);
  return (
    <>
      <ul>
        {steps.map((step) => (
          <li key={step.time}>
            {fill(by, { time: time(step.time), officers: together.format(step.officers) })}
          </li>
        ))}
      </ul>
      <DataTable
        caption={caption}
        columns={[
          { key: 'party', label: party },
          { key: 'at', label: at },
        ]}
        rows={parties.map(({ id, role, deleted }) => ({
          id,
          cells: {
            party: role === 'commissioner' ? here : id,
            at: deleted === null ? notYet : time(deleted.at),
          },
        }))}
      />
    </>
  );
}
