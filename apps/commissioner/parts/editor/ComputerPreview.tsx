import type { Ballot, Contest } from '../../../../ballots/ballot.ts';
import { bestOf, fill, type Language } from '../../../shared/i18n.ts';
import { useConsole } from '../use-console.ts';

export interface ComputerPreviewProps {
  readonly ballot: Ballot;
  readonly language: Language;
}

/** Full texts to read at leisure; the numbers are those of the terminal. */
export function ComputerPreview({ ballot, language }: ComputerPreviewProps) {
  const { texts, language: officers } = useConsole();
  const own = texts.editor.preview;
  const tag = bestOf(ballot.languages, language);
  return (
    <div className="stack">
      <p className="quiet small">{own.computerHelp}</p>
      <div className="sunk stack" lang={tag}>
        <p>
          <strong>{ballot.title[tag]}</strong>
        </p>
        {ballot.contests.map((contest) => (
          <div key={contest.id} className="stack tight">
            <p>
              <strong>{contest.title[tag] || contest.short[tag]}</strong>
            </p>
            <p className="quiet small" lang={officers}>
              {ruleText(contest, own)}
            </p>
            <ol>
              {contest.options.map((option) => (
                <li key={option.id}>{option.long[tag] || option.short[tag]}</li>
              ))}
            </ol>
          </div>
        ))}
      </div>
    </div>
  );
}

interface RuleTexts {
  readonly chooseOne: string;
  readonly chooseSeveral: string;
  readonly rank: string;
  readonly blank: string;
}

function ruleText({ kind, min, max, blankAllowed }: Contest, own: RuleTexts): string {
  const several = kind === 'rank' ? own.rank : own.chooseSeveral;
  const rule = kind === 'rank' || kind === 'choose-up-to' ? fill(several, { min, max }) : own.chooseOne;
  return blankAllowed ? `${rule} ${own.blank}` : rule;
}
