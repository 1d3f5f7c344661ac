import { Notice } from '../../shared/components/Notice.tsx';
import { useConsole } from '../console/use-console.ts';
import type { Problem } from './check-draft.ts';
import { languageName } from './language-name.ts';
import { placeText, problemText } from './problem-text.ts';

export interface ProblemListProps {
  readonly title: string;
  readonly problems: readonly Problem[];
  readonly onGo: (problem: Problem) => void;
}

const MOST = 30;

/** Every problem as a link to its field. */
export function ProblemList({ title, problems, onGo }: ProblemListProps) {
  const { language, texts } = useConsole();
  return (
    <Notice kind="warning" title={title}>
      <ul>
        {problems.slice(0, MOST).map((problem) => (
          <li key={`${problem.path} ${problem.language} ${problem.code}`}>
            <a
              href={`#at-${problem.path}`}
              onClick={(event) => {
                event.preventDefault();
                onGo(problem);
              }}
            >
              {placeText(texts.editor, problem, (tag) => languageName(tag, language))}
            </a>
            : {problemText(texts.editor, problem)}
          </li>
        ))}
        {problems.length > MOST && <li>…</li>}
      </ul>
    </Notice>
  );
}
