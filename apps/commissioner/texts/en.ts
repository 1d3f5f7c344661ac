/** The English texts of the console, feature by feature. */
import { en as paper } from '../../shared/ballot/en.ts';
import { en as results } from '../../shared/results/en.ts';
import { en as trial } from '../../shared/trial/en.ts';
import { en as approvals } from '../approvals/texts/en.ts';
import { en as audit } from '../audit/texts/en.ts';
import { en as cards } from '../cards/texts/en.ts';
import { en as frame } from '../console/texts/en.ts';
import { en as elections } from '../elections/texts/en.ts';
import { en as letters } from '../letters/texts/en.ts';
import { en as newElection } from '../new-election/texts/en.ts';
import { en as officers } from '../officers/texts/en.ts';
import { en as roll } from '../roll/texts/en.ts';
import { en as servers } from '../servers/texts/en.ts';

export const en = {
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
