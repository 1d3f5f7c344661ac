import type { ReactNode } from 'react';
import { Button } from '../../shared/components/Button.tsx';
import { fill } from '../../shared/i18n.ts';
import { useConsole } from '../console/use-console.ts';

export interface ItemButtonsProps {
  /** What is moved or removed, such as "Option 2". */
  readonly name: string;
  readonly index: number;
  readonly count: number;
  readonly onMove: (step: number) => void;
  readonly onRemove: () => void;
  readonly children?: ReactNode;
}

export function ItemButtons({ name, index, count, onMove, onRemove, children }: ItemButtonsProps) {
  const { texts } = useConsole();
  const own = texts.editor.ballot;
  const move = (step: number): void => {
    const button = document.activeElement;
    onMove(step);
    // What is moved in the page loses the focus, and so does a button that is switched off at the end of the list.
    requestAnimationFrame(() => {
      const isOff = button instanceof HTMLButtonElement && button.disabled;
      const target = isOff ? button.parentElement?.querySelector('button:not(:disabled)') : button;
      if (target instanceof HTMLElement) target.focus();
    });
  };
  return (
    <div className="row item-buttons">
      {children}
      <Button kind="quiet" isDisabled={index === 0} onPress={() => move(-1)}>
        <Labelled text={own.up} full={fill(own.upName, { name })} />
      </Button>
      <Button kind="quiet" isDisabled={index === count - 1} onPress={() => move(1)}>
        <Labelled text={own.down} full={fill(own.downName, { name })} />
      </Button>
      <Button kind="quiet" onPress={onRemove}>
        <Labelled text={own.remove} full={fill(own.removeName, { name })} />
      </Button>
    </div>
  );
}

/** A short word to see; to hear, which item it is about. */
const Labelled = ({ text, full }: { readonly text: string; readonly full: string }) => (
  <>
    <span aria-hidden="true">{text}</span>
    <span className="for-ears">{full}</span>
  </>
);
