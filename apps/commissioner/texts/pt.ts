/** The Portuguese texts of the console, feature by feature. */
import { pt as paper } from '../../shared/ballot/pt.ts';
import type { Translated } from '../../shared/i18n.ts';
import { pt as results } from '../../shared/results/pt.ts';
import { pt as trial } from '../../shared/trial/pt.ts';
import { pt as approvals } from '../approvals/texts/pt.ts';
import { pt as audit } from '../audit/texts/pt.ts';
import { pt as cards } from '../cards/texts/pt.ts';
import { pt as frame } from '../console/texts/pt.ts';
import { pt as elections } from '../elections/texts/pt.ts';
import { pt as letters } from '../letters/texts/pt.ts';
import { pt as newElection } from '../new-election/texts/pt.ts';
import { pt as officers } from '../officers/texts/pt.ts';
import { pt as roll } from '../roll/texts/pt.ts';
import { pt as servers } from '../servers/texts/pt.ts';
import type { en } from './en.ts';

export const pt: Translated<typeof en> = {
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
