import { LinkButton } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { useConsole, useIsOffice } from '../console/use-console.ts';

/** To a new election like this one. */
export function CopyLink({ election }: { readonly election: string }) {
  const { like, likeText, likeDo } = useConsole().texts.election;
  if (!useIsOffice()) return null;
  return (
    <Card title={like}>
      <p className="quiet">{likeText}</p>
      <div className="row">
        <LinkButton href={`/new?copy=${election}`}>{likeDo}</LinkButton>
      </div>
    </Card>
  );
}
