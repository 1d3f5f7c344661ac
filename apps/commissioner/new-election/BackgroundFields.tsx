import { useState } from 'react';
import type { Background } from '../../../ballots/ballot.ts';
import { TextField } from '../../shared/components/Field.tsx';
import { useConsole } from '../console/use-console.ts';
import { At } from './At.tsx';
import { withBackground } from './edit-ballot.ts';

export interface BackgroundFieldsProps<T extends Background> {
  readonly item: T;
  /** What the item is called on the page. */
  readonly name: string;
  readonly path: string;
  readonly language: string;
  readonly mark: (path: string) => string | undefined;
  readonly onChange: (item: T) => void;
}

/** What voters can read up on about a contest or an option; folded, since most have none. */
export function BackgroundFields<T extends Background>(props: BackgroundFieldsProps<T>) {
  const { item, name, path, language, mark, onChange } = props;
  const own = useConsole().texts.editor.ballot;
  const [isOpen, setIsOpen] = useState(item.details !== undefined || item.link !== undefined);
  const errors = { details: mark(`${path}/details`), link: mark(`${path}/link`) };
  const isWrong = errors.details !== undefined || errors.link !== undefined;
  return (
    <details open={isOpen || isWrong} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>
        {own.background} <span className="for-ears">: {name}</span>
      </summary>
      <At path={`${path}/details`}>
        <TextField
          label={own.details}
          description={own.detailsHelp}
          multiline
          value={item.details?.[language] ?? ''}
          error={errors.details}
          onChange={(value) => onChange(withBackground(item, 'details', language, value))}
        />
      </At>
      <At path={`${path}/link`}>
        <TextField
          label={own.link}
          description={own.linkHelp}
          type="url"
          value={item.link?.[language] ?? ''}
          error={errors.link}
          onChange={(value) => onChange(withBackground(item, 'link', language, value))}
        />
      </At>
    </details>
  );
}
