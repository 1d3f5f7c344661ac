/** Where the Commissioner's key is: in `identity.key` of its folder, or on a PIV card, which `identity.card` names. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { CommandError } from '../output/output.ts';
import { requireHex, toHex } from '../protocol/primitives/bytes.ts';
import { requirePublicKey } from '../protocol/primitives/p256-signature.ts';
import type { RandomSource } from '../protocol/primitives/random.ts';
import { type Signer, signerOf } from '../protocol/primitives/signer.ts';
import { loadOrCreateIdentity } from '../servers/shared/identity.ts';
import { ensureFolder } from '../servers/shared/secret-file.ts';
import { PcscCard } from '../tcb-emulator/pcsc/pcsc-card.ts';
import { PivSigner } from '../tcb-emulator/pcsc/piv-signer.ts';

const CardFile = Type.Object(
  {
    publicKey: Type.String({ pattern: '^[0-9a-f]{66}$' }),
    /** Its name in PC/SC; any reader with a card if left out. */
    reader: Type.Optional(Type.String({ minLength: 1, maxLength: 127 })),
  },
  { additionalProperties: false },
);
type CardFile = Static<typeof CardFile>;

const cardFileIn = (home: string): string => join(home, 'identity.card');
const connectTo = (reader: string | undefined) => () => PcscCard.connect(undefined, reader);

export interface CommissionerSigner {
  readonly signer: Signer;
  /** Gives a card back. */
  close(): Promise<void>;
}

/**
 * From now on the Commissioner of the folder `home` signs with the PIV card in the reader. Errors: CommandError if it has
 * another key already; CardError, PcscError.
 */
export async function bindCard(home: string, reader: string | undefined): Promise<void> {
  if (existsSync(join(home, 'identity.key')))
    throw new CommandError(
      `${home} has its key in identity.key already: deploy to another folder with --out`,
    );
  const { publicKey } = await PivSigner.ofCard(connectTo(reader));
  const known = existsSync(cardFileIn(home)) ? readCardFile(home).publicKey : undefined;
  if (known !== undefined && known !== toHex(publicKey))
    throw new CommandError(`${home} belongs to another card: insert that one, or deploy to another folder`);
  const content: CardFile = { publicKey: toHex(publicKey), ...(reader === undefined ? {} : { reader }) };
  ensureFolder(home);
  writeFileSync(cardFileIn(home), `${JSON.stringify(content, null, 2)}\n`);
}

/**
 * The key of the folder `home`, made if there is none and no card. A card need not be there before it has to sign.
 * Errors: CommandError for an unreadable `identity.card`; those of {@link loadOrCreateIdentity}.
 */
export function commissionerSigner(home: string, random: RandomSource): CommissionerSigner {
  if (!existsSync(cardFileIn(home)))
    return { signer: signerOf(loadOrCreateIdentity(home, random)), close: async () => undefined };
  const { publicKey, reader } = readCardFile(home);
  const signer = new PivSigner(requireHex(publicKey), connectTo(reader));
  return { signer, close: () => signer.close() };
}

/** Errors: CommandError. */
function readCardFile(home: string): CardFile {
  const path = cardFileIn(home);
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (!Value.Check(CardFile, content)) throw new Error('not {publicKey, reader}');
    requirePublicKey(requireHex(content.publicKey));
    return content;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(
      `${path} does not say which card it is (${reason}): "revs deploy --card" writes it`,
    );
  }
}
