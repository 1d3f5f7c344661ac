import { CodedError } from '../common/coded-error.ts';

/** What the card personalisation station refuses. The message is for the officer and names no secret. */
const STATUS = {
  'desk/no-blank': 409,
  'desk/slot-taken': 409,
  'desk/has-card': 409,
  'desk/card-exists': 409,
  'desk/busy': 409,
  'desk/no-mailers': 409,
  'desk/bad-addresses': 400,
  'desk/unknown-voter': 404,
  'desk/not-found': 404,
} as const;

export class StationError extends CodedError<keyof typeof STATUS> {
  /** Of the HTTP answer. */
  get status(): number {
    return STATUS[this.code];
  }
}
