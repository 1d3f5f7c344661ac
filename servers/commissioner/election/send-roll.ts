/** The Commissioner gives the roll to the Administrators, in parts that it signs; nobody else gets it (protocol step 0.4). */
import { CEREMONY_PASS_HEADER, ceremonyPass } from '../../../protocol/messages/ceremony-pass.ts';
import { COMMISSIONER } from '../../../protocol/messages/plan.ts';
import { ROLL_PART } from '../../../protocol/messages/roll.ts';
import { rollPartStatement } from '../../../protocol/messages/transfer.ts';
import type { SigningKey } from '../../../protocol/primitives/p256-signature.ts';
import { type OnWait, signing } from '../../../protocol/primitives/signer.ts';
import { signStatement } from '../../../protocol/primitives/statement.ts';
import { postCbor } from '../../shared/http-client.ts';
import { persistently } from '../../shared/persistently.ts';
import type { CommissionerElection } from './commissioner-election.ts';

/** Headers by which servers know that it is the Commissioner who sends a large body of an election's setup. */
export async function setupHeaders(
  { context, plan }: CommissionerElection,
  onWait: OnWait,
): Promise<Record<string, string>> {
  const passed = (key: SigningKey) => signStatement(ceremonyPass, plan.planHash, {}, COMMISSIONER, key);
  const pass = await signing(context.identity, passed, onWait);
  return { [CEREMONY_PASS_HEADER]: Buffer.from(pass).toString('base64url') };
}

/** Where a server of the plan is, by the board's directory. */
export const setupUrl = ({ log, electionId }: CommissionerElection, id: string, rest: string): string =>
  `${log.urlOf(id)}/elections/${electionId}/${rest}`;

/** To these Administrators, for as long as it takes: one that is away gets it when it is back. Errors: those of signing. */
export async function sendRoll(
  election: CommissionerElection,
  administrators: readonly string[],
  onWait: OnWait,
  signal: AbortSignal,
): Promise<void> {
  const { context, plan } = election;
  const headers = await setupHeaders(election, onWait);
  const parts: Uint8Array[] = [];
  for (let from = 0; ; from += ROLL_PART) {
    const entries = election.roll(from, ROLL_PART);
    if (entries.length === 0) break;
    const signed = (key: SigningKey) =>
      signStatement(rollPartStatement, plan.planHash, { entries }, COMMISSIONER, key);
    parts.push(await signing(context.identity, signed, onWait));
  }
  await Promise.all(
    administrators.map(async (id) => {
      const url = setupUrl(election, id, 'roll');
      for (const part of parts)
        await persistently(
          () => postCbor(url, part, { headers }),
          signal,
          () => undefined,
        );
    }),
  );
}
