import type { TokenizedText__Output } from '@optical/contracts/common';
import type { EncodedText, ModelInUse } from '@optical/encoding';
import type { ServiceClient } from '@optical/grpc';
import { inTimedSpan } from '@optical/telemetry';
import type { Telemetry } from '@optical/telemetry';
import type { Vocabularies } from '../encoders/vocabularies.ts';
import { retrieverSpans } from '../telemetry.ts';
import { stageDeadlines } from './stage-deadlines.ts';
import type { CallLimits } from './search-queue.ts';

/** A query's vectors and how long they took. */
export interface EncodedQuery {
  readonly text: EncodedText;
  /** The query's own tokens, with strings and spans where they were asked for. */
  readonly tokens: TokenizedText__Output;
  readonly tokenizeMs: number;
  readonly queueMs: number;
  readonly encodeMs: number;
}

export interface EncodeQueryOptions {
  readonly limits: CallLimits;
  /** BCP 47. */
  readonly language: string;
  /** Whether token strings and spans are wanted. */
  readonly withTokens?: boolean;
}

export type EncodeQuery = (text: string, model: ModelInUse, options: EncodeQueryOptions) => Promise<EncodedQuery>;

/** From text to vectors: the tokenizer service, then the encoder in a worker thread of this process. */
export function createEncodeQuery(
  tokenizer: () => Pick<ServiceClient<'tokenizer'>, 'tokenize'>,
  vocabularies: Vocabularies,
  { tracer }: Telemetry,
): EncodeQuery {
  return async (text, model, { language, withTokens = false, limits }) => {
    const { signal, deadline } = limits;
    const { encoder } = model;
    const until = stageDeadlines(Date.now(), deadline);
    encoder.requireRoom(1, until.encode);
    const [tokens, tokenizeMs] = await inTimedSpan(tracer, retrieverSpans.tokenize, async () => {
      const request = {
        vocabulary: await vocabularies.of(model),
        language,
        texts: [text],
        addSpecialTokens: false,
        // One more than a sequence can hold: what is cut off is still known to have been cut off.
        maxTokens: encoder.description.longest + 1,
        includeTokens: withTokens,
        includeSpans: withTokens,
      };
      const { texts } = await tokenizer().tokenize(request, { deadlineMs: until.tokenize - Date.now(), signal });
      return texts[0]!;
    });
    const { texts, seconds } = await encoder.encode([tokens.ids], { role: 'query', signal, deadline: until.encode });
    const [queueMs, encodeMs] = [1000 * seconds.queue, 1000 * seconds.encode];
    const end = Date.now();
    tracer.startSpan(retrieverSpans.queue.name, { startTime: end - encodeMs - queueMs }).end(end - encodeMs);
    tracer.startSpan(retrieverSpans.encode.name, { startTime: end - encodeMs }).end(end);
    return { text: texts[0]!, tokens, tokenizeMs, queueMs, encodeMs };
  };
}
