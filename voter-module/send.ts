/**
 * How the Voter Module reaches servers: POST with a body, GET without; broken off by `signal`. Its user brings it, as a
 * browser's differs. Errors: CodedError with the server's own code, or one of `voter-module/`.
 */
export type Send = (url: string, body?: Uint8Array, signal?: AbortSignal) => Promise<Uint8Array>;

/** Bytes: the longest statement or answer that the terminal takes (tcb-emulator/finlet/pc-messages.ts). */
const MAX_ANSWER = 1024;

/** Whether the terminal could read it: what a hostile server sends instead is as good as nothing. */
export const isAnswer = (bytes: Uint8Array): boolean => bytes.length > 0 && bytes.length <= MAX_ANSWER;

/** The code of an error that has none is that of a server that does not answer. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'voter-module/unreachable';
