import type { Option } from '../../../ballots/ballot.ts';
import { Button } from '../../shared/components/Button.tsx';
import { TextField } from '../../shared/components/Field.tsx';
import { fill } from '../../shared/i18n.ts';
import { useConsole } from '../console/use-console.ts';
import { At } from './At.tsx';
import { BackgroundFields } from './BackgroundFields.tsx';
import { fillEmptyTexts, hasEmptyTexts, withText } from './edit-ballot.ts';
import { ItemButtons } from './ItemButtons.tsx';
import { ShortField } from './ShortField.tsx';

export interface OptionEditorProps {
  readonly option: Option;
  readonly index: number;
  readonly count: number;
  readonly path: string;
  readonly languages: readonly string[];
  readonly language: string;
  readonly mark: (path: string) => string | undefined;
  readonly onChange: (option: Option) => void;
  readonly onMove: (step: number) => void;
  readonly onRemove: (text: string) => void;
}

export function OptionEditor(props: OptionEditorProps) {
  const { option, index, count, path, languages, language, mark, onChange, onMove, onRemove } = props;
  const { texts } = useConsole();
  const own = texts.editor.ballot;
  const name = fill(own.option, { number: index + 1 });
  const { short, long } = option;
  return (
    <li className="sunk stack tight">
      <fieldset className="stack tight">
        <legend className="for-ears">{name}</legend>
        <div className="row spread">
          <strong aria-hidden="true">{name}</strong>
          <ItemButtons
            name={name}
            index={index}
            count={count}
            onMove={onMove}
            onRemove={() => onRemove(fill(own.removed, { name }))}
          />
        </div>
        <div className="columns">
          <ShortField
            path={`${path}/short`}
            value={short[language] ?? ''}
            error={mark(`${path}/short`)}
            onChange={(value) => onChange({ ...option, short: withText(short, language, value) })}
          />
          <At path={`${path}/long`}>
            <TextField
              label={own.optionLong}
              value={long[language] ?? ''}
              error={mark(`${path}/long`)}
              onChange={(value) => onChange({ ...option, long: withText(long, language, value) })}
            />
          </At>
        </div>
        <BackgroundFields
          item={option}
          name={name}
          path={path}
          language={language}
          mark={mark}
          onChange={onChange}
        />
        {hasEmptyTexts(option, languages, language) && (
          <div className="row">
            <Button kind="quiet" onPress={() => onChange(fillEmptyTexts(option, languages, language))}>
              {own.fillEmpty}
            </Button>
          </div>
        )}
      </fieldset>
    </li>
  );
}
