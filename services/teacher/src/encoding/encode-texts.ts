import type { Telemetry } from '@optical/telemetry';
import { inTimedSpan } from '@optical/telemetry';
import type { EncodeRequest__Output, EncodeResponse } from '@optical/contracts/teacher';
import type { EncodedBatch, ModelInUse, ModelPool } from '@optical/encoding';
import type { RpcContext } from '@optical/grpc';
import { versionMessage } from '../models/registered-model.ts';
import { teacherSpans } from '../telemetry.ts';
import { describeTokens } from './describe-tokens.ts';
import { readEncodeRequest } from './read-request.ts';
import type { EncodeJob } from './read-request.ts';
import type { TextToIds, TokenizedInput } from './text-to-ids.ts';
import { elementBytes, toTensor } from './to-tensor.ts';

/** What a handler tells of its call. */
export type EncodeContext = Pick<RpcContext, 'signal' | 'deadline'>;

export type EncodeTexts = (request: EncodeRequest__Output, context: EncodeContext) => Promise<EncodeResponse>;

export interface EncodeTextsOptions {
  readonly pool: () => Promise<ModelPool>;
  readonly textToIds: TextToIds;
  readonly telemetry: Telemetry;
  /** Largest reply in bytes. */
  readonly maxReplyBytes: number;
}

/** Bytes of a reply besides its vectors: some for the whole, some for each text. */
const overheadBytes = { reply: 1024, text: 64 };

/** Answers one batch: checks it, cuts it into tokens, has them encoded and packs the vectors. */
export function createEncodeTexts({ pool, textToIds, telemetry, maxReplyBytes }: EncodeTextsOptions): EncodeTexts {
  const { tracer } = telemetry;
  return async (request, { signal, deadline }) => {
    const begun = performance.now();
    const job = readEncodeRequest(request);
    const models = await pool();
    return models.use(job.model, async (model) => {
      const { encoder } = model;
      encoder.requireRoom(job.inputs.length, deadline);
      const cut = () => textToIds.tokenize(encoder, job.inputs, { details: job.includeTokens, signal });
      const [inputs, tokenizeMs] = job.inputs.some((input) => 'text' in input)
        ? await inTimedSpan(tracer, teacherSpans.tokenize, cut)
        : [await cut(), 0];
      const maxVectors = vectorsThatFit(maxReplyBytes, job, encoder.description.dims);
      const encoded = await encoder.encode(
        inputs.map(({ ids }) => ids),
        { ...job.options, signal, deadline, maxVectors },
      );
      recordStages(telemetry, encoded);
      return {
        ...reply(job, model, encoded, inputs, textToIds),
        timings: {
          tokenizeMs,
          queueMs: 1000 * encoded.seconds.queue,
          encodeMs: 1000 * encoded.seconds.encode,
          totalMs: performance.now() - begun,
        },
      };
    });
  };
}

function reply(
  { dtype, includeTokens }: EncodeJob,
  { version, encoder }: ModelInUse,
  { texts, computedTokens }: EncodedBatch,
  inputs: readonly TokenizedInput[],
  textToIds: TextToIds,
): EncodeResponse {
  const { dims, fingerprint } = encoder.description;
  return {
    texts: texts.map((text, index) => ({
      vectors: toTensor(text.vectors, dims, dtype),
      positions: [...text.positions],
      truncated: text.sequence.truncated,
      ...(includeTokens && { tokens: describeTokens(text, inputs[index]!, textToIds.tokenizerOf(encoder)) }),
    })),
    model: versionMessage(version),
    space: { fingerprint, dims, normalized: true },
    computedTokens,
  };
}

/** Positions take up to 2 bytes each; tokens with their spans about 32. */
function vectorsThatFit(maxReplyBytes: number, { dtype, inputs, includeTokens }: EncodeJob, dims: number): number {
  const room = maxReplyBytes - overheadBytes.reply - overheadBytes.text * inputs.length;
  return Math.max(0, Math.floor(room / (dims * elementBytes[dtype] + 2 + (includeTokens ? 32 : 0))));
}

/** Queue and encode as spans of the times that the reply tells. */
function recordStages({ tracer }: Telemetry, { seconds, computedTokens, texts }: EncodedBatch): void {
  const end = Date.now();
  const begun = end - 1000 * seconds.encode;
  tracer.startSpan(teacherSpans.queue.name, { startTime: begun - 1000 * seconds.queue }).end(begun);
  const attributes = { 'optical.teacher.texts': texts.length, 'optical.teacher.computed_tokens': computedTokens };
  tracer.startSpan(teacherSpans.encode.name, { startTime: begun, attributes }).end(end);
}
