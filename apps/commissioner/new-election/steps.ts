export const STEPS = ['times', 'ballots', 'setup', 'review'] as const;
export type StepName = (typeof STEPS)[number];

/** While the election is being made, and afterwards, there is nothing to write. */
export type Phase = 'writing' | 'making' | 'made';
