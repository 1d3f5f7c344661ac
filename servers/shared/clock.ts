/** Time is passed in, so that tests decide what time it is. Milliseconds since the epoch, UTC. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();
