/** A server's identity key (contract section 3.2), or an operator's: made on first use, kept in a file of its folder. */
import { join } from 'node:path';
import { randomSecretKey, type SigningKey, signingKey } from '../../protocol/primitives/p256-signature.ts';
import type { RandomSource } from '../../protocol/primitives/random.ts';
import { readSecret, writeSecretOnce } from './secret-file.ts';
import { hasErrorCode, reasonOf, StartupError } from './startup-error.ts';

const FILE_NAME = 'identity.key';
const SECRET_LENGTH = 32;

/**
 * Errors: StartupError secret/unreadable, secret/unsafe-permissions; secret/wrong-size unless the file has 32 bytes;
 * secret/invalid if they are not a P-256 private key; secret/exists if they have been erased.
 */
export function loadOrCreateIdentity(folder: string, random: RandomSource, fileName = FILE_NAME): SigningKey {
  const path = join(folder, fileName);
  const known = readSecret(path);
  if (known !== undefined) return parse(path, known);
  const secret = randomSecretKey(random);
  try {
    writeSecretOnce(path, secret);
    return signingKey(secret);
  } catch (error) {
    // Another process of this server was faster: one identity, its.
    const other = hasErrorCode(error, 'secret/exists') ? readSecret(path) : undefined;
    if (other === undefined) throw error;
    return parse(path, other);
  }
}

function parse(path: string, secret: Uint8Array): SigningKey {
  if (secret.length !== SECRET_LENGTH)
    throw new StartupError(
      'secret/wrong-size',
      `${path}: ${secret.length} bytes instead of ${SECRET_LENGTH}`,
    );
  try {
    return signingKey(secret);
  } catch (error) {
    throw new StartupError('secret/invalid', `${path}: ${reasonOf(error)}`);
  }
}
