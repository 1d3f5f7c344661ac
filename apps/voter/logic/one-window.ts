/**
 * The windows of one browser share one terminal: one of them carries what is under way, and the others wait for its end.
 * In other browsers, and where a page is not served safely enough for locks, whoever comes late is refused by the terminal.
 */
const LOCK = 'revs-terminal';

export type Locks = Pick<LockManager, 'request'>;

/** Does `first` if no other window is at work, and `later` when the one that is has ended. Errors: theirs. */
export async function inOneWindow(
  locks: Locks | undefined,
  first: () => Promise<void>,
  later: () => Promise<void>,
): Promise<void> {
  if (locks === undefined) return first();
  const isFree = await locks.request(LOCK, { ifAvailable: true }, async (lock) => {
    if (lock !== null) await first();
    return lock !== null;
  });
  if (!isFree) await locks.request(LOCK, later);
}
