/** Tables as CSV, as spreadsheet programs write them: with BOM, comma or semicolon. Pure; a problem is named by its line. */
import { parse } from 'csv-parse/sync';

/** Characters of one row: a quote that is left open ends here. */
const MAX_ROW = 65_536;
const OPTIONS = {
  bom: true,
  // Spreadsheet programs write the semicolon where the comma is for decimals.
  delimiter: [',', ';'],
  skip_empty_lines: true,
  trim: true,
  relax_column_count: true,
  info: true,
  max_record_size: MAX_ROW,
};

export interface CsvTable {
  /** Of the columns. */
  readonly names: readonly string[];
  /** Lines count from 1; the header is line 1. A row may have more fields than there are names, or fewer. */
  readonly rows: readonly { readonly fields: readonly string[]; readonly line: number }[];
  /** Why it cannot be read; then there are no rows. */
  readonly problem?: { readonly line: number; readonly reason: string };
}

/** Rows above `maxRows` are left out. */
export function readCsv(input: Uint8Array, maxRows: number): CsvTable {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(input);
  } catch {
    return { names: [], rows: [], problem: { line: 1, reason: 'the file is not UTF-8' } };
  }
  try {
    // The header, and as many rows.
    const parsed = withoutStacks(() => parse(text, { ...OPTIONS, to: maxRows + 1 }));
    const [header, ...body] = parsed as unknown as { record: string[]; info: { lines: number } }[];
    return {
      names: header?.record ?? [],
      rows: body.map(({ record, info }) => ({ fields: record, line: info.lines })),
    };
  } catch (error) {
    const line = error instanceof Error && 'lines' in error ? Number(error.lines) : 1;
    const reason = `not CSV: ${error instanceof Error ? error.message : ''}`;
    return { names: [], rows: [], problem: { line, reason } };
  }
}

/**
 * csv-parse makes an Error of every row that has not as many fields as the header, also where it is told to pass them on. Their
 * stacks, which nobody reads, would hold up the service for some seconds if a whole roll has such rows.
 */
function withoutStacks<T>(act: () => T): T {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return act();
  } finally {
    Error.stackTraceLimit = limit;
  }
}
