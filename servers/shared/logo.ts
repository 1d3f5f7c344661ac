/** The organisation's logo in the folders of those who show it: the Commissioner's service, the host of the voter app. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { ServiceError } from './service-error.ts';

export const LOGO_FILE = 'logo.png';

/** A PNG, if there is one. */
export function logoIn(folder: string): Uint8Array | undefined {
  const path = join(folder, LOGO_FILE);
  return existsSync(path) ? readFileSync(path) : undefined;
}

/** GET /logo.png. Errors: service/not-found. */
export function addLogo(app: FastifyInstance, folder: string): void {
  app.get(`/${LOGO_FILE}`, { config: { public: true } }, async (_request, reply) => {
    const logo = logoIn(folder);
    if (logo === undefined) throw new ServiceError('service/not-found', 404, 'there is no logo');
    return reply.type('image/png').header('x-content-type-options', 'nosniff').send(Buffer.from(logo));
  });
}
