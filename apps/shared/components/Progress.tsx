import { useId } from 'react';

export interface ProgressProps {
  readonly label: string;
  /** From 0 to 1; undefined while nobody can say how long it takes. */
  readonly value?: number | undefined;
  /** What stands beside the label, such as "2 of 3". */
  readonly text?: string;
}

export function Progress({ label, value, text }: ProgressProps) {
  const id = useId();
  return (
    <div className="progress">
      <div className="caption">
        <span id={id}>{label}</span>
        {text !== undefined && <span>{text}</span>}
      </div>
      <progress
        aria-labelledby={id}
        aria-valuetext={text}
        {...(value === undefined ? {} : { value, max: 1 })}
      />
    </div>
  );
}
