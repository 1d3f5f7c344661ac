import { Progress } from '../../shared/components/Progress.tsx';
import type { Activity, SessionState } from '../logic/session.ts';
import { type Signing, viewOf } from '../logic/signing.ts';
import { useWords } from './words.ts';

export type FollowingProps = Pick<SessionState, 'activity' | 'signing'>;

/** While the terminal and the servers are at work: what to do now, and how far it is. */
export function Following({ activity, signing }: FollowingProps) {
  const { texts } = useWords();
  if (activity.at === 'preparing') return <Progress label={texts.vote.preparing} />;
  if (activity.at === 'terminal') return <OnTerminal task={activity.task} />;
  if (activity.at === 'looking') return <Progress label={texts.check.running} />;
  return (
    <>
      {signing !== undefined && <Signatures signing={signing} isOver={activity.at === 'sending'} />}
      {activity.at === 'sending' && <Sending />}
      <p className="quiet">{texts.vote.kept}</p>
    </>
  );
}

function OnTerminal({ task }: Pick<Extract<Activity, { at: 'terminal' }>, 'task'>) {
  const { texts } = useWords();
  const { follow, followSteps, waiting, waitingText } = texts.vote;
  if (task === 'check')
    return (
      <>
        <p className="lead">{texts.check.follow}</p>
        <Progress label={waiting} />
      </>
    );
  return (
    <>
      <p className="lead">{follow}</p>
      <ul className="stack tight follow">
        {[followSteps.language, followSteps.fingerprint, followSteps.choose, followSteps.pin].map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ul>
      <Progress label={waiting} />
      <p className="quiet small">{waitingText}</p>
    </>
  );
}

function Signatures({ signing, isOver }: { readonly signing: Signing; readonly isOver: boolean }) {
  const { texts, fill } = useWords();
  const { vote } = texts;
  const { round, done, share, failed, enough } = viewOf(signing);
  const all = signing.administrators.length;
  const counts = { done, needed: signing.needed, all, failed };
  return (
    <>
      <Progress
        label={vote.signingRound[round]}
        value={isOver ? 1 : share}
        text={fill(vote.signing, isOver ? { ...counts, done: signing.needed } : counts)}
      />
      {/* Once for each round, not for each answer. */}
      <p role="status" className="for-ears">
        {isOver ? '' : vote.signingRound[round]}
      </p>
      <section className="stack tight" aria-labelledby="administrators">
        <h3 id="administrators">{vote.administrators}</h3>
        <ul className="administrators plain">
          {signing.administrators.map(({ id, operator, state }) => (
            <li key={id} className={state}>
              <span>
                <strong>{operator}</strong> <span className="quiet small">{id}</span>
              </span>
              <span className={`tag ${TAGS[state]}`}>{vote.states[state]}</span>
            </li>
          ))}
        </ul>
      </section>
      {failed === 0 || isOver ? (
        <p className="quiet small">{fill(vote.enough, counts)}</p>
      ) : (
        <p role="status" className="small">
          {fill(enough ? vote.failedOne : vote.failedMany, counts)}
        </p>
      )}
    </>
  );
}

const TAGS = { waiting: '', agreed: '', signed: 'success', failed: 'warning' } as const;

function Sending() {
  const { texts } = useWords();
  return (
    <>
      <Progress label={texts.vote.sending} />
      <p className="quiet">{texts.vote.sendingWhy}</p>
    </>
  );
}
