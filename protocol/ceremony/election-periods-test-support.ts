/** Links of a role's chain, made by hand, without a ceremony: what a terminal is shown, which sees no commitments. */
import { encodePeriod } from '../ceremony/period-record.ts';
import { REFRESH_STATEMENTS } from '../ceremony/refresh-messages.ts';
import { type RefreshRole, refreshHash } from '../ceremony/refresh-role.ts';
import type { Ended } from '../messages/period-chain.ts';
import type { SigningKey } from '../primitives/p256-signature.ts';
import { sha256 } from '../primitives/sha256.ts';
import { signStatement } from '../primitives/statement.ts';
import { maskOf } from '../quorums/quorum-system.ts';
import { random } from '../test-support.ts';
import type { PeriodChain } from './election-periods.ts';

/** By ID. */
export type Keys = ReadonlyMap<string, SigningKey>;

/** The period after the chain, in which these have keys, certified by those; `hashOf`: of a shared key's commitments. */
export function linkByHand(
  role: RefreshRole,
  { head }: PeriodChain,
  keys: Keys,
  certifiers: Keys,
  hashOf: (name: string) => Uint8Array = () => random(32),
): Ended {
  const { manifestHash, participants } = role;
  const indexed = participants.flatMap(({ id }, i) => {
    const key = keys.get(id);
    return key === undefined ? [] : [{ i, periodKey: key.publicKey }];
  });
  const record = encodePeriod({
    ...{ manifestHash, role: role.role, period: head.period.number + 1, slot: 0, previous: head.previous },
    members: indexed.map(({ i, periodKey }) => ({ index: i + 1, state: random(32), periodKey })),
    dealers: maskOf(indexed.map(({ i }) => i)),
    keys: role.keys.map(({ name }) => ({ name, commitments: hashOf(name) })),
  });
  const c = refreshHash(role, head.previous);
  const content = { hash: sha256(record) };
  const statements = [...certifiers].map(([id, key]) =>
    signStatement(REFRESH_STATEMENTS.outcome, c, content, id, key),
  );
  return { c, record, statements, commitments: [] };
}
