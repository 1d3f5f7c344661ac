/**
 * Processor time for a vote of terminal and card together, warm, N = 4, t = 3, L = 3. The terminal runs in a process of
 * its own (support/terminal-process.ts); here are the electoral servers that answer it. The limit: what the protocol
 * needs of the TCB in steps 1 to 3 by bare library calls.
 */

import { fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemRandom } from '../common/system-random.ts';
import { enrol } from '../protocol/0-setup/enrol-voter.ts';
import { stateDistribution } from '../protocol/1-ballot-distribution/distribute-ballot.ts';
import { certifyDevice } from '../protocol/messages/device-certificate.ts';
import { prepareAnswerCodec } from '../protocol/messages/prepare-request.ts';
import { challengeStatement } from '../protocol/messages/relay.ts';
import { partialCodec } from '../protocol/messages/sign-request.ts';
import { encode } from '../protocol/primitives/cbor.ts';
import { randomSecretKey, type SigningKey, signingKey } from '../protocol/primitives/p256-signature.ts';
import { signStatement } from '../protocol/primitives/statement.ts';
import { given } from '../protocol/test-support.ts';
import { EmulatedCard } from '../tcb-emulator/card/emulator/emulated-card.ts';
import { FileMemory } from '../tcb-emulator/card/memory/non-volatile-memory.ts';
import { type Issuer, personaliseCard } from '../tcb-emulator/card/voting/personalise-card.ts';
import { writeTerminalIdentity } from '../tcb-emulator/terminal/identity.ts';
import { BALLOT_XML, makeBenchElection, newSigningKey, STYLE, scratchFolder } from './support/fixture.ts';
import { pinToCore } from './support/measure.ts';
import { compare, type Figure, partDetails, print, type Round } from './support/report.ts';
import type {
  AdministratorAnswer,
  Exchanges,
  Kind,
  Question,
  VoterOfBench,
} from './support/terminal-messages.ts';

const MOST_MS = 120;
const WARM_UP = 20;
const ROUNDS = 7;
const VOTERS_IN_ROUND = 10;
const PIN = '271828';

const commissioner = newSigningKey();
const issuer: Issuer = {
  publicKey: commissioner.publicKey,
  certify: async (device) => certifyDevice(device, commissioner),
};
const identity = await makeIdentity();
const cards = await makeCards(WARM_UP + ROUNDS * VOTERS_IN_ROUND);
const bench = await makeBenchElection(cards, commissioner);
const { election } = bench;
const voters = cards.map(voterOf);
const rounds: Round[] = [];
let partNames: readonly string[] = [];

const byThreshold = <T>(items: readonly T[]): readonly T[] => items.slice(0, election.plan.signingThreshold);

const answers: { [K in Kind]: (question: Exchanges[K]['question']) => Promise<Exchanges[K]['answer']> } = {
  voters: async () => voters.splice(0, voters.length > ROUNDS * VOTERS_IN_ROUND ? WARM_UP : VOTERS_IN_ROUND),
  prepare: (requests) =>
    Promise.all(
      byThreshold(bench.administrators).map(async (server): Promise<AdministratorAnswer> => {
        const { id } = server.context;
        const sealed = requests.find(({ administrator }) => administrator === id)?.sealed;
        const answer = await server.prepare(given(sealed));
        return { administrator: id, answer: encode(prepareAnswerCodec, answer) };
      }),
    ),
  sign: (request) =>
    Promise.all(
      byThreshold(bench.administrators).map(async (server) => ({
        administrator: server.context.id,
        answer: encode(partialCodec, await server.sign(request)),
      })),
    ),
  challenge: async (challenge) =>
    election
      .members('anonymizers')
      .map(({ id }) =>
        signStatement(challengeStatement, election.manifestHash, { challenge }, id, identityOf(id)),
      ),
  note: async (note) => {
    partNames = note.partNames;
    rounds.push(note.round);
    return 'noted';
  },
};

await runTerminal();
// The first round is for the compiler.
rounds.shift();

print({
  benchmark: 'terminal',
  conditions:
    `terminal and card, ${ROUNDS} x ${VOTERS_IN_ROUND} votes after ${WARM_UP}, N = 4, t = 3, L = 3, cards on disk; ` +
    'medians of rounds; servers excluded',
  figures: [
    withMost(compare('processor time for a vote', 'cpu', rounds)),
    compare('time for a vote', 'wall', rounds),
  ],
  details: partDetails(partNames, rounds),
});

function withMost(figure: Figure): Figure {
  return { ...figure, target: `<= ${MOST_MS} ms`, met: figure.measured <= MOST_MS };
}

interface CardOfVoter {
  readonly id: string;
  readonly publicKey: Uint8Array;
  readonly path: string;
}

async function makeCards(number: number): Promise<CardOfVoter[]> {
  const folder = scratchFolder();
  const made: CardOfVoter[] = [];
  for (let i = 0; i < number; i++) {
    const id = `voter-${i}`;
    const path = join(folder, `${id}.card`);
    const card = new EmulatedCard({ memory: new FileMemory(path), random: systemRandom });
    const person = { voterId: id, serial: id, pin: PIN, puk: PIN };
    made.push({ id, path, publicKey: await personaliseCard(card, person, issuer) });
  }
  return made;
}

/** A terminal's identity file. */
async function makeIdentity(): Promise<string> {
  const secret = randomSecretKey(systemRandom);
  const { publicKey } = signingKey(secret);
  const certificate = await issuer.certify({ role: 'terminal', serial: 'terminal', publicKey });
  const path = join(scratchFolder(), 'terminal.json');
  writeTerminalIdentity(path, secret, { certificate, commissionerKey: commissioner.publicKey });
  return path;
}

function voterOf({ path, publicKey }: CardOfVoter): VoterOfBench {
  const enrolment = enrol(election.manifestHash, publicKey, STYLE, commissioner);
  const distributions = election
    .members('distributors')
    .map(({ id }) => stateDistribution(election, id, identityOf(id)));
  const data = { manifest: bench.manifest, ballot: BALLOT_XML, enrolment, distributions };
  return { card: path, pin: PIN, data };
}

function identityOf(id: string): SigningKey {
  const key = bench.identities.get(id);
  if (key === undefined) throw new Error(`no server ${id}`);
  return key;
}

/** Answers the terminal until it has had all voters. */
function runTerminal(): Promise<void> {
  pinToCore(process.pid, 1);
  const program = fileURLToPath(new URL('./support/terminal-process.ts', import.meta.url));
  const child = fork(program, [identity], { serialization: 'advanced' });
  const reply = async <K extends Kind>({ kind, question }: Question<K>): Promise<void> => {
    child.send(await answers[kind](question));
  };
  return new Promise((resolve, reject) => {
    child.on('message', (message) => {
      reply(message as Question<Kind>).catch((error: unknown) => {
        child.kill();
        reject(error);
      });
    });
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error('the terminal failed'))));
  });
}
