import { invalidArgument } from '@optical/errors';
import { assembleVocabulary, untrainedTokenizer } from './assemble-vocabulary.ts';
import { Corpus } from './corpus.ts';
import type { CorpusTexts, LanguageShare } from './corpus.ts';
import { trainInProcess } from './train-in-process.ts';
import { completeSpec } from './vocabulary-spec.ts';
import type { CompleteSpec, VocabularySpec } from './vocabulary-spec.ts';

/** How far a training is. */
export interface TrainingProgress {
  readonly stage: 'reading' | 'training';
  /** Texts received so far. */
  readonly texts: number;
  /** Bytes of UTF-8 received so far. */
  readonly bytes: number;
}

export interface TrainOptions {
  /** An empty folder for the corpus and what becomes of it; the caller removes it. */
  readonly folder: string;
  /** Most bytes of corpus. Default 4 GiB. */
  readonly maximumBytes?: number;
  readonly signal?: AbortSignal;
  /** Called after each batch of texts and when training begins. */
  readonly onProgress?: (progress: TrainingProgress) => void;
}

/** A new vocabulary. */
export interface TrainedVocabulary {
  /** The tokenizer.json. */
  readonly json: string;
  readonly spec: CompleteSpec;
  /** In order of the tags. */
  readonly languages: readonly LanguageShare[];
  /** The corpus, as long as the folder is there. */
  readonly corpus: Corpus;
}

/**
 * Trains a vocabulary. The same texts per language and the same specification give the same bytes, whatever the order in
 * which languages come.
 *
 * @throws OpticalError `invalid-argument` for the specification or a corpus without text, `exhausted` for one that is
 *   too large; the reason of `signal`
 */
export async function trainVocabulary(
  texts: AsyncIterable<CorpusTexts> | Iterable<CorpusTexts>,
  spec: VocabularySpec,
  { folder, maximumBytes = 2 ** 32, signal, onProgress }: TrainOptions,
): Promise<TrainedVocabulary> {
  const complete = completeSpec(spec);
  const corpus = new Corpus(folder, maximumBytes);
  const report = (stage: TrainingProgress['stage']): void => {
    const { texts: count, bytes } = corpus.totals;
    onProgress?.({ stage, texts: count, bytes });
  };
  try {
    for await (const batch of texts) {
      signal?.throwIfAborted();
      await corpus.add(batch);
      report('reading');
    }
  } finally {
    await corpus.close();
  }
  signal?.throwIfAborted();
  if (corpus.totals.characters === 0) throw invalidArgument({ field: 'texts', description: 'the corpus has no text' });
  report('training');
  const files = await corpus.sample(complete.samplingExponent, complete.seed, signal);
  const trained = await trainInProcess(untrainedTokenizer(complete), files, folder, signal);
  const json = await assembleVocabulary(trained, complete, async (normalize) => countCharacters(corpus, normalize));
  return { json, spec: complete, languages: corpus.shares(), corpus };
}

async function countCharacters(corpus: Corpus, normalize: (text: string) => string): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const language of corpus.languages()) {
    for await (const text of corpus.texts(language)) {
      for (const character of normalize(text)) counts.set(character, (counts.get(character) ?? 0) + 1);
    }
  }
  return counts;
}
