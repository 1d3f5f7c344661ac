/** The French texts of the console, feature by feature. */
import { fr as paper } from '../../shared/ballot/fr.ts';
import type { Translated } from '../../shared/i18n.ts';
import { fr as results } from '../../shared/results/fr.ts';
import { fr as trial } from '../../shared/trial/fr.ts';
import { fr as approvals } from '../approvals/texts/fr.ts';
import { fr as audit } from '../audit/texts/fr.ts';
import { fr as cards } from '../cards/texts/fr.ts';
import { fr as frame } from '../console/texts/fr.ts';
import { fr as elections } from '../elections/texts/fr.ts';
import { fr as letters } from '../letters/texts/fr.ts';
import { fr as newElection } from '../new-election/texts/fr.ts';
import { fr as officers } from '../officers/texts/fr.ts';
import { fr as roll } from '../roll/texts/fr.ts';
import { fr as servers } from '../servers/texts/fr.ts';
import type { en } from './en.ts';

export const fr: Translated<typeof en> = {
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
