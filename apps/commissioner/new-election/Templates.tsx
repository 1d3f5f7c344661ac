import { useState } from 'react';
import type { Ballot } from '../../../ballots/ballot.ts';
import { parseBallot } from '../../../ballots/parse-ballot.ts';
import { writeBallot } from '../../../ballots/write-ballot.ts';
import type { Template } from '../../../servers/commissioner/api/templates.ts';
import { Button } from '../../shared/components/Button.tsx';
import { Dialog } from '../../shared/components/Dialog.tsx';
import { SelectField, TextField } from '../../shared/components/Field.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { fill } from '../../shared/i18n.ts';
import { Problem } from '../console/Problem.tsx';
import { useConsole } from '../console/use-console.ts';
import { useRead } from '../console/use-load.ts';

export interface TemplatesProps {
  readonly ballot: Ballot;
  /** Whether there is nothing to correct in it. */
  readonly isRight: boolean;
  readonly onUse: (ballot: Ballot, name: string) => void;
}

/** Ballots that the office keeps; asked for once somebody looks. */
export function Templates(props: TemplatesProps) {
  const own = useConsole().texts.editor.templates;
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="card" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{own.heading}</summary>
      {isOpen && <Kept {...props} />}
    </details>
  );
}

function Kept({ ballot, isRight, onUse }: TemplatesProps) {
  const { texts, api } = useConsole();
  const own = texts.editor.templates;
  const { value: templates, error: loading, reload } = useRead('/officer/templates');
  const [name, setName] = useState('');
  const [done, setDone] = useState<string>();
  const [error, setError] = useState<unknown>();
  /** Says what is done, once it is. */
  const act = async (job: Promise<unknown>, said?: string): Promise<void> => {
    setDone(undefined);
    setError(undefined);
    try {
      await job;
      setDone(said);
    } catch (failure) {
      setError(failure);
    }
    reload();
  };
  const use = async ({ id, name: chosen }: Template): Promise<void> => {
    const { xml } = await api.get(`/officer/templates/${id}`);
    onUse(parseBallot(new TextEncoder().encode(xml)), chosen);
  };
  const save = (): Promise<void> =>
    act(api.post('/officer/templates', { name, xml: writeBallot(ballot) }), fill(own.saved, { name }));
  if (templates === undefined)
    return loading === undefined ? (
      <p className="quiet">{texts.loading}</p>
    ) : (
      <Problem error={loading} texts={texts} onRetry={reload} />
    );
  return (
    <div className="stack">
      <TextField
        label={own.name}
        description={own.nameHelp}
        value={name}
        maxLength={100}
        onChange={setName}
      />
      <div className="row">
        <Button isDisabled={!isRight || name.trim() === ''} onPress={() => void save()}>
          {own.save}
        </Button>
        {!isRight && <span className="quiet">{own.notYet}</span>}
      </div>
      {templates.length > 0 && (
        <OneTemplate
          templates={templates}
          name={name}
          onUse={(template) => void act(use(template))}
          onRename={({ id }) =>
            void act(api.put(`/officer/templates/${id}/name`, { name }), fill(own.renamed, { name }))
          }
          onDelete={({ id, name: gone }) =>
            void act(api.delete(`/officer/templates/${id}`), fill(own.deleted, { name: gone }))
          }
        />
      )}
      {done !== undefined && <Notice kind="success" live title={done} />}
      {error !== undefined && <Problem error={error} texts={texts} />}
    </div>
  );
}

interface OneTemplateProps {
  /** At least one. */
  readonly templates: readonly Template[];
  /** That it may be given. */
  readonly name: string;
  readonly onUse: (template: Template) => void;
  readonly onRename: (template: Template) => void;
  readonly onDelete: (template: Template) => void;
}

function OneTemplate({ templates, name, onUse, onRename, onDelete }: OneTemplateProps) {
  const { texts } = useConsole();
  const own = texts.editor.templates;
  const [wanted, setWanted] = useState('');
  const [leaving, setLeaving] = useState<Template>();
  const chosen = templates.find(({ id }) => String(id) === wanted) ?? templates[0];
  if (chosen === undefined) return null;
  return (
    <>
      <SelectField
        label={own.template}
        value={String(chosen.id)}
        options={templates.map((template) => ({ value: String(template.id), label: template.name }))}
        onChange={setWanted}
      />
      <div className="row">
        <Button onPress={() => onUse(chosen)}>{own.use}</Button>
        <Button isDisabled={name.trim() === ''} onPress={() => onRename(chosen)}>
          {own.rename}
        </Button>
        <Button onPress={() => setLeaving(chosen)}>{own.delete}</Button>
      </div>
      {leaving !== undefined && (
        <Dialog title={fill(own.sure, { name: leaving.name })} isOpen onClose={() => setLeaving(undefined)}>
          <p>{own.sureText}</p>
          <div className="row">
            <Button
              kind="danger"
              onPress={() => {
                setLeaving(undefined);
                onDelete(leaving);
              }}
            >
              {own.delete}
            </Button>
            <Button onPress={() => setLeaving(undefined)}>{texts.actions.cancel}</Button>
          </div>
        </Dialog>
      )}
    </>
  );
}
