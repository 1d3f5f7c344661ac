export interface BarChartProps {
  readonly caption: string;
  readonly rows: readonly {
    readonly id: string;
    readonly label: string;
    readonly value: number;
    /** The value as it is read. */
    readonly text: string;
    /** Such as "elected"; the row stands out. */
    readonly mark?: { readonly kind: 'success' | 'warning'; readonly text: string } | undefined;
  }[];
  /** What a full bar stands for; the greatest value if left out. */
  readonly max?: number;
}

/** Bars in a list: whoever does not see the bars reads label and value. */
export function BarChart({ caption, rows, max }: BarChartProps) {
  const full = max ?? Math.max(1, ...rows.map(({ value }) => value));
  return (
    <figure className="chart">
      <figcaption>{caption}</figcaption>
      <ul className="bars">
        {rows.map(({ id, label, value, text, mark }) => (
          <li key={id} className={mark === undefined ? undefined : 'marked'}>
            <span className="name">
              {label} {mark !== undefined && <span className={`tag ${mark.kind}`}>{mark.text}</span>}
            </span>
            <span className="value">{text}</span>
            <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
              <rect width={full > 0 ? (100 * value) / full : 0} height="4" />
            </svg>
          </li>
        ))}
      </ul>
    </figure>
  );
}
