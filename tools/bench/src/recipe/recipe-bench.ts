import path from 'node:path';
import { readEncoderCheckpoint } from '@optical/checkpoints';
import type { EncoderCheckpoint } from '@optical/checkpoints';
import { dataPlaces, paragraphRetrieval, readSquad, requireFile } from '@optical/datasets';
import type { DataPlace, RetrievalSet } from '@optical/datasets';
import { OpticalError } from '@optical/errors';
import { packageVersion } from '../record/measurement-record.ts';
import type { Measurement } from '../record/measurement-record.ts';
import { readBenchSettings } from '../settings.ts';
import { armNames, arms } from './arms.ts';
import type { ArmName } from './arms.ts';
import { readParts } from './bitext-parts.ts';
import { openQuestionJudge, openTranslationJudge, translationQueries } from './judge-student.ts';
import type { Judge, JudgeOptions } from './judge-student.ts';
import { prepareLesson } from './lesson.ts';
import { startStudent } from './start-student.ts';
import { trainStudent } from './train-student.ts';

const short: readonly ArmName[] = ['contrastive', 'ot_sinkhorn.idf+contrastive'];

const config = {
  teacher: 'all-MiniLM-L6-v2',
  /** Vocabularies, one for each language: Thai has a quarter of the bitext. */
  languages: {
    hi: { vocabularySize: 16_000, arms: armNames },
    es: { vocabularySize: 16_000, arms: short },
    th: { vocabularySize: 8_000, arms: short },
  },
  training: { steps: 100, batch: 32, length: 32, learningRate: 1e-4 },
  /** Share of the bitext that no arm is trained on, and the most pairs of it that are measured. */
  heldOut: { share: 0.03, pairs: 300 },
  /** Every so many of XQuAD's questions. */
  everyQuestion: 2,
  lengths: { question: 64, document: 256 },
  threads: 2,
};

const checkout = path.resolve(import.meta.dirname, '../../../..');

/**
 * The default recipe on real data, before and after each arm: nDCG@10 on XQuAD, questions in a language and English
 * paragraphs, and the reciprocal rank of held-out translations, which is what settings are chosen by. All arms of a
 * language start from the same student and see the same pairs in the same order.
 */
export async function benchRecipe(onRound: (round: number, of: number) => void): Promise<Measurement> {
  const seed = 1;
  const { models = path.resolve(checkout, '../shared/models'), data } = readBenchSettings();
  const places = dataPlaces({ ...(data !== undefined && { setting: data }), checkout });
  const [place] = places;
  if (place === undefined)
    throw new OpticalError('not-found', 'no data sets: OPTICAL_BENCH_DATA names no folder of them');
  const teacher = await readEncoderCheckpoint(path.join(models, config.teacher));
  const { heldOut, training, threads, lengths } = config;
  const options: JudgeOptions = { teacher, lengths, threads };
  const english = await questions(places, 'en');
  await using questionJudge = await openQuestionJudge(english, options);

  const metrics: Record<string, number> = {
    'ndcg10.en.teacher': await questionJudge.measure(teacher, english.queries),
  };
  const of = Object.values(config.languages).reduce((sum, language) => sum + language.arms.length, 0);
  let round = 0;
  for (const [language, { vocabularySize, arms: names }] of Object.entries(config.languages)) {
    const began = performance.now();
    const parts = await readParts(place.folder, language, heldOut.share, seed);
    const start = await startStudent(teacher, language, parts.training, vocabularySize);
    metrics[`seconds.${language}.start`] = (performance.now() - began) / 1000;
    const lesson = await prepareLesson(teacher, start.checkpoint, start.tokens, {
      ...training,
      pairs: training.steps * training.batch,
      seed,
      threads,
    });
    metrics[`seconds.${language}.teacher`] = lesson.teacherSeconds;
    metrics[`pairs.${language}`] = parts.training.length;
    metrics[`pairs.${language}.fitting`] = lesson.fitting;
    const held = parts.heldOut.slice(0, heldOut.pairs);
    await using translationJudge = await openTranslationJudge(held, options);
    const { queries } = await questions(places, language);
    const measure = (student: EncoderCheckpoint, name: string): Promise<void> =>
      report(metrics, `${language}.${name}`, [
        ['ndcg10', questionJudge, student, queries],
        ['held_out_mrr', translationJudge, student, translationQueries(held)],
      ]);
    await measure(start.checkpoint, 'zero_shot');
    for (const name of names) {
      onRound((round += 1), of);
      const objectives = arms[name];
      const trained = await trainStudent(start.checkpoint, lesson, { ...training, objectives, seed, threads });
      metrics[`seconds.${language}.${name}`] = trained.seconds;
      metrics[`cpu_seconds.${language}.${name}`] = trained.cpuSeconds;
      metrics[`tokens_per_second.${language}.${name}`] = trained.tokens / trained.seconds;
      if (trained.residual !== undefined) metrics[`residual.${language}.${name}`] = trained.residual;
      await measure(trained.checkpoint, name);
    }
  }
  const versions = { 'onnxruntime-node': packageVersion('onnxruntime-node'), tokenizers: packageVersion('tokenizers') };
  return { versions, config: { ...config, arms }, seed, runs: 1, metrics };
}

type Figure = readonly [name: string, judge: Judge, student: EncoderCheckpoint, queries: RetrievalSet['queries']];

async function report(metrics: Record<string, number>, name: string, figures: readonly Figure[]): Promise<void> {
  for (const [figure, judge, student, queries] of figures)
    metrics[`${figure}.${name}`] = await judge.measure(student, queries);
}

/** Some of XQuAD's questions, the same in every language, and all paragraphs. */
async function questions(places: readonly DataPlace[], language: string): Promise<RetrievalSet> {
  const path = requireFile(places, `xquad/xquad.${language}.json`);
  const { queries, ...rest } = paragraphRetrieval(await readSquad(path).toArray());
  return { ...rest, queries: queries.filter((_, place) => place % config.everyQuestion === 0) };
}
