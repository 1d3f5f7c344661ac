import { useEffect, useMemo, useState } from 'react';
import { takesPart } from '../../../protocol/messages/test-voter.ts';
import type { ListedVoter } from '../../../servers/commissioner/api/roll.ts';
import type { Language } from '../../shared/i18n.ts';
import { countByStyle } from '../roll/voters.ts';
import { type Draft, newDraft, withStyles } from './draft.ts';
import { forgetDraft, keepDraft, keptDraft } from './keep-draft.ts';

export const storage = (): Storage => localStorage;

export interface KeptDraft {
  readonly draft: Draft;
  /** Who takes part in such an election. */
  readonly voters: readonly ListedVoter[];
  /** Of them by style. */
  readonly styles: ReadonlyMap<string, number>;
  readonly setDraft: (draft: Draft) => void;
  /** False if this browser keeps nothing. */
  readonly isKept: boolean;
  readonly startOver: () => void;
  /** The election is made: the next visit begins again. */
  readonly forget: () => void;
}

/** The draft of this browser, or `start` in its place, with a ballot for every style of those on the roll who take part. */
export function useDraft(roll: readonly ListedVoter[], language: Language, start?: Draft): KeptDraft {
  const [written, setDraft] = useState(() => start ?? keptDraft(storage) ?? newDraft(Date.now()));
  const [isKept, setKept] = useState(true);
  const [isOver, setOver] = useState(false);
  const { trial } = written;
  const voters = useMemo(
    () => roll.filter(({ voter }) => takesPart(voter, trial ?? undefined)),
    [roll, trial],
  );
  const styles = useMemo(() => countByStyle(voters), [voters]);
  const draft = useMemo(() => withStyles(written, [...styles.keys()], language), [written, styles, language]);
  useEffect(() => {
    if (isOver) forgetDraft(storage);
    else setKept(keepDraft(storage, written));
  }, [written, isOver]);
  return {
    draft,
    voters,
    styles,
    setDraft,
    isKept,
    startOver: () => setDraft(newDraft(Date.now())),
    forget: () => setOver(true),
  };
}
