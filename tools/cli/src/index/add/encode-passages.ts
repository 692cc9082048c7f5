import type { Passage } from '@optical/contracts/indexer';
import type { EncodedText__Output, EncodeResponse__Output } from '@optical/contracts/teacher';
import type { ServiceClient } from '@optical/grpc';
import type { TextRecord } from './record.ts';
import { afterPiece, pieceAt } from './split-text.ts';
import { pieceId } from './stale-pieces.ts';
import type { Piece, Span } from './split-text.ts';
import { waitForRoom } from './wait-for-room.ts';
import type { WaitForRoomOptions } from './wait-for-room.ts';

export interface EncodePassagesOptions extends WaitForRoomOptions {
  /** Encoder of the collection, `name@digest`. */
  readonly model: string;
  /** Length of a passage in tokens, special tokens included. */
  readonly maxTokens: number;
  /** Tokens that a passage has in common with the one before. */
  readonly overlap: number;
  /** Pieces of one call, and calls at a time. */
  readonly batchPieces: number;
  readonly calls: number;
}

/** A passage, and the record it is a piece of. */
export interface EncodedPassage {
  readonly record: number;
  /** Id of the record. */
  readonly of: string;
  /** Which of the record's passages it is, from 1, and whether it is the last one. */
  readonly part: number;
  readonly isLast: boolean;
  readonly passage: Passage;
}

interface Task {
  readonly index: number;
  readonly record: TextRecord;
  /** From 1. */
  readonly part: number;
  readonly piece: Piece;
}

/**
 * Passages of records as they are encoded, out of order. A text that is longer than a sequence becomes several passages
 * `id#1`, `id#2`, … of the document `id`: each begins where the encoder came to the end of the one before.
 */
export async function* encodePassages(
  teacher: Pick<ServiceClient<'teacher'>, 'encode'>,
  records: AsyncIterable<TextRecord>,
  options: EncodePassagesOptions,
): AsyncGenerator<readonly EncodedPassage[], void, undefined> {
  const { maxTokens, overlap, batchPieces, calls } = options;
  const source = records[Symbol.asyncIterator]();
  const followUps: Task[] = [];
  let next = 0;
  let ended = false;

  async function takeBatch(): Promise<Task[]> {
    const batch = followUps.splice(0, batchPieces);
    while (batch.length < batchPieces && !ended) {
      const item = await source.next();
      if (item.done === true) ended = true;
      else batch.push({ index: next++, record: item.value, part: 1, piece: pieceAt(item.value.text, 0, maxTokens) });
    }
    return batch;
  }

  async function encode(batch: readonly Task[]): Promise<EncodedPassage[]> {
    const { texts } = await encodeBatch(teacher, batch, options);
    return batch.map((task, index) => {
      const { record, piece, part } = task;
      const encoded = texts[index]!;
      const spans = contentSpans(encoded);
      const { text, next: begin } = afterPiece(record.text, piece, spans, { truncated: encoded.truncated, overlap });
      if (begin !== undefined)
        followUps.push({ ...task, part: part + 1, piece: pieceAt(record.text, begin, maxTokens) });
      const isWhole = part === 1 && begin === undefined;
      return {
        record: task.index,
        of: record.id,
        part,
        isLast: begin === undefined,
        passage: {
          id: isWhole ? record.id : pieceId(record.id, part),
          documentId: record.documentId === '' ? record.id : record.documentId,
          language: record.language,
          text,
          metadata: record.metadata,
          vectors: encoded.vectors,
          spans: vectorSpans(encoded),
        },
      };
    });
  }

  const running = new Map<number, Promise<{ readonly call: number; readonly passages: EncodedPassage[] }>>();
  for (let call = 0; ; call++) {
    const batch = await takeBatch();
    if (batch.length > 0) {
      const number = call;
      const task = encode(batch).then((passages) => ({ call: number, passages }));
      // A failure is thrown where it is waited for.
      task.catch(() => undefined);
      running.set(call, task);
    }
    if (running.size === 0) return;
    if (running.size < calls && batch.length > 0) continue;
    const done = await Promise.race(running.values());
    running.delete(done.call);
    yield done.passages;
  }
}

/** Encodes a batch; waits and tries again while the service has no room. */
async function encodeBatch(
  teacher: Pick<ServiceClient<'teacher'>, 'encode'>,
  batch: readonly Task[],
  options: EncodePassagesOptions,
): Promise<EncodeResponse__Output> {
  const { model, maxTokens, signal } = options;
  const [{ record }] = batch as [Task, ...Task[]];
  const request = {
    model,
    role: 'ROLE_PASSAGE' as const,
    // One call has one language; encoders do not look at it.
    language: batch.every((task) => task.record.language === record.language) ? record.language : 'und',
    inputs: batch.map(({ piece }) => ({ text: piece.text })),
    options: { maxTokens, dtype: 'DTYPE_F16' as const, includeTokens: true },
  };
  return waitForRoom(() => teacher.encode(request, { signal, deadlineMs: 120_000 }), options);
}

/** Places of the text's own tokens in the piece. */
function contentSpans({ tokens }: EncodedText__Output): Span[] {
  const { starts, ends } = tokens!.spans!;
  return starts.map((start, index) => ({ start, end: ends[index]! })).filter(({ start, end }) => end > start);
}

/** Places of the tokens that have a vector. */
function vectorSpans({ positions, tokens }: EncodedText__Output): { starts: number[]; ends: number[] } {
  const { starts, ends } = tokens!.spans!;
  return { starts: positions.map((place) => starts[place]!), ends: positions.map((place) => ends[place]!) };
}
