import { settingNames } from '../spec/study-setup.ts';
import { sizesOf } from '../plan/bitext-sizes.ts';
import { referenceTo } from '../../scoring/run-sources.ts';
import { noteCoverage, startingTokenizer } from './coverage.ts';
import { measureBitext } from './measure-bitext.ts';
import { patiently } from './patience.ts';
import type { StudyRun } from './study-parts.ts';
import { timed } from './timed.ts';
import { trainVocabulary } from './vocabularies.ts';

/**
 * Makes what the cells of a language need. Each part is noted by itself and looked for by itself: an attempt that ended in
 * between is gone on with there.
 */
export async function prepareLanguage(run: StudyRun, language: string): Promise<void> {
  const { spec, journal } = run;
  if (journal.document.vocabularies[language] === undefined) await noteVocabulary(run, language);
  for (const setting of settingNames(spec)) {
    if (sizesOf(journal.document.sizes ?? [], { language, setting })) continue;
    journal.report(`counting the pairs in ${language}`);
    const { teacher, vocabularies } = journal.document;
    const sizes = await measureBitext(run, language, setting, { teacher: teacher!, vocabularies });
    await journal.note((document) => ({ ...document, sizes: [...(document.sizes ?? []), sizes] }));
  }
  if (journal.document.coverage.every((known) => known.language !== language))
    await noteCoverage(run, language, await startingTokenizer(run, language));
}

/** The vocabulary of a language; none where the students have that of the model they start from. */
async function noteVocabulary(run: StudyRun, language: string): Promise<void> {
  const { spec, journal, parts, signal } = run;
  const reference = spec.studentTemplate!.student!.vocabulary;
  if (!spec.trainVocabulary && reference === '') return;
  const vocabulary = spec.trainVocabulary
    ? await timed(run, `vocabulary of ${language}`, () => trainVocabulary(run, language))
    : (await patiently(signal, () => parts.tokenizer().describeVocabulary({ vocabulary: reference }))).vocabulary!;
  const { name, digest } = vocabulary.version!;
  await journal.note((document) => ({
    ...document,
    vocabularies: { ...document.vocabularies, [language]: referenceTo({ name, digest }) },
    artifacts: [...document.artifacts, { role: `vocabulary of ${language}`, name, digest }],
  }));
}
