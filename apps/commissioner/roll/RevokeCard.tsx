import { useState } from 'react';
import { fill } from '../../shared/i18n.ts';
import { FinalDialog } from '../console/FinalDialog.tsx';
import { Problem } from '../console/Problem.tsx';
import { useConsole } from '../console/use-console.ts';
import { useFinalStep } from '../console/use-final-step.ts';
import { useRead } from '../console/use-load.ts';

export interface RevokeCardProps {
  readonly voter: string;
  /** With what is told of it. */
  readonly onRevoked: (told: string) => void;
  readonly onClose: () => void;
}

/** Asks first: what it means for elections under way, one by one. Nothing can be confirmed before that is known. */
export function RevokeCard({ voter, onRevoked, onClose }: RevokeCardProps) {
  const { texts, api } = useConsole();
  const own = texts.editor.roll;
  const finalStep = useFinalStep();
  const { value: elections, error: unread, reload } = useRead(`/officer/voters/${voter}/elections`);
  const [refused, setRefused] = useState<unknown>();
  const revoke = (): void => {
    setRefused(undefined);
    finalStep(
      { step: 'card/revoke', voter },
      () => api.delete(`/officer/voters/${voter}/card`),
      fill(own.revoked, { voter }),
    ).then(onRevoked, setRefused);
  };
  return (
    <FinalDialog
      title={fill(own.lostTitle, { voter })}
      confirm={own.revoke}
      isDanger
      isDisabled={elections === undefined}
      onConfirm={revoke}
      onClose={onClose}
    >
      <p>{own.lostText}</p>
      {elections?.length === 0 && <p>{own.lostNone}</p>}
      {elections !== undefined && elections.length > 0 && (
        <>
          <p>{own.lostElections}</p>
          <ul>
            {elections.map(({ election, title }) => (
              <li key={election}>{title}</li>
            ))}
          </ul>
          <p>{own.lostElectionsText}</p>
        </>
      )}
      {unread !== undefined && <Problem error={unread} texts={texts} onRetry={reload} />}
      {refused !== undefined && <Problem error={refused} texts={texts} />}
    </FinalDialog>
  );
}
