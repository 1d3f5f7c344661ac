/** `revs demo --headless`: the election goes by itself to verified results. */

import { runStep, tallyAndVerify, waitUntil } from '../office/tally-election.ts';
import { type ProgressBar, print, renderResults } from '../output/output.ts';
import type { Results } from '../record/compute-results.ts';
import { type DemoElection, STYLE } from '../simulation/demo-election.ts';
import { nodeSend } from '../simulation/node-send.ts';
import { keysToCheck, typeKeys } from '../simulation/robot-voter.ts';
import { TerminalClient } from '../tcb-emulator/client.ts';
import { HumanClient } from '../tcb-emulator/terminal/human-client.ts';
import { type CheckOptions, checkVote } from '../voter-module/check-vote.ts';

export interface FinishedDemo {
  readonly election: string;
  /** Folder of the election record. */
  readonly record: string;
  /** Of the Commissioner, in hexadecimal. */
  readonly commissionerKey: string;
  readonly results: Results;
}

type Tell = (text: string) => void;

export async function finishByItself(
  demo: DemoElection,
  progress: ProgressBar,
  tell: Tell,
): Promise<FinishedDemo> {
  const { local, summary } = demo;
  await closeAndCheck(demo, progress, tell);
  const key = new Uint8Array(Buffer.from(local.commissionerKey, 'hex'));
  const { results } = await tallyAndVerify(local.officer, summary, key, progress);
  tell('Two voters look for their votes again, on the frozen bulletin board:');
  const finalRootsUrl = `${local.commissionerUrl}/elections/${summary.election}/final-roots`;
  await check(demo, { withSecondOnion: false, finalRootsUrl }, tell);
  const { election, record } = summary;
  return { election, record, commissionerKey: local.commissionerKey, results };
}

export function printResults({ ballot }: DemoElection, finished: FinishedDemo): void {
  const { record, commissionerKey, results } = finished;
  print(`\n${renderResults(results, new Map([[STYLE, ballot]]))}`);
  print(`Election record:       ${record}`);
  print(`Commissioner's key:    ${commissionerKey}\n`);
  print('Try next:');
  print(`  ./revs verify ${record} --key ${commissionerKey}`);
  print('  change one byte of any file in the record, and verify again');
  print('  ./revs replay ballots/samples/dublin-west-2002.soi --voters 100');
}

async function closeAndCheck(demo: DemoElection, progress: ProgressBar, tell: Tell): Promise<void> {
  const { officer } = demo.local;
  const { election } = demo.summary;
  await runStep(officer, election, 'close', progress);
  const closed = await officer.election(election);
  await waitUntil(closed.closes + 500, 'closing', progress);
  tell(
    'The election is closed. Packages still mix in the Anonymizers, so a terminal may not find its own yet;',
  );
  tell('every terminal that is connected now sends its second onion, whether it needs to or not:');
  await check(demo, { withSecondOnion: true, finalRootsUrl: undefined }, tell);
  await waitUntil(closed.claimsEnd + 500, 'claims end', progress);
}

/** Two voters look for their votes; what the terminal shows them is printed. */
async function check(
  { local: { distributors }, summary: { election }, terminal: address, holders }: DemoElection,
  options: CheckOptions,
  tell: Tell,
): Promise<void> {
  const human = new HumanClient(address.human, address.token);
  const terminal = new TerminalClient(address.pc);
  for (const { card, pin } of holders.slice(0, 2)) {
    await human.insertCard(card);
    const send = nodeSend;
    const module = { terminal, send, distributors, electionId: election, onProgress: () => undefined };
    await Promise.all([checkVote(module, options), typeKeys(human, keysToCheck(pin))]);
    const { lines } = await human.display();
    tell(
      `  | ${lines
        .slice(0, 3)
        .map((line) => line.trim())
        .join(' ')}`,
    );
    await human.removeCard();
  }
}
