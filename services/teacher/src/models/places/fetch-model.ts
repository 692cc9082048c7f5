import { existsSync } from 'node:fs';
import path from 'node:path';
import { download, proxyDispatcher } from '@optical/datasets';
import { OpticalError } from '@optical/errors';
import type { PinnedModel } from './pinned-models.ts';

/** The hub and the way to it. */
export interface HubSettings {
  /** Such as `https://huggingface.co`. */
  readonly url: string;
  readonly proxy?: string | undefined;
  readonly noProxy?: string | undefined;
}

export interface FetchOptions {
  readonly signal?: AbortSignal;
  /** Called with the bytes of all files that have come, and of all there are. */
  readonly onProgress?: (received: number, expected: number) => void;
  /** Further attempts for each file. Default 5. */
  readonly retries?: number;
  /** Milliseconds before the first of them; doubles each time. Default 1,000. */
  readonly firstRetryAfterMs?: number;
}

/**
 * Brings the files of a model into a folder, each whole and with the pinned checksum or not at all; those that are there
 * are left alone, a broken transfer goes on where it broke. The directory is complete when the last file, its
 * configuration, is there.
 * @throws OpticalError as `download`: unavailable, not-found, failed-precondition, data-loss, cancelled
 */
export async function fetchModel(
  { repository, revision, files }: PinnedModel,
  folder: string,
  { url, proxy, noProxy }: HubSettings,
  { onProgress, ...options }: FetchOptions = {},
): Promise<void> {
  const expected = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const dispatcher = proxyDispatcher({
    ...(proxy !== undefined && { httpProxy: proxy, httpsProxy: proxy }),
    ...(noProxy !== undefined && { noProxy }),
  });
  try {
    let done = 0;
    for (const { path: file, bytes, sha256 } of inOrder(files)) {
      const source = new URL(`${repository}/resolve/${revision}/${file}`, url.endsWith('/') ? url : `${url}/`).href;
      const report = (received: number) => onProgress?.(done + received, expected);
      await download({ url: source, bytes, sha256 }, path.join(folder, file), {
        dispatcher,
        onProgress: report,
        ...options,
      });
      done += bytes;
    }
    onProgress?.(expected, expected);
  } finally {
    await dispatcher.destroy();
  }
}

/** Whether `fetchModel` came to its end there. */
export const isFetched = ({ files }: PinnedModel, folder: string): boolean =>
  files.every(({ path: file }) => existsSync(path.join(folder, file)));

/** The configuration comes last. */
function inOrder(files: PinnedModel['files']): PinnedModel['files'] {
  return [...files].sort((a, b) => Number(a.path === 'config.json') - Number(b.path === 'config.json'));
}

/** Tells that a model is neither here nor can be had. */
export function unobtainable(name: string, searched: readonly string[], cause: unknown): OpticalError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `model ${JSON.stringify(name)} is in none of ${searched.join(', ')} and could not be fetched: ${reason}`;
  return new OpticalError('unavailable', message, {}, { cause });
}
