import { codePoints, collapseSpace } from '../../../ballots/text.ts';
import { TextField } from '../../shared/components/Field.tsx';
import { fill } from '../../shared/i18n.ts';
import { useConsole } from '../console/use-console.ts';
import { At } from './At.tsx';

export interface ShortFieldProps {
  readonly path: string;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}

/** One line of the terminal's display. */
export function ShortField({ path, value, error, onChange }: ShortFieldProps) {
  const { texts } = useConsole();
  const own = texts.editor.ballot;
  return (
    <At path={path}>
      <TextField
        label={own.short}
        description={fill(own.shortHelp, { number: codePoints(collapseSpace(value)) })}
        value={value}
        error={error}
        onChange={onChange}
      />
    </At>
  );
}
