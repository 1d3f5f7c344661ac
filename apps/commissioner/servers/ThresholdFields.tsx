import type { Directory, Thresholds } from '../../../servers/commissioner/api/servers.ts';
import { NumberField } from '../../shared/components/Field.tsx';
import { fill } from '../../shared/i18n.ts';
import { useConsole } from '../console/use-console.ts';
import { checkSetup, ROLES, rangesOf, type ThresholdName } from '../new-election/check-setup.ts';

const MAX = 16;

export interface ThresholdFieldsProps {
  readonly setup: Directory;
  readonly onThresholds: (thresholds: Thresholds) => void;
}

/** Each with the values that the servers allow. */
export function ThresholdFields({ setup, onThresholds }: ThresholdFieldsProps) {
  const { texts } = useConsole();
  const { survival } = texts;
  const problems = new Map(checkSetup(setup).map((problem) => [problem.path, problem.code]));
  const roles = ROLES.filter((role) => problems.has(role));
  return (
    <>
      {roles.map((role) => (
        <p key={role} className="error">
          {fill(problems.get(role) === 'role-none' ? survival.noneOf : survival.manyOf, {
            role: texts.roleNames[role],
          })}
        </p>
      ))}
      <div className="columns">
        {Object.entries(rangesOf(setup)).map(([key, range]) => {
          const name = key as ThresholdName;
          const isEmpty = !(range.least <= range.most);
          const hint = isEmpty ? survival.noRange : fill(survival.range, { ...range });
          const isWrong = problems.has(name) && !isEmpty;
          return (
            <NumberField
              key={name}
              label={survival[name]}
              description={hint}
              error={isWrong ? fill(survival.outOfRange, { ...range }) : undefined}
              value={setup.thresholds[name]}
              min={0}
              max={MAX}
              onChange={(value) => onThresholds({ ...setup.thresholds, [name]: value })}
            />
          );
        })}
      </div>
    </>
  );
}
