import { useState } from 'react';
import type { Ballot } from '../../../ballots/ballot.ts';
import { Button } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { TextField } from '../../shared/components/Field.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { fill } from '../../shared/i18n.ts';
import { useConsole } from '../console/use-console.ts';
import { At, focusField } from './At.tsx';
import { ContestEditor } from './ContestEditor.tsx';
import type { Problem } from './check-draft.ts';
import { addContest, moved, withContest, withText } from './edit-ballot.ts';
import { LanguagesCard } from './LanguagesCard.tsx';
import { Preview } from './Preview.tsx';
import { ProblemList } from './ProblemList.tsx';
import { marksOf } from './problem-text.ts';
import { Templates } from './Templates.tsx';
import { XmlExchange } from './XmlExchange.tsx';

export interface BallotEditorProps {
  /** Of the file that it is exported to. */
  readonly name: string;
  readonly ballot: Ballot;
  readonly onChange: (ballot: Ballot) => void;
  readonly problems: readonly Problem[];
  readonly isAttempted: boolean;
}

/** The ballot as it was before something disappeared from it, and what the officer is told. */
interface Undo {
  readonly before: Ballot;
  readonly after: Ballot;
  readonly text: string;
}

export function BallotEditor({ name, ballot, onChange, problems, isAttempted }: BallotEditorProps) {
  const { texts } = useConsole();
  const own = texts.editor.ballot;
  const { languages, contests } = ballot;
  const [wanted, setLanguage] = useState(languages[0] ?? '');
  const language = languages.includes(wanted) ? wanted : (languages[0] ?? '');
  const [openId, setOpenId] = useState(contests[0]?.id);
  const [undo, setUndo] = useState<Undo>();
  const marks = marksOf(texts.editor, problems, isAttempted);
  const mark = (path: string): string | undefined => marks(path, language);
  const replace = (after: Ballot, text: string): void => {
    setUndo({ before: ballot, after, text });
    onChange(after);
  };
  const go = (problem: Problem): void => {
    if (problem.language !== undefined) setLanguage(problem.language);
    const contest = contests[Number(problem.path.split('/')[1])];
    if (contest !== undefined) setOpenId(contest.id);
    focusField(problem.path);
  };
  const grow = (): void => {
    const grown = addContest(ballot);
    setOpenId(grown.contests.at(-1)?.id);
    onChange(grown);
    focusField(`contests/${contests.length}/title`);
  };
  return (
    <div className="editor">
      <div className="stack">
        <XmlExchange
          name={name}
          ballot={ballot}
          onImport={(imported, file) => {
            setOpenId(imported.contests[0]?.id);
            replace(imported, fill(own.imported, { file }));
          }}
        />
        <Templates
          ballot={ballot}
          isRight={problems.length === 0}
          onUse={(template, kept) => {
            setOpenId(template.contests[0]?.id);
            replace(template, fill(texts.editor.templates.used, { name: kept }));
          }}
        />
        {undo !== undefined && undo.after === ballot && (
          <Notice
            kind="info"
            live
            title={undo.text}
            actions={<Button onPress={() => onChange(undo.before)}>{own.undo}</Button>}
          />
        )}
        <LanguagesCard
          ballot={ballot}
          language={language}
          problems={problems}
          onLanguage={setLanguage}
          onChange={onChange}
          onReplace={replace}
        />
        <Card>
          <At path="title">
            <TextField
              label={own.title}
              value={ballot.title[language] ?? ''}
              error={mark('title')}
              onChange={(value) => onChange({ ...ballot, title: withText(ballot.title, language, value) })}
            />
          </At>
        </Card>
        {contests.map((contest, index) => (
          <ContestEditor
            key={contest.id}
            contest={contest}
            index={index}
            count={contests.length}
            languages={languages}
            language={language}
            isOpen={contest.id === openId}
            problems={problems}
            mark={mark}
            onOpen={(isOpen) => setOpenId(isOpen ? contest.id : undefined)}
            onChange={(changed) => onChange(withContest(ballot, index, () => changed))}
            onReplace={(changed, text) =>
              replace(
                withContest(ballot, index, () => changed),
                text,
              )
            }
            onMove={(step) => onChange({ ...ballot, contests: moved(contests, index, step) })}
            onRemove={(text) => {
              replace({ ...ballot, contests: contests.toSpliced(index, 1) }, text);
              focusField('contests');
            }}
          />
        ))}
        <At path="contests">
          <Button onPress={grow}>{own.addContest}</Button>
        </At>
        {problems.length === 0 ? (
          <Notice kind="success" title={own.noProblems} />
        ) : (
          <ProblemList
            title={fill(own.problems, { number: problems.length })}
            problems={problems}
            onGo={go}
          />
        )}
      </div>
      <Preview ballot={ballot} contest={contests.findIndex(({ id }) => id === openId)} />
    </div>
  );
}
