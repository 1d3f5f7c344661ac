/**
 * A board with more hostile replicas than it bears shows two logs of one ceremony (board contract, section 10, 25): whatever the
 * honest read first, no two outcomes are certified. A seed decides who reads which log when.
 */

import {
  type Ceremony,
  type CeremonyJudges,
  type CeremonyPost,
  ceremonyFold,
  type Forms,
  outcomeToSign,
  type Settled,
} from '../../../protocol/ceremony/generate.ts';
import { LONG } from '../../../protocol/folds/spans.ts';
import { drawsFrom } from '../../support/draws.ts';

const RULES = { participants: 4, quorum: 3, threshold: 3, hostile: 1 };
const EVERYONE = [0, 1, 2, 3];
const HOSTILE = 3;

const JUDGES: CeremonyJudges<Forms> = {
  isValidState: () => true,
  isValidDeal: () => true,
  provesComplaint: () => false,
  isRightRepair: () => false,
  hash: ({ attempt }, { holders, dealers }) => `${attempt} ${holders} ${dealers}`,
};

/** What went wrong; undefined: nothing. */
export function forkViolation(seed: number): string | undefined {
  const draw = drawsFrom(seed);
  const logs = [1, 2].map((lastAttempt) => settledAt(lastAttempt));
  const signed = new Map<number, string>();
  for (let turn = 0; turn < 20; turn++) {
    const at = draw(2);
    const signer = draw(EVERYONE.length);
    const log = logs[at] as Settled<Forms>;
    const before = signer === HOSTILE ? undefined : signed.get(signer);
    const hash = outcomeToSign(log, signer, 2 ** EVERYONE.length - 1, before);
    if (hash === undefined) continue;
    signed.set(signer, hash);
    logs[at] = next(log, [{ type: 'outcome', signer, attempt: log.attempt, hash }]) as Settled<Forms>;
  }
  return logs.every(({ isCertified }) => isCertified) ? 'two outcomes are certified' : undefined;
}

const { start, next: step } = ceremonyFold(RULES, JUDGES);
const next = (ceremony: Ceremony<Forms>, posts: readonly CeremonyPost<Forms>[]): Ceremony<Forms> =>
  step(ceremony, { c: 0, time: 0, hasTick: true, posts });

/** A log on which everyone takes part in that attempt, and nobody deals in those before. */
function settledAt(lastAttempt: number): Settled<Forms> {
  let ceremony: Ceremony<Forms> = start;
  for (let attempt = 1; attempt <= lastAttempt; attempt++) {
    ceremony = next(
      ceremony,
      EVERYONE.map((signer) => ({ type: 'state', signer, attempt, state: 0 })),
    );
    const deals = EVERYONE.map((signer) => ({ type: 'deal', signer, attempt, deal: 0 }) as const);
    if (attempt === lastAttempt) ceremony = next(ceremony, deals);
    else for (let tick = 0; tick <= LONG; tick++) ceremony = next(ceremony, []);
  }
  const oks = EVERYONE.map(
    (signer) => ({ type: 'ok', signer, attempt: lastAttempt, dealers: 0b1111 }) as const,
  );
  return next(ceremony, oks) as Settled<Forms>;
}
