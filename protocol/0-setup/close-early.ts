/**
 * The times that bind: the manifest's, or earlier ones if the Commissioner ordered the close (docs/decisions).
 * Errors: manifest/other, time/too-early, signature/invalid, jws, cbor.
 */
import { ensure } from '../errors.ts';
import { type ClosingOrder, closingOrderCodec, MAX_CLOSING_ORDER_LENGTH } from '../messages/closing-order.ts';
import { COMMISSIONER } from '../messages/plan.ts';
import { equalBytes } from '../primitives/bytes.ts';
import { decode, encode } from '../primitives/cbor.ts';
import { LABELS } from '../primitives/domain-labels.ts';
import { decodeJws, encodeJws, requireOnlySignature, signPayload } from '../primitives/jws.ts';
import type { SigningKey } from '../primitives/p256-signature.ts';
import type { Election } from './election.ts';

/** Unix times in milliseconds. */
export interface Times {
  readonly opens: number;
  readonly closes: number;
  readonly intakeEnds: number;
  readonly claimsEnd: number;
}

export function signClosingOrder(order: ClosingOrder, commissioner: SigningKey): Uint8Array {
  const payload = encode(closingOrderCodec, order);
  const signature = signPayload(LABELS.closingOrder, payload, COMMISSIONER, commissioner);
  return encodeJws({ typ: LABELS.closingOrder, payload, signatures: [signature] });
}

export function openClosingOrder(document: Uint8Array, election: Election): ClosingOrder {
  const jws = decodeJws(LABELS.closingOrder, document, MAX_CLOSING_ORDER_LENGTH);
  requireOnlySignature(jws, COMMISSIONER, election.plan.commissionerKey);
  const order = decode(closingOrderCodec, jws.payload, MAX_CLOSING_ORDER_LENGTH, 'closing order');
  ensure(
    equalBytes(order.manifestHash, election.manifestHash),
    'manifest/other',
    'an order for another election',
  );
  const { opens, closes } = election.manifest;
  ensure(order.closes > opens && order.closes <= closes, 'time/too-early', 'the close can only move forward');
  return order;
}

export function bindingTimes({ manifest }: Election, order?: ClosingOrder): Times {
  const closes = order?.closes ?? manifest.closes;
  return {
    opens: manifest.opens * 1000,
    closes: closes * 1000,
    intakeEnds: (closes + manifest.intakeEnds - manifest.closes) * 1000,
    claimsEnd: (closes + manifest.claimsEnd - manifest.closes) * 1000,
  };
}
