import { Notice } from '../../shared/components/Notice.tsx';
import type { AppConfig } from '../logic/config.ts';
import type { TerminalSeen } from '../logic/session.ts';
import { ProblemNotice } from './ProblemNotice.tsx';
import { useWords } from './words.ts';

const START_COMMAND = './revs terminal --folder terminal --card cards/VOTER.card';

export interface TerminalStateProps {
  readonly terminal: TerminalSeen;
  readonly config: AppConfig;
  /** Whether the card is on the roll of the election; undefined while that is not known. */
  readonly onRoll: boolean | undefined;
}

/** Whether terminal and card are there, and what to do about it. */
export function TerminalState({ terminal, config, onRoll }: TerminalStateProps) {
  const { texts } = useWords();
  const { vote } = texts;
  if (terminal.at === 'searching') return <p role="status">{vote.searching}</p>;
  if (terminal.at === 'absent')
    return (
      <>
        <ProblemNotice problem="no-terminal" values={{ url: config.terminal }} />
        <pre className="command">
          <code>{START_COMMAND}</code>
        </pre>
      </>
    );
  if (terminal.at === 'noCard')
    return (
      <Notice kind="info" title={vote.noCard} live>
        <details className="small">
          <summary>{vote.noCardAsk}</summary>
          <p>{vote.noCardHelp}</p>
        </details>
      </Notice>
    );
  if (onRoll === false) return <ProblemNotice problem="not-on-roll" values={{}} />;
  return <Notice kind="success" title={vote.ready} live />;
}
