/** Random schedules of the board's agreement: regency by regency, the adversary decides which messages arrive. */
import { runPlans } from './support/run-plans.ts';

runPlans('phased');
