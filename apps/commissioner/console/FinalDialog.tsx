import type { ReactNode } from 'react';
import { Button } from '../../shared/components/Button.tsx';
import { Dialog } from '../../shared/components/Dialog.tsx';
import { useConsole } from './use-console.ts';

export interface FinalDialogProps {
  readonly title: string;
  /** What the button says that does it. */
  readonly confirm: string;
  readonly isDanger?: boolean;
  readonly isDisabled?: boolean;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  /** What happens, and that it cannot be taken back. */
  readonly children: ReactNode;
}

/** Before what cannot be taken back; where the deployment wants four eyes it is only asked for. */
export function FinalDialog({ title, confirm, onConfirm, onClose, children, ...rest }: FinalDialogProps) {
  const { texts, fourEyes } = useConsole();
  const { isDanger = false, isDisabled = false } = rest;
  return (
    <Dialog title={title} isOpen onClose={onClose}>
      {children}
      {fourEyes && <p>{texts.approvals.note}</p>}
      <div className="row">
        <Button
          kind={isDanger && !fourEyes ? 'danger' : 'primary'}
          isDisabled={isDisabled}
          onPress={onConfirm}
        >
          {fourEyes ? texts.approvals.ask : confirm}
        </Button>
        <Button onPress={onClose}>{texts.actions.cancel}</Button>
      </div>
    </Dialog>
  );
}
