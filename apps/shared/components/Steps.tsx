type StepState = 'done' | 'current' | 'todo';

export interface StepsProps {
  readonly label: string;
  readonly steps: readonly { readonly label: string; readonly state: StepState }[];
  /** What a screen reader says of each state. */
  readonly labels: Readonly<Record<StepState, string>>;
}

export function Steps({ label, steps, labels }: StepsProps) {
  return (
    <ol className="steps" aria-label={label}>
      {steps.map((step) => (
        <li
          key={step.label}
          className={step.state}
          aria-current={step.state === 'current' ? 'step' : undefined}
        >
          <span>
            {step.label} <span className="for-ears">({labels[step.state]})</span>
          </span>
        </li>
      ))}
    </ol>
  );
}
