import { useState } from 'react';
import type { ApprovalRequest, Done } from '../../../servers/commissioner/approvals/approval-api.ts';
import { Button } from '../../shared/components/Button.tsx';
import { Dialog } from '../../shared/components/Dialog.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { fill } from '../../shared/i18n.ts';
import { inWords } from '../approvals/in-words.ts';
import { Outcome } from '../approvals/Outcome.tsx';
import { RequestCard } from '../approvals/RequestCard.tsx';
import type { StreamStep } from '../console/api.ts';
import { Page } from '../console/Page.tsx';
import { Problem } from '../console/Problem.tsx';
import { useConsole } from '../console/use-console.ts';
import { useRead } from '../console/use-load.ts';
import { Course } from '../elections/Course.tsx';

/** Milliseconds. */
const EVERY = 5000;

type State =
  | { readonly at: 'none' | 'ended' }
  | { readonly at: 'asked'; readonly request: ApprovalRequest }
  | { readonly at: 'running'; readonly step?: StreamStep }
  | { readonly at: 'done'; readonly request: ApprovalRequest; readonly done: Done }
  | { readonly at: 'failed'; readonly error: unknown };

/** What other officers ask for. */
export default function Approvals() {
  const { texts, api } = useConsole();
  const { approvals } = texts;
  const { value, error, reload } = useRead('/officer/approvals', EVERY);
  const { value: elections = [] } = useRead('/officer/elections', EVERY);
  const [state, setState] = useState<State>({ at: 'none' });
  const what = ({ step }: ApprovalRequest): string => inWords(step, texts, elections);
  const act = async (task: () => Promise<State>): Promise<void> => {
    setState({ at: 'running' });
    setState(await task().catch((caught: unknown): State => ({ at: 'failed', error: caught })));
    reload();
  };
  const approve = (request: ApprovalRequest): Promise<void> =>
    act(async () => {
      const onStep = (step: StreamStep): void => setState({ at: 'running', step });
      const done = await api.stream(`/officer/approvals/${request.request}`, undefined, onStep);
      return { at: 'done', request, done };
    });
  const end = ({ request }: ApprovalRequest): Promise<void> =>
    act(async () => {
      await api.delete(`/officer/approvals/${request}`);
      return { at: 'ended' };
    });
  const close = (): void => setState({ at: 'none' });
  return (
    <Page title={approvals.heading} intro={approvals.intro}>
      {error !== undefined && <Problem error={error} texts={texts} onRetry={reload} />}
      {state.at === 'failed' && <Problem error={state.error} texts={texts} />}
      {state.at === 'ended' && <Notice kind="success" live title={approvals.declined} />}
      {state.at === 'running' && <Course step={state.step} />}
      {state.at === 'done' && (
        <Outcome
          what={what(state.request)}
          done={state.done}
          officer={state.request.officer}
          name={'name' in state.request.step ? state.request.step.name : ''}
        />
      )}
      {value?.length === 0 && <p className="quiet">{approvals.none}</p>}
      {value?.map((request) => (
        <RequestCard
          key={request.request}
          request={request}
          what={what(request)}
          onApprove={() => setState({ at: 'asked', request })}
          onEnd={() => end(request)}
        />
      ))}
      {state.at === 'asked' && (
        <Dialog title={approvals.sure} isOpen onClose={close}>
          <p>{what(state.request)}</p>
          <p>
            <strong>{fill(approvals.final, { officer: state.request.officer })}</strong>
          </p>
          <div className="row">
            <Button kind="primary" onPress={() => approve(state.request)}>
              {approvals.approve}
            </Button>
            <Button onPress={close}>{texts.actions.cancel}</Button>
          </div>
        </Dialog>
      )}
    </Page>
  );
}
