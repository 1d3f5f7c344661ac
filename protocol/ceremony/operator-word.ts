/**
 * What an operator orders with the identity key, which may be offline (trustees contract, section 2, Rejoin and Stuck c). Both
 * orders are durable before they are posted: the member's part posts them again until they stand in the log.
 */
import { ensure } from '../errors.ts';
import { EMPTY, equalBytes } from '../primitives/bytes.ts';
import { encode } from '../primitives/cbor.ts';
import { randomSecretKey, type SigningKey, signingKey } from '../primitives/p256-signature.ts';
import type { RandomSource } from '../primitives/random.ts';
import { signStatement } from '../primitives/statement.ts';
import {
  abandonedFile,
  type CeremonyFiles,
  certificates,
  FILES,
  rejoinFile,
  soundCertificates,
} from './ceremony-files.ts';
import { provePeriodKey } from './prove-period-key.ts';
import { idOf, type RefreshLog } from './refresh-log.ts';
import { REFRESH_STATEMENTS } from './refresh-messages.ts';
import type { RefreshRole } from './refresh-role.ts';

/**
 * For a server that was reinstalled, restored from a snapshot, or absent: a fresh key, which receives a new share at the next slot.
 * Whatever share it has may be the intruder's too: it is erased first; promises are kept, as far as they can be read. Errors: those
 * of the files.
 */
export function rejoin(
  role: RefreshRole,
  self: number,
  { period }: RefreshLog,
  files: CeremonyFiles,
  random: RandomSource,
  identity: SigningKey,
): void {
  const chain = soundCertificates(files);
  const isKept = (name: string): boolean => chain.includes(name) || name.startsWith(FILES.abandoned(EMPTY));
  for (const name of files.names()) if (!isKept(name)) files.erase(name);
  const secret = randomSecretKey(random);
  const key = signingKey(secret);
  const id = idOf(role, self);
  const possession = provePeriodKey(role, role.manifestHash, id, secret);
  const content = { period: period.number, key: key.publicKey, possession };
  const statement = signStatement(REFRESH_STATEMENTS.rejoin, role.manifestHash, content, id, identity);
  files.write(FILES.rejoin(period.number), encode(rejoinFile, { key: secret, statement }));
}

/**
 * For a ceremony that cannot be certified: a promise, durable before all else, never to sign or to switch for it. Errors:
 * period/switched if the certificate is here already; those of the files.
 */
export function abandon(
  role: RefreshRole,
  self: number,
  { c, period }: RefreshLog,
  files: CeremonyFiles,
  identity: SigningKey,
): void {
  const isSwitched = certificates(files).some((link) => equalBytes(link.c, c));
  ensure(!isSwitched, 'period/switched', 'the certificate of this ceremony is here: it cannot be abandoned');
  const statement = signStatement(REFRESH_STATEMENTS.abandon, c, {}, idOf(role, self), identity);
  files.write(FILES.abandoned(c), encode(abandonedFile, { statement }));
  files.erase(FILES.seed(c));
  files.erase(FILES.share(period.number + 1));
}
