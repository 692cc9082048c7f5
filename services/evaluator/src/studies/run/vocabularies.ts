import { createHash } from 'node:crypto';
import type { TrainVocabularyRequest, Vocabulary__Output, VocabularySpec__Output } from '@optical/contracts/tokenizer';
import { OpticalError } from '@optical/errors';
import { readLanguage } from './bitext.ts';
import { patiently } from './patience.ts';
import type { StudyRun } from './study-parts.ts';

/** Texts of one message. */
const batchTexts = 2_000;
const deadlineMs = 3_600_000;

/**
 * Scripts without spaces: their pieces are cut at no word boundary, and with fewer of them the alignment sees each often
 * enough.
 */
const unspaced = new Set(['th', 'zh', 'ja', 'lo', 'km', 'my']);
const presetSize = (language: string): number => (unspaced.has(new Intl.Locale(language).language) ? 8_000 : 16_000);

/** Trains the vocabulary of a language, or finds the one of an earlier study on the same data. */
export async function trainVocabulary(run: StudyRun, language: string): Promise<Vocabulary__Output> {
  const { pairs, digest } = await readLanguage(run, language);
  return train(
    run,
    language,
    pairs.map(({ foreign }) => foreign),
    digest,
  );
}

/** Trains the vocabulary of a new teacher, on the English sides of all bitext. */
export async function trainEnglishVocabulary(run: StudyRun): Promise<Vocabulary__Output> {
  const texts = new Set<string>();
  const digest = createHash('sha256');
  for (const language of run.setup.languages) {
    const bitext = await readLanguage(run, language);
    digest.update(bitext.digest);
    for (const { english } of bitext.pairs) texts.add(english);
  }
  return train(run, 'en', [...texts], digest.digest('hex'));
}

async function train(
  { parts, spec: study, signal, journal }: StudyRun,
  language: string,
  texts: readonly string[],
  digest: string,
): Promise<Vocabulary__Output> {
  const given = study.trainVocabulary!;
  const spec: VocabularySpec__Output = {
    ...given,
    name: `${given.name}/${language}`,
    size: given.size || presetSize(language),
  };
  const key = createHash('sha256')
    .update(JSON.stringify([spec, language, digest]))
    .digest('hex');
  return patiently(signal, async () => {
    const requests = messages(spec, `vocabulary-${key}`, language, texts);
    for await (const { vocabulary, stage } of parts.tokenizer().trainVocabulary(requests, { deadlineMs, signal })) {
      journal.report(`vocabulary of ${language}: ${stage.replace('TRAINING_STAGE_', '').toLowerCase()}`);
      if (vocabulary) return vocabulary;
    }
    throw new OpticalError('unavailable', 'the tokenizer ended without a vocabulary');
  });
}

// eslint-disable-next-line @typescript-eslint/require-await -- the client reads requests as an async iterable
async function* messages(
  spec: VocabularySpec__Output,
  requestId: string,
  language: string,
  texts: readonly string[],
): AsyncGenerator<TrainVocabularyRequest> {
  yield { spec, requestId };
  for (let first = 0; first < texts.length; first += batchTexts)
    yield { texts: { language, texts: texts.slice(first, first + batchTexts) } };
}
