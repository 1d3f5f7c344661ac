/** How the Voter Module reaches servers: POST with a body, GET without. Its user brings it, as a browser's differs. */
export type Send = (url: string, body?: Uint8Array) => Promise<Uint8Array>;

/** A server refused or could not be reached; the code is the server's own, or the transport's. */
export class ServerError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'ServerError';
    this.code = code;
  }
}
