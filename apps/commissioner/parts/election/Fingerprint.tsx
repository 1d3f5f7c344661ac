import { Card } from '../../../shared/components/Card.tsx';
import { inGroups } from '../../logic/format.ts';
import { CopyButton } from '../CopyButton.tsx';
import { useConsole } from '../use-console.ts';

export function Fingerprint({ fingerprint }: { readonly fingerprint: string }) {
  const { texts } = useConsole();
  return (
    <Card title={texts.election.fingerprint}>
      <p className="mono large">{inGroups(fingerprint)}</p>
      <p className="small quiet">{texts.election.fingerprintText}</p>
      <div className="row">
        <CopyButton text={inGroups(fingerprint)} />
      </div>
    </Card>
  );
}
