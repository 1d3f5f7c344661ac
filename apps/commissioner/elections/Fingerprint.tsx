import { inGroups } from '../../../common/in-groups.ts';
import { Card } from '../../shared/components/Card.tsx';
import { CopyButton } from '../console/CopyButton.tsx';
import { useConsole } from '../console/use-console.ts';

export function Fingerprint({ fingerprint }: { readonly fingerprint: string }) {
  const { texts } = useConsole();
  return (
    <Card title={texts.election.fingerprint}>
      <p className="mono large">{inGroups(fingerprint)}</p>
      <p className="small quiet">{texts.election.fingerprintText}</p>
      <div className="row">
        <CopyButton what="fingerprint" text={inGroups(fingerprint)} />
      </div>
    </Card>
  );
}
