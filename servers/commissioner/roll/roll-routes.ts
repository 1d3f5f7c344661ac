/** The roll as a file, for the console: what is in it, what would change, what is wrong; then all of it or nothing. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ServiceError } from '../../shared/service-error.ts';
import type { RollContent } from '../api/roll.ts';
import type { Imported } from '../api/routes.ts';
import type { Registry } from './registry.ts';
import { MAX_ROLL_LENGTH, parseRoll } from './roll-csv.ts';

const MAX_SAMPLE = 20;
const MAX_PROBLEMS = 200;

/** CSV is taken by these routes alone: the parser is theirs, and so is its bound of {@link MAX_ROLL_LENGTH} bytes. */
export function addRollRoutes(app: FastifyInstance, registry: Registry): void {
  app.register(async (routes) => {
    routes.removeAllContentTypeParsers();
    const csv = { parseAs: 'buffer', bodyLimit: MAX_ROLL_LENGTH } as const;
    routes.addContentTypeParser('text/csv', csv, (_request, body, done) => done(null, body));
    // Refused below, with the right reason.
    routes.addContentTypeParser('*', (_request, _body, done) => done(null));
    routes.post(
      '/officer/roll/preview',
      { config: { action: 'roll/preview', role: 'office' } },
      async (request) => preview(registry, csvBody(request)),
    );
    routes.post(
      '/officer/roll',
      { config: { action: 'roll/import', role: 'office' } },
      async (request): Promise<Imported> => {
        const { rows, problems } = parseRoll(csvBody(request));
        const [first] = problems;
        if (first !== undefined)
          throw new ServiceError(
            'roll/bad-rows',
            400,
            `nothing was imported: line ${first.line}: ${first.reason}${problems.length > 1 ? `, and ${problems.length - 1} more` : ''}`,
          );
        request.facts = { voters: rows.length };
        await registry.importVoters(rows);
        return { imported: rows.length };
      },
    );
  });
}

function csvBody({ body }: FastifyRequest): Uint8Array {
  if (!Buffer.isBuffer(body))
    throw new ServiceError('service/unsupported-type', 415, 'the body must be text/csv');
  return body;
}

function preview(registry: Registry, input: Uint8Array): RollContent {
  const { rows, problems } = parseRoll(input);
  const styles = new Map<string, number>();
  for (const { style } of rows) styles.set(style, (styles.get(style) ?? 0) + 1);
  return {
    voters: rows.length,
    ...registry.changesBy(rows),
    styles: Object.fromEntries(styles),
    sample: rows.slice(0, MAX_SAMPLE),
    problems: problems.slice(0, MAX_PROBLEMS),
    problemCount: problems.length,
  };
}
