import { OpticalError } from '@optical/errors';
import type { PassageContent, Spans } from '../../port/passage.ts';

/** What is read, and what to ask for when it is too much: both for the error. */
export interface Reading {
  /** Such as `hits`. */
  readonly what: string;
  /** Such as `ask for fewer hits`. */
  readonly advice: string;
}

/**
 * Reads one after the other, and no more once those that were read take more bytes than there is room for.
 * @param bytesOf about as many as one takes in a message
 * @param maximumBytes of all together; without a limit when left out
 * @throws OpticalError `exhausted` naming both numbers of bytes and what to ask for
 */
export function readWithin<T, R>(
  items: readonly T[],
  read: (item: T) => R,
  bytesOf: (result: R) => number,
  maximumBytes: number | undefined,
  { what, advice }: Reading,
): R[] {
  if (maximumBytes === undefined) return items.map(read);
  let bytes = 0;
  return items.map((item, place) => {
    const result = read(item);
    bytes += bytesOf(result);
    if (bytes <= maximumBytes) return result;
    const message =
      `the first ${place + 1} of ${items.length} ${what} take about ${bytes} bytes, for which a reply of at most ` +
      `${maximumBytes} bytes has no room; ${advice}`;
    throw new OpticalError('exhausted', message);
  });
}

/** Bytes of a number of a span in a message: most are from 128 to 16,383. */
const spanBytes = 2;

/** About as many bytes as names, text, metadata and spans take in a message. */
export function contentBytes({
  id,
  documentId,
  language,
  text,
  metadata,
  spans,
}: PassageContent & { readonly spans?: Spans | undefined }): number {
  const ofStrings = [id, documentId, language, text, JSON.stringify(metadata)].map((part) => Buffer.byteLength(part));
  const ofSpans = spans === undefined ? 0 : spanBytes * (spans.starts.length + spans.ends.length);
  return ofStrings.reduce((sum, bytes) => sum + bytes, ofSpans);
}
