/**
 * Steps that cannot be taken back. An officer does them at once, unless the deployment wants four eyes: then one officer
 * asks, and another one's approval does it, that request once, and only while what it is about is as it was.
 */

import { ServiceError } from '../../shared/service-error.ts';
import type { ReportProgress } from '../election/progress.ts';
import { type Officers, TOKEN_OFFICER } from '../officers/officers.ts';
import { mayAct } from '../officers/roles.ts';
import type { ApprovalRequest, AskedStep, Done, FinalStep } from './approval-api.ts';
import type { FinalSteps } from './final-steps.ts';
import type { Request } from './requests.ts';

const NAMED = 'approvals are between persons: act as an officer with a name (--officer), not by the token';

export class Approvals {
  readonly #steps: FinalSteps;
  readonly #officers: Officers;

  constructor(steps: FinalSteps, officers: Officers) {
    this.#steps = steps;
    this.#officers = officers;
  }

  /** Does the step at once. Errors: approval/needed; those of the step. */
  doAtOnce(step: FinalStep, officer: string, progress: ReportProgress = () => undefined): Promise<Done> {
    return this.#steps.run(step, { check: () => this.requireNone(step, officer), progress });
  }

  /** Errors: approval/needed. */
  requireNone(step: FinalStep, officer: string): void {
    if (!this.#officers.fourEyes || this.#steps.isRepeat(step) || this.#isSettingUp(step, officer)) return;
    throw new ServiceError(
      'approval/needed',
      409,
      'this cannot be taken back: ask for it, and a second officer approves it',
    );
  }

  /** Until two officers can approve, whoever holds the token, on the service's machine, says who they are. */
  #isSettingUp({ step }: FinalStep, officer: string): boolean {
    return officer === TOKEN_OFFICER && step.startsWith('officer/') && !this.#officers.canApprove();
  }

  /** Errors: approval/not-wanted, approval/named, approval/too-many, officer/role, officer/weak-passphrase; those of the step's subject. */
  async ask(asked: AskedStep, officer: string): Promise<ApprovalRequest> {
    if (!this.#officers.fourEyes)
      throw new ServiceError(
        'approval/not-wanted',
        409,
        'this deployment wants no second officer: do the step',
      );
    if (officer === TOKEN_OFFICER) throw new ServiceError('approval/named', 403, NAMED);
    const { step, secret } = await this.#withoutPassphrase(asked);
    const request = { officer, step, subject: this.#steps.subject(step), secret };
    return this.#shown(await this.#officers.requests.ask(request, () => this.#requireMayAsk(officer)));
  }

  /** The passphrase of a new officer is kept as its hash alone. */
  async #withoutPassphrase(asked: AskedStep): Promise<{ step: FinalStep; secret: string | undefined }> {
    if (asked.step !== 'officer/add') return { step: asked, secret: undefined };
    const { passphrase, ...step } = asked;
    return { step, secret: await this.#officers.hashed(passphrase) };
  }

  list(): ApprovalRequest[] {
    return this.#officers.requests.list().map((request) => this.#shown(request));
  }

  /**
   * Does the step that was asked for. Whatever comes of it, the request is used up.
   * Errors: approval/unknown, approval/own, approval/named, approval/changed; those of the step.
   */
  async approve(request: string, approver: string, progress: ReportProgress): Promise<Done> {
    const check = (open: Request) => this.#requireApprovable(open, approver);
    const { step, subject, secret } = await this.#officers.requests.take(request, check);
    // What the step does it does a moment later, and what it is about may have changed in between.
    return this.#steps.run(step, { check: () => this.#requireSame(step, subject), progress, secret });
  }

  #requireApprovable({ officer, step, subject }: Request, approver: string): void {
    if (approver === TOKEN_OFFICER) throw new ServiceError('approval/named', 403, NAMED);
    if (approver === officer)
      throw new ServiceError(
        'approval/own',
        403,
        'you have asked for this yourself: another officer approves it',
      );
    // The roles may have changed since this began, or since it was asked for.
    this.#requireMayAsk(officer);
    const role = this.#officers.roleOf(approver);
    if (role === undefined || !mayAct(role, 'approver'))
      throw new ServiceError('officer/role', 403, `${approver} may not approve this any more`);
    this.#requireSame(step, subject);
  }

  #requireMayAsk(officer: string): void {
    if (this.#officers.roleOf(officer) === 'office') return;
    throw new ServiceError('officer/role', 403, `${officer} may not ask for this any more`);
  }

  #requireSame(step: FinalStep, subject: string): void {
    if (this.#isCurrent(step, subject)) return;
    throw new ServiceError(
      'approval/changed',
      409,
      'what was asked for has changed since: it is to be asked for anew',
    );
  }

  #isCurrent(step: FinalStep, subject: string): boolean {
    try {
      return this.#steps.subject(step) === subject;
    } catch (error) {
      if (error instanceof ServiceError) return false;
      throw error;
    }
  }

  /** By who has asked, or by another officer who may approve. Errors: approval/unknown. */
  end(request: string): Promise<Request> {
    return this.#officers.requests.take(request, () => undefined);
  }

  /** Errors: approval/unknown. */
  get(request: string): Request {
    return this.#officers.requests.get(request);
  }

  #shown({ request, step, officer, subject, asked, expires }: Request): ApprovalRequest {
    return { request, step, officer, asked, expires, isCurrent: this.#isCurrent(step, subject) };
  }
}
