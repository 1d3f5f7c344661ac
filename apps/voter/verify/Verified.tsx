import { inGroups } from '../../../common/in-groups.ts';
import { toHex } from '../../../protocol/primitives/bytes.ts';
import type { Verified as VerifiedRecord } from '../../../record/verify-in-browser.ts';
import { Notice } from '../../shared/components/Notice.tsx';
import { Results } from '../../shared/results/Results.tsx';
import { TrialNotice } from '../../shared/trial/Trial.tsx';
import { useVerifyWords } from './words.ts';

export interface VerifiedProps {
  readonly verified: VerifiedRecord;
  readonly commissionerKey: Uint8Array;
}

/** That it verifies, what is to be compared on paper, and the results. */
export function Verified({ verified, commissionerKey }: VerifiedProps) {
  const { verifying, texts, language } = useVerifyWords();
  const { results, ballots, absent } = verified;
  return (
    <>
      {results.trial === true && <TrialNotice texts={texts.trial} />}
      <Notice kind="success" title={verifying.verified} live>
        <p>{verifying.verifiedText}</p>
      </Notice>
      <dl className="why">
        <dt>{verifying.electionTitle}</dt>
        <dd>{results.title}</dd>
        <Compared
          name={verifying.fingerprint}
          value={verified.fingerprint}
          where={verifying.fingerprintText}
        />
        <Compared name={verifying.recordHash} value={verified.recordHash} where={verifying.recordHashText} />
        <Compared name={verifying.usedKey} value={toHex(commissionerKey)} where={verifying.usedKeyText} />
      </dl>
      {absent.length > 0 && <Remarks absent={absent} />}
      <section className="stack" aria-labelledby="results">
        <h2 id="results">{verifying.results}</h2>
        <Results results={results} ballots={ballots} texts={texts.outcome} language={language} />
      </section>
    </>
  );
}

interface ComparedProps {
  readonly name: string;
  readonly value: string;
  /** With what it is to be compared. */
  readonly where: string;
}

function Compared({ name, value, where }: ComparedProps) {
  return (
    <>
      <dt>
        {name} <span className="quiet">({where})</span>
      </dt>
      <dd className="mono wrap">{inGroups(value)}</dd>
    </>
  );
}

function Remarks({ absent }: Pick<VerifiedRecord, 'absent'>) {
  const { verifying, fill } = useVerifyWords();
  return (
    <Notice kind="info" title={verifying.remarks}>
      <p>{verifying.remarksText}</p>
      <ul>
        {absent.map(({ server, kind }) => (
          <li key={`${server} ${kind}`}>{fill(verifying.absent[kind], { server })}</li>
        ))}
      </ul>
    </Notice>
  );
}
