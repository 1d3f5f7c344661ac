import { Notice } from '../../shared/components/Notice.tsx';
import { ApiError } from '../console/api.ts';
import { useConsole } from '../console/use-console.ts';

export const isUnreachable = (error: unknown): boolean =>
  error instanceof ApiError && error.code === 'console/unreachable';

/** What the station has refused, and what to do next. */
export function StationProblem({ error }: { readonly error: unknown }) {
  const { texts } = useConsole();
  const own = texts.editor.cards;
  const code = error instanceof ApiError ? error.code.replace('desk/', '') : '';
  const message = error instanceof Error ? error.message : String(error);
  const codes: Readonly<Record<string, string>> = own.codes;
  return (
    <Notice kind="danger" live title={own.refused}>
      <p>{codes[code] ?? own.codes.other}</p>
      <p className="small quiet wrap">
        {message} ({code})
      </p>
    </Notice>
  );
}
