/** Bytes: the service takes no more (servers/commissioner/roll/roll-csv.ts). */
const MAX_FILE = 32 * 1024 * 1024;

/** The text of a file, or why it cannot be read. */
export async function readText(
  file: File,
  most = MAX_FILE,
): Promise<{ text: string } | { fault: 'tooLarge' | 'notUtf8' }> {
  if (file.size > most) return { fault: 'tooLarge' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer()) };
  } catch {
    return { fault: 'notUtf8' };
  }
}
