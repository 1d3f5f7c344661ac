/** An election as officers see it, and what it was made of, so that another can be made like it. */
import { fingerprint } from '../../../protocol/0-setup/fingerprint.ts';
import { allParties } from '../../../protocol/messages/plan.ts';
import { toHex } from '../../../protocol/primitives/bytes.ts';
import type { ElectionRequest, ElectionSummary } from '../api/elections.ts';
import type { Thresholds } from '../api/servers.ts';
import type { CommissionerElection } from './commissioner-election.ts';
import { dataDeletionOf } from './delete-personal-data.ts';

export function summaryOf(election: CommissionerElection): ElectionSummary {
  const { manifest, manifestHash, plan } = election.election;
  return {
    election: election.electionId,
    title: manifest.title,
    trial: plan.trial,
    stage: election.stage,
    archived: election.isArchived,
    manifestHash: toHex(manifestHash),
    fingerprint: fingerprint(manifestHash),
    ...election.times,
    voters: election.voters,
    styles: manifest.styles.map(({ style, voters }) => ({ style, voters })),
    thresholds: thresholdsOf(election),
    servers: manifest.servers.map(({ id, url }) => ({ id, url })),
    contradicted: [...new Set(election.lists.contradictions.map(({ counter }) => counter))],
    deletableFrom: election.personalData.deletableFrom ?? null,
    dataDeletion: dataDeletionOf(election),
    renewEvery: plan.trusteeRenewal === undefined ? null : plan.trusteeRenewal.every / 1000,
    record: election.recordFolder,
  };
}

const thresholdsOf = ({ election: { plan, manifest } }: CommissionerElection): Thresholds => ({
  signingThreshold: plan.signingThreshold,
  hostileAdministrators: plan.hostileAdministrators,
  hostileTrustees: plan.hostileTrustees,
  pathLength: plan.pathLength,
  lyingDistributors: plan.lyingDistributors,
  poolSize: manifest.poolSize,
});

/** With the manifest's times, whenever it was closed; nothing of its roll, and not whether it was a trial. */
export function requestOf(election: CommissionerElection): ElectionRequest {
  const { manifest, plan } = election.election;
  const { title, opens, closes, intakeEnds, claimsEnd } = manifest;
  return {
    ...{ title, opens, closes, intakeEnds, claimsEnd },
    ballots: [...election.ballots()].map(([style, xml]) => ({ style, xml: new TextDecoder().decode(xml) })),
    thresholds: thresholdsOf(election),
    servers: allParties(plan).map(({ id }) => id),
    ...(plan.trusteeRenewal === undefined ? {} : { renewEvery: plan.trusteeRenewal.every / 1000 }),
  };
}
