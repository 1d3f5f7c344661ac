/**
 * Every message: round trip, refusal of every changed byte, and its frozen form in bytes. One table makes both the fixed
 * examples of the golden file and the random ones of the properties.
 *
 * A golden file that changes means that elections already recorded can no longer be verified. If that is intended, write
 * it again with `UPDATE_GOLDEN=1 ./revs test messages.test` and say why in the commit.
 */

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { test } from 'vitest';
import { failureOf } from '../../common/attempt.ts';
import { fingerprint } from '../0-setup/fingerprint.ts';
import { drawLot } from '../4-vote-tallying/lot.ts';
import { ProtocolError } from '../errors.ts';
import { bytesToScalar, equalBytes, toHex, utf8 } from '../primitives/bytes.ts';
import { type Codec, decode, encode } from '../primitives/cbor.ts';
import { sealingInfo } from '../primitives/hpke.ts';
import { encodeJws } from '../primitives/jws.ts';
import { signingKey } from '../primitives/p256-signature.ts';
import { sha256 } from '../primitives/sha256.ts';
import { signStatement } from '../primitives/statement.ts';
import { ceremonyPass } from './ceremony-pass.ts';
import { closingOrderCodec } from './closing-order.ts';
import { distributionStatement } from './distribution.ts';
import { enrolmentCodec } from './enrolment.ts';
import { disclosureStatement, statementSetCodec } from './freezing.ts';
import { keyStatementCodec } from './key-statement.ts';
import { manifestCodec } from './manifest.ts';
import { mergeHeadStatement, rowName, rowPageCodec } from './merge.ts';
import { layerCodec } from './onion.ts';
import { type Party, planCodec } from './plan.ts';
import {
  MAX_PREPARE_ANSWER_LENGTH,
  prepareAnswerCodec,
  prepareBody,
  prepareRequestCodec,
} from './prepare-request.ts';
import {
  challengeStatement,
  deliveryStatement,
  erasureStatement,
  receiptStatement,
  relayStatement,
} from './relay.ts';
import { rollLeaf, rollPartCodec } from './roll.ts';
import {
  echoBody,
  MAX_PARTIAL_LENGTH,
  MAX_SIGN_REQUEST_LENGTH,
  partialCodec,
  periodSignatureCodec,
  signRequestCodec,
} from './sign-request.ts';
import { packageContentCodec } from './submission-package.ts';
import { enrolmentsCodec, rollPartStatement } from './transfer.ts';
import { closeHeadStatement, ledgerStatement, treeHeadStatement } from './tree-head.ts';
import { blindedVoteDigest, encodeVote } from './vote.ts';

/** Where the parts of an example come from. */
interface Draw {
  bytes(length: number): Uint8Array;
  id(): string;
  /** From 1 to `max`. */
  number(max: number): number;
  text(): string;
}

/** The fixed examples: every part is different, and the same in every run. */
function fixedDraw(): Draw {
  let drawn = 0;
  const next = (): number => ++drawn;
  return {
    bytes: (length) => Uint8Array.from({ length }, (_, i) => (i === 0 ? next() : drawn + i) & 0xff),
    id: () => `id-${next()}`,
    number: (max) => 1 + ((next() * 7919) % max),
    text: () => `Text n° ${next()}`,
  };
}

const anyDraw: fc.Arbitrary<Draw> = fc.gen().map((g) => ({
  bytes: (length) => g(fc.uint8Array, { minLength: length, maxLength: length }),
  id: () => g(fc.stringMatching, /^[A-Za-z0-9._-]{1,64}$/),
  number: (max) => g(fc.integer, { min: 1, max }),
  text: () => g(fc.stringMatching, /^[ -~é-ÿ]{0,40}$/),
}));

const several = <T>(draw: Draw, max: number, make: () => T): T[] =>
  Array.from({ length: draw.number(max) }, make);

interface Example<T> {
  readonly codec: Codec<T>;
  make(draw: Draw): T;
}
const example = <T>(codec: Codec<T>, make: (draw: Draw) => T): Example<unknown> => ({ codec, make });

