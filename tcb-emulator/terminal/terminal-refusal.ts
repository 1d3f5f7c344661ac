/** How the terminal itself refuses a call of the PC. */

import { CodedError } from '../../common/coded-error.ts';

/** Bytes of the terminal's memory for a Finlet and what it is given at once (FINREAD: 1 MB). */
export const TERMINAL_MEMORY = 1_048_576;

const MESSAGES = {
  'terminal/no-card': 'there is no card in the terminal',
  'terminal/unknown-card': 'there is no card at that path',
  'terminal/no-session': 'no Finlet is active',
  'terminal/memory-full': 'Finlet and data do not fit into the memory of the terminal',
  'terminal/timed-out': 'nothing was done for too long',
  'terminal/removed': 'the card was removed',
  'finlet/unsigned': 'the Finlet is not signed by the Commissioner',
  'finlet/outdated': 'a newer version of the Finlet is installed',
  'finlet/none': 'no Finlet is installed',
} as const;

export class TerminalRefusal extends CodedError<keyof typeof MESSAGES> {
  constructor(code: keyof typeof MESSAGES) {
    super(code, MESSAGES[code]);
  }
}
