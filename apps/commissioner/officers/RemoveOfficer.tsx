import { Button } from '../../shared/components/Button.tsx';
import { Dialog } from '../../shared/components/Dialog.tsx';
import { fill } from '../../shared/i18n.ts';
import { useConsole } from '../console/use-console.ts';

export interface RemoveOfficerProps {
  readonly name: string;
  readonly onRemove: () => void;
  readonly onClose: () => void;
}

export function RemoveOfficer({ name, onRemove, onClose }: RemoveOfficerProps) {
  const { texts } = useConsole();
  const { officers } = texts;
  return (
    <Dialog title={fill(officers.removeTitle, { name })} isOpen onClose={onClose}>
      <p>{fill(officers.removeText, { name })}</p>
      <div className="row">
        <Button kind="danger" onPress={onRemove}>
          {officers.remove}
        </Button>
        <Button onPress={onClose}>{texts.actions.cancel}</Button>
      </div>
    </Dialog>
  );
}
