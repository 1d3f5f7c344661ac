/** Turns this machine off by the program that its operator has named, as a renewal of its share was missed. */
import { execFile } from 'node:child_process';
import type { Logger } from '../servers/shared/logger.ts';

/** `command`: program and arguments. The process goes on until the machine is off; it uses no share any more. */
export function turnOff(
  [program = '', ...args]: readonly string[],
  logger: Pick<Logger, 'fatal'>,
  ended: () => void = () => undefined,
): void {
  logger.fatal({ powerOff: [program, ...args] }, 'a renewal of the share was missed: this machine goes off');
  execFile(program, args, (error) => {
    if (error !== null) logger.fatal({ powerOff: String(error) }, 'this machine could not be turned off');
    ended();
  });
}
