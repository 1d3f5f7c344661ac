import { useState } from 'react';
import { fill } from '../../shared/i18n.ts';
import { FinalDialog } from '../console/FinalDialog.tsx';
import { Problem } from '../console/Problem.tsx';
import { useConsole } from '../console/use-console.ts';
import { useFinalStep } from '../console/use-final-step.ts';

export interface RemoveVoterProps {
  readonly voter: string;
  /** With what is told of it. */
  readonly onRemoved: (told: string) => void;
  readonly onClose: () => void;
}

/** Asks first: what it means for elections that have been made, and for the card. */
export function RemoveVoter({ voter, onRemoved, onClose }: RemoveVoterProps) {
  const { texts, api } = useConsole();
  const finalStep = useFinalStep();
  const own = texts.editor.roll;
  const [error, setError] = useState<unknown>();
  const remove = (): void => {
    setError(undefined);
    finalStep(
      { step: 'roll/remove', voter },
      () => api.delete(`/officer/voters/${voter}`),
      fill(own.removed, { voter }),
    ).then(onRemoved, setError);
  };
  return (
    <FinalDialog
      title={fill(own.removeTitle, { voter })}
      confirm={own.remove}
      isDanger
      onConfirm={remove}
      onClose={onClose}
    >
      <p>{own.removeText}</p>
      {error !== undefined && <Problem error={error} texts={texts} />}
    </FinalDialog>
  );
}
