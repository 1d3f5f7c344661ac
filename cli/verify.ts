/** `revs verify`. */
import { remarksOn, verify } from '../office/tally-election.ts';
import { CommandError, ProgressBar, print, printJson, renderResults } from '../output/output.ts';
import { fromHex } from '../protocol/primitives/bytes.ts';

export async function verifyFolder(folder: string, options: { key: string; json?: boolean }): Promise<void> {
  const key = fromHex(options.key);
  if (key?.length !== 33) throw new CommandError('--key: write the 66 hex digits of the key');
  const { results, ballots, absent } = await verify(folder, key, new ProgressBar());
  const remarks = remarksOn(absent);
  if (options.json) return printJson({ verified: true, remarks, results });
  print(['The record verifies.', ...remarks, '', renderResults(results, ballots)].join('\n'));
}
