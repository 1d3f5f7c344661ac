/** Why a vote does not go on for now: the voter, who looks at the terminal, reads it there too. */
import { TerminalError } from '../tcb-emulator/client.ts';
import type { VoterModule } from './vote.ts';

/** The code of a {@link TerminalError}: servers were tried again and again. */
export const TOO_FEW_SERVERS = 'voter-module/too-few-servers';
/** A server's own code. */
const STORE_FULL = 'store/full';

/** Errors: those of `work`; a terminal that cannot show it is none. */
export async function tellingTerminal(
  module: VoterModule,
  work: (module: VoterModule) => Promise<void>,
): Promise<void> {
  let isFull = false;
  const onProgress: VoterModule['onProgress'] = (progress) => {
    if (progress.stage === 'failed' && progress.code === STORE_FULL) isFull = true;
    module.onProgress(progress);
  };
  try {
    await work({ ...module, onProgress });
  } catch (error) {
    if (error instanceof TerminalError && error.code === TOO_FEW_SERVERS)
      await module.terminal.setback(isFull ? STORE_FULL : 'servers/too-few').catch(() => undefined);
    throw error;
  }
}
