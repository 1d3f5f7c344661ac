/** Fetches the archive of a record as it is published: no longer than a browser can verify. */
import { MAX_BULLETIN_BOARD_HERE, RecordError } from '../../../record/verify-in-browser.ts';

const ARCHIVE = 'record.tar';
/** With room for all other parts. */
const MAX_ARCHIVE = MAX_BULLETIN_BOARD_HERE + 2 ** 29;

/** `most`: bytes. Errors: record/not-published, record/unreachable, record/too-long-here. */
export async function downloadArchive(
  address: string,
  report: (done: number) => void,
  most = MAX_ARCHIVE,
): Promise<Blob> {
  const response = await fetch(address, { cache: 'no-store', credentials: 'omit' }).catch(unreachable);
  if (response.status === 404)
    throw new RecordError(ARCHIVE, 'record/not-published', 'it is not published there');
  if (!response.ok || response.body === null) return unreachable();
  let done = 0;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform: (part, controller) => {
      done += part.length;
      if (done > most) throw new RecordError(ARCHIVE, 'record/too-long-here', 'it is too long for a browser');
      report(done);
      controller.enqueue(part);
    },
  });
  try {
    return await new Response(response.body.pipeThrough(counted)).blob();
  } catch (error) {
    if (error instanceof RecordError) throw error;
    return unreachable();
  }
}

const unreachable = (): never => {
  throw new RecordError(ARCHIVE, 'record/unreachable', 'it could not be fetched');
};
