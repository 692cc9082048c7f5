import { setTimeout as sleep } from 'node:timers/promises';
import type {
  EncodedText__Output,
  EncodeOptions,
  EncodeRequest,
  EncodeStreamRequest,
} from '@optical/contracts/teacher';
import type { EncodeResponse__Output } from '@optical/contracts/teacher';
import { OpticalError } from '@optical/errors';
import { statusOfKind } from '@optical/grpc';
import type { ServiceClient } from '@optical/grpc';
import type { TextSource } from './read-texts.ts';

export interface EncodeAllOptions {
  readonly request: Omit<EncodeRequest, 'inputs' | 'options'> & { readonly options: EncodeOptions };
  /** Texts of one batch. */
  readonly batchTexts: number;
  readonly signal: AbortSignal;
}

/** Texts that were encoded together, in the order of the source. */
export interface EncodedTexts {
  /** Index of the first text. */
  readonly begin: number;
  readonly response: EncodeResponse__Output;
}

interface Batch {
  readonly sequence: number;
  readonly begin: number;
  readonly texts: readonly string[];
}

const exhaustedCode: number = statusOfKind.exhausted;

/** Longest wait between two attempts at a batch that the service has no room for, in milliseconds. */
const longestWaitMs = 10_000;

/** Code units of the texts of one batch: well below the limit of a message, whatever the script. */
const longestBatch = 2 ** 19;

/**
 * Encodes all texts over one stream and yields them in order. Batches that the service has no room for are sent again.
 * @throws OpticalError naming the texts of a batch that was refused for another reason
 */
export async function* encodeAll(
  client: ServiceClient<'teacher'>,
  source: TextSource,
  { request, batchTexts, signal }: EncodeAllOptions,
): AsyncGenerator<EncodedTexts> {
  const batches = toBatches(source.texts, batchTexts);
  const sent = new Map<number, Batch>();
  const again: Batch[] = [];
  const done = new Map<number, EncodedTexts>();
  const wake = new AbortController();
  let next = 1;

  async function* requests(): AsyncGenerator<EncodeStreamRequest> {
    for await (const batch of batches) {
      sent.set(batch.sequence, batch);
      yield toRequest(batch);
    }
    while (sent.size > 0) {
      const batch = again.shift();
      if (batch === undefined) await sleep(20, undefined, { signal: wake.signal }).catch(() => undefined);
      else yield toRequest(batch);
      if (wake.signal.aborted) return;
    }
  }
  const toRequest = ({ sequence, texts }: Batch): EncodeStreamRequest => ({
    sequence,
    request: { ...request, inputs: texts.map((text) => ({ text })) },
  });

  try {
    for await (const { sequence, response, error } of client.encodeStream(requests(), { signal })) {
      const batch = sent.get(sequence)!;
      if (response) {
        sent.delete(sequence);
        done.set(sequence, { begin: batch.begin, response });
      } else {
        const { code, message, retryAfterMs } = error!;
        if (code !== exhaustedCode || retryAfterMs === 0) throw refused(batch, source, message);
        await sleep(Math.min(longestWaitMs, retryAfterMs), undefined, { signal });
        again.push(batch);
      }
      for (let ready = done.get(next); ready !== undefined; ready = done.get(next)) {
        done.delete(next++);
        yield ready;
      }
    }
  } finally {
    wake.abort();
  }
}

/** The vectors of a text as float32, whichever way they came. */
export function floatsOf({ vectors }: EncodedText__Output): Float32Array {
  return new Float32Array(Uint8Array.from(vectors!.data).buffer);
}

async function* toBatches(texts: AsyncIterable<string>, size: number): AsyncGenerator<Batch> {
  let sequence = 1;
  let begin = 0;
  let collected: string[] = [];
  let length = 0;
  for await (const text of texts) {
    if (collected.length >= size || (collected.length > 0 && length + text.length > longestBatch)) {
      yield { sequence: sequence++, begin, texts: collected };
      begin += collected.length;
      collected = [];
      length = 0;
    }
    collected.push(text);
    length += text.length;
  }
  if (collected.length > 0) yield { sequence, begin, texts: collected };
}

function refused({ begin, texts }: Batch, { nameOf }: TextSource, message: string): OpticalError {
  const names = texts.length === 1 ? nameOf(begin) : `${nameOf(begin)} to ${begin + texts.length}`;
  return new OpticalError('failed-precondition', `${names} was refused: ${message}`);
}
