/** A new period key proves that it is its holder's own (trustees contract, section 1). Apart from what verifies, which browsers do too. */
import { signRepeatably } from '../primitives/p256-signature.ts';
import { type OfRole, possessionBody } from './refresh-role.ts';

/** The same each time: whoever says a STATE again, after a crash or because it was early, must not contradict itself. */
export const provePeriodKey = (
  role: OfRole,
  context: Uint8Array,
  holder: string,
  secret: Uint8Array,
): Uint8Array => signRepeatably(secret, possessionBody(role, context, holder));
