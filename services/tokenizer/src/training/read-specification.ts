import { requireName } from '@optical/artifacts';
import type { TrainVocabularyRequest__Output } from '@optical/contracts/tokenizer';
import { invalidArgument } from '@optical/errors';
import { completeSpec } from '@optical/tokenizers';
import type { CompleteSpec, CorpusTexts } from '@optical/tokenizers';
import { requireLanguage, requireTexts } from '../requests/limits.ts';

/** The first message of a training. */
export interface TrainingRequest {
  readonly name: string;
  readonly spec: CompleteSpec;
  /** Empty when the training shall never be taken for another one. */
  readonly requestId: string;
}

const trainable = {
  SEGMENTATION_MODEL_UNSPECIFIED: 'bpe',
  SEGMENTATION_MODEL_BPE: 'bpe',
  SEGMENTATION_MODEL_UNIGRAM: 'unigram',
} as const;

const longestRequestId = 100;

/** @throws OpticalError invalid-argument with the fields that are missing or out of range */
export function readSpecification(message: TrainVocabularyRequest__Output | undefined): TrainingRequest {
  const { spec, requestId = '' } = message ?? {};
  if (!spec) throw invalidArgument({ field: 'spec', description: 'is required in the first message' });
  if (requestId.length > longestRequestId) {
    const description = `${requestId.length} characters are above the limit ${longestRequestId}`;
    throw invalidArgument({ field: 'request_id', description });
  }
  if (!(spec.model in trainable)) {
    const description = `${spec.model} cannot be trained; SEGMENTATION_MODEL_BPE and SEGMENTATION_MODEL_UNIGRAM can`;
    throw invalidArgument({ field: 'spec.model', description });
  }
  return {
    name: requireName(spec.name, 'spec.name'),
    requestId,
    spec: completeSpec({
      model: trainable[spec.model as keyof typeof trainable],
      ...(spec.size !== 0 && { size: spec.size }),
      ...(spec.specialTokens.length > 0 && { specialTokens: spec.specialTokens }),
      ...(spec.samplingExponent !== 0 && { samplingExponent: spec.samplingExponent }),
      lowercase: spec.lowercase,
      stripAccents: spec.stripAccents,
      seed: spec.seed,
    }),
  };
}

/** The corpus of a training: every message but the first. */
export async function* readCorpus(
  messages: AsyncIterator<TrainVocabularyRequest__Output>,
): AsyncGenerator<CorpusTexts, void, undefined> {
  for (;;) {
    const next = await messages.next();
    if (next.done === true) return;
    const { texts } = next.value;
    if (!texts) throw invalidArgument({ field: 'texts', description: 'is required after the first message' });
    yield {
      language: requireLanguage(texts.language, 'texts.language'),
      texts: requireTexts(texts.texts, 'texts.texts'),
    };
  }
}
