export interface LineChartProps {
  readonly caption: string;
  /** In order of x. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly xLabel: (x: number) => string;
  readonly yLabel: (y: number) => string;
  /** The top of the chart; the greatest y if left out. */
  readonly max?: number;
  /** The course in words, for who does not see the line. */
  readonly summary: string;
}

const WIDTH = 600;
const HEIGHT = 180;

/** A count over time: it holds its value until the next point, so the line has steps. */
export function LineChart({ caption, points, xLabel, yLabel, max, summary }: LineChartProps) {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined) return null;
  const top = Math.max(1, max ?? 0, ...points.map(({ y }) => y));
  const across = (x: number): number => (WIDTH * (x - first.x)) / Math.max(1, last.x - first.x);
  const up = (y: number): number => HEIGHT * (1 - y / top);
  const line = points.map(({ x, y }, i) => (i === 0 ? `M0 ${up(y)}` : `H${across(x)}V${up(y)}`)).join('');
  return (
    <figure className="chart line-chart">
      <figcaption>
        {caption}
        <span className="for-ears">: {summary}</span>
      </figcaption>
      <div aria-hidden="true">
        <div className="ticks">
          <span>{yLabel(top)}</span>
        </div>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
          <path className="area" d={`${line}H${WIDTH}V${HEIGHT}H0Z`} />
          <path className="line" d={`${line}H${WIDTH}`} />
          <path className="axis" d={`M0 0V${HEIGHT}H${WIDTH}`} />
        </svg>
        <div className="ticks">
          <span>{xLabel(first.x)}</span>
          <span>{xLabel(last.x)}</span>
        </div>
      </div>
    </figure>
  );
}
