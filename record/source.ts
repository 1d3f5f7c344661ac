/** Where a record is read from: a folder on disk, or what somebody chose in a browser. Either may come from a stranger. */

export interface RecordSource {
  /** Paths of all that is there. Whatever else than a folder of the record claims to be a folder is named, not entered. */
  paths(): AsyncIterable<string> | Iterable<string>;
  /** Only what files.ts has found to be a record's path. Errors: RecordError. */
  open(path: string): RecordFile;
}

/** A file that is open, read once from its beginning. */
export interface RecordFile {
  /** Bytes. */
  readonly size: number;
  /** Fills `buffer` from its beginning with what follows, as far as it can; the number of bytes, none at the end. */
  read(buffer: Uint8Array): number;
  close(): void;
}
