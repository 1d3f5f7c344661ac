/**
 * What a server that the plan names states of itself, its address and HPKE key; it takes a manifest only with that
 * statement in it, unchanged (protocol sections 3.2 and 3.3).
 */

import type { Election } from '../../protocol/0-setup/election.ts';
import { checkOwnStatement, stateKey } from '../../protocol/0-setup/state-key.ts';
import { type KeyStatementContent, keyStatementCodec } from '../../protocol/messages/key-statement.ts';
import { EMPTY } from '../../protocol/primitives/bytes.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import type { HostedElection } from './hosted-election.ts';
import type { TrafficKey } from './traffic-key.ts';

export class OwnStatement {
  readonly #host: HostedElection;
  readonly #trafficKey: TrafficKey | undefined;

  constructor(host: HostedElection, trafficKey?: TrafficKey) {
    this.#host = host;
    this.#trafficKey = trafficKey;
  }

  /** The HPKE key is empty in roles that have none. Errors: time/closed once it is erased. */
  async content(): Promise<KeyStatementContent> {
    const { id, url } = this.#host.context;
    const pair = await this.#trafficKey?.pair();
    return { id, url, trafficKey: pair?.publicKey ?? EMPTY };
  }

  /** The server's key statement. Errors: service/not-found without a plan; time/closed once the key is erased. */
  async sign(): Promise<Uint8Array> {
    const content = await this.content();
    const { plan, context } = this.#host;
    return encode(keyStatementCodec, stateKey(plan.planHash, content, context.identity));
  }

  /** Errors: manifest/invalid naming this server. */
  async check(election: Election): Promise<void> {
    checkOwnStatement(election, await this.content());
  }
}
