/** What a reader gets from a PDF. */
import { extractText, getDocumentProxy } from 'unpdf';

/** The text of each page, in one line. */
export async function textsOf(pdf: Uint8Array): Promise<string[]> {
  const { text } = await extractText(await getDocumentProxy(new Uint8Array(pdf)));
  return text.map((page) => page.replaceAll(/\s+/g, ' '));
}
