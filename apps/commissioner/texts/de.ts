/** The German texts of the console, feature by feature. */
import { de as paper } from '../../shared/ballot/de.ts';
import type { Translated } from '../../shared/i18n.ts';
import { de as results } from '../../shared/results/de.ts';
import { de as trial } from '../../shared/trial/de.ts';
import { de as approvals } from '../approvals/texts/de.ts';
import { de as audit } from '../audit/texts/de.ts';
import { de as cards } from '../cards/texts/de.ts';
import { de as frame } from '../console/texts/de.ts';
import { de as elections } from '../elections/texts/de.ts';
import { de as letters } from '../letters/texts/de.ts';
import { de as newElection } from '../new-election/texts/de.ts';
import { de as officers } from '../officers/texts/de.ts';
import { de as roll } from '../roll/texts/de.ts';
import { de as servers } from '../servers/texts/de.ts';
import type { en } from './en.ts';

export const de: Translated<typeof en> = {
  ...frame,
  ...elections,
  ...servers,
  ...approvals,
  ...audit,
  ...officers,
  ...letters,
  results,
  paper,
  trial,
  editor: { ...newElection, ...roll, ...cards },
};
