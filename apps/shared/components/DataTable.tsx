import type { ReactNode } from 'react';

export interface DataTableProps {
  readonly caption: string;
  readonly columns: readonly { readonly key: string; readonly label: string; readonly numeric?: boolean }[];
  readonly rows: readonly { readonly id: string; readonly cells: Readonly<Record<string, ReactNode>> }[];
  /** What stands there instead of rows. */
  readonly empty?: string;
}

/** The first column names the row. Wide tables scroll sideways in their frame, also by keyboard. */
export function DataTable({ caption, columns, rows, empty }: DataTableProps) {
  const [first] = columns;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section className="table-frame" aria-label={caption} tabIndex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ key, label, numeric }) => (
              <th key={key} scope="col" className={numeric ? 'number' : undefined}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, cells }) => (
            <tr key={id}>
              {columns.map(({ key, numeric }) =>
                key === first?.key ? (
                  <th key={key} scope="row">
                    {cells[key]}
                  </th>
                ) : (
                  <td key={key} className={numeric ? 'number' : undefined}>
                    {cells[key]}
                  </td>
                ),
              )}
            </tr>
          ))}
          {rows.length === 0 && empty !== undefined && (
            <tr>
              <td colSpan={columns.length}>{empty}</td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}
