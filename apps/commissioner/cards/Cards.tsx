import { useCallback, useMemo, useState } from 'react';
import { Card } from '../../shared/components/Card.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { Progress } from '../../shared/components/Progress.tsx';
import { fill, formatNumber } from '../../shared/i18n.ts';
import { Problem } from '../console/Problem.tsx';
import { useConsole } from '../console/use-console.ts';
import { useRead } from '../console/use-load.ts';
import { CardBatch } from './CardBatch.tsx';
import { OneCard } from './OneCard.tsx';
import { PinLetters } from './PinLetters.tsx';
import { StationConnection } from './StationConnection.tsx';
import { useStation } from './use-station.ts';

export function Cards() {
  const { language, texts } = useConsole();
  const own = texts.editor.cards;
  const { value: voters, error, reload } = useRead('/officer/voters');
  const station = useStation();
  const { ask } = station;
  const [isBatch, setBatch] = useState(false);
  const refresh = useCallback((): void => {
    reload();
    ask();
  }, [reload, ask]);
  const without = useMemo(() => voters?.filter(({ card }) => !card) ?? [], [voters]);
  const number = (value: number): string => formatNumber(value, language);
  return (
    <>
      <Notice kind="info" title={own.pins}>
        <p>{own.pinsText}</p>
      </Notice>
      {error !== undefined && <Problem error={error} texts={texts} onRetry={reload} />}
      {voters !== undefined && voters.length > 0 && (
        <Progress
          label={own.progress}
          value={1 - without.length / voters.length}
          text={fill(own.progressText, {
            done: number(voters.length - without.length),
            total: number(voters.length),
          })}
        />
      )}
      <StationConnection station={station} />
      {station.state !== undefined && voters !== undefined && (
        <>
          {voters.length > 0 && without.length === 0 && <Notice kind="success" title={own.allDone} />}
          {voters.length === 0 && <Card>{texts.editor.roll.none}</Card>}
          {!isBatch && without.length + Number(station.state.slot !== 'empty') > 0 && (
            <OneCard
              key={station.address}
              station={station}
              state={station.state}
              voters={voters}
              next={without[0]?.voter ?? ''}
              onChange={refresh}
            />
          )}
          {(isBatch || without.length > 0) && (
            <CardBatch
              address={station.address}
              number={without.length}
              onRunning={setBatch}
              onChange={refresh}
            />
          )}
          <PinLetters
            key={`letters ${station.address}`}
            station={station}
            mailers={station.state.mailers}
            onChange={ask}
          />
        </>
      )}
    </>
  );
}
