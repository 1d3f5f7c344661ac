export interface LcdProps {
  /** Four lines of at most 20 columns. */
  readonly lines: readonly string[];
  readonly label: string;
  /** Of the lines (BCP 47). */
  readonly language: string;
}

/** A picture of the terminal's display. */
export function Lcd({ lines, label, language }: LcdProps) {
  const rows = Array.from({ length: 4 }, (_, i) => (lines[i] ?? '').padEnd(20));
  return (
    <figure className="lcd" aria-label={label}>
      <pre lang={language}>{rows.join('\n')}</pre>
    </figure>
  );
}
