/**
 * An election at a server that its plan names: the server states its address and HPKE key, and takes a manifest only with
 * that statement in it, unchanged (protocol sections 3.2 and 3.3).
 */
import type { Election } from '../../protocol/0-setup/election.ts';
import { checkOwnStatement, stateKey } from '../../protocol/0-setup/state-key.ts';
import { type KeyStatementContent, keyStatementCodec } from '../../protocol/messages/key-statement.ts';
import { encode } from '../../protocol/primitives/cbor.ts';
import { HostedElection } from './hosted-election.ts';

export class ServerElection extends HostedElection {
  /** The public half of its HPKE key for this election; empty in roles that have none. */
  protected async trafficPublicKey(): Promise<Uint8Array> {
    return new Uint8Array();
  }

  protected async ownStatement(): Promise<KeyStatementContent> {
    const { id, url } = this.context;
    return { id, url, trafficKey: await this.trafficPublicKey() };
  }

  /** The server's key statement. Errors: service/not-found without a plan; time/closed once the key is erased. */
  async stateKey(): Promise<Uint8Array> {
    const own = await this.ownStatement();
    return encode(keyStatementCodec, stateKey(this.plan.planHash, own, this.context.identity));
  }

  /** Errors: manifest/invalid naming this server. A manifest that is here already was checked when it came. */
  protected override async checkManifest(election: Election): Promise<void> {
    if (this.document('manifest') === undefined) checkOwnStatement(election, await this.ownStatement());
  }
}
