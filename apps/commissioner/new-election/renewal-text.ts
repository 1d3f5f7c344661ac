/** How often servers renew their shares, in words. */
import { fill } from '../../shared/i18n.ts';
import { RENEWALS } from './draft.ts';
import type { EditorTexts } from './problem-text.ts';

type Names = keyof typeof RENEWALS;

/** `seconds`: null where they do not. */
export function renewalText({ renewals }: EditorTexts['setup'], seconds: number | null): string {
  if (seconds === null) return renewals.never;
  const name = (Object.keys(RENEWALS) as Names[]).find((one) => RENEWALS[one] === seconds);
  return name === undefined ? fill(renewals.other, { seconds }) : renewals[name];
}
