import { type Ballot, MAX_LANGUAGES } from '../../../ballots/ballot.ts';
import { Button } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { SelectField } from '../../shared/components/Field.tsx';
import { fill } from '../../shared/i18n.ts';
import { useConsole } from '../console/use-console.ts';
import type { Problem } from './check-draft.ts';
import { addLanguage, removeLanguage } from './edit-ballot.ts';
import { BALLOT_LANGUAGES, languageName } from './language-name.ts';

export interface LanguagesCardProps {
  readonly ballot: Ballot;
  /** Of the texts that are being edited. */
  readonly language: string;
  readonly problems: readonly Problem[];
  readonly onLanguage: (language: string) => void;
  readonly onChange: (ballot: Ballot) => void;
  /** Something disappears: it can be undone. */
  readonly onReplace: (ballot: Ballot, text: string) => void;
}

export function LanguagesCard(props: LanguagesCardProps) {
  const { ballot, language, problems, onLanguage, onChange, onReplace } = props;
  const { texts, language: officers } = useConsole();
  const own = texts.editor.ballot;
  const { languages } = ballot;
  const name = (tag: string): string => languageName(tag, officers);
  const free = BALLOT_LANGUAGES.filter((tag) => !languages.includes(tag));
  const label = (tag: string): string => {
    const number = problems.filter((problem) => problem.language === tag).length;
    return number === 0 ? name(tag) : fill(own.missing, { language: name(tag), number });
  };
  return (
    <Card title={own.languages} level={3}>
      <p className="quiet small">{own.languagesHelp}</p>
      <div className="columns">
        {languages.length > 1 && (
          <SelectField
            label={own.textLanguage}
            value={language}
            options={languages.map((tag) => ({ value: tag, label: label(tag) }))}
            onChange={onLanguage}
          />
        )}
        {languages.length < MAX_LANGUAGES && (
          <SelectField
            label={own.addLanguage}
            value=""
            options={[
              { value: '', label: own.choose },
              ...free.map((tag) => ({ value: tag, label: name(tag) })),
            ]}
            onChange={(tag) => {
              if (tag === '') return;
              onChange(addLanguage(ballot, tag));
              onLanguage(tag);
            }}
          />
        )}
      </div>
      {languages.length > 1 && (
        <div className="row">
          {languages.map((tag) => (
            <Button
              key={tag}
              kind="quiet"
              onPress={() => onReplace(removeLanguage(ballot, tag), fill(own.removed, { name: name(tag) }))}
            >
              {fill(own.removeLanguage, { language: name(tag) })}
            </Button>
          ))}
        </div>
      )}
    </Card>
  );
}
