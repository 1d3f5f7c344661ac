/** Tells whoever watches how far a long work is. */
export type Progress = (stage: string, done: number, total: number) => void;
