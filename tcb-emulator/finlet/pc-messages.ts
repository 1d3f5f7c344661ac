/** What the USB cable carries between PC and terminal: the calls of the three Finlet components, as CBOR. */
import { MAX_MANIFEST_DOCUMENT } from '../../protocol/messages/manifest.ts';
import { MAX_PREPARE_ANSWER_LENGTH } from '../../protocol/messages/prepare-request.ts';
import {
  bytes,
  id,
  list,
  oneOf,
  optional,
  struct,
  text,
  uint,
  type ValueOf,
} from '../../protocol/primitives/cbor.ts';

const manifest = bytes(1, MAX_MANIFEST_DOCUMENT);
const distributions = list(bytes(1, 1024), 16);

/** First component: what the Voter Module fetched. */
export const electoralDataCodec = struct({
  manifest,
  ballot: bytes(1, 65_536),
  enrolment: bytes(1, 1024),
  distributions,
});
export const checkDataCodec = struct({ manifest, distributions });
export const MAX_DATA_LENGTH = MAX_MANIFEST_DOCUMENT + 100_000;

export const cardStatusCodec = struct({
  /** SHA-256 of the card's public key, under which Distributors serve its enrolment; empty without a card. */
  keyHash: bytes(0, 32),
  /** The terminal's: with it the PC sees what the terminal would refuse. */
  commissionerKey: bytes(33),
});

/** How far the session is. Nothing in it depends on the voter's choices. */
export const statusCodec = struct({
  phase: oneOf('none', 'voter', 'sign', 'submit', 'sent', 'check', 'stopped'),
  /** Error code when stopped; else empty. */
  code: text(64),
  /** ID of the election of the session, once the terminal has checked its data; else empty. A PC that was reloaded asks. */
  election: bytes(0, 16),
  /** In phase 'sign': sealed requests for the Administrators. */
  requests: list(struct({ administrator: id, sealed: bytes(1, 2048) }), 16),
});
export type TerminalStatus = ValueOf<typeof statusCodec>;
export const MAX_STATUS_LENGTH = 50_000;

/** The answer names a period that the terminal does not know: it wants to be shown the chain, and then the answer again. */
const UNKNOWN_PERIOD = 'unknown-period';

/** Second component: one Administrator's answer, and what came of it. */
export const answerCodec = struct({ administrator: id, answer: bytes(0, MAX_PREPARE_ANSWER_LENGTH) });
export const echoResultCodec = struct({
  verdict: oneOf('accepted', 'false-answer', 'cloned-card', UNKNOWN_PERIOD),
  /** The Sign request once there are t echoes; else empty. */
  signRequest: bytes(0, 4096),
});
export const partialResultCodec = struct({
  /** 'yes' once the submission package is made and in the card. */
  ready: oneOf('yes', 'no'),
  verdict: oneOf('taken', UNKNOWN_PERIOD),
  faultySigners: list(id, 16),
  /** A partial signature is wrong, and the terminal cannot tell whose without the style's commitments of that period. */
  lacks: optional(struct({ period: uint(), style: id })),
});
export type PartialResult = ValueOf<typeof partialResultCodec>;

/** How many links of the Administrators' chain the terminal has been shown. */
export const linksShownCodec = uint();

/** Why the PC stops for now, while the card keeps the vote: for the display, and for nothing else. */
export const setbackCodec = struct({ reason: oneOf('store/full', 'servers/too-few') });
export type Setback = ValueOf<typeof setbackCodec>['reason'];

/** Third component: Anonymizers' answers to the terminal's challenge; the onion for the first of them. */
export const challengeAnswersCodec = list(bytes(1, 1024), 16);
export const onionCodec = struct({ entry: id, onion: bytes(1, 12_288) });
/** After the close: the first onion too, if the card never issued it; in the order in which they are sent. */
export const closingOnionsCodec = list(onionCodec, 2);

export const headCodec = struct({ kind: oneOf('close', 'latest'), head: bytes(1, 1024) });
export const finalRootsCodec = list(bytes(1, 1024), 16);
