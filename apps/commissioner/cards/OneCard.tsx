import { useState } from 'react';
import type { ListedVoter } from '../../../servers/commissioner/api/roll.ts';
import { Button } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { TextField } from '../../shared/components/Field.tsx';
import { fill } from '../../shared/i18n.ts';
import { useConsole } from '../console/use-console.ts';
import { StationProblem } from './StationProblem.tsx';
import type { StationState } from './station.ts';
import type { Station } from './use-station.ts';

export interface OneCardProps {
  readonly station: Station;
  readonly state: StationState;
  readonly voters: readonly ListedVoter[];
  /** The next voter without a card; empty if everybody has one. */
  readonly next: string;
  readonly onChange: () => void;
}

/** Insert, make, eject, next: one card after the other. */
export function OneCard({ station, state, voters, next, onChange }: OneCardProps) {
  const { texts } = useConsole();
  const own = texts.editor.cards;
  const [typed, setTyped] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const voter = (typed ?? next).trim();
  const known = voters.find((one) => one.voter === voter);
  const fault = known === undefined ? own.unknown : known.card ? own.hasCard : undefined;
  const run = async (task: () => Promise<unknown>): Promise<void> => {
    setBusy(true);
    setError(undefined);
    await task().catch(setError);
    setBusy(false);
    onChange();
  };
  const post = (path: string): Promise<unknown> => station.api.post(`/desk/${path}`);
  const personalise = (): Promise<void> =>
    run(async () => {
      await station.api.post('/desk/personalise', { voter });
      setTyped(undefined);
    });
  const nextCard = (): Promise<void> => run(() => post('eject').then(() => post('insert')));
  const { slot } = state;
  return (
    <Card title={own.one}>
      <p role="status">
        {own.slot}:{' '}
        <strong>{slot === 'personalised' ? fill(own.made, { voter: state.voter ?? '' }) : own[slot]}</strong>
      </p>
      {error !== undefined && <StationProblem error={error} />}
      {slot === 'blank' && (
        <TextField
          label={own.voter}
          description={own.voterHelp}
          value={typed ?? next}
          autoComplete="off"
          error={voter === '' ? undefined : fault}
          onChange={setTyped}
        />
      )}
      <div className="row">
        {slot === 'empty' && (
          <Button kind="primary" isPending={isBusy} onPress={() => run(() => post('insert'))}>
            {own.insert}
          </Button>
        )}
        {slot === 'blank' && voter !== '' && (
          <Button kind="primary" isPending={isBusy} isDisabled={fault !== undefined} onPress={personalise}>
            {fill(own.personalise, { voter })}
          </Button>
        )}
        {slot === 'personalised' && next !== '' && (
          <Button kind="primary" isPending={isBusy} onPress={nextCard}>
            {own.next}
          </Button>
        )}
        {slot !== 'empty' && (
          <Button isPending={isBusy} onPress={() => run(() => post('eject'))}>
            {own.eject}
          </Button>
        )}
      </div>
    </Card>
  );
}
