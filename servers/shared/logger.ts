/**
 * JSON lines on standard output. Nothing is redacted because nothing that needs it is logged: no addresses, no bodies, no
 * URLs, no headers, no voter IDs (contract section 5.3: logs must not link a voter to a vote).
 */
import { type Logger, pino } from 'pino';

export type { Logger };

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export function createLogger(role: string, id: string, level: LogLevel): Logger {
  return pino({ level, base: { role, id }, timestamp: pino.stdTimeFunctions.isoTime });
}
