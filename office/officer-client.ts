/** The officer's commands' side of the Commissioner's service. */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { OfficerAccess } from '../deployment/deployment.ts';
import { CommandError, titleOf } from '../output/output.ts';
import type {
  ElectionRequest,
  ElectionSummary,
  JobLine,
  Jobs,
  LettersRequest,
  Puts,
  Reads,
  Writes,
} from '../servers/commissioner/api.ts';

export type OnProgress = (stage: string, done: number, total: number) => void;

export class OfficerClient {
  readonly #access: OfficerAccess;

  constructor(access: OfficerAccess) {
    this.#access = access;
  }

  async get<Path extends keyof Reads>(path: Path): Promise<Reads[Path]> {
    return (await (await this.#call('GET', path)).json()) as Reads[Path];
  }

  async post<Path extends keyof Writes>(
    path: Path,
    body: Writes[Path]['body'],
  ): Promise<Writes[Path]['answer']> {
    return (await (await this.#call('POST', path, body)).json()) as Writes[Path]['answer'];
  }

  async text(path: string): Promise<string> {
    return (await this.#call('GET', path)).text();
  }

  async put<Path extends keyof Puts>(path: Path, body: Puts[Path]): Promise<void> {
    await this.#call('PUT', path, body);
  }

  async bytes(path: string): Promise<Uint8Array> {
    return new Uint8Array(await (await this.#call('GET', path)).arrayBuffer());
  }

  /** A file as the answer to a request. */
  async file(path: `/officer/elections/${string}/letters`, body: LettersRequest): Promise<Uint8Array> {
    return new Uint8Array(await (await this.#call('POST', path, body)).arrayBuffer());
  }

  async delete(path: string): Promise<void> {
    await this.#call('DELETE', path);
  }

  /** A long job: progress line by line, then the result. */
  async run<Path extends keyof Jobs>(
    path: Path,
    body: ElectionRequest | Record<never, never>,
    onProgress: OnProgress,
  ): Promise<Jobs[Path]> {
    const response = await this.#call('POST', path, body);
    if (response.body === null) throw new CommandError("the Commissioner's service gave no answer");
    for await (const line of createInterface({ input: Readable.fromWeb(response.body as never) })) {
      const message = JSON.parse(line) as JobLine<Jobs[Path]>;
      if ('stage' in message) onProgress(message.stage, message.done, message.total);
      else if ('error' in message) throw new CommandError(`${message.error.message} (${message.error.code})`);
      else return message.result;
    }
    throw new CommandError("the Commissioner's service stopped in the middle; run the command again");
  }

  /** The election with that ID or its beginning; the only one if none is given. */
  async election(wanted: string | undefined): Promise<ElectionSummary> {
    const all = await this.get('/officer/elections');
    const matching = all.filter(({ election }) => election.startsWith(wanted ?? ''));
    const [only] = matching;
    if (only !== undefined && matching.length === 1) return only;
    const list = all.map((summary) => `  ${summary.election}  ${titleOf(summary)}`).join('\n');
    throw new CommandError(
      all.length === 0
        ? 'there is no election yet; make one with "revs election create"'
        : `there are several elections; say which, with --election and the beginning of its ID:\n${list}`,
    );
  }

  async #call(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await this.#reach(method, path, body);
    if (response.ok) return response;
    const { code, message } = (await response.json()) as { code: string; message: string };
    throw new CommandError(`the Commissioner's service refused: ${message} (${code})`);
  }

  async #reach(method: string, path: string, body: unknown): Promise<Response> {
    const { url, token } = this.#access;
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    try {
      return await fetch(url + path, {
        method,
        headers: { authorization: `Bearer ${token}`, ...type },
        ...json,
      });
    } catch {
      throw new CommandError(
        `the Commissioner's service at ${url} does not answer; start it with "revs serve commissioner"`,
      );
    }
  }
}

/** `STYLE=FILE` arguments as ballots by style. */
export function readBallots(assignments: readonly string[]): { style: string; xml: string }[] {
  return assignments.map((assignment) => {
    const at = assignment.indexOf('=');
    if (at < 1)
      throw new CommandError(`--ballot ${assignment}: write STYLE=FILE, such as --ballot member=board.xml`);
    const path = assignment.slice(at + 1);
    try {
      return { style: assignment.slice(0, at), xml: readFileSync(path, 'utf8') };
    } catch {
      throw new CommandError(`--ballot ${assignment}: ${path} cannot be read`);
    }
  });
}
