import { type FormEvent, useState } from 'react';
import { fromHex } from '../../../protocol/primitives/bytes.ts';
import { Button } from '../../shared/components/Button.tsx';
import { FileField, FolderField, SelectField, TextField } from '../../shared/components/Field.tsx';
import type { RecordToVerify, Task } from './messages.ts';
import { useVerifyWords } from './words.ts';

type Source = 'published' | 'archive' | 'folder';
interface Picked {
  readonly name: string;
  readonly record: RecordToVerify;
}

const KEY_LENGTH = 33;

export interface TaskFormProps {
  readonly siteKey: string | undefined;
  readonly published: string | undefined;
  readonly onTask: (task: Task) => void;
}

/** Which record, and by which key. */
export function TaskForm({ siteKey, published, onTask }: TaskFormProps) {
  const { verifying } = useVerifyWords();
  const sources: readonly Source[] = [
    ...(published === undefined ? [] : ['published' as const]),
    'archive',
    'folder',
  ];
  const [source, setSource] = useState<Source>(published === undefined ? 'archive' : 'published');
  const [picked, setPicked] = useState<Picked>();
  const [key, setKey] = useState(siteKey ?? '');
  const [isTried, setTried] = useState(false);
  const commissionerKey = keyIn(key);
  const record = source === 'published' && published !== undefined ? { address: published } : picked?.record;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (record !== undefined && commissionerKey !== undefined) onTask({ record, commissionerKey });
  };
  return (
    <form className="card stack" onSubmit={submit} noValidate>
      <SelectField
        label={verifying.which}
        value={source}
        options={sources.map((value) => ({ value, label: verifying.sources[value] }))}
        onChange={(value) => {
          setSource(sources.find((one) => one === value) ?? 'archive');
          setPicked(undefined);
        }}
      />
      {source !== 'published' && (
        <PickRecord
          source={source}
          picked={picked}
          isMissing={isTried && picked === undefined}
          onPick={setPicked}
        />
      )}
      <TextField
        label={verifying.key}
        description={
          siteKey !== undefined && key === siteKey
            ? `${verifying.keyText} ${verifying.keyFilled}`
            : verifying.keyText
        }
        error={isTried && commissionerKey === undefined ? verifying.keyWrong : undefined}
        value={key}
        onChange={setKey}
        multiline
        autoComplete="off"
        maxLength={200}
      />
      <div className="row">
        <Button kind="primary" type="submit">
          {verifying.start}
        </Button>
      </div>
    </form>
  );
}

interface PickRecordProps {
  readonly source: 'archive' | 'folder';
  readonly picked: Picked | undefined;
  readonly isMissing: boolean;
  readonly onPick: (picked: Picked) => void;
}

function PickRecord({ source, picked, isMissing, onPick }: PickRecordProps) {
  const { verifying, fill } = useVerifyWords();
  const common = {
    label: verifying[source],
    description: picked && fill(verifying.chosen, { name: picked.name }),
    error: isMissing ? verifying.noRecord : undefined,
  };
  return source === 'archive' ? (
    <FileField
      {...common}
      accept=".tar,application/x-tar"
      onFile={(archive) => onPick({ name: archive.name, record: { archive } })}
    />
  ) : (
    <FolderField
      {...common}
      onFiles={(chosen) => {
        const [name = ''] = (chosen[0]?.webkitRelativePath ?? '').split('/');
        onPick({ name, record: { files: new Map(chosen.map((file) => [pathOf(file), file])) } });
      }}
    />
  );
}

/** Without the name of the chosen folder itself. */
const pathOf = ({ webkitRelativePath }: File): string => webkitRelativePath.replace(/^[^/]*\//, '');

/** Copied from paper or from a page it may be in groups. */
function keyIn(text: string): Uint8Array | undefined {
  const key = fromHex(text.replace(/\s/g, '').toLowerCase());
  return key?.length === KEY_LENGTH ? key : undefined;
}
