/**
 * What a server says in renewals: again at every look until the board has it, since the board may be down for longer than a post
 * waits, and a member's part says each thing once.
 */
import type { RefreshLog } from '../../protocol/ceremony/refresh-log.ts';
import type { RefreshType } from '../../protocol/ceremony/refresh-messages.ts';
import { toHex } from '../../protocol/primitives/bytes.ts';
import { sha256 } from '../../protocol/primitives/sha256.ts';
import type { Poster } from './poster.ts';

interface Said {
  readonly type: RefreshType;
  readonly statement: Uint8Array;
  /** While it is of use: c, of a REJOIN the period. */
  readonly scope: string;
}

export class RenewalPosts {
  readonly #topic: 'refresh-trustee' | 'refresh-administrator';
  #said: readonly Said[] = [];

  constructor(topic: 'refresh-trustee' | 'refresh-administrator') {
    this.#topic = topic;
  }

  /** One tick is as good as the one before it. */
  add(type: RefreshType, statement: Uint8Array, { c, period }: RefreshLog): void {
    const scope = type === 'rejoin' ? `period ${period.number}` : toHex(c);
    this.#said = [
      ...this.#said.filter((one) => type !== 'tick' || one.type !== type),
      { type, statement, scope },
    ];
  }

  /** An outcome also after its renewal: a certificate may have come from elsewhere, and the board counts who has signed. */
  say(poster: Poster, { c, period, ended }: RefreshLog): void {
    const last = ended.at(-1)?.c;
    const scopes = new Set([toHex(c), `period ${period.number}`]);
    this.#said = this.#said.filter(
      ({ type, scope }) => scopes.has(scope) || (type === 'outcome' && last && scope === toHex(last)),
    );
    for (const { type, statement } of this.#said)
      poster.say(this.#topic, type, toHex(sha256(statement)), () => statement);
  }
}
