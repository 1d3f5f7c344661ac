import { electionIn } from '../../../common/election-address.ts';
import { toHex } from '../../../protocol/primitives/bytes.ts';
import { VoterFrame } from '../components/VoterFrame.tsx';
import type { AppConfig } from '../logic/config.ts';
import { Verify } from './Verify.tsx';
import { useVerifyWords } from './words.ts';

/** The page that verifies an election record. It needs nothing of the host: not even its configuration. */
export function VerifyApp() {
  return (
    <VoterFrame>
      {(config) =>
        config.at === 'loading' ? (
          <Loading />
        ) : (
          <Verify {...(config.at === 'here' ? knownFrom(config.value) : {})} />
        )
      }
    </VoterFrame>
  );
}

function knownFrom({ commissioner, commissionerKey }: AppConfig) {
  const election = electionIn(location.href);
  return {
    siteKey: toHex(commissionerKey),
    ...(election !== undefined && { published: `${commissioner}/elections/${election}/record.tar` }),
  };
}

function Loading() {
  return <h1>{useVerifyWords().verifying.title}</h1>;
}
