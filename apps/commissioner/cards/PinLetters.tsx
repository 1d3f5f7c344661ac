import { useState } from 'react';
import { Button } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { Dialog } from '../../shared/components/Dialog.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { fill, formatNumber } from '../../shared/i18n.ts';
import { useConsole } from '../console/use-console.ts';
import { useLetterFields } from '../letters/use-letter-fields.tsx';
import { StationProblem } from './StationProblem.tsx';
import type { StationState } from './station.ts';
import type { Station } from './use-station.ts';

export interface PinLettersProps {
  readonly station: Station;
  readonly mailers: StationState['mailers'];
  readonly onChange: () => void;
}

interface Written {
  readonly letters: number;
  readonly file: string;
  readonly coverList: string;
}

type State =
  | { readonly at: 'ready' | 'busy' }
  | { readonly at: 'written'; readonly written: Written }
  | { readonly at: 'destroyed'; readonly destroyed: number }
  | { readonly at: 'failed'; readonly error: unknown };

/** The station writes the letters on the officer's computer; once they are printed, it erases them with their digits. */
export function PinLetters({ station: { api }, mailers, onChange }: PinLettersProps) {
  const { language, texts } = useConsole();
  const own = texts.letters;
  const { fields, wanted } = useLetterFields();
  const [state, setState] = useState<State>({ at: 'ready' });
  const [isAsking, setAsking] = useState(false);
  const number = (value: number): string => formatNumber(value, language);
  const run = (step: () => Promise<State>): void => {
    setState({ at: 'busy' });
    step()
      .then(setState, (error: unknown) => setState({ at: 'failed', error }))
      .finally(onChange);
  };
  const write = (format: 'pdf' | 'csv'): void =>
    run(async () => ({ at: 'written', written: await api.post('/desk/mailers', { format, ...wanted }) }));
  const destroy = (): void => {
    setAsking(false);
    run(async () => ({
      at: 'destroyed',
      ...(await api.post<{ destroyed: number }>('/desk/mailers/destroy')),
    }));
  };
  const isBusy = state.at === 'busy';
  return (
    <Card title={own.pinLetters}>
      <p>{fill(own.waiting, { number: number(mailers.waiting) })}</p>
      <p className="quiet">{own.pinLettersText}</p>
      {mailers.waiting > 0 && fields}
      <div className="row">
        {mailers.waiting > 0 && (
          <>
            <Button isDisabled={isBusy} onPress={() => write('pdf')}>
              {own.writePdf}
            </Button>
            <Button kind="quiet" isDisabled={isBusy} onPress={() => write('csv')}>
              {own.writeCsv}
            </Button>
          </>
        )}
        {mailers.written > 0 && (
          <Button kind="danger" isDisabled={isBusy} onPress={() => setAsking(true)}>
            {own.destroy}
          </Button>
        )}
      </div>
      <p role="status" className="quiet">
        {isBusy && own.making}
      </p>
      {state.at === 'written' && (
        <Notice kind="success" live title={fill(own.written, { number: number(state.written.letters) })}>
          <p className="mono wrap">{state.written.file}</p>
          <p className="mono wrap">{state.written.coverList}</p>
          <p>{own.writtenText}</p>
        </Notice>
      )}
      {state.at === 'destroyed' && (
        <Notice kind="success" live title={fill(own.destroyed, { number: number(state.destroyed) })} />
      )}
      {state.at === 'failed' && <StationProblem error={state.error} />}
      <Dialog title={own.destroyTitle} isOpen={isAsking} onClose={() => setAsking(false)}>
        <p>{fill(own.destroyText, { number: number(mailers.written) })}</p>
        <div className="row">
          <Button kind="danger" onPress={destroy}>
            {own.destroy}
          </Button>
          <Button onPress={() => setAsking(false)}>{texts.actions.cancel}</Button>
        </div>
      </Dialog>
    </Card>
  );
}
