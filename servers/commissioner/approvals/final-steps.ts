/** Each step that cannot be taken back: what it is about, whether it changes anything yet, and how it is done. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireHex, toHex } from '../../../protocol/primitives/bytes.ts';
import { sha256 } from '../../../protocol/primitives/sha256.ts';
import { RECORD_FILES } from '../../../record/files.ts';
import type { HostedElections } from '../../shared/hosted-elections.ts';
import type { CommissionerElection } from '../election/commissioner-election.ts';
import { deleteElection } from '../election/delete-election.ts';
import { deletePersonalData } from '../election/delete-personal-data.ts';
import type { ReportProgress } from '../election/progress.ts';
import { closeElection, openElection, publishElection, requireTallied } from '../election/run-election.ts';
import type { Officers } from '../officers/officers.ts';
import type { Registry } from '../roll/registry.ts';
import type { Done, FinalStep } from './approval-api.ts';

export interface Doing {
  /** Called in the transaction that does the step, or as its job begins; if it throws, nothing is done. */
  readonly check: () => void;
  readonly progress: ReportProgress;
  /** Of an approval: what {@link Request} has. */
  readonly secret?: string | undefined;
}

interface Handler<Step> {
  /** What the step is about, as it is now. Errors: if it is not there, or not yet. */
  subject(step: Step): string;
  run(step: Step, doing: Doing): Promise<Done>;
}

export type OneAtATime = <T>(election: string, job: () => Promise<T>) => Promise<T>;

export interface StepDeps {
  readonly elections: HostedElections<CommissionerElection>;
  readonly registry: Registry;
  readonly officers: Officers;
  readonly alone: OneAtATime;
}

type Handlers = { readonly [Name in FinalStep['step']]: Handler<Extract<FinalStep, { step: Name }>> };

export class FinalSteps {
  readonly #handlers: Handlers;
  readonly #elections: HostedElections<CommissionerElection>;

  constructor(deps: StepDeps) {
    this.#elections = deps.elections;
    this.#handlers = { ...electionHandlers(deps), ...rollHandlers(deps), ...officerHandlers(deps) };
  }

  subject(step: FinalStep): string {
    return this.#handlerOf(step).subject(step);
  }

  run(step: FinalStep, doing: Doing): Promise<Done> {
    return this.#handlerOf(step).run(step, doing);
  }

  /** Whether it was done before: once more brings what was missed to servers that were away. */
  isRepeat(step: FinalStep): boolean {
    if (!('election' in step)) return false;
    const election = this.#elections.get(step.election);
    if (step.step === 'election/open') return election.isOpened;
    if (step.step === 'election/close') return election.log.closing.step !== 'none';
    if (step.step === 'election/delete-data') return election.personalData.confirmation !== undefined;
    return step.step === 'election/publish' && election.isPublished;
  }

  #handlerOf<Step extends FinalStep>({ step }: Step): Handler<Step> {
    return this.#handlers[step] as Handler<Step>;
  }
}

function electionHandlers({ elections, alone }: StepDeps) {
  const handler = (
    facts: (election: CommissionerElection) => readonly string[],
    run: (election: CommissionerElection, progress: ReportProgress) => Promise<Done>,
  ): Handler<{ readonly election: string }> => ({
    subject: ({ election: id }) => {
      const election = elections.get(id);
      return JSON.stringify([toHex(election.election.manifestHash), election.stage, ...facts(election)]);
    },
    run: ({ election: id }, { check, progress }) =>
      alone(id, () => {
        check();
        return run(elections.get(id), progress);
      }),
  });
  return {
    'election/open': handler(
      () => [],
      async (election, progress) => ({ failures: await openElection(election, progress) }),
    ),
    'election/close': handler(
      ({ log }) => [log.closing.step],
      async (election, progress) => ({ failures: await closeElection(election, progress) }),
    ),
    'election/delete': handler(
      () => [],
      async (election, progress) => ({ failures: await deleteElection(elections, election, progress) }),
    ),
    'election/delete-data': handler(
      ({ personalData }) => {
        personalData.requireOver();
        return [];
      },
      async (election, progress) => ({ failures: await deletePersonalData(election, progress) }),
    ),
    'election/publish': handler(
      (election) => [indexHashOf(election)],
      async (election) => {
        await publishElection(election);
        return {};
      },
    ),
  };
}

/** The index has the hashes of all files of the record. Errors: election/not-tallied. */
function indexHashOf(election: CommissionerElection): string {
  requireTallied(election);
  return toHex(sha256(readFileSync(join(election.recordFolder, RECORD_FILES.index))));
}

function rollHandlers({
  registry,
}: StepDeps): Pick<Handlers, 'roll/remove' | 'card/revoke' | 'card/replace'> {
  const subject = ({ voter }: { readonly voter: string }): string => {
    const { style, publicKey } = registry.voter(voter);
    return JSON.stringify([style, publicKey === undefined ? null : toHex(publicKey)]);
  };
  return {
    'roll/remove': {
      subject,
      run: async ({ voter }, { check }) => {
        await registry.removeVoter(voter, check);
        return {};
      },
    },
    'card/revoke': {
      subject,
      run: async ({ voter }, { check }) => {
        await registry.revokeCard(voter, check);
        return {};
      },
    },
    'card/replace': {
      subject,
      run: async ({ voter, publicKey }, { check }) => {
        await registry.registerCards([{ voter, publicKey: requireHex(publicKey) }], check);
        return {};
      },
    },
  };
}

function officerHandlers({
  officers,
}: StepDeps): Pick<Handlers, Extract<FinalStep['step'], `officer/${string}`>> {
  const handler = <Step extends { readonly name: string }>(
    run: (step: Step, check: () => void) => Promise<void>,
  ): Handler<Step> => ({
    subject: ({ name }) => officers.accountOf(name),
    run: async (step, { check }) => {
      await run(step, check);
      return {};
    },
  });
  return {
    'officer/add': {
      subject: ({ name }) => {
        officers.requireFree(name);
        return '';
      },
      run: async ({ name, role }, { check, secret = '' }) => ({
        code: await officers.addInHalves(name, role, secret, check),
      }),
    },
    'officer/remove': handler(({ name }, check) => officers.remove(name, check)),
    'officer/unlock': handler(({ name }, check) => officers.unlock(name, check)),
    'officer/role': handler(({ name, role }, check) => officers.changeRole(name, role, check)),
  };
}
