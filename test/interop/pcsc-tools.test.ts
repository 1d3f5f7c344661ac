/**
 * Stock PC/SC programs, as Debian ships them, through the real libpcsclite to the terminal's reader and a card in it.
 * Whatever is not installed is reported as not run, with the package that has it.
 */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { AID, ATR, TestService } from '../../tcb-emulator/pcsc/test-support.ts';

const TIME_LIMIT = 20_000;
const run = promisify(execFile);

type Tool = 'opensc-tool' | 'pcsc_scan';

/** Options of a test that needs a tool; `revs test` says at its end which are missing. */
function needs(tool: Tool): { timeout: number; skip: boolean } {
  const isThere = (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, tool)));
  return { timeout: 2 * TIME_LIMIT, skip: !isThere };
}

describe('stock tools', () => {
  const service = new TestService();
  const env = { ...process.env, PCSCLITE_CSOCK_NAME: service.socketPath, LC_ALL: 'C' };
  beforeAll(() => service.start());
  afterAll(() => service.stop());

  const output = async (tool: Tool, ...args: string[]): Promise<string> =>
    (await run(tool, args, { env, timeout: TIME_LIMIT })).stdout;

  test('opensc-tool lists the reader, its card and its pin-pad', needs('opensc-tool'), async () => {
    const listed = await output('opensc-tool', '--list-readers');
    assert.match(listed, /^0 +Yes +PIN pad +REVS FINREAD Terminal 00 00$/m);
  });

  test('opensc-tool reads the ATR', needs('opensc-tool'), async () => {
    const atr = (await output('opensc-tool', '--atr')).trim();
    assert.equal(atr.replaceAll(':', ''), Buffer.from(ATR).toString('hex'));
  });

  test('opensc-tool selects the applet, and no other', needs('opensc-tool'), async () => {
    const name = Buffer.from(AID).toString('hex');
    const select = `00A4040005${name}`;
    const answers = await output('opensc-tool', '-c', 'default', '-s', select, '-s', '00A4040002F001');
    const words = [...answers.matchAll(/SW1=0x(..), SW2=0x(..)/g)].map(([, sw1, sw2]) => `${sw1}${sw2}`);
    assert.deepEqual(words, ['9000', '6D00']);
  });

  test('opensc-tool sees the empty slot', needs('opensc-tool'), async () => {
    service.reader.remove();
    const listed = await output('opensc-tool', '--list-readers');
    service.reader.insert();
    assert.match(listed, /^0 +No +PIN pad +REVS FINREAD Terminal 00 00$/m);
  });

  test('pcsc_scan shows the card, its removal and its return', needs('pcsc_scan'), async () => {
    const scan = spawn('pcsc_scan', ['-n'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    scan.stdout.setEncoding('utf8');
    let shown = '';
    /** What must be shown next, and what the person does then. */
    const steps: (readonly [RegExp, () => void])[] = [
      [/Card inserted[\s\S]*ATR: 3B 8C 01/, () => service.reader.remove()],
      [/Card removed/, () => service.reader.insert()],
      [/Card inserted/, () => scan.kill()],
    ];
    const timer = setTimeout(() => scan.kill(), TIME_LIMIT);
    for await (const chunk of scan.stdout) {
      shown += chunk;
      const [pattern, act] = steps[0] ?? [];
      if (pattern === undefined || !pattern.test(shown)) continue;
      shown = '';
      steps.shift();
      act?.();
    }
    clearTimeout(timer);
    assert.equal(steps.length, 0, `not shown: ${steps[0]?.[0]}`);
  });

  test('in secure mode a program gets nothing of the card', needs('opensc-tool'), async () => {
    service.reader.isSecure = true;
    const waiting = run('opensc-tool', ['-c', 'default', '-s', '00A4040002F001'], {
      env: { ...env, PCSCLITE_NO_BLOCKING: '1' },
      timeout: TIME_LIMIT,
    });
    await assert.rejects(waiting, (error: Error & { killed?: boolean }) => error.killed === false);
    service.reader.isSecure = false;
  });
});
