/**
 * Letters to the voters of an election: notices and the cover list as PDF, or what a mail merge needs as CSV. Names and
 * addresses, if any, come with the request, and are kept nowhere.
 */
import type { FastifyInstance } from 'fastify';
import type { Static } from 'typebox';
import { addressOf } from '../../../common/election-address.ts';
import type { Organisation } from '../../../letters/document.ts';
import type { NoticeElection, NoticeRecipient } from '../../../letters/election-notice.ts';
import { mailMerge } from '../../../letters/mail-merge.ts';
import { type LetterJob, printLetters } from '../../../letters/print-letters.ts';
import { AddressError, recipientsOf } from '../../../letters/recipients.ts';
import { fingerprint } from '../../../protocol/0-setup/fingerprint.ts';
import type { HostedElections } from '../../shared/hosted-elections.ts';
import { ServiceError } from '../../shared/service-error.ts';
import { lettersSchema } from '../api/roll.ts';
import type { CommissionerElection } from '../election/commissioner-election.ts';
import { requireTimeZone } from './time-zone.ts';
import { titlesIn } from './titles-in.ts';

export interface LetterDeps {
  readonly organisation: Organisation;
  readonly voterPage: string | undefined;
  /** Bytes of a request: most of them are addresses. */
  readonly maxBody: number;
}

type Wanted = Static<typeof lettersSchema>;

export function addLetterRoutes(
  app: FastifyInstance,
  elections: HostedElections<CommissionerElection>,
  { organisation, voterPage, maxBody }: LetterDeps,
): void {
  const alone = oneAtATime();
  app.post<{ Body: Wanted }>(
    '/officer/elections/:election/letters',
    {
      schema: { body: lettersSchema },
      bodyLimit: maxBody,
      config: { action: 'letters/print', role: 'office' },
    },
    async (request, reply) => {
      const wanted = request.body;
      const election = elections.of(request);
      requireTimeZone(wanted.timeZone);
      const recipients = noticesTo(election, wanted);
      request.facts = { what: wanted.what, letters: recipients.length };
      const notice = noticeOf(election, voterPage);
      if (wanted.what === 'mail-merge')
        return reply.type('text/csv; charset=utf-8').send(mailMerge(notice, recipients));
      const pdf = await alone(() => printLetters(jobOf(wanted, organisation, notice, recipients)));
      return reply.type('application/pdf').send(Buffer.from(pdf));
    },
  );
}

function noticeOf(election: CommissionerElection, voterPage: string | undefined): NoticeElection {
  const { electionId, times } = election;
  const { manifestHash, plan } = election.election;
  return {
    titles: titlesIn(election),
    isTrial: plan.trial,
    ...times,
    fingerprint: fingerprint(manifestHash),
    ...(voterPage !== undefined && { page: addressOf(voterPage, electionId) }),
  };
}

/** Errors: retention/deleted; service/bad-request for a voter who is not on the roll; those of the addresses. */
function noticesTo(
  election: CommissionerElection,
  { language, voters: wanted, addresses }: Wanted,
): NoticeRecipient[] {
  election.personalData.requireKept();
  const styleOf = new Map(election.roll(0, election.voters).map(({ voter, style }) => [voter, style]));
  const voters = wanted ?? [...styleOf.keys()];
  const unknown = voters.find((voter) => !styleOf.has(voter));
  if (unknown !== undefined) throw badRequest(`${unknown} is not on the roll of this election`);
  try {
    const recipients = recipientsOf(voters, language, addresses);
    return recipients.map((recipient) => ({ ...recipient, style: styleOf.get(recipient.voter) ?? '' }));
  } catch (error) {
    if (error instanceof AddressError) throw new ServiceError(error.code, 400, error.message);
    throw error;
  }
}

function jobOf(
  { what, language, timeZone }: Wanted,
  organisation: Organisation,
  election: NoticeElection,
  recipients: NoticeRecipient[],
): LetterJob {
  const common = { organisation, language, recipients };
  return what === 'cover-list'
    ? { kind: 'cover-list', of: 'notice', title: election.titles[language], ...common }
    : { kind: 'notices', election, timeZone, ...common };
}

/** A thread of letters is enough: whoever asks meanwhile is told. */
function oneAtATime(): <T>(job: () => Promise<T>) => Promise<T> {
  let isBusy = false;
  return async (job) => {
    if (isBusy)
      throw new ServiceError('service/busy', 409, 'letters are being made: wait until they are ready');
    isBusy = true;
    try {
      return await job();
    } finally {
      isBusy = false;
    }
  };
}

const badRequest = (message: string): ServiceError => new ServiceError('service/bad-request', 400, message);
