/** The board's log as it was: what freezing and the record stand on, and no server folds by itself. */
import type { Head } from '../../protocol/board/answers.ts';
import type { Entry, TopicList } from '../../protocol/board/entries.ts';
import type { Genesis } from '../../protocol/board/genesis.ts';
import type { ProvedLeaf } from '../../protocol/board/read-entries.ts';
import { ensure } from '../../protocol/errors.ts';

/** The whole log right after an instance. */
export interface PastLog {
  readonly head: Head;
  /** They make the head's root. */
  readonly topics: TopicList;
}

/** Errors: board/no-quorum if too few replicas answer alike in time, board/fork. */
export interface PastLogs {
  readonly genesis: Genesis;
  /** Whether it has shown two logs: nothing comes from it any more, for whoever waits. */
  hasForked(): boolean;
  after(c: number): Promise<PastLog>;
  /** All entries of a topic that this log has, each proved. */
  proved(topic: string, log: PastLog): Promise<readonly ProvedLeaf[]>;
  /** All entries that a topic had right after instance c, with all that proves them to who does not reach the board. */
  copy(topic: string, c: number): Promise<Uint8Array>;
  /** What such a copy proves. Errors: those of openTopicCopy; board/fork if its log is not the one that is followed. */
  opened(topic: string, copy: Uint8Array): Promise<readonly Entry[]>;
}

/** For whoever waits for what the board is to show. Errors: board/fork. */
export function requireOneLog(board: Pick<PastLogs, 'hasForked'>): void {
  ensure(
    !board.hasForked(),
    'board/fork',
    'the board has shown two logs that contradict each other, and is obeyed no more: nothing that waits for it goes on',
  );
}
