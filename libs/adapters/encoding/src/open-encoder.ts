import { collate } from '@optical/encoder';
import type { EncoderConfig, SequenceLayout, TokenSequence } from '@optical/encoder';
import type { CheckpointTokenizer } from '@optical/checkpoints';
import { OpticalError } from '@optical/errors';
import { openSession } from '@optical/ort';
import type { Device, EncodeSession, OpenSessionOptions } from '@optical/ort';
import { Batcher } from './batching/batcher.ts';
import type { BatcherOptions, BatchRun } from './batching/batcher.ts';
import type { EncodedBatch, EncodeOptions } from './encode-options.ts';
import { estimateMemory, parameterCount } from './model/estimate-memory.ts';
import { loadModel } from './model/loading/load-model.ts';
import type { EncoderSource } from './model/loading/load-model.ts';
import { paddedLength } from './batching/padded-length.ts';
import { prepareTexts } from './prepare-texts.ts';
import { selectPositions, selectVectors } from './select-vectors.ts';

export interface BatchingOptions extends Pick<BatcherOptions<unknown, unknown>, 'onBatch' | 'onDrop'> {
  /** Most tokens of one batch, padding included. Default 4096. */
  readonly batchTokens?: number;
  /** Most tokens that may wait, padding included; more are refused with `exhausted`. Default 262,144. */
  readonly queueTokens?: number;
}

export type OpenEncoderOptions = EncoderSource &
  BatchingOptions &
  Omit<OpenSessionOptions, 'model' | 'queueLimit'> & {
    /** Fingerprint of the teacher's space, for a student; default: that of the checkpoint's own passages. */
    readonly fingerprint?: string;
  };

/** What is known of an open encoder. */
export interface EncoderDescription {
  readonly architecture: EncoderConfig;
  readonly layout: SequenceLayout;
  /** Longest sequence in tokens, special tokens included. */
  readonly longest: number;
  /** Components of a vector. */
  readonly dims: number;
  /** Fingerprint of the space its vectors live in; they have length 1. */
  readonly fingerprint: string;
  readonly device: Device;
  /** Estimate of the memory it takes, see `estimateMemory`. */
  readonly memoryBytes: number;
  readonly tokenizer: CheckpointTokenizer;
}

/** An encoder in memory, in worker threads of its own, shared by any number of callers. */
export interface Encoder {
  readonly description: EncoderDescription;
  /** Tokens that wait, padding included. */
  readonly queuedTokens: number;
  /**
   * Whether texts would be taken now, for callers who have yet to cut them into tokens.
   * @param texts how many; each counts as the shortest there is
   * @param deadline milliseconds since the epoch
   * @throws OpticalError exhausted as `encode`
   */
  requireRoom(texts: number, deadline?: number): void;
  /**
   * Vectors of texts given as token ids without special tokens. Texts of several callers share batches; a result does
   * not depend on them.
   * @throws OpticalError invalid-argument for ids beyond the vocabulary and lengths beyond the model; exhausted when
   *   the queue has no room or would take longer than the deadline allows; cancelled, deadline-exceeded; unavailable
   *   when the worker died
   */
  encode(texts: readonly (readonly number[])[], options: EncodeOptions): Promise<EncodedBatch>;
  /** Takes no more texts, finishes those it has and releases memory and threads. */
  close(): Promise<void>;
}

/**
 * Loads an encoder.
 * @throws OpticalError not-found, data-loss, failed-precondition, unimplemented for a directory that holds no sound
 *   model; failed-precondition when the device refuses it
 */
export async function openEncoder(options: OpenEncoderOptions): Promise<Encoder> {
  const { batchTokens = 4096, queueTokens = 262_144, workers = 1, onBatch, onDrop, ...tuning } = options;
  const { onnx, fingerprint, ...model } = await loadModel(options, options.fingerprint);
  const { architecture, longest, dims } = model;
  const session = await openSession({ ...tuning, model: onnx, workers });
  const batcher = new Batcher<TokenSequence, Row>({
    run: (sequences, length) => runBatch(session, sequences, { length, dims, padTokenId: architecture.padTokenId }),
    lengthOf: ({ ids }) => ({ tokens: ids.length, padded: paddedLength(ids.length, longest) }),
    batchTokens,
    queueTokens,
    // One runs while the next one waits in the worker, so that it never idles.
    concurrency: 2 * workers,
    ...(onBatch && { onBatch }),
    ...(onDrop && { onDrop }),
  });
  const description: EncoderDescription = {
    ...model,
    fingerprint,
    device: session.describe().device,
    memoryBytes: estimateMemory(
      { ...architecture, parameters: parameterCount(architecture), longest },
      { workers, batchTokens },
    ),
  };
  return {
    description,
    get queuedTokens() {
      return batcher.queuedTokens;
    },
    requireRoom: (texts, deadline) => {
      batcher.requireRoom(texts * paddedLength(1, longest), deadline);
    },
    async encode(texts, encodeOptions) {
      const { vocabularySize } = architecture;
      const sequences = prepareTexts(texts, encodeOptions, { layout: model.layout, longest, vocabularySize });
      const { signal, deadline, positions = 'scored', maxVectors = Infinity } = encodeOptions;
      const kept = sequences.map((sequence) => selectPositions(sequence, positions));
      requireFewer(
        kept.reduce((sum, { length }) => sum + length, 0),
        maxVectors,
      );
      const { rows, ...about } = await batcher.submit(sequences, { signal, deadline });
      return {
        texts: rows.map(({ batch, ...place }, index) => ({
          vectors: selectVectors(batch, place, kept[index]!),
          positions: kept[index]!,
          sequence: sequences[index]!,
        })),
        ...about,
      };
    },
    close: async () => {
      await batcher.close();
      await session.close();
    },
  };
}

function requireFewer(vectors: number, limit: number): void {
  if (vectors <= limit) return;
  throw new OpticalError(
    'exhausted',
    `${vectors} vectors are more than the ${limit} that fit a reply; send fewer texts`,
  );
}

/** Where the vectors of one text lie in the output of its batch, [batch, length, dims]. */
interface Row {
  readonly batch: Float32Array;
  readonly row: number;
  readonly length: number;
  readonly dims: number;
}

async function runBatch(
  session: EncodeSession,
  sequences: readonly TokenSequence[],
  { length, dims, padTokenId }: { readonly length: number; readonly dims: number; readonly padTokenId: number },
): Promise<BatchRun<Row>> {
  const { size, inputIds, attentionMask } = collate(sequences, { padTokenId, length });
  const shape = [size, length];
  const calledAt = performance.now();
  const { outputs, seconds } = await session.run({
    input_ids: { dtype: 'int64', shape, data: inputIds },
    attention_mask: { dtype: 'int64', shape, data: attentionMask },
  });
  const startedAt = calledAt + 1000 * seconds.queue;
  const batch = outputs.token_vectors!.data as Float32Array;
  return {
    rows: sequences.map((_, row) => ({ batch, row, length, dims })),
    startedAt,
    endedAt: startedAt + 1000 * seconds.run,
  };
}
