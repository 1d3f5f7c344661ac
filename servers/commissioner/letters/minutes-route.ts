/** The minutes of an election that is counted, as PDF: from its record and the officers' audit log. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { type Static, Type } from 'typebox';
import { parseBallot } from '../../../ballots/parse-ballot.ts';
import { LANGUAGES } from '../../../common/languages.ts';
import type { Organisation } from '../../../letters/document.ts';
import { MINUTED_STEPS, type Minutes, type StepTaken } from '../../../letters/minutes.ts';
import { printLetters } from '../../../letters/print-letters.ts';
import { fingerprint } from '../../../protocol/0-setup/fingerprint.ts';
import { toHex } from '../../../protocol/primitives/bytes.ts';
import type { Results } from '../../../record/compute-results.ts';
import { RECORD_FILES } from '../../../record/files.ts';
import type { HostedElections } from '../../shared/hosted-elections.ts';
import { ServiceError } from '../../shared/service-error.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { stepsTaken } from '../audit/steps-taken.ts';
import type { CommissionerElection } from '../election/commissioner-election.ts';
import { requireTimeZone } from './time-zone.ts';
import { titlesIn } from './titles-in.ts';

const query = Type.Object({ language: Type.Enum([...LANGUAGES]), timeZone: Type.String({ maxLength: 64 }) });

export function addMinutesRoute(
  app: FastifyInstance,
  elections: HostedElections<CommissionerElection>,
  { organisation, audit }: { readonly organisation: Organisation; readonly audit: AuditLog },
): void {
  app.get<{ Querystring: Static<typeof query> }>(
    '/officer/elections/:election/minutes.pdf',
    { schema: { querystring: query }, config: { role: 'observer' } },
    async (request, reply) => {
      const election = elections.of(request);
      if (!election.isTallied)
        throw new ServiceError('service/not-found', 404, 'no such minutes before the tally here');
      requireTimeZone(request.query.timeZone);
      const job = minutesOf(election, stepsIn(audit, election.electionId), organisation, request.query);
      const name = `minutes-${election.electionId}.pdf`;
      return reply
        .type('application/pdf')
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(Buffer.from(await printLetters(job)));
    },
  );
}

function minutesOf(
  election: CommissionerElection,
  steps: readonly StepTaken[],
  organisation: Organisation,
  wanted: Static<typeof query>,
): Minutes {
  const { recordFolder, electionId, times, context } = election;
  const read = (name: string): Buffer => readFileSync(join(recordFolder, name));
  const { manifestHash, plan } = election.election;
  const results = JSON.parse(read(RECORD_FILES.results).toString('utf8')) as Results;
  const ballots = new Map([...election.ballots()].map(([style, xml]) => [style, parseBallot(xml)]));
  return {
    kind: 'minutes',
    organisation,
    ...wanted,
    title: titlesIn(election)[wanted.language],
    isTrial: plan.trial,
    electionId,
    fingerprint: fingerprint(manifestHash),
    opens: times.opens,
    closes: times.closes,
    steps,
    styles: results.styles,
    contests: results.contests,
    ballots,
    packages: results.packages,
    refused: Object.values(results.refused).reduce((sum, count) => sum + count, 0),
    recordHash: createHash('sha256').update(read(RECORD_FILES.index)).digest('hex'),
    commissionerKey: toHex(context.commissionerKey),
  };
}

/** Done again, the last time counts. */
function stepsIn(audit: AuditLog, election: string): StepTaken[] {
  const taken = new Map(stepsTaken(audit, election, MINUTED_STEPS).map((one) => [one.step, one]));
  return MINUTED_STEPS.flatMap((step) => taken.get(step) ?? []);
}
