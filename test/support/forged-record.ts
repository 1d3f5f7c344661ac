/** The record of a {@link FreezingRig}'s election as a hostile Commissioner changes and signs it again. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HolderRole } from '../../protocol/ceremony/refresh-role.ts';
import { chainCodec, type Ended, MAX_CHAIN_LENGTH } from '../../protocol/messages/period-chain.ts';
import { decode, encode } from '../../protocol/primitives/cbor.ts';
import { random } from '../../protocol/test-support.ts';
import { periodsFile, RecordError } from '../../record/files.ts';
import { verifyFolder } from '../../record/verify-folder.ts';
import { writePart } from '../../record/write-record.ts';
import type { FreezingRig } from './freezing-rig.ts';

/** Given the folder of the copy. */
export type Forgery = (record: string) => Promise<unknown> | unknown;

/** The verifier refuses that part of it. */
export async function refusedRecord(
  f: FreezingRig,
  forge: Forgery,
  part: string,
  code: string,
): Promise<void> {
  const record = join(f.rig.folderOf('commissioner'), `forged-${randomUUID()}`);
  cpSync(f.election.recordFolder, record, { recursive: true });
  await forge(record);
  await f.sealAgain(record);
  await assert.rejects(
    verifyFolder(record, f.election.context.commissionerKey, random, () => undefined),
    (error) => {
      assert.ok(error instanceof RecordError, String(error));
      assert.deepEqual([error.part, error.code], [part, code]);
      return true;
    },
  );
}

/** That role's chain of periods is another one. */
export const withChain =
  (role: HolderRole, change: (links: readonly Ended[]) => readonly Ended[]): Forgery =>
  (record) => {
    const content = new Uint8Array(readFileSync(join(record, periodsFile(role))));
    const links = decode(chainCodec, content, MAX_CHAIN_LENGTH);
    return writePart(record, periodsFile(role), encode(chainCodec, change(links)));
  };
