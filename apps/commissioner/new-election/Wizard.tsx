import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { ListedVoter } from '../../../servers/commissioner/api/roll.ts';
import type { Directory } from '../../../servers/commissioner/api/servers.ts';
import { Button } from '../../shared/components/Button.tsx';
import { Dialog } from '../../shared/components/Dialog.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { Steps } from '../../shared/components/Steps.tsx';
import { fill } from '../../shared/i18n.ts';
import { useConsole } from '../console/use-console.ts';
import { BallotsStep } from './BallotsStep.tsx';
import type { Draft } from './draft.ts';
import { problemsOf } from './election-request.ts';
import { ReviewStep } from './ReviewStep.tsx';
import { SetupStep } from './SetupStep.tsx';
import { type Phase, STEPS, type StepName } from './steps.ts';
import { TimesStep } from './TimesStep.tsx';
import { useDraft } from './use-draft.ts';

export interface WizardProps {
  readonly roll: readonly ListedVoter[];
  readonly directory: Directory;
  /** What to begin with, in place of what this browser has kept. */
  readonly start: Draft | undefined;
}

/** Four steps with one draft. A step with errors is not left forwards. */
export function Wizard({ roll, directory, start }: WizardProps) {
  const { language, texts } = useConsole();
  const own = texts.editor.new;
  const { draft, voters, styles, setDraft, isKept, startOver, forget } = useDraft(roll, language, start);
  const names = useMemo(() => [...styles.keys()], [styles]);
  const [step, setStep] = useState<StepName>('times');
  const [attempted, setAttempted] = useState<readonly StepName[]>([]);
  const [phase, setPhase] = useState<Phase>('writing');
  const deferred = useDeferredValue(draft);
  const problems = useMemo(
    () => problemsOf(deferred, names, directory, Date.now() / 1000),
    [deferred, names, directory],
  );
  const errors = {
    times: problems.times.length,
    ballots: [...problems.ballots.values()].flat().length,
    setup: problems.setup.length,
    review: 0,
  };
  const heading = useHeadingFocus(step);
  const at = STEPS.indexOf(step);
  const following = STEPS[at + 1];
  const goNext = (): void => {
    if (errors[step] === 0 && following !== undefined) setStep(following);
    else setAttempted([...attempted, step]);
  };
  const go = (wanted: StepName): void => {
    setAttempted([...attempted, wanted]);
    setStep(wanted);
  };
  const eraseAll = (): void => {
    startOver();
    setAttempted([]);
    setStep('times');
  };
  const follow = (next: Phase): void => {
    if (next === 'made') forget();
    setPhase(next);
  };
  const stateOf = (index: number): 'done' | 'current' | 'todo' => {
    if (phase === 'made' || index < at) return 'done';
    return index === at ? 'current' : 'todo';
  };
  const isAttempted = attempted.includes(step);
  const shared = { draft, onChange: setDraft, isAttempted };
  return (
    <>
      <Steps
        label={own.steps}
        labels={own}
        steps={STEPS.map((name, index) => ({ label: own[name], state: stateOf(index) }))}
      />
      {!isKept && <Notice kind="warning" title={own.notKept} />}
      <div className="row spread">
        <h2 tabIndex={-1} ref={heading}>
          {own[step]}
        </h2>
        {phase === 'writing' && <StartOver onStartOver={eraseAll} />}
      </div>
      {step === 'times' && <TimesStep {...shared} problems={problems.times} />}
      {step === 'ballots' && <BallotsStep {...shared} problems={problems.ballots} styles={styles} />}
      {step === 'setup' && <SetupStep {...shared} problems={problems.setup} directory={directory} />}
      {step === 'review' && (
        <ReviewStep
          draft={draft}
          styles={styles}
          withoutCard={voters.filter(({ card }) => !card).length}
          directory={directory}
          errors={errors}
          onGo={go}
          onPhase={follow}
        />
      )}
      {phase === 'writing' && (
        <div className="stack tight">
          <p role="status">
            {isAttempted && errors[step] > 0 && (
              <strong className="error">{fill(own.errors, { number: errors[step] })}</strong>
            )}
          </p>
          <div className="row">
            {at > 0 && <Button onPress={() => setStep(STEPS[at - 1] ?? 'times')}>{own.back}</Button>}
            {following !== undefined && (
              <Button kind="primary" onPress={goNext}>
                {fill(own.next, { step: own[following] })}
              </Button>
            )}
          </div>
        </div>
      )}
    </>
  );
}

/** A new step is read from its heading on; the page as it was opened is not disturbed. */
function useHeadingFocus(step: StepName) {
  const heading = useRef<HTMLHeadingElement>(null);
  const last = useRef(step);
  useEffect(() => {
    if (last.current !== step) heading.current?.focus();
    last.current = step;
  }, [step]);
  return heading;
}

function StartOver({ onStartOver }: { readonly onStartOver: () => void }) {
  const { texts } = useConsole();
  const own = texts.editor.new;
  const [isOpen, setOpen] = useState(false);
  const erase = (): void => {
    setOpen(false);
    onStartOver();
  };
  return (
    <>
      <Button kind="quiet" onPress={() => setOpen(true)}>
        {own.startOver}
      </Button>
      <Dialog title={own.startOver} isOpen={isOpen} onClose={() => setOpen(false)}>
        <p>{own.startOverText}</p>
        <div className="row">
          <Button kind="danger" onPress={erase}>
            {own.startOverYes}
          </Button>
          <Button onPress={() => setOpen(false)}>{own.keep}</Button>
        </div>
      </Dialog>
    </>
  );
}
