import { addressOf } from '../../../common/election-address.ts';
import type { ElectionSummary } from '../../../servers/commissioner/api/elections.ts';
import { Card } from '../../shared/components/Card.tsx';
import { CopyButton } from '../console/CopyButton.tsx';
import { useConsole } from '../console/use-console.ts';
import { useRead } from '../console/use-load.ts';
import { QrCode } from './QrCode.tsx';

/** Where voters vote, and read the results; nothing where the deployment has no voter's page. */
export function VoterAddress({ election }: Pick<ElectionSummary, 'election'>) {
  const { texts } = useConsole();
  const { value } = useRead('/officer/servers');
  if (value?.voterPage === undefined) return null;
  const address = addressOf(value.voterPage, election);
  return (
    <Card title={texts.election.address}>
      <p>
        <a className="mono" href={address}>
          {address}
        </a>
      </p>
      <QrCode text={address} label={texts.election.addressCode} />
      <p className="small quiet">{texts.election.addressText}</p>
      <div className="row">
        <CopyButton what="address" text={address} />
      </div>
    </Card>
  );
}
