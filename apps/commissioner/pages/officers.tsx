import { useState } from 'react';
import type { Officer } from '../../../servers/commissioner/api.ts';
import { Button } from '../../shared/components/Button.tsx';
import { DataTable } from '../../shared/components/DataTable.tsx';
import { Dialog } from '../../shared/components/Dialog.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { fill } from '../../shared/i18n.ts';
import { shortTime } from '../console/format.ts';
import { Page } from '../console/Page.tsx';
import { Problem } from '../console/Problem.tsx';
import { useConsole } from '../console/use-console.ts';
import { useRead } from '../console/use-load.ts';
import { AddOfficer } from '../officers/AddOfficer.tsx';
import { OwnPassphrase } from '../officers/OwnPassphrase.tsx';

export default function Officers() {
  const { texts, api } = useConsole();
  const { officers } = texts;
  const { value, error, reload } = useRead('/officer/officers');
  const [leaving, setLeaving] = useState<string>();
  const [failure, setFailure] = useState<unknown>();
  const [done, setDone] = useState<string>();
  const remove = async (name: string): Promise<void> => {
    setLeaving(undefined);
    setFailure(undefined);
    setDone(undefined);
    try {
      await api.delete(`/officer/officers/${name}`);
      setDone(fill(officers.removed, { name }));
    } catch (caught) {
      setFailure(caught);
    }
    reload();
  };
  return (
    <Page title={officers.heading} intro={officers.intro}>
      {(failure ?? error) !== undefined && (
        <Problem error={failure ?? error} texts={texts} onRetry={reload} />
      )}
      {done !== undefined && <Notice kind="success" live title={done} />}
      {value !== undefined && <List officers={value} onRemove={setLeaving} />}
      <div className="columns">
        <AddOfficer
          onAdded={(name) => {
            setDone(fill(officers.added, { name }));
            reload();
          }}
        />
        <OwnPassphrase />
      </div>
      {leaving !== undefined && (
        <Dialog
          title={fill(officers.removeTitle, { name: leaving })}
          isOpen
          onClose={() => setLeaving(undefined)}
        >
          <p>{fill(officers.removeText, { name: leaving })}</p>
          <div className="row">
            <Button kind="danger" onPress={() => remove(leaving)}>
              {officers.remove}
            </Button>
            <Button onPress={() => setLeaving(undefined)}>{texts.actions.cancel}</Button>
          </div>
        </Dialog>
      )}
    </Page>
  );
}

interface ListProps {
  readonly officers: readonly Officer[];
  readonly onRemove: (name: string) => void;
}

function List({ officers, onRemove }: ListProps) {
  const { texts, language, officer: own } = useConsole();
  const words = texts.officers;
  const rows = officers.map(({ name, created, lockedUntil }) => ({
    id: name,
    cells: {
      name: (
        <>
          {name} {name === own && <span className="tag">{words.you}</span>}
        </>
      ),
      created: shortTime(created, language),
      state:
        lockedUntil === null ? (
          words.active
        ) : (
          <span className="tag warning">
            {fill(words.locked, { time: shortTime(lockedUntil, language) })}
          </span>
        ),
      remove: officers.length > 1 && (
        <Button kind="quiet" onPress={() => onRemove(name)}>
          <span aria-hidden="true">{words.remove}</span>
          <span className="for-ears">{fill(words.removeNamed, { name })}</span>
        </Button>
      ),
    },
  }));
  return (
    <DataTable
      caption={words.caption}
      columns={[
        { key: 'name', label: words.name },
        { key: 'created', label: words.created },
        { key: 'state', label: words.state },
        { key: 'remove', label: words.remove },
      ]}
      rows={rows}
    />
  );
}
