import { randomBytes } from 'node:crypto';

/** That many bytes of the operating system's generator. Edges pass it to what needs randomness; nothing else imports it. */
export const systemRandom = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
