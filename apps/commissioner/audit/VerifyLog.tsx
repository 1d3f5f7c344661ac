import { type FormEvent, useState } from 'react';
import type { PostedAuditHead } from '../../../protocol/board/audit-heads.ts';
import type { AuditPage } from '../../../servers/commissioner/api/audit.ts';
import type { AuditVerdict } from '../../../servers/commissioner/audit/verify-audit.ts';
import { Button } from '../../shared/components/Button.tsx';
import { Card } from '../../shared/components/Card.tsx';
import { FileField, TextField } from '../../shared/components/Field.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { fill, formatNumber } from '../../shared/i18n.ts';
import { exactTime } from '../console/format.ts';
import { useConsole } from '../console/use-console.ts';
import { readText } from '../roll/read-text.ts';

/** Bytes: some 400,000 entries. */
const MAX_LOG = 128 * 1024 * 1024;
const ANCHOR = /^(?:[0-9a-f]{64})?$/;

interface Checked {
  readonly file: string;
  readonly isAnchored: boolean;
  readonly posted: PostedAuditHead | null;
  readonly verdict: AuditVerdict | { readonly unread: 'tooLarge' | 'notUtf8' };
}

/** Checks an exported log here, by the code of `revs audit verify`. */
export function VerifyLog({ onBoard }: Pick<AuditPage, 'onBoard'>) {
  const { texts } = useConsole();
  const own = texts.audit.verify;
  const [file, setFile] = useState<File>();
  const [anchor, setAnchor] = useState('');
  const [isTried, setTried] = useState(false);
  const [checked, setChecked] = useState<Checked>();
  const typed = anchor.replace(/\s/g, '').toLowerCase();
  const isAnchor = ANCHOR.test(typed);
  const check = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    setChecked(undefined);
    if (file === undefined || !isAnchor) return;
    const verdict = await verdictOn(file, typed, onBoard);
    setChecked({ file: file.name, isAnchored: typed !== '', posted: onBoard.newest, verdict });
  };
  return (
    <Card title={own.heading}>
      <form className="stack" onSubmit={check} noValidate>
        <p className="prose">{own.text}</p>
        <FileField
          label={own.file}
          description={file && fill(own.chosen, { file: file.name })}
          error={isTried && file === undefined ? own.noFile : undefined}
          accept=".jsonl"
          onFile={setFile}
        />
        <TextField
          label={own.anchor}
          description={own.anchorText}
          error={isTried && !isAnchor ? own.anchorWrong : undefined}
          value={anchor}
          onChange={setAnchor}
          autoComplete="off"
          maxLength={200}
        />
        <div className="row">
          <Button type="submit">{own.check}</Button>
        </div>
      </form>
      {checked !== undefined && <Verdict {...checked} />}
    </Card>
  );
}

/** The check comes when somebody wants it: no other page of the console needs it. */
async function verdictOn(
  file: File,
  anchor: string,
  { newest, contradicting }: AuditPage['onBoard'],
): Promise<Checked['verdict']> {
  const read = await readText(file, MAX_LOG);
  if ('fault' in read) return { unread: read.fault };
  const { linesOf, verifyAudit } = await import('../../../servers/commissioner/audit/verify-audit.ts');
  const posted = [contradicting, newest].filter((head) => head !== null);
  return verifyAudit(linesOf(read.text), anchor === '' ? undefined : anchor, posted);
}

function Verdict({ file, isAnchored, posted, verdict }: Checked) {
  const { texts, language } = useConsole();
  const own = texts.audit.verify;
  const told = ({ total, time }: PostedAuditHead) => ({
    total: formatNumber(total, language),
    time: exactTime(time, language),
  });
  if ('unread' in verdict) return <Notice kind="danger" title={own[verdict.unread]} live />;
  if ('badLine' in verdict)
    return (
      <Notice
        kind="danger"
        title={fill(own.bad, { file, line: formatNumber(verdict.badLine, language) })}
        live
      >
        <p>{fill(own.faults[verdict.code], verdict.posted === undefined ? {} : told(verdict.posted))}</p>
        <p>{own.badText}</p>
      </Notice>
    );
  return (
    <Notice kind="success" title={fill(own.sound, { file })} live>
      <p>
        {fill(own.soundText, { total: formatNumber(verdict.total, language) })}{' '}
        <code className="wrap">{verdict.head}</code>
      </p>
      {isAnchored && <p>{own.anchored}</p>}
      {posted !== null && <p>{fill(own.posted, told(posted))}</p>}
    </Notice>
  );
}
