/**
 * Every error that `ballots/` can throw, in one place. Callers branch on `code`, which is stable; the message is
 * for people and says where the trouble is.
 */

import { CodedError } from '../common/coded-error.ts';

export type BallotErrorCode =
  | 'ballot/too-large'
  | 'ballot/not-utf8'
  | 'ballot/forbidden-character'
  | 'ballot/not-well-formed'
  | 'ballot/doctype'
  | 'ballot/cdata'
  | 'ballot/entity'
  | 'ballot/processing-instruction'
  | 'ballot/too-deep'
  | 'ballot/duplicate-attribute'
  | 'ballot/mixed-content'
  | 'ballot/unknown-element'
  | 'ballot/unknown-attribute'
  | 'ballot/element-order'
  | 'ballot/missing-element'
  | 'ballot/missing-attribute'
  | 'ballot/too-many'
  | 'ballot/bad-value'
  | 'ballot/bad-id'
  | 'ballot/duplicate-id'
  | 'ballot/bad-language'
  | 'ballot/missing-language'
  | 'ballot/duplicate-language'
  | 'ballot/bad-text'
  | 'ballot/duplicate-text'
  | 'ballot/rule-conflict'
  | 'ballot/vote-too-long';

export type VoteErrorCode =
  | 'vote/truncated'
  | 'vote/trailing-bytes'
  | 'vote/not-canonical'
  | 'vote/contest-count'
  | 'vote/blank-not-allowed'
  | 'vote/too-few'
  | 'vote/too-many'
  | 'vote/bad-option'
  | 'vote/repeated-option'
  | 'vote/not-ranked'
  | 'vote/empty-rank'
  | 'vote/equal-ranks';

export type CountErrorCode =
  | 'count/bad-count'
  | 'count/no-lots'
  | 'count/bad-vote'
  | 'count/too-many-votes'
  | 'count/source-changed';

export type PreflibErrorCode =
  | 'preflib/too-large'
  | 'preflib/missing-header'
  | 'preflib/bad-header'
  | 'preflib/too-many-alternatives'
  | 'preflib/bad-line'
  | 'preflib/bad-order'
  | 'preflib/unknown-alternative'
  | 'preflib/repeated-alternative'
  | 'preflib/count-mismatch';

class ErrorAt<Code extends string> extends CodedError<Code> {
  /** @param where the place: a line, or a path such as `contest chair, option ana` */
  constructor(code: Code, where: string, what: string) {
    super(code, `${where}: ${what}`);
  }
}

/** A ballot document that is refused. */
export class BallotError extends ErrorAt<BallotErrorCode> {}

/** A vote, or an encoded vote, that is refused. */
export class VoteError extends ErrorAt<VoteErrorCode> {}

/** A count that cannot be made from what the caller handed in. */
export class CountError extends ErrorAt<CountErrorCode> {}

/** A PrefLib file that is refused; `line` counts from 1, 0 meaning the file as a whole. */
export class PreflibError extends CodedError<PreflibErrorCode> {
  readonly line: number;

  constructor(code: PreflibErrorCode, line: number, what: string) {
    super(code, line === 0 ? what : `line ${line}: ${what}`);
    this.line = line;
  }
}