const party = (d: Draw): Party => ({
  id: d.id(),
  identityKey: d.bytes(33),
  operator: d.text(),
  system: d.text(),
});
const request = (d: Draw) => ({
  manifestHash: d.bytes(32),
  administrator: d.id(),
  voter: d.id(),
  style: d.id(),
  blinded: d.bytes(48),
});
const rollEntry = (d: Draw) => ({ salt: d.bytes(32), voter: d.id(), publicKey: d.bytes(33), style: d.id() });
const keyStatement = (d: Draw) => ({
  id: d.id(),
  url: `https://${d.id()}/`,
  trafficKey: d.bytes(1216),
  signature: d.bytes(64),
});
const head = (d: Draw) => ({ size: d.number(1e8), root: d.bytes(32) });

const MESSAGES: Readonly<Record<string, Example<unknown>>> = {
  plan: example(planCodec, (d) => ({
    electionId: d.bytes(16),
    attempt: d.number(1000),
    commissionerKey: d.bytes(33),
    administrators: several(d, 4, () => party(d)),
    signingThreshold: d.number(16),
    hostileAdministrators: d.number(16),
    trustees: several(d, 4, () => party(d)),
    hostileTrustees: d.number(16),
    anonymizers: several(d, 3, () => party(d)),
    pathLength: d.number(5),
    counters: several(d, 3, () => party(d)),
    distributors: several(d, 3, () => party(d)),
    lyingDistributors: d.number(16),
    styles: several(d, 3, () => d.id()),
    board: d.bytes(32),
    trusteeRenewal: {
      ...{ first: d.number(1e13), every: d.number(1e9), deadline: d.number(1e8) },
      ...{ phase: d.number(1e6), clockError: d.number(1e4) },
    },
    administratorRenewal: undefined,
    trial: false,
  })),
  manifest: example(manifestCodec, (d) => ({
    plan: d.bytes(40),
    title: d.text(),
    opens: d.number(253_402_300_799),
    closes: d.number(253_402_300_799),
    intakeEnds: d.number(253_402_300_799),
    claimsEnd: d.number(253_402_300_799),
    styles: several(d, 2, () => ({
      style: d.id(),
      ballotHash: d.bytes(32),
      voters: d.number(1e8),
      commitments: several(d, 2, () => d.bytes(96)),
    })),
    servers: Array.from({ length: 5 }, () => ({
      id: d.id(),
      url: `https://${d.id()}/`,
      trafficKey: d.bytes(16 * (d.number(3) - 1)),
      signature: d.bytes(32 * (d.number(3) - 1)),
    })),
    electionCommitments: several(d, 3, () => d.bytes(33)),
    rollRoot: d.bytes(32),
    poolSize: d.number(10_000),
    packageSize: d.number(4096),
    administratorCeremony: { outcome: d.bytes(32), holders: d.number(65_535) },
    trusteeCeremony: { outcome: d.bytes(32), holders: d.number(65_535) },
    trusteePeriodKeys: several(d, 3, () => d.bytes(33)),
    administratorPeriodKeys: several(d, 2, () => d.bytes(33)),
  })),
  closingOrder: example(closingOrderCodec, (d) => ({
    manifestHash: d.bytes(32),
    closes: d.number(253_402_300_799),
  })),
  enrolment: example(enrolmentCodec, (d) => ({
    manifestHash: d.bytes(32),
    keyHash: d.bytes(32),
    style: d.id(),
  })),
  keyStatement: example(keyStatementCodec, keyStatement),
  distribution: example(distributionStatement.content, () => ({})),
  prepareRequest: example(prepareRequestCodec, (d) => ({ ...request(d), signature: d.bytes(64) })),
  prepareAnswer: example(prepareAnswerCodec, (d) => ({
    echo: { period: d.number(1e6), signature: d.bytes(64) },
    conflicts: [],
  })),
  prepareConflict: example(prepareAnswerCodec, (d) => ({
    echo: undefined,
    conflicts: several(d, 2, () => d.bytes(d.number(300))),
  })),
  partial: example(partialCodec, (d) => ({ period: d.number(1e6), signature: d.bytes(48) })),
  signRequest: example(signRequestCodec, (d) => ({
    manifestHash: d.bytes(32),
    digest: d.bytes(32),
    period: d.number(1e6),
    echoes: several(d, 3, () => ({ administrator: d.id(), signature: d.bytes(64) })),
  })),
  mergeHead: example(mergeHeadStatement.content, (d) => ({
    period: d.number(1e6),
    count: d.number(1e8),
    hash: d.bytes(32),
  })),
  rowPage: example(rowPageCodec, (d) =>
    several(d, 3, () => ({ request: d.bytes(d.number(300)), signRequest: d.bytes(d.number(300) - 1) })),
  ),
  packageContent: example(packageContentCodec, (d) => ({
    manifestHash: d.bytes(32),
    style: d.id(),
    commitment: d.bytes(32),
    choices: d.bytes(d.number(300)),
    signature: d.bytes(48),
  })),
  onionForward: example(layerCodec, (d) => ({ kind: 'forward' as const, next: d.id(), body: d.bytes(300) })),
  onionDeliver: example(layerCodec, (d) => ({ kind: 'deliver' as const, next: '', body: d.bytes(30) })),
  onionCover: example(layerCodec, (d) => ({ kind: 'cover' as const, next: '', body: d.bytes(30) })),
  challenge: example(challengeStatement.content, (d) => ({ challenge: d.bytes(32) })),
  relay: example(relayStatement.content, (d) => ({ to: d.id(), onions: several(d, 3, () => d.bytes(50)) })),
  delivery: example(deliveryStatement.content, (d) => ({
    to: d.id(),
    packages: several(d, 3, () => d.bytes(50)),
  })),
  receipt: example(receiptStatement.content, (d) => ({ leaves: several(d, 3, () => d.bytes(32)) })),
  erasure: example(erasureStatement.content, () => ({})),
  ceremonyPass: example(ceremonyPass.content, () => ({})),
  rollPart: example(rollPartCodec, (d) => several(d, 3, () => rollEntry(d))),
  rollPartStatement: example(rollPartStatement.content, (d) => ({
    entries: several(d, 3, () => rollEntry(d)),
  })),
  treeHead: example(treeHeadStatement.content, head),
  closeHead: example(closeHeadStatement.content, head),
  ledgerHead: example(ledgerStatement.content, (d) => ({
    period: d.number(1e6),
    counts: several(d, 3, () => ({ style: d.id(), signed: d.number(1e8) })),
    root: d.bytes(32),
  })),
  disclosure: example(disclosureStatement.content, (d) =>
    several(d, 2, () => ({ period: d.number(1e6), share: d.bytes(32) })),
  ),
  statementSet: example(statementSetCodec, (d) => several(d, 3, () => d.bytes(60))),
  enrolments: example(enrolmentsCodec, (d) =>
    several(d, 3, () => ({ publicKey: d.bytes(33), document: d.bytes(60) })),
  ),
};

