import { useState } from 'react';
import { Button } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { TextField } from '../../shared/components/Field.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { fill } from '../../shared/i18n.ts';
import { useConsole } from '../console/use-console.ts';
import { isUnreachable, StationProblem } from './StationProblem.tsx';
import { stationAddress } from './station.ts';
import type { Station } from './use-station.ts';

/** Where the station is; and how it is started, if it is not there. */
export function StationConnection({ station }: { readonly station: Station }) {
  const { texts } = useConsole();
  const own = texts.editor.cards;
  const { address, state, error, ask } = station;
  return (
    <Card title={own.station}>
      {state !== undefined && (
        <dl className="facts">
          <div>
            <dt>{own.folder}</dt>
            <dd className="mono">{state.folder}</dd>
          </div>
        </dl>
      )}
      {error !== undefined && isUnreachable(error) && (
        <Notice
          kind="warning"
          live
          title={fill(own.noStation, { address })}
          actions={
            <Button kind="primary" onPress={ask}>
              {own.connect}
            </Button>
          }
        >
          <p>{own.noStationText}</p>
          <pre className="command">./revs desk --dir deployment</pre>
        </Notice>
      )}
      {error !== undefined && !isUnreachable(error) && <StationProblem error={error} />}
      <AddressForm key={address} address={address} onChange={station.setAddress} />
    </Card>
  );
}

function AddressForm({
  address,
  onChange,
}: {
  readonly address: string;
  readonly onChange: (address: string) => void;
}) {
  const { texts } = useConsole();
  const own = texts.editor.cards;
  const [typed, setTyped] = useState(address);
  const wanted = stationAddress(typed);
  return (
    <details>
      <summary>{own.change}</summary>
      <form
        className="stack tight"
        onSubmit={(event) => {
          event.preventDefault();
          if (wanted !== undefined) onChange(wanted);
        }}
      >
        <TextField
          label={own.address}
          description={own.addressHelp}
          value={typed}
          autoComplete="off"
          error={wanted === undefined ? own.addressBad : undefined}
          onChange={setTyped}
        />
        <div className="row">
          <Button type="submit">{own.connect}</Button>
        </div>
      </form>
    </details>
  );
}
