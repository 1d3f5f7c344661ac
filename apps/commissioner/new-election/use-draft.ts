import { useEffect, useMemo, useState } from 'react';
import type { Language } from '../../shared/i18n.ts';
import { type Draft, newDraft, withStyles } from './draft.ts';
import { forgetDraft, keepDraft, keptDraft } from './keep-draft.ts';

const storage = (): Storage => localStorage;

export interface KeptDraft {
  readonly draft: Draft;
  readonly setDraft: (draft: Draft) => void;
  /** False if this browser keeps nothing. */
  readonly isKept: boolean;
  readonly startOver: () => void;
  /** The election is made: the next visit begins again. */
  readonly forget: () => void;
}

/** The draft of this browser, with a ballot for every style of the roll. */
export function useDraft(styles: readonly string[], language: Language): KeptDraft {
  const [written, setDraft] = useState(() => keptDraft(storage) ?? newDraft(Date.now()));
  const [isKept, setKept] = useState(true);
  const [isOver, setOver] = useState(false);
  const draft = useMemo(() => withStyles(written, styles, language), [written, styles, language]);
  useEffect(() => {
    if (isOver) forgetDraft(storage);
    else setKept(keepDraft(storage, written));
  }, [written, isOver]);
  return {
    draft,
    setDraft,
    isKept,
    startOver: () => setDraft(newDraft(Date.now())),
    forget: () => setOver(true),
  };
}
