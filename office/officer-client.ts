/** The officer's commands' side of the Commissioner's service. */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { OfficerAccess } from '../deployment/deployment.ts';
import { CommandError, titleOf } from '../output/output.ts';
import type { ElectionRequest, ElectionSummary, JobLine } from '../servers/commissioner/api/elections.ts';
import type { LettersRequest } from '../servers/commissioner/api/roll.ts';
import type { Jobs, Puts, Reads, Writes } from '../servers/commissioner/api/routes.ts';

export type OnProgress = (stage: string, done: number, total: number) => void;

/** The service does not do it; callers may tell why by the code. */
export class Refused extends CommandError {
  readonly code: string;

  constructor(code: string, message: string) {
    super(`the Commissioner's service refused: ${message} (${code})`);
    this.code = code;
  }
}

export class OfficerClient {
  readonly #url: string;
  /** By which the service knows who asks. */
  readonly #identity: Readonly<Record<string, string>>;

  private constructor(url: string, identity: Readonly<Record<string, string>>) {
    this.#url = url;
    this.#identity = identity;
  }

  static byToken({ url, token }: OfficerAccess): OfficerClient {
    return new OfficerClient(url, { authorization: `Bearer ${token}` });
  }

  /** As the console does. The session ends by itself half an hour after its last use. */
  static async logIn({ url }: OfficerAccess, name: string, passphrase: string): Promise<OfficerClient> {
    const { origin } = new URL(url);
    const stranger = new OfficerClient(url, { origin });
    const response = await stranger.#call('POST', '/officer/session', { name, passphrase });
    const [cookie = ''] = response.headers.getSetCookie().map((one) => one.split(';')[0] ?? '');
    return new OfficerClient(url, { origin, cookie });
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
      else if ('error' in message) throw new Refused(message.error.code, message.error.message);
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
    throw new Refused(code, message);
  }

  async #reach(method: string, path: string, body: unknown): Promise<Response> {
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    try {
      return await fetch(this.#url + path, {
        method,
        headers: { ...this.#identity, ...type },
        ...json,
      });
    } catch {
      throw new CommandError(
        `the Commissioner's service at ${this.#url} does not answer; start it with "revs serve commissioner"`,
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
