import { modelKind, vocabularyKind } from '@optical/artifacts';
import type { LanguageCoverage__Output, MeasureCoverageRequest } from '@optical/contracts/tokenizer';
import { failedPrecondition, OpticalError } from '@optical/errors';
import type { LanguageCoverage, StudyArtifact, StudyCell } from '@optical/evaluation';
import { referenceTo } from '../../scoring/run-sources.ts';
import { totalPairs } from '../plan/bitext-sizes.ts';
import { isMadeByJob } from '../plan/plan-cells.ts';
import { referenceOf } from '../spec/study-setup.ts';
import { readLanguage } from './bitext.ts';
import { isPassing, patiently } from './patience.ts';
import type { StudyRun } from './study-parts.ts';

/** Texts that are measured, as many as of a new vocabulary: cutting words takes longer than cutting tokens. */
const measuredTexts = 2_000;
const deadlineMs = 600_000;

/** Something that cuts texts into tokens: a vocabulary or a model. */
export interface CoveringTokenizer extends StudyArtifact {
  readonly size: number;
}

/** What students of a language start from, before there is one: its vocabulary, or the model that has one. */
export async function startingTokenizer(
  { parts, spec, journal }: StudyRun,
  language: string,
): Promise<CoveringTokenizer> {
  const vocabulary = journal.document.vocabularies[language];
  if (vocabulary !== undefined) {
    const { version, metadata } = await parts.artifacts.find(vocabulary, vocabularyKind);
    return { name: version.name, digest: version.digest, size: metadata.size };
  }
  const { initialization } = spec.studentTemplate!.student!;
  return tokenizerOfModel(parts, initialization?.checkpoint?.model ?? journal.document.teacher!);
}

async function tokenizerOfModel({ artifacts }: StudyRun['parts'], model: string): Promise<CoveringTokenizer> {
  const { version, metadata } = await artifacts.find(model, modelKind);
  return { name: version.name, digest: version.digest, size: metadata.architecture.vocabularySize };
}

/**
 * Once a language has its first student, that one's tokenizer is what is reported: with the words of the bitext, it is
 * neither the vocabulary nor the teacher's. First is who comes first in the plan and has not failed.
 */
export async function coverByStudent(
  run: StudyRun,
  { id, language }: StudyCell,
  student: StudyArtifact,
): Promise<void> {
  const { journal, spec, parts } = run;
  const methods = new Map(spec.arms.map((arm) => [arm.name, referenceOf(arm)]));
  const isStudent = ({ arm }: StudyCell) => isMadeByJob(methods.get(arm)) && methods.get(arm) !== 'triples';
  const first = journal.cells.find(
    (cell) => cell.language === language && isStudent(cell) && cell.state !== 'failed' && cell.state !== 'skipped',
  );
  const known = journal.document.coverage.find((covered) => covered.language === language);
  if (first?.id !== id || known?.vocabulary.digest === student.digest) return;
  await noteCoverage(run, language, await tokenizerOfModel(parts, referenceTo(student)));
}

/** Measures a tokenizer on foreign sides of a language's bitext and notes that in the place of what was known. */
export async function noteCoverage(run: StudyRun, language: string, tokenizer: CoveringTokenizer): Promise<void> {
  const { journal, setup } = run;
  journal.report(`measuring how ${tokenizer.name} covers ${language}`);
  const sizes = (journal.document.sizes ?? []).filter((known) => known.language === language);
  const pairs = Math.max(0, ...sizes.map(totalPairs));
  const covered = coverageOf(language, tokenizer, await measure(run, language, tokenizer), pairs, setup.lowResource);
  await journal.note((document) => ({
    ...document,
    coverage: [...document.coverage.filter((known) => known.language !== language), covered],
  }));
}

/** Undefined where the tokenizer cannot be measured, without which a study can do. */
async function measure(
  run: StudyRun,
  language: string,
  tokenizer: StudyArtifact,
): Promise<LanguageCoverage__Output | undefined> {
  const { parts, signal, id } = run;
  const texts = evenly((await readLanguage(run, language)).pairs).map(({ foreign }) => foreign);
  if (texts.length === 0) return undefined;
  try {
    const { coverage } = await patiently(signal, async () => {
      try {
        const request = { vocabulary: referenceTo(tokenizer), texts: { language, texts } };
        return await parts.tokenizer().measureCoverage(one(request), { deadlineMs, signal });
      } catch (error) {
        // A tokenizer that is too large for the service will not become smaller.
        if (error instanceof OpticalError && error.kind === 'exhausted') throw failedPrecondition(error.message);
        throw error;
      }
    });
    // The service names the language by its canonical tag, which may be another one.
    return coverage[0];
  } catch (error) {
    if (signal.aborted || isPassing(error) || !(error instanceof OpticalError)) throw error;
    parts.telemetry.logger.warn({ err: error, studyId: id, language }, 'the coverage of a tokenizer was not measured');
    return undefined;
  }
}

/** From everywhere in the bitext, whose data sets come one after the other. */
function evenly<T>(items: readonly T[]): T[] {
  const count = Math.min(items.length, measuredTexts);
  return Array.from({ length: count }, (_, place) => items[Math.floor((place * items.length) / count)]!);
}

// eslint-disable-next-line @typescript-eslint/require-await -- the client reads requests as an async iterable
async function* one(request: MeasureCoverageRequest): AsyncGenerator<MeasureCoverageRequest> {
  yield request;
}

/** What a tokenizer and the bitext are to a language. @param pairs that students can train on */
export function coverageOf(
  language: string,
  { name, digest, size }: CoveringTokenizer,
  measured: Pick<LanguageCoverage__Output, 'tokensPerWord' | 'tokensPerCharacter' | 'unknownRate'> | undefined,
  pairs: number,
  rule: { readonly maxPairs: number; readonly minTokensPerWord: number },
): LanguageCoverage {
  const tokensPerWord = measured?.tokensPerWord ?? 0;
  const reasons = [
    ...(pairs <= rule.maxPairs ? [`${pairs} pairs of bitext, at most ${rule.maxPairs}`] : []),
    ...(rule.minTokensPerWord > 0 && tokensPerWord >= rule.minTokensPerWord
      ? [`${tokensPerWord.toFixed(2)} tokens per word, at least ${rule.minTokensPerWord}`]
      : []),
  ];
  const perCharacter = measured?.tokensPerCharacter ?? 0;
  return {
    language,
    vocabulary: { name, digest },
    vocabularySize: size,
    tokensPerWord,
    charactersPerToken: perCharacter === 0 ? 0 : 1 / perCharacter,
    unknownShare: measured?.unknownRate ?? 0,
    pairs,
    lowResource: reasons.length > 0,
    reason: reasons.join('; '),
  };
}
