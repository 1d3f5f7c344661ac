/**
 * Protocol step 3.4, the Counter: takes the packages that an Anonymizer delivers and gives a receipt for them, without time.
 * Context: paper section 2, step 3. All of a delivery are taken or none. A repeat is ignored, and receipted alike.
 * Errors: time/not-open, time/closed, statement/*, signature/invalid, cbor/*, package/wrong-length, package/too-many; those
 * of the list.
 */
import type { Times } from '../0-setup/close-early.ts';
import type { Election } from '../0-setup/election.ts';
import { ensure } from '../errors.ts';
import { deliveryStatement, receiptStatement } from '../messages/relay.ts';
import { sealedPackageLength } from '../messages/submission-package.ts';
import type { SigningKey } from '../primitives/p256-signature.ts';
import { sha256 } from '../primitives/sha256.ts';
import { openStatement, signStatement } from '../primitives/statement.ts';
import { packagesAllowed } from './list-bound.ts';

export interface Counter {
  readonly id: string;
  readonly key: SigningKey;
  readonly times: Times;
  /** Its clock, Unix milliseconds. */
  readonly now: number;
}

/** A package under its SHA-256. */
export interface Leaf {
  readonly leaf: Uint8Array;
  readonly body: Uint8Array;
}

/** The Counter's list, in order of arrival. */
export interface PackageList {
  /**
   * Appends those that are not there yet, unless more than `allowed` would then have come from that Anonymizer: what was
   * answered is durable, a refusal leaves nothing. Errors: package/too-many; time/closed once the list has its final head.
   */
  append(anonymizer: string, packages: readonly Leaf[], allowed: number): Promise<void>;
}

export async function deliver(
  election: Election,
  self: Counter,
  list: PackageList,
  input: Uint8Array,
): Promise<Uint8Array> {
  // 1. The election is open, and claims have not ended.
  ensure(self.now >= self.times.opens, 'time/not-open', 'the election has not opened');
  ensure(self.now < self.times.claimsEnd, 'time/closed', 'claims have ended');
  // 2. An Anonymizer signed the delivery, to this Counter.
  const { manifestHash, manifest } = election;
  const keyOf = election.keyOf('anonymizers');
  const { signer, content } = openStatement(deliveryStatement, manifestHash, input, keyOf);
  ensure(content.to === self.id, 'statement/wrong-context', 'a delivery for another Counter');
  // 3. All packages have the one length.
  const length = sealedPackageLength(manifest.packageSize);
  const haveLength = content.packages.every((body) => body.length === length);
  ensure(haveLength, 'package/wrong-length', 'a package has a wrong length');
  // 4. They are on the list, durably, as far as this Anonymizer may fill it.
  const packages = content.packages.map((body) => ({ leaf: sha256(body), body }));
  await list.append(signer, packages, packagesAllowed(election.voters));
  // 5. The receipt.
  const leaves = packages.map(({ leaf }) => leaf);
  return signStatement(receiptStatement, manifestHash, { leaves }, self.id, self.key);
}
