import { useState } from 'react';
import { Button } from '../../shared/components/Button.tsx';
import { Dialog } from '../../shared/components/Dialog.tsx';
import { fill } from '../../shared/i18n.ts';
import { Problem } from '../console/Problem.tsx';
import { useConsole } from '../console/use-console.ts';

export interface RemoveVoterProps {
  readonly voter: string;
  readonly onRemoved: () => void;
  readonly onClose: () => void;
}

/** Asks first: what it means for elections that have been made, and for the card. */
export function RemoveVoter({ voter, onRemoved, onClose }: RemoveVoterProps) {
  const { texts, api } = useConsole();
  const own = texts.editor.roll;
  const [error, setError] = useState<unknown>();
  const remove = (): void => {
    setError(undefined);
    api.delete(`/officer/voters/${voter}`).then(onRemoved, setError);
  };
  return (
    <Dialog title={fill(own.removeTitle, { voter })} isOpen onClose={onClose}>
      <p>{own.removeText}</p>
      {error !== undefined && <Problem error={error} texts={texts} />}
      <div className="row">
        <Button kind="danger" onPress={remove}>
          {own.remove}
        </Button>
        <Button onPress={onClose}>{texts.actions.cancel}</Button>
      </div>
    </Dialog>
  );
}
