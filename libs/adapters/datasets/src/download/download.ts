import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { OpticalError } from '@optical/errors';
import pRetry, { AbortError } from 'p-retry';
import type { Dispatcher } from 'undici';
import { PartialFile } from './partial-file.ts';
import type { PinnedFile } from './pinned-file.ts';
import { proxyDispatcher } from './proxy-dispatcher.ts';
import { transfer } from './transfer.ts';

export interface DownloadOptions {
  /** Through which connections go out, for example `proxyDispatcher(...)`. Default: directly. */
  readonly dispatcher?: Dispatcher;
  /** Further attempts after the first. Default 5. */
  readonly retries?: number;
  /** Wait before the first further attempt; doubles each time, with jitter, up to 30 s. Default 1,000 ms. */
  readonly firstRetryAfterMs?: number;
  /** Called with the bytes at hand (those of an earlier, broken transfer included) and those expected. */
  readonly onProgress?: (received: number, expected: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Brings a pinned file to `destination`. It appears there whole, with the right checksum, or not at all; one that is
 * there and right is left alone. A broken transfer goes on where it broke, in this call and in a later one.
 * Errors name url, expected and got: `not-found` (404), `failed-precondition` (other refusals), `data-loss` (wrong
 * size or checksum), `unavailable` (attempts exhausted), `cancelled`.
 */
export async function download(file: PinnedFile, destination: string, options: DownloadOptions = {}): Promise<void> {
  if (existsSync(destination) && (await sha256Of(destination)) === file.sha256) return;
  const dispatcher = options.dispatcher ?? proxyDispatcher({});
  const partial = await PartialFile.claim(destination, file.sha256);
  try {
    await fetchWithRetries(file, partial, dispatcher, options);
    await partial.publish(destination);
  } catch (error) {
    if (error instanceof OpticalError && error.kind === 'data-loss') await partial.discard();
    else await partial.park();
    throw error;
  } finally {
    if (options.dispatcher === undefined) await dispatcher.close();
  }
}

async function fetchWithRetries(
  file: PinnedFile,
  partial: PartialFile,
  dispatcher: Dispatcher,
  options: DownloadOptions,
): Promise<void> {
  const { retries = 5, firstRetryAfterMs = 1_000, onProgress, signal } = options;
  // What an earlier call left may be damaged; then the file is fetched once more from nothing.
  let inherited = (await partial.size()) > 0;
  const attempt = async (): Promise<void> => {
    const report = (received: number) => onProgress?.(received, file.bytes);
    await partial.touch();
    const size = await partial.size();
    const offset = size > file.bytes ? 0 : size;
    if (offset < file.bytes) {
      await transfer(file, { path: partial.path, offset }, dispatcher, report, signal);
    }
    const got = await sha256Of(partial.path);
    if (got === file.sha256) return;
    if (!inherited) throw new OpticalError('data-loss', `${file.url}: expected sha256 ${file.sha256}, got ${got}`);
    inherited = false;
    await transfer(file, { path: partial.path, offset: 0 }, dispatcher, report, signal);
    return attempt();
  };
  try {
    await pRetry(
      () =>
        attempt().catch((error: unknown) => {
          if (error instanceof OpticalError && error.kind !== 'unavailable') throw new AbortError(error);
          throw error;
        }),
      { retries, minTimeout: firstRetryAfterMs, maxTimeout: 30_000, randomize: true, ...(signal && { signal }) },
    );
  } catch (error) {
    if (signal?.aborted) throw new OpticalError('cancelled', `the download of ${file.url} was cancelled`);
    if (error instanceof OpticalError && error.kind !== 'unavailable') throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const got = `expected ${file.bytes} bytes, got ${await partial.size()}`;
    const message = `${file.url} cannot be read after ${retries + 1} attempts (${got}): ${reason}`;
    throw new OpticalError('unavailable', message, {}, { cause: error });
  }
}

async function sha256Of(path: string): Promise<string> {
  const digest = createHash('sha256');
  await pipeline(createReadStream(path), digest);
  return digest.digest('hex');
}
