import type { Contest } from '../../../ballots/ballot.ts';
import { Button } from '../../shared/components/Button.tsx';
import { TextField } from '../../shared/components/Field.tsx';
import { fill } from '../../shared/i18n.ts';
import { useConsole } from '../console/use-console.ts';
import { At, focusField } from './At.tsx';
import { BackgroundFields } from './BackgroundFields.tsx';
import { ContestRules } from './ContestRules.tsx';
import type { Problem } from './check-draft.ts';
import { addOption, moved, withOption, withText } from './edit-ballot.ts';
import { ItemButtons } from './ItemButtons.tsx';
import { OptionEditor } from './OptionEditor.tsx';
import { ShortField } from './ShortField.tsx';

export interface ContestEditorProps {
  readonly contest: Contest;
  readonly index: number;
  readonly count: number;
  readonly languages: readonly string[];
  readonly language: string;
  readonly isOpen: boolean;
  readonly problems: readonly Problem[];
  readonly mark: (path: string) => string | undefined;
  readonly onOpen: (isOpen: boolean) => void;
  readonly onChange: (contest: Contest) => void;
  /** Something disappears: it can be undone. */
  readonly onReplace: (contest: Contest, text: string) => void;
  readonly onMove: (step: number) => void;
  readonly onRemove: (text: string) => void;
}

/** Folded unless it is being edited: a ballot may have 64 contests of 256 options. */
export function ContestEditor(props: ContestEditorProps) {
  const { contest, index, count, language, isOpen, problems, onOpen, onMove, onRemove } = props;
  const { texts } = useConsole();
  const own = texts.editor.ballot;
  const name = fill(own.contest, { number: index + 1 });
  const title = contest.short[language] || contest.title[language] || '';
  const errors = problems.filter(({ path }) => path.startsWith(`contests/${index}/`)).length;
  const id = `contest-${contest.id}`;
  return (
    <section className="card" aria-labelledby={id}>
      <div className="row spread">
        <h3 id={id}>
          {name}
          {title !== '' && `: ${title}`}{' '}
          {errors > 0 && <span className="tag warning">{fill(own.problems, { number: errors })}</span>}
        </h3>
        <ItemButtons
          name={name}
          index={index}
          count={count}
          onMove={onMove}
          onRemove={() => onRemove(fill(own.removed, { name }))}
        >
          <Button onPress={() => onOpen(!isOpen)}>
            {isOpen ? own.close : own.open}
            <span className="for-ears"> {name}</span>
          </Button>
        </ItemButtons>
      </div>
      {isOpen && <ContestFields {...props} />}
    </section>
  );
}

function ContestFields(props: ContestEditorProps) {
  const { contest, index, languages, language, mark, onChange, onReplace } = props;
  const { texts } = useConsole();
  const own = texts.editor.ballot;
  const path = `contests/${index}`;
  const { options } = contest;
  const grow = (): void => {
    onChange(addOption(contest, languages));
    focusField(`${path}/options/${options.length}/short`);
  };
  return (
    <>
      <At path={`${path}/title`}>
        <TextField
          label={own.contestTitle}
          value={contest.title[language] ?? ''}
          error={mark(`${path}/title`)}
          onChange={(value) => onChange({ ...contest, title: withText(contest.title, language, value) })}
        />
      </At>
      <ShortField
        path={`${path}/short`}
        value={contest.short[language] ?? ''}
        error={mark(`${path}/short`)}
        onChange={(value) => onChange({ ...contest, short: withText(contest.short, language, value) })}
      />
      <BackgroundFields
        item={contest}
        name={fill(own.contest, { number: index + 1 })}
        path={path}
        language={language}
        mark={mark}
        onChange={onChange}
      />
      <ContestRules contest={contest} path={path} languages={languages} mark={mark} onChange={onChange} />
      <h4>{own.options}</h4>
      <ol className="stack plain">
        {options.map((option, at) => (
          <OptionEditor
            key={option.id}
            option={option}
            index={at}
            count={options.length}
            path={`${path}/options/${at}`}
            languages={languages}
            language={language}
            mark={mark}
            onChange={(changed) => onChange(withOption(contest, at, () => changed))}
            onMove={(step) => onChange({ ...contest, options: moved(options, at, step) })}
            onRemove={(text) => {
              onReplace({ ...contest, options: options.toSpliced(at, 1) }, text);
              focusField(`${path}/options`);
            }}
          />
        ))}
      </ol>
      <At path={`${path}/options`}>
        <Button onPress={grow}>{own.addOption}</Button>
        {mark(`${path}/options`) !== undefined && (
          <p className="field" role="alert">
            <span className="error">{mark(`${path}/options`)}</span>
          </p>
        )}
      </At>
    </>
  );
}
