/** `revs demo --headless`: the election goes by itself to verified results. */

import { runStep, tallyAndVerify, waitUntil } from '../office/tally-election.ts';
import { type ProgressBar, renderResults, say } from '../output/output.ts';
import { type DemoElection, STYLE } from '../simulation/demo-election.ts';
import { nodeSend } from '../simulation/node-send.ts';
import { keysToCheck, typeKeys } from '../simulation/robot-voter.ts';
import { TerminalClient } from '../tcb-emulator/client.ts';
import { HumanClient } from '../tcb-emulator/terminal/human-client.ts';
import { type CheckOptions, checkVote } from '../voter-module/check-vote.ts';

export async function finishByItself(demo: DemoElection, progress: ProgressBar): Promise<void> {
  const { local, summary, ballot } = demo;
  await closeAndCheck(demo, progress);
  const key = new Uint8Array(Buffer.from(local.commissionerKey, 'hex'));
  const { results } = await tallyAndVerify(local.officer, summary, key, progress);
  say('Two voters look for their votes again, on the frozen bulletin:');
  const finalRootsUrl = `${local.commissionerUrl}/elections/${summary.election}/final-roots`;
  await check(demo, { withSecondOnion: false, finalRootsUrl });
  say(`\n${renderResults(results, new Map([[STYLE, ballot]]))}`);
  say(`Election record:       ${summary.record}`);
  say(`Commissioner's key:    ${local.commissionerKey}\n`);
  say('Try next:');
  say(`  ./revs verify ${summary.record} --key ${local.commissionerKey}`);
  say('  change one byte of any file in the record, and verify again');
  say('  ./revs replay ballots/samples/dublin-west-2002.soi --voters 100');
}

async function closeAndCheck(demo: DemoElection, progress: ProgressBar): Promise<void> {
  const { officer } = demo.local;
  const { election } = demo.summary;
  await runStep(officer, election, 'close', progress);
  const closed = await officer.election(election);
  await waitUntil(closed.closes + 500, 'closing', progress);
  say(
    'The election is closed. Packages still mix in the Anonymizers, so a terminal may not find its own yet;',
  );
  say('every terminal that is connected now sends its second onion, whether it needs to or not:');
  await check(demo, { withSecondOnion: true, finalRootsUrl: undefined });
  await waitUntil(closed.claimsEnd + 500, 'claims end', progress);
}

/** Two voters look for their votes; what the terminal shows them is printed. */
async function check(
  { local: { distributors }, summary: { election }, terminal: address, holders }: DemoElection,
  options: CheckOptions,
): Promise<void> {
  const human = new HumanClient(address.human, address.token);
  const terminal = new TerminalClient(address.pc);
  for (const { card, pin } of holders.slice(0, 2)) {
    await human.insertCard(card);
    const send = nodeSend;
    const module = { terminal, send, distributors, electionId: election, onProgress: () => undefined };
    await Promise.all([checkVote(module, options), typeKeys(human, keysToCheck(pin))]);
    const { lines } = await human.display();
    say(
      `  | ${lines
        .slice(0, 3)
        .map((line) => line.trim())
        .join(' ')}`,
    );
    await human.removeCard();
  }
}
