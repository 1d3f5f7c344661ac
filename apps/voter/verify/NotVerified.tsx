import { Notice } from '../../shared/components/Notice.tsx';
import type { Failure } from './messages.ts';
import { useVerifyWords } from './words.ts';

/** With these nothing is known of the record: it was not there to be read, or this browser cannot do it. */
const UNABLE: readonly string[] = [
  'record/too-long-here',
  'record/not-an-archive',
  'record/not-published',
  'record/unreachable',
  'key/invalid',
  'page/unexpected',
];

/** Which part is wrong, and what that means, in the reader's words; the check's own words stand below. */
export function NotVerified({ failure: { part, code, message } }: { readonly failure: Failure }) {
  const { verifying } = useVerifyWords();
  const isUnable = UNABLE.includes(code);
  const codes: Readonly<Record<string, string>> = verifying.codes;
  return (
    <Notice
      kind={isUnable ? 'warning' : 'danger'}
      title={isUnable ? verifying.unable : verifying.notVerified}
      live
    >
      <dl className="why">
        {part !== '' && (
          <>
            <dt>{verifying.where}</dt>
            <dd>
              <FileName path={part} />
            </dd>
          </>
        )}
        <dt>{verifying.meaning}</dt>
        <dd>{codes[code] ?? verifying.otherCode}</dd>
      </dl>
      <p>{isUnable ? verifying.unableText : verifying.notVerifiedText}</p>
      <details>
        <summary>{verifying.detail}</summary>
        <p className="wrap" lang="en">
          {message} ({code})
        </p>
      </details>
    </Notice>
  );
}

function FileName({ path }: { readonly path: string }) {
  const { verifying } = useVerifyWords();
  const files: Readonly<Record<string, string>> = verifying.files;
  const other = /^ballots\/[^/]+\.xml$/.test(path) ? verifying.ballotFile : verifying.otherFile;
  return (
    <>
      <span className="mono wrap">{path}</span>: {files[path] ?? other}
    </>
  );
}
