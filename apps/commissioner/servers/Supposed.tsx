import { brokenBy } from '../../../protocol/0-setup/survival.ts';
import type { Directory } from '../../../servers/commissioner/api/servers.ts';
import { Notice } from '../../shared/components/Notice.tsx';
import { fill } from '../../shared/i18n.ts';
import { useConsole } from '../console/use-console.ts';

export interface SupposedProps {
  readonly setup: Directory;
  /** IDs. */
  readonly hostile: ReadonlySet<string>;
}

/** What the servers that are ticked could break together. */
export function Supposed({ setup, hostile }: SupposedProps) {
  const { texts, language } = useConsole();
  const words = texts.survival;
  const list = (items: readonly string[]): string => new Intl.ListFormat(language).format(items);
  const all = [...setup.servers, ...(setup.board?.replicas ?? [])];
  const servers = all.map(({ id }) => id).filter((id) => hostile.has(id));
  if (servers.length === 0) return <p className="quiet">{words.supposedNone}</p>;
  const broken = brokenBy(setup, hostile).map((property) => words.properties[property].name);
  const isHeld = broken.length === 0;
  return (
    <Notice
      live
      kind={isHeld ? 'success' : 'danger'}
      title={isHeld ? words.supposedHolds : fill(words.supposedBreaks, { properties: list(broken) })}
    >
      <p>{fill(words.supposed, { servers: list(servers) })}</p>
    </Notice>
  );
}
