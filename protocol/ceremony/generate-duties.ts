/**
 * What a holder has to post next in a key ceremony (board contract, section 5): a function of the log and of the shares that it
 * has, so that whoever comes back after a crash, or after having been away, goes on where it was.
 */

import type { Hash } from '../primitives/hash-form.ts';
import { has, type Mask, maskOf, members } from '../quorums/quorum-system.ts';
import { type Ceremony, type Forms, type OpenAttempt, outcomeToSign, type Settled } from './generate.ts';

export type Duty =
  | { readonly type: 'state' }
  | { readonly type: 'deal' }
  /** About that dealer. */
  | { readonly type: 'complaint'; readonly dealer: number }
  | { readonly type: 'ok'; readonly dealers: Mask }
  | { readonly type: 'outcome'; readonly hash: Hash }
  | { readonly type: 'repair'; readonly dealer: number };

export interface OwnShares {
  /** Dealers whose shares are right, as they were dealt or repaired. */
  readonly right: Mask;
  /** H(X) that was signed before, in whatever attempt. */
  readonly signed: Hash | undefined;
}

/** In the order in which they are posted; none for who has no part any more. */
export function dutiesOf<F extends Forms>(
  ceremony: Ceremony<F>,
  holder: number,
  own: OwnShares,
): readonly Duty[] {
  if (ceremony.step === 'failed') return [];
  if (ceremony.step === 'outcome') return dutiesAfter(ceremony, holder, own);
  if (has(ceremony.out, holder)) return [];
  if (ceremony.step === 'state') return ceremony.states.has(holder) ? [] : [{ type: 'state' }];
  if (!ceremony.states.has(holder)) return [];
  if (ceremony.step === 'deal') return ceremony.deals.has(holder) ? [] : [{ type: 'deal' }];
  return judgements(ceremony, holder, own.right);
}

/** Step 3. */
function judgements<F extends Forms>(open: OpenAttempt<F>, holder: number, right: Mask): Duty[] {
  const dealers = maskOf(open.deals.keys());
  const complaints = complaintsAbout(dealers & ~right & ~open.out);
  return open.oks.has(holder) ? complaints : [...complaints, { type: 'ok', dealers: dealers & right }];
}

/** Steps 5 and 6. */
function dutiesAfter<F extends Forms>(
  settled: Settled<F>,
  holder: number,
  { right, signed }: OwnShares,
): Duty[] {
  const { holders, dealers, cheats, repairs, signers } = settled;
  if (!has(holders, holder)) return [];
  const hash = outcomeToSign(settled, holder, right, signed);
  const isShown = (dealer: number): boolean => repairs.get(dealer)?.has(holder) ?? false;
  const shown = members(cheats & right).filter((dealer) => !isShown(dealer));
  return [
    ...complaintsAbout(dealers & ~right & ~cheats),
    ...shown.map((dealer): Duty => ({ type: 'repair', dealer })),
    ...(hash === undefined || has(signers, holder) ? [] : [{ type: 'outcome', hash } as const]),
  ];
}

const complaintsAbout = (dealers: Mask): Duty[] =>
  members(dealers).map((dealer) => ({ type: 'complaint', dealer }));
