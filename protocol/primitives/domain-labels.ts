/**
 * All domain labels. Everything that is hashed, signed or derived begins with one of them, so that no byte string
 * made for one purpose can be taken for another (protocol section 2, Labels).
 */
export type Label = `revs/${string}/v1`;

export const LABELS = {
  plan: 'revs/plan/v1',
  manifest: 'revs/manifest/v1',
  enrolment: 'revs/enrolment/v1',
  record: 'revs/record/v1',
  closingOrder: 'revs/closing-order/v1',
  rollLeaf: 'revs/roll-leaf/v1',
  rollPart: 'revs/roll-part/v1',
  keyStatement: 'revs/key-statement/v1',
  deal: 'revs/deal/v1',
  dealtShare: 'revs/dealt-share/v1',
  dealProof: 'revs/deal-proof-of-possession/v1',
  dealTranscript: 'revs/deal-transcript/v1',
  dealAcceptance: 'revs/deal-acceptance/v1',
  distribution: 'revs/distribution/v1',
  vote: 'revs/vote/v1',
  prepare: 'revs/prepare/v1',
  prepareSeal: 'revs/prepare-seal/v1',
  blindedVote: 'revs/blinded-vote/v1',
  echo: 'revs/echo/v1',
  packageSeal: 'revs/package-seal/v1',
  onionSeal: 'revs/onion-seal/v1',
  anonymizerChallenge: 'revs/anonymizer-challenge/v1',
  relay: 'revs/relay/v1',
  delivery: 'revs/delivery/v1',
  receipt: 'revs/receipt/v1',
  treeHead: 'revs/tree-head/v1',
  closeHead: 'revs/close-head/v1',
  ledgerHead: 'revs/ledger-head/v1',
  freezeStatement: 'revs/freeze-statement/v1',
  freezeProposal: 'revs/freeze-proposal/v1',
  finalRoot: 'revs/final-root/v1',
  disclosure: 'revs/disclosure/v1',
  erasure: 'revs/erasure/v1',
} as const satisfies Record<string, Label>;
