import { useState } from 'react';
import { Button } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { NumberField, TextField } from '../../shared/components/Field.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { fill } from '../../shared/i18n.ts';
import { Problem } from '../console/Problem.tsx';
import { useConsole } from '../console/use-console.ts';

const MOST = 1000;

export interface TestVotersProps {
  /** Styles that are on the roll. */
  readonly styles: readonly string[];
  readonly onAdded: () => void;
}

/** Makes voters whose cards vote in trial elections only. */
export function TestVoters({ styles, onAdded }: TestVotersProps) {
  const { texts, api } = useConsole();
  const own = texts.editor.testVoters;
  const [number, setNumber] = useState(3);
  const [wanted, setWanted] = useState<string>();
  const [added, setAdded] = useState<readonly string[]>([]);
  const [error, setError] = useState<unknown>();
  const style = wanted ?? styles[0] ?? '';
  const isValid = number >= 1 && number <= MOST && style !== '';
  const add = async (): Promise<void> => {
    setError(undefined);
    try {
      const { voters } = await api.post('/officer/test-voters', { number, style });
      setAdded(voters);
      onAdded();
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <Card title={own.heading}>
      <p className="quiet">{own.text}</p>
      <div className="columns">
        <NumberField label={own.number} value={number} min={1} max={MOST} onChange={setNumber} />
        <TextField label={own.style} value={style} maxLength={64} onChange={setWanted} />
      </div>
      <div className="row">
        <Button isDisabled={!isValid} onPress={() => void add()}>
          {own.add}
        </Button>
      </div>
      {error !== undefined && <Problem error={error} texts={texts} />}
      {added.length > 0 && (
        <Notice
          kind="success"
          live
          title={fill(own.added, { first: added[0] ?? '', last: added.at(-1) ?? '' })}
        />
      )}
    </Card>
  );
}
