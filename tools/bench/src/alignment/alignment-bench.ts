import path from 'node:path';
import { readEncoderCheckpoint } from '@optical/checkpoints';
import type { EncoderCheckpoint } from '@optical/checkpoints';
import { dataPlaces, paragraphRetrieval, readSquad, requireFile } from '@optical/datasets';
import type { DataPlace, RetrievalSet } from '@optical/datasets';
import { OpticalError } from '@optical/errors';
import { evaluateRun } from '@optical/evaluation';
import type { Run } from '@optical/evaluation';
import { packageVersion } from '../record/measurement-record.ts';
import type { Measurement } from '../record/measurement-record.ts';
import { readBenchSettings } from '../settings.ts';
import { makeStudents } from './make-student.ts';
import { openRanker } from './paragraph-ranker.ts';
import { encodeTexts } from './encode-texts.ts';

const config = {
  teacher: 'all-MiniLM-L6-v2',
  languages: ['es', 'hi', 'th'],
  /** Most tokens of a student's vocabulary, one for each language. */
  vocabularySize: 24_000,
  /** Most tokens of a text, special ones included; what is beyond them is cut off. */
  lengths: { question: 64, paragraph: 256 },
  threads: 2,
};

const checkout = path.resolve(import.meta.dirname, '../../../..');

/**
 * nDCG@10 of students that nobody trained, on XQuAD: questions in a language, English paragraphs encoded by the teacher.
 * Beside each the teacher on the same questions, and the seconds that vocabulary and alignment took.
 */
export async function benchAlignment(onRound: (round: number, of: number) => void): Promise<Measurement> {
  const { models = path.resolve(checkout, '../shared/models'), data } = readBenchSettings();
  const places = dataPlaces({ ...(data !== undefined && { setting: data }), checkout });
  const [place] = places;
  if (place === undefined)
    throw new OpticalError('not-found', 'no data sets: OPTICAL_BENCH_DATA names no folder of them');
  const teacher = await readEncoderCheckpoint(path.join(models, config.teacher));
  const { threads, lengths } = config;
  const english = await xquad(places, 'en');
  const paragraphs = await encodeTexts(teacher, english.documents, lengths.paragraph, threads);
  await using ranker = await openRanker(paragraphs, threads);

  const ndcgOf = async (questions: RetrievalSet['queries'], encoder: EncoderCheckpoint): Promise<number> => {
    const run: Run = {
      name: 'alignment',
      rankings: await ranker.rank(await encodeTexts(encoder, questions, lengths.question, threads)),
    };
    return evaluateRun(run, english.judgements, [{ kind: 'ndcg', cutoff: 10 }]).means[0]!;
  };

  const metrics: Record<string, number> = { 'ndcg10.en.teacher': await ndcgOf(english.queries, teacher) };
  for (const [round, language] of config.languages.entries()) {
    onRound(round, config.languages.length);
    const { queries } = await xquad(places, language);
    const students = await makeStudents({ teacher, data: place.folder, language, size: config.vocabularySize });
    const { replaced, extended, seconds, pairs, size } = students;
    metrics[`ndcg10.${language}.teacher`] = await ndcgOf(queries, teacher);
    metrics[`ndcg10.${language}.replaced`] = await ndcgOf(queries, replaced.checkpoint);
    metrics[`ndcg10.${language}.extended`] = await ndcgOf(queries, extended.checkpoint);
    for (const [part, value] of Object.entries(seconds)) metrics[`seconds.${language}.${part}`] = value;
    metrics[`pairs.${language}`] = pairs;
    metrics[`tokens.${language}.replaced`] = size;
    metrics[`tokens.${language}.extended`] = extended.checkpoint.architecture.vocabularySize;
  }
  const versions = { 'onnxruntime-node': packageVersion('onnxruntime-node'), tokenizers: packageVersion('tokenizers') };
  return { versions, config, seed: 0, runs: 1, metrics };
}

async function xquad(places: readonly DataPlace[], language: string): Promise<RetrievalSet> {
  return paragraphRetrieval(await readSquad(requireFile(places, `xquad/xquad.${language}.json`)).toArray());
}
