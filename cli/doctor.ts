/** `revs doctor`: what this machine has of what REVS uses, and the one command that installs the rest. */
import { execFileSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { delimiter, join } from 'node:path';
import { print, printJson, table } from '../output/output.ts';

interface Finding {
  readonly what: string;
  /** For whom, if not for everybody. */
  readonly use: string;
  readonly found: string;
  readonly ok: boolean;
  readonly needed: boolean;
  /** The Debian package that has it. */
  readonly install?: string;
}

const LEAST_MEMORY = 2 * 2 ** 30;
const STOCK_TOOLS = 'stock card programs, and their tests';

const pathOf = (tool: string): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, tool))
    .find((path) => existsSync(path));

function tool(name: string, install: string): Finding {
  const path = pathOf(name);
  return {
    what: name,
    use: STOCK_TOOLS,
    found: path ?? 'missing',
    ok: path !== undefined,
    needed: false,
    install,
  };
}

function library(pattern: string, install: string): Finding {
  const [path] = globSync([`/usr/lib/*/${pattern}`, `/usr/lib/${pattern}`, `/lib/*/${pattern}`]);
  const found = path ?? 'missing';
  return { what: pattern, use: STOCK_TOOLS, found, ok: path !== undefined, needed: false, install };
}

/** What a test asks before it runs tools that may not be there. */
export const missingStockTools = (): readonly string[] => stockTools().flatMap(packageOf);

const stockTools = (): readonly Finding[] => [
  tool('opensc-tool', 'opensc'),
  tool('pkcs11-tool', 'opensc'),
  library('opensc-pkcs11.so', 'opensc-pkcs11'),
  tool('pcsc_scan', 'pcsc-tools'),
  library('libpcsclite.so.1', 'libpcsclite1'),
];

const packageOf = ({ ok, install }: Finding): readonly string[] =>
  ok || install === undefined ? [] : [install];

function findings(): readonly Finding[] {
  const memory = totalmem();
  const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  return [
    { what: 'Node.js', use: 'everything', found: process.version, ok: isNewEnough(), needed: true },
    {
      what: 'memory',
      use: 'a whole election on this machine',
      found: `${gib(memory)}, ${gib(freemem())} free`,
      ok: memory >= LEAST_MEMORY,
      needed: false,
    },
    { what: 'SQLite', use: 'servers', found: process.versions.sqlite ?? 'missing', ok: true, needed: true },
    { what: 'OpenSSL', use: 'everything', found: process.versions.openssl, ok: true, needed: true },
    ...stockTools(),
    realReader(),
  ];
}

const isNewEnough = (): boolean => Number(process.versions.node.split('.')[0]) >= 24;

/** A physical card goes through pcscd; without one the emulated card needs nothing. */
function realReader(): Finding {
  const socket = '/run/pcscd/pcscd.comm';
  const ok = existsSync(socket);
  const found = ok ? socket : 'no pcscd runs';
  return { what: 'pcscd', use: 'cards in a real reader', found, ok, needed: false };
}

/** The one command; undefined if nothing is missing that a package has. */
function remedy(missing: readonly string[]): string | undefined {
  const packages = [...new Set(missing)];
  if (packages.length === 0) return undefined;
  return `${process.getuid?.() === 0 ? '' : 'sudo '}apt-get install -y --no-install-recommends ${packages.join(' ')}`;
}

/** Returns the exit code: 1 if something is missing that REVS cannot do without. */
export function doctor(json: boolean): number {
  const all = findings();
  const command = remedy(all.flatMap(packageOf));
  if (json) printJson({ findings: all, ...(command === undefined ? {} : { install: command }) });
  else {
    const rows = all.map(({ what, use, found, ok, needed }) => [what, sign(ok, needed), found, use]);
    print(table(['', '', 'found', 'used for'], rows));
    print(command === undefined ? 'Nothing is missing.' : `To install the rest:\n  ${command}`);
  }
  return all.some(({ ok, needed }) => needed && !ok) ? 1 : 0;
}

const sign = (ok: boolean, needed: boolean): string => (ok ? 'ok' : needed ? 'MISSING' : 'not there');

/** For CI on a machine where packages may be installed: tries, and says what came of it. */
export function installStockTools(): void {
  const command = remedy(missingStockTools());
  if (command === undefined) return;
  try {
    execFileSync('sh', ['-c', command.replace('apt-get', 'DEBIAN_FRONTEND=noninteractive apt-get')], {
      stdio: 'ignore',
    });
    print('doctor: stock tools are installed');
  } catch {
    print(`doctor: stock tools could not be installed (${command})`);
  }
}
