/**
 * The board in the record (board contract, section 7): the genesis that the plan names, and of the log that q Trustees signed the
 * directory and all that it had of the election at the freeze point, proved and whole. All that it decides is decided again.
 * Errors: RecordError naming the part.
 */

import { openPlan } from '../protocol/0-setup/check-plan.ts';
import type { Election } from '../protocol/0-setup/election.ts';
import { topicList } from '../protocol/board/answers.ts';
import { Directory } from '../protocol/board/directory.ts';
import { ElectionLog } from '../protocol/board/election-log.ts';
import { type Entry, MAX_LEAF, type TopicList, topicsRootOf } from '../protocol/board/entries.ts';
import { encodeFrozen, type FrozenLog } from '../protocol/board/folds/freeze-messages.ts';
import { type Genesis, openPayload } from '../protocol/board/genesis.ts';
import { checkAgainstLog } from '../protocol/board/manifest-from-log.ts';
import { electionPorts } from '../protocol/board/open-posts.ts';
import { type ProvedLeaf, takeEntries } from '../protocol/board/read-entries.ts';
import { postOf } from '../protocol/board/read-posts.ts';
import { ELECTION_TOPICS, electionName } from '../protocol/board/topics.ts';
import { manifestCodec } from '../protocol/messages/manifest.ts';
import { equalBytes, toHex } from '../protocol/primitives/bytes.ts';
import { bytes, decode, encode, list, struct } from '../protocol/primitives/cbor.ts';
import { checking, demand, MAX_BOARD_ENTRIES, RECORD_FILES, readPart } from './files.ts';
import type { RecordSource } from './source.ts';

/** Neither heads nor marks nor audits: nothing that is frozen rests on them. */
const TOPICS = ELECTION_TOPICS.filter((topic) => !['heads', 'marks', 'audit'].includes(topic));
const MAX_TOPICS_LENGTH = 4 * 2 ** 20;
const DIRECTORY = 'directory';

const provedLeaf = struct({ leaf: bytes(1, MAX_LEAF), proof: list(bytes(32), 64) });
/** By topic, in the order of {@link boardTopics}. */
const entriesCodec = list(list(provedLeaf, 1_000_000), 1 + TOPICS.length);

/** The topics that a record has, as far as the log has them. */
export const boardTopics = (
  { plan: { electionId, commissionerKey } }: Pick<Election, 'plan'>,
  topics: TopicList,
): string[] => {
  const known = new Set(topics.map(([topic]) => topic));
  const name = electionName(electionId, commissionerKey);
  return [DIRECTORY, ...TOPICS.map((topic) => `${name}/${topic}`)].filter((topic) => known.has(topic));
};

export const encodeTopics = (topics: TopicList): Uint8Array => encode(topicList, topics);
export const encodeEntries = (entries: readonly (readonly ProvedLeaf[])[]): Uint8Array =>
  encode(entriesCodec, entries);

/** Errors: those of cbor. */
export const decodeEntries = (input: Uint8Array): readonly (readonly ProvedLeaf[])[] =>
  decode(entriesCodec, input, MAX_BOARD_ENTRIES, RECORD_FILES.entries);

/** The election's log at the freeze point. */
export async function checkBoard(
  source: RecordSource,
  election: Election,
  frozen: FrozenLog,
): Promise<ElectionLog> {
  const genesis = await checking(RECORD_FILES.genesis, () => readGenesis(source, election));
  const topics = await checking(RECORD_FILES.topics, () => readTopics(source, frozen));
  return checking(RECORD_FILES.entries, () => {
    const entries = readEntries(source, election, topics, frozen);
    const log = logOf(election, genesis, entries);
    const decided = encodeFrozen(log.frozenLog(frozen));
    demand(
      equalBytes(decided, encodeFrozen(frozen)),
      RECORD_FILES.entries,
      'freeze/other-root',
      'the log froze something else',
    );
    return log;
  });
}

function readGenesis(source: RecordSource, { plan }: Election): Genesis {
  const { genesis, board } = openPayload(readPart(source, RECORD_FILES.genesis));
  demand(
    equalBytes(board, plan.board),
    RECORD_FILES.genesis,
    'board/genesis',
    'the plan names another board',
  );
  return genesis;
}

function readTopics(source: RecordSource, { topicsRoot }: FrozenLog): TopicList {
  const path = RECORD_FILES.topics;
  const topics = decode(topicList, readPart(source, path), MAX_TOPICS_LENGTH, path);
  const isRight = equalBytes(topicsRootOf(topics), topicsRoot);
  demand(isRight, path, 'board/not-consistent', 'these are not the topics that the Trustees signed');
  return topics;
}

/** Whole topics. */
function readEntries(
  source: RecordSource,
  election: Election,
  topics: TopicList,
  { c, size, logRoot, topicsRoot }: FrozenLog,
): Map<string, Entry[]> {
  const path = RECORD_FILES.entries;
  const given = decodeEntries(readPart(source, path));
  const wanted = boardTopics(election, topics);
  demand(given.length === wanted.length, path, 'board/not-consistent', 'it has other topics');
  const lasts = new Map(topics);
  const endless = Number.MAX_SAFE_INTEGER;
  const head = { c: c + 1, size, logRoot, topicsRoot, time: endless, now: endless };
  return new Map(
    wanted.map((topic, i) => {
      const last = lasts.get(topic) ?? -1;
      const entries = takeEntries(given[i] ?? [], { topic, before: undefined, last, head });
      const isWhole = entries.at(-1)?.position === last;
      demand(isWhole, path, 'board/not-consistent', `the end of ${topic} is left out`);
      return [topic, entries];
    }),
  );
}

/** The plan's log with the manifest, which is the one that stands there. Errors: manifest/invalid, plan/invalid. */
function logOf(election: Election, genesis: Genesis, entries: ReadonlyMap<string, Entry[]>): ElectionLog {
  const { plan, manifest, manifestHash } = election;
  const name = electionName(plan.electionId, plan.commissionerKey);
  const first = entries.get(`${name}/setup`)?.[0];
  const document = first && postOf(first)?.content;
  const part = RECORD_FILES.entries;
  demand(first !== undefined && document !== undefined, part, 'plan/invalid', 'the log has no plan');
  const checked = openPlan(document, plan.commissionerKey);
  demand(equalBytes(checked.payload, manifest.plan), part, 'plan/invalid', 'the log has another plan');
  const directory = new Directory(genesis, electionPorts(plan.board).server);
  directory.add(entries.get(DIRECTORY) ?? []);
  const urlOf = (id: string): string | undefined => directory.at(id, first.position)?.url;
  const log = new ElectionLog({ plan: checked, times: genesis, urlOf });
  for (const topic of TOPICS) log.add(topic, entries.get(`${name}/${topic}`) ?? []);
  log.offer(encode(manifestCodec, manifest));
  const { setup } = log;
  const stands = setup.step === 'countersignature' && setup.stands && setup.hash === toHex(manifestHash);
  demand(stands, part, 'manifest/other', 'the manifest does not stand in the log');
  checkAgainstLog(election, log);
  return log;
}
