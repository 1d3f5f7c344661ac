/**
 * An error that its callers tell apart by `code`. Codes have the form `area/what` and are stable: users, other programs and
 * tests go by them, never by the message.
 */
export class CodedError<Code extends string = string> extends Error {
  readonly code: Code;

  /** The message is the code where there is no more to say. */
  constructor(code: Code, message: string = code, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** A {@link CodedError} at either end of HTTP. */
export class HttpError<Code extends string = string> extends CodedError<Code> {
  /** Of HTTP; 0 if there was no answer. */
  readonly status: number;

  constructor(code: Code, status: number, message: string) {
    super(code, message);
    this.status = status;
  }
}
