import type { FollowedBoardHealth } from '../../../servers/commissioner/api/servers.ts';
import type { ReplicaHealth } from '../../../servers/shared/board-watch.ts';
import { DataTable } from '../../shared/components/DataTable.tsx';
import { Notice } from '../../shared/components/Notice.tsx';
import { fill, formatNumber } from '../../shared/i18n.ts';
import { useConsole } from '../console/use-console.ts';
import { ServerState } from '../elections/Monitoring.tsx';

export interface BoardCardProps {
  readonly board: FollowedBoardHealth;
}

/** The board's replicas: who answers, who leads, who lags, whose log is another. */
export function BoardCard({ board }: BoardCardProps) {
  const { texts, language } = useConsole();
  const words = texts.board;
  const list = (items: readonly ReplicaHealth[]): string =>
    new Intl.ListFormat(language).format(items.map(({ id }) => id));
  const forked = board.replicas.filter(({ differs }) => differs);
  const silent = board.replicas.filter(({ up, status }) => !up || status?.mayVote !== true);
  const leader = board.replicas.find(({ status }) => status !== null && status.c === board.c)?.status?.leader;
  const number = (value: number | undefined): string =>
    value === undefined ? '' : formatNumber(value, language);
  const rows = board.replicas.map(({ id, operator, system, up, problem, status }) => ({
    id,
    cells: {
      id,
      operator,
      system,
      state: <ServerState up={up} problem={problem} />,
      leads: id === leader ? words.leads : '',
      entries: number(status?.size),
      lag: number(status === null ? undefined : Math.max(0, (board.c ?? 0) - status.c)),
      keys: number(status?.keysLeft),
    },
  }));
  return (
    <section className="stack" aria-label={words.heading}>
      <h2>{words.heading}</h2>
      <p>{fill(words.intro, { hostile: number(board.hostile), down: number(board.down) })}</p>
      {board.hasForked && <Notice live kind="danger" title={words.twoLogs} />}
      {forked.length > 0 && (
        <Notice live kind="danger" title={fill(words.fork, { replicas: list(forked) })} />
      )}
      {board.c === null && <Notice live kind="danger" title={words.silence} />}
      {board.c !== null && silent.length > 0 && (
        <Notice live kind="warning" title={fill(words.notVoting, { replicas: list(silent) })} />
      )}
      <DataTable
        caption={words.replicas}
        columns={[
          { key: 'id', label: words.replica },
          { key: 'operator', label: texts.survival.operator },
          { key: 'system', label: texts.survival.system },
          { key: 'state', label: words.state },
          { key: 'leads', label: words.leader },
          { key: 'entries', label: words.entries, numeric: true },
          { key: 'lag', label: words.lag, numeric: true },
          { key: 'keys', label: words.keys, numeric: true },
        ]}
        rows={rows}
      />
    </section>
  );
}
