import type { Vocabulary__Output, VocabularySpec } from '@optical/contracts/tokenizer';
import { OpticalError } from '@optical/errors';
import type { ServiceClient } from '@optical/grpc';
import { outputClosed } from '../output/closed-output.ts';
import { createProgress } from '../progress/create-progress.ts';
import type { CommandContext } from '../settings.ts';
import type { TextBatch } from './text-batches.ts';

/**
 * Trains a vocabulary in the tokenizer service, with progress.
 * @param requestId a repeated training with the same id returns the first result; empty: none
 */
export async function trainVocabulary(
  client: ServiceClient<'tokenizer'>,
  spec: VocabularySpec,
  batches: AsyncIterable<TextBatch>,
  { requestId = '', context }: { readonly requestId?: string; readonly context: Pick<CommandContext, 'json'> },
): Promise<Vocabulary__Output> {
  async function* requests() {
    yield { spec, requestId };
    for await (const texts of batches) yield { texts };
  }
  using progress = createProgress(context);
  for await (const { stage, texts, bytes, vocabulary } of client.trainVocabulary(requests(), {
    signal: outputClosed,
  })) {
    const note = `${(bytes / 1e6).toFixed(1)} MB, ${stage.replace('TRAINING_STAGE_', '').toLowerCase()}`;
    progress.update('vocabulary', { done: texts, unit: 'texts', note });
    if (vocabulary) return vocabulary;
  }
  throw new OpticalError('unavailable', 'the tokenizer ended without a vocabulary');
}
