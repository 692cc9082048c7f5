import { open } from 'node:fs/promises';
import { OpticalError } from '@optical/errors';
import { interceptors, request } from 'undici';
import type { Dispatcher } from 'undici';
import type { PinnedFile } from './pinned-file.ts';

const maxRedirections = 5;
const timeoutMs = 30_000;

/** Answers that a later attempt may not get: overload and faults of the server. Other 4xx will not change. */
function isPassing(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/**
 * One attempt at the bytes of `file` from `offset` on, appended to `target`. A server that ignores the range sends the
 * whole file, and the target starts again from nothing. Errors of kind `unavailable`, and those that are no
 * OpticalError (broken connections, timeouts), are worth another attempt.
 */
export async function transfer(
  file: PinnedFile,
  target: { readonly path: string; readonly offset: number },
  dispatcher: Dispatcher,
  onBytes: (received: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { url, bytes } = file;
  const { statusCode, headers, body } = await request(url, {
    dispatcher: dispatcher.compose(interceptors.redirect({ maxRedirections })),
    headers: { 'accept-encoding': 'identity', ...(target.offset > 0 && { range: `bytes=${target.offset}-` }) },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    ...(signal && { signal }),
  });
  if (statusCode !== 200 && statusCode !== 206) {
    await body.dump();
    const kind = isPassing(statusCode) ? 'unavailable' : statusCode === 404 ? 'not-found' : 'failed-precondition';
    throw new OpticalError(kind, `${url} answered ${statusCode}, expected ${bytes} bytes`);
  }
  const continues = statusCode === 206 && String(headers['content-range']).startsWith(`bytes ${target.offset}-`);
  if (statusCode === 206 && !continues) {
    await body.dump();
    throw new OpticalError('data-loss', `${url} sent ${String(headers['content-range'])}, not from ${target.offset}`);
  }
  const output = await open(target.path, 'r+');
  try {
    if (!continues) await output.truncate(0);
    let position = continues ? target.offset : 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      if (position + chunk.length > bytes) {
        throw new OpticalError('data-loss', `${url}: expected ${bytes} bytes, got at least ${position + chunk.length}`);
      }
      await output.write(chunk, 0, chunk.length, position);
      position += chunk.length;
      onBytes(position);
    }
    if (position < bytes) throw new Error(`the connection ended after ${position} of ${bytes} bytes`);
  } finally {
    await output.close();
  }
}
