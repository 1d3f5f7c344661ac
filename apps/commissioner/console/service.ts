/** The calls of the Commissioner's service, each with what it is sent and what it answers (servers/commissioner/api/routes.ts). */
import type { ElectionRequest } from '../../../servers/commissioner/api/elections.ts';
import type { LettersRequest } from '../../../servers/commissioner/api/roll.ts';
import type { Jobs, Puts, Reads, RollWrites, Writes } from '../../../servers/commissioner/api/routes.ts';
import type { Api, StreamStep } from './api.ts';

/** Errors of all: ApiError. */
export interface Service extends Pick<Api, 'bytes' | 'subscribe'> {
  get<Path extends keyof Reads>(path: Path): Promise<Reads[Path]>;
  post<Path extends keyof Writes>(path: Path, body: Writes[Path]['body']): Promise<Writes[Path]['answer']>;
  postText<Path extends keyof RollWrites>(
    path: Path,
    body: string,
    contentType: 'text/csv',
  ): Promise<RollWrites[Path]>;
  file(path: `/officer/elections/${string}/letters`, body: LettersRequest): Promise<Uint8Array<ArrayBuffer>>;
  put<Path extends keyof Puts>(path: Path, body: Puts[Path]): Promise<null>;
  delete(
    path:
      | '/officer/session'
      | `/officer/${'officers' | 'voters' | 'approvals'}/${string}`
      | `/officer/templates/${number}`
      | `/officer/elections/${string}/archive`,
  ): Promise<null>;
  stream<Path extends keyof Jobs>(
    path: Path,
    body: ElectionRequest | undefined,
    onStep: (step: StreamStep) => void,
  ): Promise<Jobs[Path]>;
}
