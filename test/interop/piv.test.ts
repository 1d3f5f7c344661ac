/**
 * Stock tools with the real terminal: the PIV applet of a personalised card through libpcsclite, the PIN typed on the
 * terminal's own pin-pad. And the one conformance suite, run through PC/SC. What is not installed is reported as not run.
 */
import assert from 'node:assert/strict';
import { type ExecFileException, execFile } from 'node:child_process';
import { createHash, verify, X509Certificate } from 'node:crypto';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { random } from '../../protocol/test-support.ts';
import { describeCard } from '../../tcb-emulator/card/conformance-test-support.ts';
import { EmulatedCard } from '../../tcb-emulator/card/emulator/emulated-card.ts';
import { RamMemory } from '../../tcb-emulator/card/test-support.ts';
import { AID } from '../../tcb-emulator/card/voting/voting-commands.ts';
import { keysForPin } from '../../tcb-emulator/dialogue/prompts.ts';
import type { Card } from '../../tcb-emulator/iso7816/card.ts';
import { PcscCard } from '../../tcb-emulator/pcsc/pcsc-card.ts';
import { createPcscServer } from '../../tcb-emulator/pcsc/pcsc-server.ts';
import type { TransparentReader } from '../../tcb-emulator/pcsc/reader.ts';
import { TransparentMode } from '../../tcb-emulator/terminal/transparent-mode.ts';
import { PIN, SIGNING_PIN, TerminalRig } from '../support/terminal-rig.ts';

const TIME_LIMIT = 30_000;
const PKCS11 = globSync('/usr/lib/*/opensc-pkcs11.so')[0] ?? '';
const isThere = (tool: string): boolean =>
  (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, tool)));
const toolTest = { timeout: 2 * TIME_LIMIT, skip: !isThere('pkcs11-tool') || PKCS11 === '' };

describe('stock tools and the pin-pad', () => {
  const folder = mkdtempSync(join(tmpdir(), 'revs-piv-'));
  const socket = join(folder, 'pcsc', 'socket');
  const env = { ...process.env, PCSCLITE_CSOCK_NAME: socket, LC_ALL: 'C', HOME: folder };
  let rig: TerminalRig;
  let server: ReturnType<typeof createPcscServer>;
  /** All that programs on the PC ever printed. */
  let printed = '';

  beforeAll(async () => {
    rig = await TerminalRig.make();
    server = createPcscServer(new TransparentMode(rig.terminal, rig.panel));
    await server.listen(socket);
  });
  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function run(tool: string, ...args: string[]): Promise<{ code: number; output: string }> {
    return new Promise((resolve) => {
      const options = { env, timeout: TIME_LIMIT };
      const child = execFile(tool, args, options, (error: ExecFileException | null, stdout, stderr) => {
        printed += stdout + stderr;
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr });
      });
      child.stdin?.end();
    });
  }

  const pkcs11 = (...args: string[]) => run('pkcs11-tool', '--module', PKCS11, ...args);

  async function readCertificate(): Promise<X509Certificate> {
    const path = join(folder, 'certificate.der');
    await pkcs11('--read-object', '--type', 'cert', '--id', '01', '--output-file', path);
    return new X509Certificate(readFileSync(path));
  }

  test('find reader, card and applets', toolTest, async () => {
    assert.match((await run('opensc-tool', '--list-readers')).output, /PIN pad +REVS FINREAD Terminal/);
    assert.match((await run('opensc-tool', '--atr')).output, /^3b:8a:01:80:73:c0:01:c0:54:52:45:56:53/);
    assert.match((await run('opensc-tool', '-n')).output, /Personal Identity Verification/);
    const select = `00A40400${AID.length.toString(16).padStart(2, '0')}${Buffer.from(AID).toString('hex')}`;
    const voting = await run('opensc-tool', '-c', 'default', '-s', select, '-s', '00CADF0200');
    assert.match(voting.output, /SW1=0x90, SW2=0x00[\s\S]*SW1=0x69, SW2=0x82/, 'selected, and silent');
  });

  test('a PKCS#11 tool signs, with the PIN typed on the pin-pad', toolTest, async () => {
    const [data, signature] = [join(folder, 'data'), join(folder, 'signature')];
    const hash = createHash('sha256').update('a letter').digest();
    writeFileSync(data, hash);
    const files = ['--input-file', data, '--output-file', signature, '--signature-format', 'openssl'];
    const [signed] = await Promise.all([
      pkcs11('--login', '--sign', '--mechanism', 'ECDSA', '--id', '01', ...files),
      rig.panel.type(['ok', ...keysForPin(SIGNING_PIN)]),
    ]);
    assert.equal(signed.code, 0, signed.output);
    const { publicKey } = await readCertificate();
    assert.ok(verify('sha256', Buffer.from('a letter'), publicKey, readFileSync(signature)));
  });

  test('a wrong PIN, and a person who says no, sign nothing', toolTest, async () => {
    const sign = () =>
      pkcs11('--login', '--sign', '--mechanism', 'ECDSA', '--id', '01', '--input-file', '/etc/hostname');
    const [wrong] = await Promise.all([sign(), rig.panel.type(['ok', ...keysForPin('999999')])]);
    assert.notEqual(wrong.code, 0);
    assert.match(wrong.output, /PIN_INCORRECT/);
    const [no] = await Promise.all([sign(), rig.panel.type(['cancel'])]);
    assert.notEqual(no.code, 0);
  });

  test('no program on the PC has printed a PIN', toolTest, () => {
    for (const pin of [SIGNING_PIN, PIN]) assert.equal(printed.includes(pin), false);
    assert.ok(printed.length > 500);
  });
});

/** An ordinary reader, with no pin-pad, around one card. */
function readerOf(card: Card): TransparentReader {
  const noPad = async (): Promise<Uint8Array> => Uint8Array.of(0x6b, 0x80);
  return {
    name: 'Reader 00 00',
    changes: 1,
    atr: () => card.atr,
    whenChanged: (_changes, signal) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })),
    transmit: (apdu) => card.transmit(apdu),
    reset: () => card.reset(),
    verifyPin: noPad,
    modifyPin: noPad,
  };
}

test('a voter votes with a card in another reader, by way of PC/SC', async () => {
  const rig = await TerminalRig.make();
  const folder = mkdtempSync(join(tmpdir(), 'revs-card-'));
  const socket = join(folder, 'pcsc', 'socket');
  const server = createPcscServer(readerOf(new EmulatedCard({ memory: rig.memory, random })));
  await server.listen(socket);
  const connected = await PcscCard.connect(socket);
  const other = await rig.otherTerminal(rig.identity, async () => connected);
  await other.begin(other.data());
  await other.voterVotes(other.ballot.contests.map(() => [[0]]));
  const { requests } = await other.settled();
  await other.collect(requests);
  assert.equal((await other.settled()).phase, 'submit');
  await connected.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

/** Reached as a card in any reader of PC/SC is. */
describeCard('a card through PC/SC', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'revs-card-'));
  const socket = join(folder, 'pcsc', 'socket');
  const server = createPcscServer(readerOf(new EmulatedCard({ memory: new RamMemory(), random })));
  await server.listen(socket);
  const card = await PcscCard.connect(socket);
  const remove = async (): Promise<void> => {
    await card.close();
    await server.close();
    rmSync(folder, { recursive: true });
  };
  return { card, remove };
});