/** What is signed, hashed or derived, and never decoded. */
const DERIVED: Readonly<Record<string, (draw: Draw) => Uint8Array>> = {
  prepareBody: (d) => prepareBody(request(d)),
  echoBody: (d) => echoBody(d.bytes(32), d.bytes(32)),
  rollLeaf: (d) => rollLeaf(rollEntry(d)),
  committedVote: (d) =>
    encodeVote({ manifestHash: d.bytes(32), style: d.id(), commitment: d.bytes(32), choices: d.bytes(9) }),
  blindedVoteDigest: (d) =>
    blindedVoteDigest({ manifestHash: d.bytes(32), voter: d.id(), style: d.id(), blinded: d.bytes(48) }),
  rowName: (d) => rowName({ voter: d.id(), style: d.id(), blinded: d.bytes(48) }, false),
  signedRowName: (d) => rowName({ voter: d.id(), style: d.id(), blinded: d.bytes(48) }, true),
  sealingInfo: (d) =>
    sealingInfo({
      label: 'revs/onion-seal/v1',
      context: d.bytes(32),
      role: 'anonymizer',
      server: d.id(),
      hop: 2,
    }),
  lot: (d) =>
    drawLot({ manifestHash: d.bytes(32) }, bytesToScalar(d.bytes(32)), d.id(), d.number(300), d.id()),
  fingerprint: (d) => utf8(fingerprint(d.bytes(32))),
  jws: (d) =>
    encodeJws({
      typ: 'revs/plan/v1',
      payload: d.bytes(20),
      signatures: [{ kid: d.id(), signature: d.bytes(64) }],
    }),
  // A statement up to its signature, which ECDSA makes again each time.
  statement: (d) =>
    signStatement(treeHeadStatement, d.bytes(32), head(d), d.id(), signingKey(sha256(d.bytes(1)))).slice(
      0,
      -64,
    ),
};

