/** Casts many votes through real terminals, several at a time. */
import type { Ballot } from '../ballots/ballot.ts';
import type { Vote } from '../ballots/vote-rules.ts';
import type { TerminalAddress } from '../deployment/processes.ts';
import { TerminalClient } from '../tcb-emulator/client.ts';
import { HumanClient } from '../tcb-emulator/terminal/human-client.ts';
import type { Send } from '../voter-module/send.ts';
import { vote } from '../voter-module/vote.ts';
import { keysToVote, typeKeys } from './robot-voter.ts';

export interface CardHolder {
  readonly card: string;
  readonly pin: string;
  readonly vote: Vote;
}

export interface Casting {
  readonly title: string;
  readonly ballot: Ballot;
  readonly electionId: string;
  readonly distributors: readonly string[];
  readonly send: Send;
  readonly terminals: readonly TerminalAddress[];
}

/** Every terminal takes the next voter when it is free. Errors: whatever stopped a vote, with the voter's card. */
export async function castVotes(
  casting: Casting,
  voters: Iterable<CardHolder>,
  onCast: (done: number) => void,
): Promise<void> {
  const queue = voters[Symbol.iterator]();
  let done = 0;
  await Promise.all(
    casting.terminals.map(async (address) => {
      const human = new HumanClient(address.human, address.token);
      const terminal = new TerminalClient(address.pc);
      for (let next = queue.next(); !next.done; next = queue.next()) {
        await castOne(casting, human, terminal, next.value);
        onCast(++done);
      }
    }),
  );
}

async function castOne(
  { title, ballot, electionId, distributors, send }: Casting,
  human: HumanClient,
  terminal: TerminalClient,
  holder: CardHolder,
): Promise<void> {
  await human.insertCard(holder.card);
  const module = { terminal, send, distributors, electionId, onProgress: () => undefined };
  await Promise.all([vote(module), typeKeys(human, keysToVote(title, ballot, holder.vote, holder.pin))]);
  await human.removeCard();
}
