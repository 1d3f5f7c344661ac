import { type ReactNode, useId } from 'react';

interface Common {
  readonly label: string;
  readonly description?: string | undefined;
  /** What is wrong and what to do; the field is marked. */
  readonly error?: string | undefined;
}

interface Described {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

/** Label, control, description and error, tied together for assistive technology. */
function Field({
  label,
  description,
  error,
  children,
}: Common & { children: (own: Described) => ReactNode }) {
  const id = useId();
  const described = [description && `${id}-d`, error && `${id}-e`].filter(Boolean).join(' ');
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {description !== undefined && (
        <span className="description" id={`${id}-d`}>
          {description}
        </span>
      )}
      {children({
        id,
        'aria-describedby': described === '' ? undefined : described,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {error !== undefined && (
        <span className="error" id={`${id}-e`}>
          {error}
        </span>
      )}
    </div>
  );
}

export interface TextFieldProps extends Common {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: 'text' | 'password' | 'url';
  readonly multiline?: boolean;
  readonly autoComplete?: string;
  readonly isRequired?: boolean;
  readonly maxLength?: number;
}

export function TextField({
  value,
  onChange,
  type = 'text',
  multiline,
  isRequired,
  ...rest
}: TextFieldProps) {
  const { label, description, error, ...own } = rest;
  return (
    <Field label={label} description={description} error={error}>
      {(described) =>
        multiline ? (
          <textarea
            {...described}
            {...own}
            required={isRequired}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <input
            {...described}
            {...own}
            type={type}
            required={isRequired}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        )
      }
    </Field>
  );
}

export interface SelectFieldProps extends Common {
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
}

/** The browser's own list: the best there is on a phone. */
export function SelectField({ value, options, onChange, ...common }: SelectFieldProps) {
  return (
    <Field {...common}>
      {(described) => (
        <select {...described} value={value} onChange={(event) => onChange(event.target.value)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export interface NumberFieldProps extends Common {
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
}

/** Whole numbers; whatever else is typed is NaN, which its user must refuse. */
export function NumberField({ value, min, max, onChange, ...common }: NumberFieldProps) {
  return (
    <Field {...common}>
      {(described) => (
        <input
          {...described}
          type="number"
          inputMode="numeric"
          min={min}
          max={max}
          step={1}
          value={Number.isNaN(value) ? '' : value}
          onChange={(event) => onChange(event.target.value === '' ? Number.NaN : Number(event.target.value))}
        />
      )}
    </Field>
  );
}

export interface DateTimeFieldProps extends Common {
  /** Seconds since 1970; NaN while it is not a time. */
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** In the time zone of the browser, to the minute. */
export function DateTimeField({ value, onChange, ...common }: DateTimeFieldProps) {
  return (
    <Field {...common}>
      {(described) => (
        <input
          {...described}
          type="datetime-local"
          value={toLocal(value)}
          onChange={(event) => onChange(Math.floor(Date.parse(event.target.value) / 1000))}
        />
      )}
    </Field>
  );
}

function toLocal(seconds: number): string {
  if (!Number.isFinite(seconds)) return '';
  const offset = new Date(seconds * 1000).getTimezoneOffset() * 60;
  return new Date((seconds - offset) * 1000).toISOString().slice(0, 16);
}

export interface FileFieldProps extends Common {
  /** Such as `.csv,text/csv`. */
  readonly accept: string;
  readonly onFile: (file: File) => void;
}

export function FileField({ accept, onFile, ...common }: FileFieldProps) {
  return (
    <Field {...common}>
      {(described) => (
        <input
          {...described}
          type="file"
          accept={accept}
          onChange={(event) => {
            const [file] = event.target.files ?? [];
            // The same file, corrected, can then be chosen again.
            event.target.value = '';
            if (file !== undefined) onFile(file);
          }}
        />
      )}
    </Field>
  );
}

export interface FolderFieldProps extends Common {
  readonly onFiles: (files: readonly File[]) => void;
}

/** All files of one folder, each with its `webkitRelativePath`. */
export function FolderField({ onFiles, ...common }: FolderFieldProps) {
  return (
    <Field {...common}>
      {(described) => (
        <input
          {...described}
          // The types of React do not know it; all browsers do.
          {...{ webkitdirectory: '' }}
          type="file"
          onChange={(event) => {
            const files = [...(event.target.files ?? [])];
            event.target.value = '';
            onFiles(files);
          }}
        />
      )}
    </Field>
  );
}

export interface CheckboxFieldProps {
  readonly label: string;
  readonly description?: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}

export function CheckboxField({ label, description, value, onChange }: CheckboxFieldProps) {
  const id = useId();
  return (
    <div className="check">
      <input id={id} type="checkbox" checked={value} onChange={(event) => onChange(event.target.checked)} />
      <label htmlFor={id}>
        {label}
        {description !== undefined && <span className="description">{description}</span>}
      </label>
    </div>
  );
}
