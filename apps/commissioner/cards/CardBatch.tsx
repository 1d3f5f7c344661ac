import { useEffect, useRef, useState } from 'react';
import { Button } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { Progress } from '../../shared/components/Progress.tsx';
import { fill, formatNumber } from '../../shared/i18n.ts';
import type { StreamStep } from '../console/api.ts';
import { useConsole } from '../console/use-console.ts';
import { StationProblem } from './StationProblem.tsx';
import { stationApi } from './station.ts';

export interface CardBatchProps {
  readonly address: string;
  /** Voters without a card. */
  readonly number: number;
  readonly onRunning: (isRunning: boolean) => void;
  readonly onChange: () => void;
}

type State =
  | { readonly at: 'ready' | 'stopped' }
  | { readonly at: 'running'; readonly step?: StreamStep }
  | { readonly at: 'done'; readonly personalised: number }
  | { readonly at: 'failed'; readonly error: unknown };

/** All cards that are missing. The station ends when nobody reads its answer any more: that is how it is stopped. */
export function CardBatch({ address, number, onRunning, onChange }: CardBatchProps) {
  const { language, texts } = useConsole();
  const own = texts.editor.cards;
  const [state, setState] = useState<State>({ at: 'ready' });
  const stopping = useRef<AbortController>(undefined);
  useEffect(() => () => stopping.current?.abort(), []);
  const start = async (): Promise<void> => {
    const stop = new AbortController();
    stopping.current = stop;
    onRunning(true);
    setState({ at: 'running' });
    try {
      const api = stationApi(address, undefined, stop.signal);
      const { personalised } = await api.stream<{ personalised: number }>('/desk/batch', {}, (step) =>
        setState({ at: 'running', step }),
      );
      setState({ at: 'done', personalised });
    } catch (error) {
      setState(stop.signal.aborted ? { at: 'stopped' } : { at: 'failed', error });
    }
    onRunning(false);
    onChange();
  };
  const progressText = ({ done, total }: StreamStep): string =>
    fill(own.progressText, { done: formatNumber(done, language), total: formatNumber(total, language) });
  const step = state.at === 'running' ? state.step : undefined;
  return (
    <Card title={own.batch}>
      {number > 0 && (
        <p className="quiet">{fill(own.batchText, { number: formatNumber(number, language) })}</p>
      )}
      {state.at === 'running' && (
        <Progress
          label={texts.editor.stages.cards}
          value={step && step.done / Math.max(1, step.total)}
          {...(step && { text: progressText(step) })}
        />
      )}
      {state.at === 'stopped' && <Notice kind="info" live title={own.stopping} />}
      {state.at === 'done' && (
        <Notice
          kind="success"
          live
          title={fill(own.batchDone, { number: formatNumber(state.personalised, language) })}
        />
      )}
      {state.at === 'failed' && <StationProblem error={state.error} />}
      <div className="row">
        {state.at === 'running' ? (
          <Button onPress={() => stopping.current?.abort()}>{own.stop}</Button>
        ) : (
          number > 0 && (
            <Button onPress={start}>{fill(own.start, { number: formatNumber(number, language) })}</Button>
          )
        )}
      </div>
    </Card>
  );
}
