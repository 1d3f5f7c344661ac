import {
  CONTEST_KINDS,
  type Contest,
  MAX_OPTIONS,
  RULES_OF_KIND,
  SUBJECTS,
} from '../../../ballots/ballot.ts';
import { CheckboxField, NumberField, SelectField } from '../../shared/components/Field.tsx';
import { useConsole } from '../console/use-console.ts';
import { At } from './At.tsx';
import { withCount, withKind } from './edit-ballot.ts';

export interface ContestRulesProps {
  readonly contest: Contest;
  readonly path: string;
  readonly languages: readonly string[];
  readonly mark: (path: string) => string | undefined;
  readonly onChange: (contest: Contest) => void;
}

/** How voters choose and how it is counted; only what the kind leaves open is asked for. */
export function ContestRules({ contest, path, languages, mark, onChange }: ContestRulesProps) {
  const { texts } = useConsole();
  const own = texts.editor.ballot;
  const { kind, count, subject } = contest;
  const hasBounds = kind === 'rank' || kind === 'choose-up-to';
  const numbers = [
    ...(hasBounds ? (['min', 'max'] as const) : []),
    ...(kind === 'yes-no' || count === 'condorcet' ? [] : (['seats'] as const)),
  ];
  return (
    <>
      <div className="columns">
        <SelectField
          label={own.kind}
          value={kind}
          options={CONTEST_KINDS.map((value) => ({ value, label: own.kinds[value] }))}
          onChange={(value) => {
            const found = CONTEST_KINDS.find((one) => one === value);
            if (found !== undefined) onChange(withKind(contest, found, languages));
          }}
        />
        <SelectField
          label={own.count}
          value={count}
          options={RULES_OF_KIND[kind].map((value) => ({ value, label: own.counts[value] }))}
          onChange={(value) => {
            const found = RULES_OF_KIND[kind].find((one) => one === value);
            if (found !== undefined) onChange(withCount(contest, found));
          }}
        />
      </div>
      {kind !== 'yes-no' && (
        <SelectField
          label={own.subject}
          value={subject}
          options={SUBJECTS.map((value) => ({ value, label: own.subjects[value] }))}
          onChange={(value) => {
            const found = SUBJECTS.find((one) => one === value);
            if (found !== undefined) onChange({ ...contest, subject: found });
          }}
        />
      )}
      <div className="columns narrow-columns">
        {numbers.map((name) => (
          <At key={name} path={`${path}/${name}`}>
            <NumberField
              label={own[name]}
              description={name === 'seats' ? own.seatsHelp : undefined}
              value={contest[name]}
              min={1}
              max={MAX_OPTIONS}
              error={mark(`${path}/${name}`)}
              onChange={(value) => onChange({ ...contest, [name]: value })}
            />
          </At>
        ))}
      </div>
      <div>
        <CheckboxField
          label={own.blank}
          value={contest.blankAllowed}
          onChange={(blankAllowed) => onChange({ ...contest, blankAllowed })}
        />
        {count === 'stv' && (
          <CheckboxField
            label={own.drawsLots}
            value={contest.ties === 'lot'}
            onChange={(draws) => onChange({ ...contest, ties: draws ? 'lot' : undefined })}
          />
        )}
        {count === 'condorcet' && (
          <CheckboxField
            label={own.equalRanks}
            value={contest.equalRanks}
            onChange={(equalRanks) => onChange({ ...contest, equalRanks })}
          />
        )}
      </div>
    </>
  );
}
