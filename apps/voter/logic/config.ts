/** `/config.json`, written by whoever hosts the page: where the electoral servers and the terminal are. */
import { type InLanguages, readInLanguages } from '../../../common/languages.ts';
import { fromHex } from '../../../protocol/primitives/bytes.ts';

export interface AppConfig {
  /** URLs of Ballot Distributors. */
  readonly distributors: readonly string[];
  /** URL of the Commissioner's service, which publishes the election record. */
  readonly commissioner: string;
  /** The Commissioner's public key (33 bytes), to show elections by; for voting the terminal's counts. */
  readonly commissionerKey: Uint8Array;
  /** The PC interface of the terminal. */
  readonly terminal: string;
  /** Whose elections they are, if the deployment says so; `help`: whom voters ask. `hasLogo`: at /logo.png. */
  readonly organisation?: {
    readonly name: InLanguages;
    readonly help?: InLanguages;
    readonly hasLogo: boolean;
  };
  /** After the end of an election, when its personal data may be deleted; without it they are not. */
  readonly retentionDays?: number;
}

const DEFAULT_TERMINAL = 'http://127.0.0.1:8600';
const MAX_DISTRIBUTORS = 16;
const KEY_LENGTH = 33;

/** Errors: RangeError naming the field. */
export function parseConfig(value: unknown): AppConfig {
  if (typeof value !== 'object' || value === null) throw new RangeError('not an object');
  const {
    distributors,
    commissioner,
    commissionerKey,
    terminal = DEFAULT_TERMINAL,
    organisation,
    retentionDays,
  } = value as Readonly<Record<string, unknown>>;
  if (!Array.isArray(distributors) || distributors.length < 1 || distributors.length > MAX_DISTRIBUTORS)
    throw new RangeError(`distributors: a list of 1 to ${MAX_DISTRIBUTORS} URLs`);
  return {
    distributors: distributors.map((url: unknown) => readUrl(url, 'distributors')),
    commissioner: readUrl(commissioner, 'commissioner'),
    commissionerKey: readKey(commissionerKey, 'commissionerKey'),
    terminal: readUrl(terminal, 'terminal'),
    ...(organisation !== undefined && { organisation: readOrganisation(organisation) }),
    ...(typeof retentionDays === 'number' && { retentionDays }),
  };
}

function readOrganisation(value: unknown): NonNullable<AppConfig['organisation']> {
  const { hasLogo, ...texts } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const name = readInLanguages(texts.name);
  const help = readInLanguages(texts.help);
  if (name === undefined) throw new RangeError('organisation: it has no name');
  return { name, ...(help !== undefined && { help }), hasLogo: hasLogo === true };
}

function readKey(value: unknown, field: string): Uint8Array {
  const key = typeof value === 'string' ? fromHex(value) : undefined;
  if (key?.length !== KEY_LENGTH) throw new RangeError(`${field}: not ${KEY_LENGTH} bytes in hexadecimal`);
  return key;
}

/** Without the slash at the end. */
function readUrl(value: unknown, field: string): string {
  if (typeof value !== 'string' || !/^https?:\/\/[^\s/#][^\s#]*$/.test(value) || !URL.canParse(value))
    throw new RangeError(`${field}: not an http or https URL`);
  return value.replace(/\/$/, '');
}