const MAX = 100_000;

for (const [name, { codec, make }] of Object.entries(MESSAGES)) {
  test(`${name}: round trip`, () => {
    fc.assert(
      fc.property(anyDraw, (draw) => {
        const value = make(draw);
        const encoded = encode(codec, value);
        assert.deepEqual(decode(codec, encoded, MAX), value);
        assert.throws(() => decode(codec, encoded, encoded.length - 1), { code: 'cbor/too-long' });
        assert.throws(() => decode(codec, Uint8Array.of(...encoded, 0), MAX), { code: 'cbor/malformed' });
        assert.throws(() => decode(codec, encoded.slice(0, -1), MAX), ProtocolError);
      }),
      { numRuns: 20 },
    );
  });

  test(`${name}: every changed byte is refused, or is another value in its one form`, () => {
    const encoded = encode(codec, make(fixedDraw()));
    for (let at = 0; at < encoded.length; at++)
      for (const change of encoded.length > 120 ? [1, 2, 4, 8, 16, 32, 64, 128] : ALL_CHANGES) {
        const mutated = new Uint8Array(encoded);
        mutated[at] = (mutated[at] ?? 0) ^ change;
        checkMutation(codec, mutated);
      }
  });
}
const ALL_CHANGES: readonly number[] = Array.from({ length: 255 }, (_, i) => i + 1);

/** A value with another form is another value: each has one only. */
function checkMutation(codec: Codec<unknown>, mutated: Uint8Array): void {
  failureOf(ProtocolError, () => assert.ok(equalBytes(encode(codec, decode(codec, mutated, MAX)), mutated)));
}

test('what carries a period: echoes of 64 bytes, 1 to 16 of them, at most two conflicting requests of 512 bytes', () => {
  const d = fixedDraw();
  const answer = (conflicts: readonly Uint8Array[], signature?: Uint8Array) =>
    encode(prepareAnswerCodec, { echo: signature && { period: 1, signature }, conflicts });
  const ask = (count: number) =>
    encode(signRequestCodec, {
      manifestHash: d.bytes(32),
      digest: d.bytes(32),
      period: 1,
      echoes: Array.from({ length: count }, () => ({ administrator: d.id(), signature: d.bytes(64) })),
    });
  const longest = new Uint8Array(512);
  assert.ok(answer([longest, longest], new Uint8Array(64)).length <= MAX_PREPARE_ANSWER_LENGTH);
  const partial = encode(partialCodec, { period: Number.MAX_SAFE_INTEGER, signature: d.bytes(48) });
  assert.ok(partial.length <= MAX_PARTIAL_LENGTH);
  assert.ok(ask(16).length <= MAX_SIGN_REQUEST_LENGTH);
  const refused = [
    () => answer([longest, longest, longest]),
    () => answer([new Uint8Array(513)]),
    () => answer([new Uint8Array()]),
    () => answer([], new Uint8Array(63)),
    () => answer([], new Uint8Array(65)),
    () => ask(0),
    () => ask(17),
    () => encode(periodSignatureCodec, { period: -1, signature: d.bytes(64) }),
  ];
  for (const make of refused) assert.throws(make, ProtocolError);
});

test('golden: every message and every derived byte string has the form that was frozen', () => {
  const file = new URL('../golden/messages.json', import.meta.url);
  const fixture = Object.fromEntries(
    [
      ...Object.entries(MESSAGES).map(([name, { codec, make }]) => [name, encode(codec, make(fixedDraw()))]),
      ...Object.entries(DERIVED).map(([name, make]) => [name, make(fixedDraw())]),
    ].map(([name, bytes]) => [name, toHex(bytes as Uint8Array)]),
  );
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, `${JSON.stringify(fixture, null, 2)}\n`);
  assert.deepEqual(fixture, JSON.parse(readFileSync(file, 'utf8')));
});
