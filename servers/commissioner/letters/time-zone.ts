import { ServiceError } from '../../shared/service-error.ts';

/** Errors: service/bad-request for what is not the name of a time zone. */
export function requireTimeZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    throw new ServiceError(
      'service/bad-request',
      400,
      `${timeZone} is no time zone, such as Europe/Lisbon is`,
    );
  }
}
