/** Nothing escapes a card but status words. */
import { ProtocolError } from '../../../protocol/errors.ts';
import { StatusError, SW } from '../../iso7816/apdu.ts';
import { MemoryError } from './non-volatile-memory.ts';

export function statusOf(error: unknown): number {
  if (error instanceof StatusError) return error.statusWord;
  if (error instanceof ProtocolError) return SW.malformedData;
  return error instanceof MemoryError ? SW.memoryFailure : SW.internalError;
}
