/** The Commissioner's service as the commands of its officer reach it. */
import { officerAccess } from '../deployment/deployment.ts';
import { OfficerClient } from '../office/officer-client.ts';
import { askPassphrase } from './ask-passphrase.ts';
import type { Common } from './common-options.ts';

export async function officerOf({ dir, officer }: Common): Promise<OfficerClient> {
  const access = officerAccess(dir);
  if (officer === undefined) return OfficerClient.byToken(access);
  return OfficerClient.logIn(access, officer, await askPassphrase(officer));
}
