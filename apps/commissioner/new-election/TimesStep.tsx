import { Button } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { DateTimeField, SelectField, TextField } from '../../shared/components/Field.tsx';
import { fill } from '../../shared/i18n.ts';
import { useConsole } from '../console/use-console.ts';
import { At } from './At.tsx';
import type { Problem } from './check-draft.ts';
import { type Draft, TIMES, timesFrom } from './draft.ts';
import { marksOf } from './problem-text.ts';

const REAL = 'real';

export interface TimesStepProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly isAttempted: boolean;
  readonly problems: readonly Problem[];
}

export function TimesStep({ draft, onChange, isAttempted, problems }: TimesStepProps) {
  const { texts } = useConsole();
  const own = texts.editor.times;
  const mark = marksOf(texts.editor, problems, isAttempted);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <Card>
      <At path="title">
        <TextField
          label={own.title}
          description={own.titleHelp}
          value={draft.title}
          maxLength={200}
          error={mark('title')}
          onChange={(title) => onChange({ ...draft, title })}
        />
      </At>
      <At path="trial">
        <SelectField
          label={own.kind}
          description={own.kindHelp}
          value={draft.trial ?? REAL}
          error={mark('trial')}
          options={[
            { value: REAL, label: own.real },
            { value: 'test-cards', label: own.testCards },
            { value: 'everybody', label: own.everybody },
          ]}
          onChange={(kind) =>
            onChange({ ...draft, trial: kind === 'test-cards' || kind === 'everybody' ? kind : null })
          }
        />
      </At>
      <p className="quiet small">{fill(own.zone, { zone })}</p>
      <div className="columns">
        {TIMES.map((name) => (
          <At key={name} path={name}>
            <DateTimeField
              label={own[name]}
              description={own[`${name}Help`]}
              value={draft[name]}
              error={mark(name)}
              onChange={(value) => onChange({ ...draft, [name]: value })}
            />
          </At>
        ))}
      </div>
      <div className="row">
        <Button
          isDisabled={!Number.isFinite(draft.opens)}
          onPress={() => onChange({ ...draft, ...timesFrom(draft.opens) })}
        >
          {own.standard}
        </Button>
      </div>
    </Card>
  );
}
