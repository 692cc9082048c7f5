import { readTexts } from '@optical/datasets';
import { failedPrecondition } from '@optical/errors';
import type { StudyCell, StudyReferenceMethod } from '@optical/evaluation';
import type { TrackData, TrackQueries } from '../../tracks/track-data.ts';
import { selectionOf } from '../plan/job-specs.ts';
import type { Prepared } from '../plan/job-specs.ts';
import { runInThread } from '../threads/run-in-thread.ts';
import type { RankQueries } from './score-model.ts';
import { selectPairs } from './select-pairs.ts';
import type { StudyRun } from './study-parts.ts';

type WithoutJob = Exclude<StudyReferenceMethod, 'zero-shot' | 'triples'>;

/** How an arm ranks for which nothing is trained. */
interface ReferenceArm {
  readonly rank: RankQueries;
  /** Why it cannot answer the queries of a track; undefined where it can. */
  readonly whyNot?: (track: TrackData, asked: TrackQueries) => string | undefined;
  /** Pairs of bitext that it has learned from. */
  readonly trainingPairs?: number;
}

/**
 * Scores an arm for which nothing is trained.
 * @throws OpticalError `failed-precondition` where it cannot answer the main track; another track is left out then
 */
export async function scoreReference(
  run: StudyRun,
  cell: StudyCell,
  method: WithoutJob,
  prepared: Prepared,
): Promise<StudyCell> {
  const { journal, setup, scorer, parts } = run;
  journal.report(`${cell.id}: scoring`);
  await journal.change(cell.id, { state: 'evaluating' });
  const begun = performance.now();
  const { rank, whyNot, trainingPairs } = await armOf(run, cell, method, prepared);
  const [name, digest] = prepared.teacher.split('@') as [string, string];
  const usesTeacher = method === 'teacher' || method === 'translate-query';
  const scores = [];
  const leftOut: string[] = [];
  for (const [place, track] of setup.tracks.entries()) {
    const language = track.kind === 'monolingual' ? 'en' : cell.language;
    const asked = await scorer.queries(place, language);
    const why = asked && whyNot?.(await parts.tracks.open(track), asked);
    if (why !== undefined && place === 0) throw failedPrecondition(why);
    if (why !== undefined) leftOut.push(`track ${place + 1} is left out: ${why}`);
    const inputs = usesTeacher ? [{ role: 'model', name, digest }] : [];
    scores.push(why === undefined ? await scorer.scoreRanking(place, language, cell.id, rank, inputs) : undefined);
  }
  const final = {
    step: 0,
    pairs: 0,
    trainingSeconds: 0,
    results: scores.map((found) => found?.values ?? null),
  };
  return journal.change(cell.id, {
    state: 'done',
    statusMessage: leftOut.join('; '),
    ...(trainingPairs !== undefined && { trainingPairs }),
    final,
    queryScores: scores.flatMap((found) => (found ? [found.queryScores] : [])),
    evaluationSeconds: (performance.now() - begun) / 1_000,
  });
}

function armOf(run: StudyRun, cell: StudyCell, method: WithoutJob, prepared: Prepared): Promise<ReferenceArm> {
  if (method === 'translate-query') return translatedQueries(run, cell, prepared);
  if (method === 'teacher') return Promise.resolve(englishQueries(run, cell, prepared));
  return byWords(run, cell, method, prepared);
}

/** BM25 with the queries as they are, or with the words that the students' own pairs give for theirs. */
async function byWords(
  run: StudyRun,
  cell: StudyCell,
  method: 'bm25' | 'psq',
  prepared: Prepared,
): Promise<ReferenceArm> {
  const { parts, signal, spec } = run;
  const bitext = method === 'psq' ? (await selectPairs(run, selectionOf(spec, cell, prepared))).pairs : undefined;
  return {
    ...(bitext && { trainingPairs: bitext.length }),
    rank: ({ name, passages }, { queries, depth }) => {
      const language = name.kind === 'monolingual' ? 'en' : cell.language;
      const input = { language, queries, passages, depth: Math.max(depth, parts.depth) };
      const isTranslated = bitext !== undefined && language !== 'en';
      return runInThread('rankByWords', isTranslated ? { ...input, bitext } : input, signal);
    },
  };
}

/** The teacher with the English originals of the queries. */
function englishQueries(run: StudyRun, { language }: StudyCell, prepared: Prepared): ReferenceArm {
  const originals = (track: TrackData, asked: TrackQueries) => {
    if (track.name.kind === 'monolingual') return asked.queries;
    const wanted = new Set(asked.queries.map(({ id }) => id));
    return track.english(language)?.queries.filter(({ id }) => wanted.has(id));
  };
  return {
    whyNot: (track, asked) =>
      originals(track, asked) ? undefined : `${track.name.dataset} has no English queries by the same ids`,
    rank: (track, asked) => rankEnglish(run, prepared, track, originals(track, asked)!, asked.depth),
  };
}

/** The teacher with supplied English translations of the queries. */
async function translatedQueries(run: StudyRun, cell: StudyCell, prepared: Prepared): Promise<ReferenceArm> {
  const translations = await translationsOf(run, cell);
  return {
    whyNot: ({ name }, { queries }) => {
      const lacking = queries.filter(({ id }) => !translations.has(id));
      if (lacking.length === 0) return undefined;
      return `the translations lack ${lacking.length} of ${queries.length} queries of ${name.dataset}, such as ${lacking[0]!.id}`;
    },
    rank: (track, { queries, depth }) => {
      const english = queries.map(({ id }) => ({ id, text: translations.get(id)! }));
      return rankEnglish(run, prepared, track, english, depth);
    },
  };
}

function rankEnglish(
  { parts, signal }: StudyRun,
  { teacher }: Prepared,
  track: TrackData,
  queries: TrackQueries['queries'],
  depth: number,
): ReturnType<RankQueries> {
  const models = { model: teacher, passageModel: teacher };
  return parts.ranker.rank({ track, language: 'en', queries, ...models, depth: Math.max(depth, parts.depth), signal });
}

/** Supplied translations: lines of query id, tab, English text in `translations/<dataset>.<language>.tsv`. */
async function translationsOf({ parts, spec }: StudyRun, { arm, language }: StudyCell): Promise<Map<string, string>> {
  const data = spec.arms.find(({ name }) => name === arm)!.reference!.data;
  const { dataset } = data.find((entry) => entry.language === language)!;
  const path = await parts.files().obtain(`translations/${dataset}.${language}.tsv`);
  const texts = await readTexts(path).toArray();
  return new Map(texts.map(({ id, text }) => [id, text]));
}
