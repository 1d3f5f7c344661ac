/** The kinds of random schedules, with the share of each in every hundred. */
import type { Plan } from './schedules.ts';

const FOUR = { replicas: 4, hostile: 1, down: 0 };
const SIX = { replicas: 6, hostile: 1, down: 1 };
const SEVEN = { replicas: 7, hostile: 1, down: 1 };
/** Two operators have two replicas each, and may be hostile as a whole. */
const TEN = { replicas: 10, hostile: 1, down: 1, groups: [0b0011, 0b1100] };

const soup = { style: 'soup', mustSettle: true } as const;
const phased = { style: 'phased', mustSettle: true } as const;

export const PLANS: readonly { readonly name: string; readonly share: number; readonly plan: Plan }[] = [
  { name: 'n = 4, soup, a liar', share: 16, plan: { ...soup, shape: FOUR, as: 'liar', length: 220 } },
  { name: 'n = 4, soup, twins', share: 12, plan: { ...soup, shape: FOUR, as: 'twins', length: 220 } },
  {
    name: 'n = 4, soup, lost disks',
    share: 6,
    plan: { ...soup, shape: FOUR, as: 'nobody', length: 300, amnesias: 2 },
  },
  {
    name: 'n = 4, soup, the adversary moves',
    share: 4,
    plan: { ...soup, shape: FOUR, as: 'liar', length: 300, moves: true },
  },
  {
    name: 'n = 4, by regencies, a liar',
    share: 16,
    plan: { ...phased, shape: FOUR, as: 'liar', length: 8 },
  },
  {
    name: 'n = 4, by regencies, twins',
    share: 12,
    plan: { ...phased, shape: FOUR, as: 'twins', length: 8 },
  },
  {
    name: 'n = 4, by regencies, the adversary moves',
    share: 8,
    plan: { ...phased, shape: FOUR, as: 'liar', length: 11, moves: true },
  },
  { name: 'n = 6, by regencies, a liar', share: 4, plan: { ...phased, shape: SIX, as: 'liar', length: 8 } },
  { name: 'n = 6, by regencies, twins', share: 4, plan: { ...phased, shape: SIX, as: 'twins', length: 8 } },
  {
    name: 'n = 7, soup, a liar, lost disks',
    share: 5,
    plan: { ...soup, shape: SEVEN, as: 'liar', length: 400, amnesias: 2 },
  },
  {
    name: 'n = 7, by regencies, twins, lost disks',
    share: 5,
    plan: { ...phased, shape: SEVEN, as: 'twins', length: 8, amnesias: 4 },
  },
  {
    name: 'n = 7, by regencies, a liar',
    share: 3,
    plan: { ...phased, shape: SEVEN, as: 'liar', length: 8 },
  },
  {
    name: 'n = 7, by regencies, the adversary moves',
    share: 3,
    plan: { ...phased, shape: SEVEN, as: 'liar', length: 11, moves: true },
  },
  {
    name: 'n = 10, by regencies, operators',
    share: 2,
    plan: { ...phased, shape: TEN, as: 'liar', length: 8 },
  },
];
